"""The real box over two modems in memory, with everybody who acts on it; each act is told to the oracle, too."""

import csv
import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from smsbox.daemon.campaigns import Campaigns
from smsbox.daemon.clock import ClockTrust
from smsbox.daemon.deadlines import Deadlines
from smsbox.daemon.inbound import Inbound
from smsbox.errors import SmsboxError
from smsbox.modem.status import Outcome, Submission
from smsbox.rules import wordings as rules
from smsbox.rules.clock import Vouch
from smsbox.rules.lanes import Kind
from smsbox.services import (
    campaigns,
    consent,
    contacts,
    erasure,
    imports,
    inbox,
    keywords,
    lists,
    messages,
    settings,
    wordings,
)
from smsbox.services.activity import Actor, By
from smsbox.services.campaigns import CampaignState
from smsbox.services.messages import NewMessage
from smsbox.sms.network import encode_deliver
from smsbox.store.db import FILE_NAME, Database
from tests.fakes.clock import Clock
from tests.fakes.station import Station
from tests.models.oracle import LISTS, STARTS, Oracle

SIMS = 2
SHOP = "Corner Shop"
KEYWORDS = {"Offers": "SHOES", "News": "BREAD"}
OFFER, ORDER = "Half price on coats", "Your order is here"
"""How offers and other texts begin: what went on air is told apart by that."""

LONG = " Come and see." * 14
"""Makes a text of two parts."""

ALWAYS = {
    "shop.name": SHOP,
    "shop.region": "GB",
    "shop.timezone": "Europe/London",
    "message.validity_hours": "168",
    "pace.per_minute": "0",
    "pace.per_hour": "0",
}
"""Texts wait for up to a week, so that late ones show themselves."""

BOOT = "the machine's only start"

MOST_MOVES = 200
"""Rounds after which work is taken to have no end."""

REFUSED = frozenset({Outcome.REFUSED, Outcome.REFUSED_FOR_NOW, Outcome.NOT_SENT})


@cache
def wording(name: str) -> str:
    """The sign-up wording of a list."""
    return rules.proposal("en", "GB", shop=SHOP, kinds="offers", per_month=LISTS[name])


@cache
def _template() -> bytes:
    """The shop on its first morning: lists with their wordings and keywords, nobody on them."""
    by = By(Actor.COMMAND, "", STARTS[0] - timedelta(days=1))
    with tempfile.TemporaryDirectory() as folder:
        db = Database(Path(folder))
        for key, value in ALWAYS.items():
            settings.set_value(db, key, value)
        for name, per_month in LISTS.items():
            lists.create(db, name, now=by.at)
            wordings.put(db, name, wording(name), kinds="offers", per_month=per_month, by=by)
            keywords.create(db, KEYWORDS[name], list_name=name, by=by)
        db.close()
        return (Path(folder) / FILE_NAME).read_bytes()


class Box:
    """One shop. Acts that the box refuses change nothing, for the oracle neither."""

    def __init__(self, start: datetime, seed: int, people: Sequence[str]) -> None:
        self.people = people
        self._dice = random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="smsbox-model-"))
        (self.folder / FILE_NAME).write_bytes(_template())
        self.oracle = Oracle()
        self.clock = Clock(start)
        self.seconds = 0.0
        """The machine's monotonic clock, which no jump moves."""
        self._vouch: Vouch | None = None
        self.db = Database(self.folder)
        self.sessions = Database(self.folder)
        self.station = Station(self.db, self.clock, sims=SIMS)
        self.station.trust = self._new_trust()
        self.station.restart()
        for worker in self.station.workers:
            worker.when_submitted = self._on_air
        for each in (self.db, self.sessions, self.station.own):
            # No power is cut here, and waiting for the disk is most of the time that a run takes.
            each.connection().execute("PRAGMA synchronous = OFF")
        self.inbound = Inbound(self.sessions, self.clock)
        self.campaigns = Campaigns(self.db, self.clock, self.station.dispatcher.wake)
        self.deadlines = Deadlines(self.db, self.clock)
        self._texts = 0
        self._reference = 0
        self.network_tells(timedelta(0))

    def close(self) -> None:
        """Everything off, and gone."""
        self.station.close()
        self.sessions.close()
        self.db.close()
        shutil.rmtree(self.folder)

    @property
    def by(self) -> By:
        return By(Actor.PERSON, "Rosa", self.clock())

    # What people do.

    def receive(self, number: str, said: str) -> None:
        """A text of theirs arrives at one of the SIMs."""
        self._texts += 1
        iccid = f"894410000000000000{self._texts % SIMS}"
        self.clock.forward(seconds=1)
        self.seconds += 1
        pdu = encode_deliver(number, said, sent_at=self.clock())
        assert self.inbound.store(iccid, (pdu,)) == frozenset()

    def stop(self, number: str, said: str) -> None:
        self.receive(number, said)
        self.oracle.stop(number, self.clock(), of_all="stopall" in said.casefold().replace(" ", ""))

    def stop_list(self, number: str, said: str, name: str) -> None:
        self.receive(number, said)
        self.oracle.stop_list(number, name)

    def start(self, number: str, said: str) -> None:
        self.receive(number, said)
        self.oracle.start(number, self.clock())

    def keyword(self, number: str, name: str) -> None:
        self.receive(number, f" {KEYWORDS[name].lower()}! ")
        self.oracle.keyword(number, name, self.clock())

    def say_yes(self, number: str) -> None:
        self.receive(number, "Yes")
        self.oracle.yes(number, self.clock())

    def unclear(self, number: str) -> None:
        self.receive(number, "What time do you stop serving?")
        self.oracle.unclear(number)

    # What staff do.

    def staff_record(self, number: str, name: str | None, *, yes: bool, own_wording: bool = True) -> None:
        """What somebody said at the counter."""
        text = wording(name) if own_wording and name else "Offers from the shop. STOP to end."
        promised = LISTS[name] if own_wording and name else None
        with suppress(SmsboxError):
            consent.record(
                self.db,
                number,
                list_name=name,
                action="opt_in" if yes else "opt_out",
                source="form",
                wording=text,
                actor="Rosa",
                now=self.clock(),
            )
            self.oracle.told_staff(number, name, yes=yes, promised=promised)

    def ask(self, number: str, name: str) -> None:
        """Somebody types the number into the counter's tablet, and ticks the box."""
        self.pass_time(timedelta(seconds=1))
        with self.db.write() as tx:
            texted = consent.ask(tx, number, name, source="tablet", channel="tablet", now=self.clock())
        self.oracle.asked(number, name, self.clock(), texted=texted)

    def import_file(self, name: str, rows: Sequence[tuple[str, bool]]) -> None:
        """A table of customers, some of them without a proof."""
        path = self.folder / "customers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("Phone", "Name", "Consent"))
            writer.writerows((number, "Anna", "yes" if proof else "no") for number, proof in rows)
        plan = imports.Plan(name, path, "form", wording(name), day=date(2027, 3, 1))
        with suppress(SmsboxError):
            imports.run(self.db, plan, by=self.by, pause=lambda _seconds: None)
            for number, proof in rows:
                if proof:
                    self.oracle.imported(number, name)

    def delete_and_add(self, number: str) -> None:
        """The customer is deleted, and added anew."""
        with suppress(SmsboxError):
            contacts.delete(self.db, number, by=self.by)
        contacts.put(self.db, number, name="Anna", by=self.by, now=self.clock())

    def erase(self, number: str) -> None:
        with suppress(SmsboxError):
            erasure.erase(self.db, number, by=self.by)
            self.oracle.erased(number)

    def decide(self, number: str, *, opt_out: bool) -> None:
        """Staff say whether an unclear text meant STOP."""
        with suppress(SmsboxError):
            inbox.decide_review(self.db, number, opt_out=opt_out, actor="Rosa", now=self.clock())
            self.oracle.decided(number, self.clock(), opt_out=opt_out)

    def queue(
        self,
        number: str,
        lane: str,
        *,
        later: timedelta = timedelta(0),
        sim: int | None = None,
        long: bool = False,
    ) -> None:
        """A program queues a text; what is no offer may go at any hour."""
        self._texts += 1
        text = f"{OFFER if lane == 'promotional' else ORDER} {self._texts}.{LONG if long else ''}"
        new = NewMessage(
            number,
            text,
            lane,
            urgent=True,
            send_at=self.clock() + later if later else None,
            sim=None if sim is None else f"894410000000000000{sim}",
        )
        with suppress(SmsboxError):
            messages.queue(self.sessions, new, author="till", now=self.clock())

    def begin_campaign(self, names: Sequence[str]) -> None:
        """A campaign is started; it may be taken back for half a minute."""
        self._texts += 1
        with suppress(SmsboxError):
            made = campaigns.create(self.db, text=f"{OFFER} {self._texts}.", lists=list(names), by=self.by)
            campaigns.start(self.db, made.id, by=self.by)
            self.pass_time(campaigns.UNDO)

    def move_campaign(self, position: int, act: str) -> None:
        """One of the campaigns that are not over is paused, resumed or cancelled."""
        going = (CampaignState.PLANNED, CampaignState.SENDING, CampaignState.PAUSED)
        found = campaigns.find(self.db, states=going).items
        if not found:
            return
        campaign = found[position % len(found)]
        acts: dict[str, Callable[..., object]] = {
            "pause": campaigns.pause,
            "resume": campaigns.resume,
            "cancel": campaigns.cancel,
        }
        with suppress(SmsboxError):
            acts[act](self.db, campaign.id, by=self.by)
            stopped = self.oracle.stopped_campaigns
            (stopped.discard if act == "resume" else stopped.add)(campaign.text)

    def set(self, **values: str) -> None:
        """The owner changes settings; a double underscore stands for the dot."""
        self.station.set(**values)

    # What time does.

    def pass_time(self, length: timedelta) -> None:
        self.clock.forward(seconds=length.total_seconds())
        self.seconds += length.total_seconds()
        self.station.dispatcher.wake()

    def jump(self, length: timedelta) -> None:
        """The system's clock is set: the daemon sees it, and nobody has confirmed the new time."""
        self.clock.forward(seconds=length.total_seconds())
        self.station.trust.jumped()
        self.oracle.jumped(length)

    def network_tells(self, ahead: timedelta) -> None:
        """A modem tells its network's time, twice."""
        for _ in range(2):
            self.pass_time(timedelta(seconds=4))
            self.station.trust.told("modem", self.clock() + ahead, now=self.clock())
        self.oracle.network_said(agrees=not ahead)

    def person_confirms_clock(self) -> None:
        """Somebody looks at the box's time, and says that it is right."""
        self._vouch = Vouch(BOOT, self.clock().timestamp() - self.seconds)
        self.station.trust.vouched(self._vouch)
        self.oracle.person_said()

    def restart(self) -> None:
        """kill -9, and a new daemon on the same database."""
        self.station.trust = self._new_trust()
        self.station.restart()
        self.campaigns = Campaigns(self.db, self.clock, self.station.dispatcher.wake)
        self.oracle.restarted()

    def housekeeping(self) -> None:
        """The chores of a minute."""
        for chore in (self.deadlines.close_reviews, self.deadlines.close_questions):
            chore()
        imports.recover(self.db, now=self.clock(), pause=lambda _seconds: None)

    def _new_trust(self) -> ClockTrust:
        trust = ClockTrust(
            cautious=True, boot=BOOT, monotonic=lambda: self.seconds, marker=self.folder / "synchronised"
        )
        trust.read(self.db.connection())
        trust.vouched(self._vouch)
        return trust

    # What the daemon does.

    def work(self, rounds: int, outcome: Outcome) -> None:
        """So many rounds of everything; each modem's first result is `outcome`, the others go well."""
        for _ in range(rounds):
            self.campaign_step()
            self.station.dispatcher.wake()
            self.dispatch()
            for position in range(SIMS):
                self.finish(position, outcome)
            outcome = Outcome.SENT
            self.pass_time(timedelta(seconds=2))

    def go_on(self) -> None:
        """What happens between two acts: nothing, a step of the daemon's, or work on an offer, perhaps at noon."""
        match self._dice.randrange(4):
            case 0:
                self.station.dispatcher.wake()
                self.dispatch()
            case 1 | 2 as act:
                if act == 1:
                    self._wait_for_noon()
                self.queue(self._dice.choice(self.people), "promotional")
                self.work(self._dice.randint(1, 3), Outcome.SENT)

    def _wait_for_noon(self) -> None:
        """In Chicago, on a working day: the shops' hours have begun there, and are not over in Paris."""
        noon = self.clock().replace(hour=17, minute=30) + timedelta(days=1)
        while noon.weekday() > 4:
            noon += timedelta(days=1)
        self.pass_time(noon - self.clock())

    def campaign_step(self) -> None:
        for _ in range(MOST_MOVES):
            if not self.campaigns.step():
                return
        raise AssertionError("a campaign's work has no end")

    def dispatch(self) -> None:
        """One round of the dispatcher."""
        self.station.dispatcher.step()

    def finish(self, position: int, outcome: Outcome) -> None:
        """A modem tells what became of what it has in hand."""
        submission = self.station.workers[position].in_hand
        if submission is None:
            return
        if outcome in REFUSED:
            self.oracle.refused(submission.message_id, submission.number, submission.part)
        self._reference = (self._reference + 1) % 256
        self.station.report(position, outcome, self._reference, None if outcome is Outcome.SENT else "said")
        self.dispatch()

    def _on_air(self, submission: Submission) -> None:
        rows = self.sessions.connection()
        row = rows.execute(
            "SELECT messages.text AS text, kind, reference, campaigns.text AS campaign,"
            " consent_ledger.number AS about, lists.name AS list, event"
            " FROM messages LEFT JOIN campaigns ON campaigns.id = campaign_id"
            " LEFT JOIN consent_ledger ON consent_ledger.id = permission_id"
            " LEFT JOIN lists ON lists.id = list_id WHERE messages.id = ?",
            (submission.message_id,),
        ).fetchone()
        if row["kind"] == Kind.DOUBLE_OPT_IN:
            self.oracle.question_on_air(submission.number, row["reference"])
        offer = OFFER in row["text"]
        self.oracle.on_air(
            submission.message_id,
            submission.number,
            submission.part,
            offer=(row["campaign"] or row["text"]) if offer else "",
            own_business=ORDER in row["text"],
            ledger_row=None if row["about"] is None else (row["about"], row["list"], row["event"]),
            validity=submission.validity,
            now=self.clock(),
        )
