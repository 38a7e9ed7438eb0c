"""Everything that may happen to a shop, in any order: hypothesis looks for the order that texts somebody wrongly."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from smsbox.modem.status import Outcome
from tests.fakes.leaving import forms
from tests.models.box import KEYWORDS, SIMS, Box
from tests.models.oracle import LISTS, PEOPLE, STARTS

CUSTOMERS = 3
SOMEBODY = st.integers(0, CUSTOMERS - 1)
"""Few people, so that what happens happens to the same ones; who they are differs from run to run."""

A_LIST = st.sampled_from(sorted(LISTS))
A_STOP = st.sampled_from([form for form in forms() if "ffers" not in form])
AN_OUTCOME = st.sampled_from(
    (Outcome.SENT, Outcome.SENT, Outcome.SENT, Outcome.UNKNOWN, Outcome.REFUSED_FOR_NOW, Outcome.NOT_SENT)
)
A_WHILE = st.sampled_from(
    [
        timedelta(**each)
        for each in ({"seconds": 1}, {"minutes": 6}, {"hours": 1}, {"hours": 7}, {"days": 1}, {"days": 3}, {"days": 31})
    ]
)
LATER = st.just(timedelta(0)) | A_WHILE
A_SIM = st.none() | st.integers(0, SIMS - 1)
HOURS = st.tuples(st.integers(8, 12), st.integers(13, 21))
DAYS = {"mon-sat": range(6), "mon-fri": range(5), "every day": range(7), "sun": (6,)}


class Shop(RuleBasedStateMachine):
    """A shop of few customers, some of them on its lists, which sends offers whenever it can."""

    box: Box

    @initialize(
        start=st.sampled_from(STARTS),
        seed=st.integers(0, 2**16),
        people=st.lists(st.sampled_from(sorted(PEOPLE)), min_size=CUSTOMERS, max_size=CUSTOMERS, unique=True),
        known=st.sampled_from((3, 3, 2, 1)),
    )
    def open(self, start, seed, people, known) -> None:
        self.box = Box(start, seed, people)
        for number in people[:known]:
            for name in LISTS:
                self.box.staff_record(number, name, yes=True)
        self.the_owner_sets_other_caps(3, 31)

    def teardown(self) -> None:
        if hasattr(self, "box"):
            self.box.close()

    @invariant()
    def nobody_was_texted_who_should_not_be(self) -> None:
        self.box.go_on()
        assert self.box.oracle.faults == [], self.box.oracle.faults

    # People.

    @rule(who=SOMEBODY, form=A_STOP)
    def somebody_says_stop(self, who, form) -> None:
        self.box.stop(self.box.people[who], form)

    @rule(who=SOMEBODY, name=A_LIST, by_keyword=st.booleans())
    def somebody_leaves_a_list(self, who, name, by_keyword) -> None:
        self.box.stop_list(self.box.people[who], f"STOP {KEYWORDS[name] if by_keyword else name}", name)

    @rule(who=SOMEBODY, form=st.sampled_from(("START", "unstop.")))
    def somebody_comes_back(self, who, form) -> None:
        self.box.start(self.box.people[who], form)

    @rule(who=SOMEBODY, name=A_LIST)
    def somebody_texts_a_keyword(self, who, name) -> None:
        self.box.keyword(self.box.people[who], name)

    @rule(
        who=SOMEBODY, name=A_LIST, rounds=st.integers(0, 2), waits=st.sampled_from((0, 47, 49)), replies=st.booleans()
    )
    def somebody_signs_up_at_the_tablet(self, who, name, rounds, waits, replies) -> None:
        self.box.ask(self.box.people[who], name)
        self.box.work(rounds, Outcome.SENT)
        self.box.pass_time(timedelta(hours=waits))
        if replies:
            self.box.say_yes(self.box.people[who])

    @rule(who=SOMEBODY)
    def somebody_replies_yes(self, who) -> None:
        self.box.say_yes(self.box.people[who])

    @rule(who=SOMEBODY, said=st.sampled_from(("unclear", "HELP", "Are you open on Sunday?")))
    def somebody_writes(self, who, said) -> None:
        if said == "unclear":
            self.box.unclear(self.box.people[who])
        else:
            self.box.receive(self.box.people[who], said)

    # Staff, the owner and programs.

    @rule(who=SOMEBODY, name=A_LIST, own_wording=st.booleans())
    def staff_write_down_a_yes(self, who, name, own_wording) -> None:
        self.box.staff_record(self.box.people[who], name, yes=True, own_wording=own_wording)

    @rule(who=SOMEBODY, name=st.none() | A_LIST)
    def staff_write_down_a_no(self, who, name) -> None:
        self.box.staff_record(self.box.people[who], name, yes=False)

    @rule(who=SOMEBODY, opt_out=st.booleans())
    def staff_decide_what_was_meant(self, who, opt_out) -> None:
        self.box.decide(self.box.people[who], opt_out=opt_out)

    @rule(name=A_LIST, rows=st.dictionaries(SOMEBODY, st.booleans(), min_size=1))
    def staff_import_a_file(self, name, rows) -> None:
        self.box.import_file(name, [(self.box.people[who], proof) for who, proof in sorted(rows.items())])

    @rule(who=SOMEBODY)
    def staff_delete_somebody_and_add_them_anew(self, who) -> None:
        self.box.delete_and_add(self.box.people[who])

    @rule(who=SOMEBODY)
    def staff_erase_somebody(self, who) -> None:
        self.box.erase(self.box.people[who])

    @rule(names=st.lists(A_LIST, min_size=1, unique=True))
    def a_campaign_begins(self, names) -> None:
        self.box.begin_campaign(names)

    @rule(position=st.integers(0, 3), act=st.sampled_from(("pause", "resume", "cancel")))
    def a_campaign_is_stopped_or_goes_on(self, position, act) -> None:
        self.box.move_campaign(position, act)

    @rule(who=SOMEBODY, lane=st.sampled_from(("transactional", "reply")), later=LATER, sim=A_SIM, long=st.booleans())
    def a_program_queues_a_text(self, who, lane, later, sim, long) -> None:
        self.box.queue(self.box.people[who], lane, later=later, sim=sim, long=long)

    @rule(who=SOMEBODY, later=LATER, sim=A_SIM, long=st.booleans())
    def a_program_queues_an_offer(self, who, later, sim, long) -> None:
        self.box.queue(self.box.people[who], "promotional", later=later, sim=sim, long=long)

    @rule(paused=st.sampled_from((True, False, False)), everything=st.booleans())
    def sending_is_paused_or_goes_on(self, paused, everything) -> None:
        if everything:
            self.box.set(sending__paused_until="resumed" if paused else "")
            self.box.oracle.shop.all_paused = paused
        else:
            self.box.set(sending__paused=str(paused).lower())
            self.box.oracle.shop.offers_paused = paused

    @rule(hours=HOURS, days=st.sampled_from(sorted(DAYS)))
    def the_owner_sets_other_hours(self, hours, days) -> None:
        shop = self.box.oracle.shop
        start, end = hours
        # Never a window that ends before it begins, between the two.
        self.box.set(quiet__promotional_end="21:00")
        self.box.set(quiet__promotional_start=f"{start:02}:00")
        self.box.set(quiet__promotional_end=f"{end:02}:00", quiet__promotional_days=days)
        shop.start, shop.end, shop.days = start, end, frozenset(DAYS[days])

    @rule(per_day=st.integers(0, 3), per_month=st.integers(0, 6))
    def the_owner_sets_other_caps(self, per_day, per_month) -> None:
        self.box.set(cap__per_day=str(per_day), cap__per_month=str(per_month))
        self.box.oracle.shop.per_day, self.box.oracle.shop.per_month = per_day, per_month

    # Time, and the daemon.

    @rule(length=A_WHILE, rounds=st.integers(0, 4))
    def time_goes_on(self, length, rounds) -> None:
        self.box.pass_time(length)
        self.box.work(rounds, Outcome.SENT)

    @rule(length=A_WHILE, back=st.booleans(), rounds=st.integers(0, 2))
    def the_clock_jumps(self, length, back, rounds) -> None:
        self.box.jump(-length if back else length)
        self.box.work(rounds, Outcome.SENT)

    @rule(ahead=st.sampled_from((0, 0, 3, -50)), rounds=st.integers(0, 3))
    def a_network_tells_the_time(self, ahead, rounds) -> None:
        self.box.network_tells(timedelta(hours=ahead))
        self.box.work(rounds, Outcome.SENT)

    @rule()
    def somebody_confirms_the_clock(self) -> None:
        self.box.person_confirms_clock()

    @rule()
    def the_daemon_is_killed_and_started(self) -> None:
        self.box.restart()

    @rule()
    def a_minutes_chores_are_done(self) -> None:
        self.box.housekeeping()

    @rule(rounds=st.integers(1, 5), outcome=AN_OUTCOME)
    def the_box_works(self, rounds, outcome) -> None:
        self.box.work(rounds, outcome)

    @rule(campaigns_first=st.booleans())
    def the_dispatcher_takes_one_step(self, campaigns_first) -> None:
        if campaigns_first:
            self.box.campaign_step()
        self.box.station.dispatcher.wake()
        self.box.dispatch()

    @rule(position=st.integers(0, SIMS - 1), outcome=AN_OUTCOME)
    def a_modem_has_finished(self, position, outcome) -> None:
        self.box.finish(position, outcome)
