"""A campaign from the draft to its last text: dispatcher, workers in memory, a clock that tests move."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from smsbox.daemon.campaigns import Campaigns
from smsbox.daemon.inbound import Inbound
from smsbox.errors import BadInput, Conflict
from smsbox.modem.status import Outcome
from smsbox.rules import decision as decision_module
from smsbox.rules.campaign import Brake, CampaignState
from smsbox.rules.lifecycle import State
from smsbox.rules.places import Place
from smsbox.rules.policy import Policy
from smsbox.services import activity, campaign_work, campaigns, consent, contacts, settings
from smsbox.services.activity import Actor, By
from smsbox.services.campaigns import Campaign, Preview
from smsbox.sms.network import encode_deliver
from smsbox.store import parts
from smsbox.store import settings as settings_table
from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.rows import ANNA, LEO, MAYA
from tests.fakes.station import Station

TEXT = "Hi {first name|there}, 20% off."
PEOPLE = tuple(f"+4477009010{number:02}" for number in range(20))


class Shop:
    """A station, a worker for campaigns, and somebody who asks for things."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.station = Station(db, clock)
        self.db = db
        self.clock = clock
        self.worker = Campaigns(db, clock, self.station.dispatcher.wake)
        self.station.say_yes(ANNA, LEO, MAYA)

    @property
    def rosa(self) -> By:
        return By(Actor.PERSON, "Rosa", self.clock())

    def draft(self, text: str = TEXT) -> int:
        return campaigns.create(self.db, text=text, lists=["Offers"], by=self.rosa).id

    def begun(self, text: str = TEXT) -> int:
        """A campaign whose texts are all in the queue."""
        campaign_id = self.draft(text)
        campaigns.start(self.db, campaign_id, by=self.rosa)
        self.clock.forward(seconds=campaigns.UNDO.total_seconds())
        self.work()
        return campaign_id

    def work(self) -> None:
        for _ in range(50):
            if not self.worker.step():
                return
        raise AssertionError("campaigns do not come to rest")

    def get(self, campaign_id: int) -> Campaign:
        return campaigns.get(self.db, campaign_id)

    def preview(self, campaign_id: int) -> Preview:
        policy = settings.policy(self.db.connection())
        return campaigns.preview(self.db, self.get(campaign_id), policy, now=self.clock())

    def on_air(self) -> list[str]:
        return [taken.number for worker in self.station.workers for taken in worker.taken]


@pytest.fixture
def shop(db: Database, clock: Clock) -> Iterator[Shop]:
    shop = Shop(db, clock)
    yield shop
    shop.station.close()


def test_everybody_on_the_lists_gets_the_text_once_and_with_their_own_name(shop: Shop) -> None:
    contacts.put(shop.db, ANNA, name="Anna Smith", fields={}, tags=(), by=None, now=shop.clock())
    campaign_id = shop.begun()
    shop.station.send_all()
    shop.work()
    assert sorted(shop.on_air()) == [ANNA, LEO, MAYA]
    texts = {taken.number: taken.text for taken in shop.station.workers[0].taken}
    assert (texts[ANNA], texts[LEO]) == tuple(
        f"Corner Shop: Hi {name}, 20% off. Reply STOP to opt out" for name in ("Anna", "there")
    )
    found = shop.get(campaign_id)
    assert (found.state, found.counts) == (CampaignState.DONE, {State.SENT: 3})


def test_nothing_goes_out_while_it_can_be_taken_back(shop: Shop) -> None:
    campaign_id = shop.draft()
    campaigns.start(shop.db, campaign_id, by=shop.rosa)
    shop.clock.forward(seconds=campaigns.UNDO.total_seconds() - 1)
    shop.work()
    campaigns.take_back(shop.db, campaign_id, by=shop.rosa)
    shop.clock.forward(minutes=5)
    shop.work()
    shop.station.steps()
    assert shop.on_air() == []
    assert shop.get(campaign_id).state is CampaignState.DRAFT


def test_it_can_be_planned_for_later_and_reaches_who_is_on_the_list_then(shop: Shop) -> None:
    campaign_id = shop.draft()
    later = shop.clock() + timedelta(hours=2)
    assert campaigns.start(shop.db, campaign_id, at=later, by=shop.rosa).starts_at == later
    consent.record(
        shop.db, ANNA, list_name="Offers", action="opt_out", source="till", wording=None, actor="test", now=shop.clock()
    )
    shop.station.say_yes(PEOPLE[0])
    shop.clock.forward(hours=2)
    shop.work()
    shop.station.send_all()
    assert sorted(shop.on_air()) == sorted([LEO, MAYA, PEOPLE[0]])


def test_starting_it_twice_sends_it_once(shop: Shop) -> None:
    campaign_id = shop.draft()
    campaigns.start(shop.db, campaign_id, by=shop.rosa)
    with pytest.raises(Conflict, match="started already"):
        campaigns.start(shop.db, campaign_id, by=shop.rosa)


def test_a_paused_one_gives_at_most_the_text_on_air_and_goes_on_where_it_was(shop: Shop) -> None:
    shop.station.say_yes(*PEOPLE)
    campaign_id = shop.begun()
    shop.station.steps()
    campaigns.pause(shop.db, campaign_id, by=shop.rosa)
    shop.station.send_all()
    shop.work()
    assert len(shop.on_air()) == 1
    assert shop.get(campaign_id).stopped_by == "Rosa"
    campaigns.resume(shop.db, campaign_id, by=shop.rosa)
    shop.work()
    shop.station.send_all()
    shop.work()
    assert sorted(shop.on_air()) == sorted({ANNA, LEO, MAYA, *PEOPLE})
    assert shop.get(campaign_id).state is CampaignState.DONE


def test_one_that_is_stopped_cancels_what_waits_and_keeps_what_has_gone(shop: Shop) -> None:
    shop.station.say_yes(*PEOPLE)
    campaign_id = shop.begun()
    shop.station.steps()
    campaigns.cancel(shop.db, campaign_id, by=shop.rosa)
    shop.work()
    shop.station.send_all()
    shop.work()
    found = shop.get(campaign_id)
    assert len(shop.on_air()) == 1
    assert found.counts == {State.SENT: 1, State.CANCELLED: found.total - 1}
    assert found.ended_at is not None


def test_a_paused_one_does_not_hold_up_other_texts(shop: Shop) -> None:
    shop.station.say_yes(*PEOPLE)
    campaign_id = shop.begun()
    campaigns.pause(shop.db, campaign_id, by=shop.rosa)
    other = shop.begun("Only shoes")
    shop.station.send_all()
    shop.work()
    assert shop.get(campaign_id).counts.get(State.SENT) is None
    assert shop.get(other).state is CampaignState.DONE


def test_somebody_who_said_stop_meanwhile_gets_nothing(shop: Shop) -> None:
    campaign_id = shop.begun()
    consent.record(
        shop.db, LEO, list_name="Offers", action="opt_out", source="till", wording=None, actor="test", now=shop.clock()
    )
    shop.station.send_all()
    shop.work()
    assert sorted(shop.on_air()) == [ANNA, MAYA]
    assert shop.get(campaign_id).counts[State.SENT] == 2


def test_a_restart_between_two_steps_makes_no_second_message(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign_work, "CHUNK", 2)
    shop.station.say_yes(*PEOPLE)
    campaign_id = shop.draft()
    campaigns.start(shop.db, campaign_id, by=shop.rosa)
    shop.clock.forward(seconds=31)
    for _ in range(4):
        shop.worker.step()
    again = Database(shop.db.folder)
    shop.worker = Campaigns(again, shop.clock, shop.station.dispatcher.wake)
    shop.work()
    shop.station.send_all()
    shop.work()
    assert len(shop.on_air()) == len(set(shop.on_air())) == len({ANNA, LEO, MAYA, *PEOPLE})
    assert shop.get(campaign_id).total == len({ANNA, LEO, MAYA, *PEOPLE})
    again.close()


def test_the_preview_counts_people_and_says_who_has_the_longest_name(shop: Shop) -> None:
    contacts.put(shop.db, MAYA, name="Maya " + "x" * 39, fields={}, tags=(), by=None, now=shop.clock())
    seen = shop.preview(shop.draft("{name} " + "y" * 130))
    assert (seen.people, seen.parts_each, seen.parts, seen.exact) == (3, 2, 6, False)
    assert any(sample.number == MAYA and sample.parts == 2 for sample in seen.samples)
    assert seen.opens_at is None


def test_the_preview_leaves_out_doubles(shop: Shop) -> None:
    from smsbox.services import lists

    lists.create(shop.db, "Shoes", by=None, now=shop.clock())
    for number in (ANNA, LEO):
        consent.record(
            shop.db,
            number,
            list_name="Shoes",
            action="opt_in",
            source="till",
            wording="Shoes, weekly. STOP to end.",
            actor="test",
            now=shop.clock(),
        )
    draft = campaigns.create(shop.db, text="Sale", lists=["Offers", "Shoes"], by=shop.rosa)
    seen = shop.preview(draft.id)
    assert (seen.audience.places, seen.people) == (5, 3)


@pytest.mark.parametrize(
    ("text", "lists", "words"),
    [("", ["Offers"], "empty"), ("Sale", [], "tick a list"), ("Sale", ["Nobody"], "no list")],
)
def test_a_draft_that_could_not_be_sent_is_refused(shop: Shop, text: str, lists: list[str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        campaigns.create(shop.db, text=text, lists=lists, by=shop.rosa)
    assert campaigns.find(shop.db).items == ()


def test_what_is_done_to_a_campaign_is_on_record(shop: Shop) -> None:
    campaign_id = shop.begun()
    campaigns.pause(shop.db, campaign_id, by=shop.rosa)
    campaigns.resume(shop.db, campaign_id, by=shop.rosa)
    campaigns.cancel(shop.db, campaign_id, by=shop.rosa)
    told = [activity.words(entry) for entry in activity.find(shop.db, name="Rosa").items]
    assert [words.split(":")[0] for words in told] == ["Stopped for good", "Went on with", "Paused", "Started sending"]


def test_only_a_draft_can_be_changed_or_thrown_away(shop: Shop) -> None:
    draft = shop.draft()
    assert campaigns.change(shop.db, draft, text="New", lists=["Offers"], by=shop.rosa).text == "New"
    campaigns.remove(shop.db, draft, by=shop.rosa)
    begun = shop.begun()
    with pytest.raises(Conflict):
        campaigns.change(shop.db, begun, text="New", lists=["Offers"], by=shop.rosa)
    with pytest.raises(Conflict):
        campaigns.remove(shop.db, begun, by=shop.rosa)


def crowd(shop: Shop, people: int) -> tuple[str, ...]:
    """So many people who said yes, beside the first three."""
    numbers = tuple(f"+447700{900200 + place}" for place in range(people))
    shop.station.say_yes(*numbers)
    return numbers


def opt_out(shop: Shop, number: str) -> None:
    with shop.db.write() as tx:
        consent.opt_out(tx, number, consent.Act(consent.BY_TEXT, shop.clock()), now=shop.clock())


def send(shop: Shop, texts: int, outcome: Outcome = Outcome.SENT) -> list[str]:
    """So many texts go out, or are refused for good; whom they were for."""
    done = []
    for _ in range(texts):
        shop.station.steps()
        submission = shop.station.workers[0].in_hand
        if submission is None:
            break
        done.append(submission.number)
        shop.station.finish(outcome)
    shop.work()
    return done


def hear(shop: Shop, number: str, text: str) -> None:
    """The shop's SIM receives a text."""
    shop.clock.forward(seconds=5)
    Inbound(shop.db, shop.clock).store("8944100000000000000", (encode_deliver(number, text, sent_at=shop.clock()),))


def test_who_writes_after_the_text_answers_it_once_and_a_stop_is_no_answer(shop: Shop) -> None:
    campaign_id = shop.begun()
    first, second, third = send(shop, 3)
    hear(shop, first, "Until when?")
    hear(shop, first, "And on Sunday?")
    hear(shop, second, "STOP")
    assert (shop.get(campaign_id).answers, shop.get(campaign_id).opt_outs) == (1, 1)
    shop.station.queue(third, "Your shoes are ready.")
    assert third in send(shop, 2)
    hear(shop, third, "I am coming.")
    assert shop.get(campaign_id).answers == 1, "that answers a later text"


def test_the_texts_over_each_sim_are_counted_once_whatever_becomes_of_them(shop: Shop) -> None:
    campaign_id = shop.begun()
    send(shop, 1)
    send(shop, 1, Outcome.UNKNOWN)
    send(shop, 1, Outcome.REFUSED)
    assert campaigns.over_sims(shop.db, campaign_id) == {"8944100000000000000": 1}
    with shop.db.write() as tx:
        (unknown,) = tx.execute("SELECT message_id FROM parts WHERE state = 'unknown'").fetchall()
        parts.delivered(tx, parts.Key(unknown["message_id"], 1), now=shop.clock())
    assert campaigns.over_sims(shop.db, campaign_id) == {"8944100000000000000": 2}


def test_rule_8_1_and_8_2_the_preview_shows_and_counts_what_the_box_adds(shop: Shop) -> None:
    seen = shop.preview(shop.draft("x" * 130))
    assert seen.text == f"Corner Shop: {'x' * 130} Reply STOP to opt out"
    assert {sample.text for sample in seen.samples} == {seen.text}
    assert seen.parts_each == 2


def test_rule_8_3_a_draft_that_the_boxs_lines_make_too_long_is_refused(shop: Shop) -> None:
    with pytest.raises(BadInput, match="11 SMS"):
        shop.draft("x" * 1520)


def test_rule_8_1_without_the_shops_name_no_campaign_starts(shop: Shop) -> None:
    with shop.db.write() as tx:
        settings_table.drop(tx, "shop.name")
    campaign_id = shop.draft()
    with pytest.raises(BadInput, match=r"Set the name first"):
        campaigns.start(shop.db, campaign_id, by=shop.rosa)
    assert shop.get(campaign_id).state is CampaignState.DRAFT


def test_rule_10_1_two_percent_of_opt_outs_after_fifty_texts_stop_it(shop: Shop) -> None:
    crowd(shop, 117)
    campaign_id = shop.begun()
    reached = send(shop, 49)
    opt_out(shop, reached[0])
    shop.work()
    assert shop.get(campaign_id).state is CampaignState.SENDING
    send(shop, 1)
    found = shop.get(campaign_id)
    assert (found.state, found.brake, found.stopped_by) == (CampaignState.PAUSED, Brake.OPT_OUTS, campaigns.ITSELF)
    assert campaigns.stopped_itself(found) == (
        "It stopped itself: 1 of 50 people opted out. Read it again before it goes on."
    )
    assert len(send(shop, 10)) == 1, "more than the one that was in the modem's hand"
    (event,) = shop.station.events("campaign.stopped_itself")
    assert event == {"reason": "opt_outs", "sent": 50, "failed": 0, "opt_outs": 1}


def test_rule_10_1_after_a_person_resumed_it_only_what_comes_then_counts(shop: Shop) -> None:
    crowd(shop, 117)
    campaign_id = shop.begun()
    opt_out(shop, send(shop, 49)[0])
    send(shop, 1)
    campaigns.resume(shop.db, campaign_id, by=shop.rosa)
    shop.work()
    shop.station.tick(seconds=1)
    assert len(send(shop, 49)) == 49
    assert shop.get(campaign_id).brake is None
    late = send(shop, 1)
    assert shop.get(campaign_id).state is CampaignState.SENDING
    opt_out(shop, late[0])
    shop.work()
    assert shop.get(campaign_id).brake is Brake.OPT_OUTS


def test_rule_10_1_an_opt_out_that_answers_no_text_of_it_does_not_count(shop: Shop) -> None:
    campaign_id = shop.begun()
    first = send(shop, 3)
    shop.clock.forward(hours=72, seconds=1)
    opt_out(shop, first[0])
    opt_out(shop, "+447700900999")
    assert shop.get(campaign_id).opt_outs == 0
    shop.clock.forward(hours=-1)
    opt_out(shop, first[1])
    opt_out(shop, first[1])
    assert shop.get(campaign_id).opt_outs == 1


def test_rule_10_1_ten_percent_of_failures_after_twenty_texts_stop_it(shop: Shop) -> None:
    crowd(shop, 60)
    campaign_id = shop.begun()
    send(shop, 17)
    send(shop, 2, Outcome.REFUSED)
    assert shop.get(campaign_id).state is CampaignState.SENDING
    send(shop, 1)
    assert shop.get(campaign_id).brake is Brake.FAILURES


def test_rule_10_2_the_first_step_is_five_percent_and_waits_for_a_look(shop: Shop) -> None:
    crowd(shop, 57)
    campaign_id = shop.draft()
    assert shop.preview(campaign_id).first_step == 3
    campaigns.start(shop.db, campaign_id, look_first=True, by=shop.rosa)
    shop.clock.forward(seconds=campaigns.UNDO.total_seconds())
    shop.work()
    assert shop.get(campaign_id).total == 3
    assert len(send(shop, 60)) == 3
    found = shop.get(campaign_id)
    assert (found.state, found.brake) == (CampaignState.PAUSED, Brake.FIRST_STEP)
    campaigns.resume(shop.db, campaign_id, by=shop.rosa)
    shop.work()
    assert len(send(shop, 60)) == 57
    assert shop.get(campaign_id).state is CampaignState.DONE


def test_rule_10_3_a_pause_holds_offers_within_a_second_and_over_a_restart(shop: Shop) -> None:
    campaign_id = shop.begun()
    settings.set_value(shop.db, "sending.paused", "true")
    shop.clock.forward(seconds=1)
    assert send(shop, 3) == []
    shop.station.restart()
    shop.station.tick(seconds=1)
    assert send(shop, 3) == []
    settings.set_value(shop.db, "sending.paused", "false")
    shop.station.tick(seconds=1)
    assert len(send(shop, 3)) == 3
    assert shop.get(campaign_id).state is CampaignState.DONE


def test_rule_10_4_reserved_goods_are_named_until_the_owner_has_accepted_the_rules(shop: Shop) -> None:
    campaign_id = shop.draft("Red wine, half price")
    with pytest.raises(BadInput, match="“wine” is alcohol"):
        campaigns.start(shop.db, campaign_id, by=shop.rosa)
    settings.set_value(shop.db, "shop.reserved_goods", "2027-11-23")
    assert campaigns.start(shop.db, campaign_id, by=shop.rosa).state is CampaignState.PLANNED


def test_rule_7_2_who_has_had_enough_is_skipped_and_counted_and_gets_nothing_later(shop: Shop) -> None:
    shop.begun("One")
    assert len(send(shop, 3)) == 3
    second = shop.begun("Two")
    assert send(shop, 3) == []
    assert shop.get(second).counts == {State.BLOCKED: 3}
    assert shop.get(second).state is CampaignState.DONE
    shop.station.tick(hours=25)
    assert send(shop, 3) == []


def test_rule_10_1_a_campaign_with_nothing_left_to_stop_is_done(shop: Shop) -> None:
    crowd(shop, 47)
    campaign_id = shop.begun()
    reached = send(shop, 49)
    for number in reached[:5]:
        opt_out(shop, number)
    shop.station.steps()
    shop.station.send_all()
    shop.work()
    assert shop.get(campaign_id).state is CampaignState.DONE


LONDONER, NEW_YORKER, SYDNEYSIDER, TEXAN = "+442071234567", "+12125550100", "+61291234567", "+12145550100"
TOUR = (LONDONER, NEW_YORKER, SYDNEYSIDER, TEXAN)


def abroad(shop: Shop) -> int:
    """A campaign to people in three parts of the world, begun at noon in London."""
    shop.station.set(shop__region="GB", shop__timezone="Europe/London")
    shop.station.say_yes(*TOUR, list_name="Abroad")
    campaign_id = campaigns.create(shop.db, text="Sale", lists=["Abroad"], by=shop.rosa).id
    campaigns.start(shop.db, campaign_id, by=shop.rosa)
    shop.clock.forward(seconds=campaigns.UNDO.total_seconds())
    shop.work()
    return campaign_id


def test_rule_6_2_a_campaign_goes_out_zone_by_zone(shop: Shop) -> None:
    campaign_id = abroad(shop)
    reached = []
    for _ in range(24 * 4):
        shop.station.tick()
        shop.station.send_all()
        reached += [(number, shop.clock().hour) for number in shop.on_air()[len(reached) :]]
        shop.clock.forward(minutes=15)
    shop.work()
    assert reached == [(LONDONER, 12), (NEW_YORKER, 14), (TEXAN, 15), (SYDNEYSIDER, 22)]
    assert shop.get(campaign_id).state is CampaignState.DONE


def test_rule_6_1_what_waits_for_its_hour_is_looked_at_once_until_then(shop: Shop) -> None:
    abroad(shop)
    shop.station.send_all()
    asked = []
    original = decision_module.places.next_opening

    def next_opening(policy: Policy, place: Place, now: datetime) -> datetime | None:
        asked.append(place)
        return original(policy, place, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decision_module.places, "next_opening", next_opening)
        for _ in range(60):
            shop.station.tick()
    assert asked == []


def test_rule_6_1_a_campaign_begun_at_night_goes_out_in_the_next_window(shop: Shop) -> None:
    shop.clock.set(2027, 11, 27, 21)  # a Saturday: the shop is closed on Sunday
    campaign_id = shop.begun()
    shop.station.send_all()
    assert shop.get(campaign_id).counts == {State.HELD: 3}
    shop.clock.set(2027, 11, 29, 8, 59, 58)
    shop.station.tick()
    shop.station.send_all()
    assert shop.on_air() == []
    shop.clock.set(2027, 11, 29, 9, 0, 1)
    shop.station.tick()
    shop.station.send_all()
    assert sorted(shop.on_air()) == [ANNA, LEO, MAYA]


def test_rule_6_1_wider_hours_let_out_what_waits(shop: Shop) -> None:
    shop.clock.set(2027, 11, 23, 20, 15)
    shop.begun()
    shop.station.send_all()
    assert shop.on_air() == []
    shop.station.set(quiet__promotional_end="21:00")
    shop.station.tick()
    shop.station.send_all()
    assert sorted(shop.on_air()) == [ANNA, LEO, MAYA]


def test_rule_6_4_no_offer_is_delivered_after_the_recipients_window(shop: Shop) -> None:
    shop.station.say_yes(LONDONER, TEXAN)
    shop.clock.set(2027, 11, 23, 18)
    shop.begun()
    shop.station.send_all()
    ends = {taken.number: shop.clock() + taken.validity for worker in shop.station.workers for taken in worker.taken}
    assert ends[LONDONER] == datetime(2027, 11, 23, 20, tzinfo=UTC)
    assert ends[TEXAN] == datetime(2027, 11, 24, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("night", "opens"),
    [((2027, 3, 27, 21), (2027, 3, 29, 8)), ((2027, 10, 30, 21), (2027, 11, 1, 9))],
)
def test_rule_6_5_a_campaign_over_a_clock_change_goes_out_once_at_its_hour(
    shop: Shop, night: tuple[int, ...], opens: tuple[int, ...]
) -> None:
    shop.station.set(shop__region="GB", shop__timezone="Europe/London")
    shop.clock.set(*night)
    shop.begun()
    reached = []
    for _ in range(48):
        shop.station.tick()
        shop.station.send_all()
        reached += [shop.clock().replace(minute=0, second=0, microsecond=0)] * (len(shop.on_air()) - len(reached))
        shop.clock.forward(hours=1)
    assert reached == [datetime(*opens, tzinfo=UTC)] * 3  # type: ignore[misc, arg-type]


def test_rule_6_2_the_preview_says_when_the_last_may_get_it(shop: Shop) -> None:
    shop.station.set(shop__region="GB", shop__timezone="Europe/London")
    shop.station.say_yes(*TOUR, list_name="Abroad")
    seen = shop.preview(campaigns.create(shop.db, text="Sale", lists=["Abroad"], by=shop.rosa).id)
    assert seen.opens_at is None
    assert seen.all_open_at == datetime(2027, 11, 23, 22, tzinfo=UTC)
    shop.clock.set(2027, 11, 28, 12)
    seen = shop.preview(seen.campaign.id)
    assert seen.opens_at == datetime(2027, 11, 28, 22, tzinfo=UTC)
    assert seen.all_open_at == datetime(2027, 11, 29, 15, tzinfo=UTC)


def test_rule_9_2_no_campaign_starts_or_goes_on_in_france(shop: Shop) -> None:
    begun = shop.begun()
    campaigns.pause(shop.db, begun, by=shop.rosa)
    draft = shop.draft()
    shop.station.set(shop__region="FR")
    with pytest.raises(BadInput, match="ARCEP decision 2022-1583"):
        campaigns.start(shop.db, draft, by=shop.rosa)
    with pytest.raises(Conflict, match="ARCEP decision 2022-1583"):
        campaigns.resume(shop.db, begun, by=shop.rosa)
    assert shop.get(draft).state is CampaignState.DRAFT
    refusal = shop.preview(draft).refusal
    assert refusal is not None
    assert "ARCEP" in refusal


def test_rule_9_2_what_is_queued_waits_when_the_shop_is_in_france(shop: Shop) -> None:
    campaign_id = shop.begun()
    shop.station.set(shop__region="FR")
    shop.station.tick()
    shop.station.send_all()
    assert shop.on_air() == []
    assert shop.get(campaign_id).counts == {State.HELD: 3}
