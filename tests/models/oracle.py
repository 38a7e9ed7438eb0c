"""What people have said and what went on air, kept apart from the box: whether an offer was allowed, by that alone.

Nothing here asks the product. The law's hours, the zones and the holidays are written down a second time, for the
people of PEOPLE and the weeks around STARTS only.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LISTS = {"Offers": 12, "News": 2}
"""The shop's lists, and the texts a month that their wordings promise."""

MOST_PER_DAY = 3
DAY, MONTH = timedelta(hours=24), timedelta(days=30)
ASKED_FOR = timedelta(hours=48)
ANSWERS_WITHIN = timedelta(hours=72)
LATE = timedelta(hours=1)
"""How long after the window's end an offer may still arrive (6.4)."""

SHORTEST_VALIDITY = timedelta(minutes=5)
BIG_JUMP = timedelta(minutes=2)
"""A person's word about the clock counts no more when it has been set by more than this."""

EVERY_DAY = range(7)
WEEK = range(6)


@dataclass(frozen=True)
class Home:
    """Where somebody may be, when the law there lets offers come (by weekday), and its holidays of those weeks."""

    zones: tuple[str, ...]
    legal: dict[int, tuple[int, int]]
    holidays: frozenset[date] = frozenset()


_AMERICAN = frozenset({date(2027, 11, 11), date(2027, 11, 25)})

PEOPLE = {
    "+447700900101": Home(("Europe/London",), dict.fromkeys(EVERY_DAY, (8, 21))),
    "+447700900102": Home(("Europe/London",), dict.fromkeys(EVERY_DAY, (8, 21))),
    "+12125550123": Home(("America/New_York",), dict.fromkeys(EVERY_DAY, (8, 21)), _AMERICAN),
    "+13055550123": Home(("America/New_York",), dict.fromkeys(EVERY_DAY, (8, 20)), _AMERICAN),
    "+17135550123": Home(("America/Chicago",), dict.fromkeys(WEEK, (8, 21)) | {6: (12, 21)}, _AMERICAN),
    "+33612345678": Home(
        ("Europe/Paris",), dict.fromkeys(WEEK, (8, 22)), frozenset({date(2027, 11, 1), date(2027, 11, 11)})
    ),
    "+61412345678": Home(("Australia/Sydney", "Australia/Perth"), dict.fromkeys(EVERY_DAY, (8, 21))),
}
"""Customers of a shop in London; the last number may be anywhere in its country."""

STARTS = (
    datetime(2027, 10, 30, 10, 30, tzinfo=UTC),
    datetime(2027, 11, 5, 16, 0, tzinfo=UTC),
    datetime(2027, 11, 6, 19, 30, tzinfo=UTC),
    datetime(2027, 11, 23, 15, 0, tzinfo=UTC),
)
"""A day before Europe's clocks go back, two before America's do, and one of no note."""


@dataclass(frozen=True)
class Aired:
    """A text that has been handed to a modem; `own_business` is one that is no offer."""

    message: int
    at: datetime
    offer: bool
    own_business: bool


@dataclass
class Person:
    """What one person has said so far."""

    yes: dict[str, int | None] = field(default_factory=dict)
    """The lists they are on, and how many texts a month they were promised; None if nobody said."""
    closed: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    """The lists that a text of theirs closed: by which STOP, and what had been promised."""
    left: set[str] = field(default_factory=set)
    """The lists about which their last word was no."""
    said_no: bool = False
    """They have opted out of something: a file's older proof of a yes counts no more."""
    asked: dict[str, datetime] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    """The lists about which the question has gone on air since they were asked."""
    stops: list[int] = field(default_factory=list)
    """Their STOPs by text since they last came back: the first closed all that was open."""
    last_stop: int = 0
    shut: bool = False
    """They told staff to stop: no text of theirs alone takes that back (reliability.md S32)."""
    ticked: datetime | None = None
    """When they ticked the tablet's box after that: their texts open again for two days."""
    everything: bool = False
    """It is certain that they ended texts of every kind."""
    doubtful: bool = False
    erased: bool = False
    """They were forgotten, and have not come back: no tablet opens for them."""
    aired: list[Aired] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        return self.shut or bool(self.stops)


@dataclass
class Shop:
    """What the owner has set, as far as it limits offers."""

    start: int = 9
    end: int = 20
    days: frozenset[int] = frozenset(WEEK)
    per_day: int = 1
    per_month: int = 4
    offers_paused: bool = False
    all_paused: bool = False


class Oracle:
    """Is told what happens, in order; `faults` are offers, and other texts, that should not have gone on air."""

    def __init__(self) -> None:
        self.people = {number: Person() for number in PEOPLE}
        self.shop = Shop()
        self.stopped_campaigns: set[str] = set()
        self.faults: list[str] = []
        self.seen: Counter[str] = Counter()
        """How many offers and other texts went on air, so that nobody takes silence for obedience."""
        self._stop_number = 0
        self._confirmed: bool | None = None
        """What a network said of the box's clock; None where none has."""
        self._vouched = False
        self._set_since = timedelta(0)
        """By how much the clock has been set since a person confirmed it."""
        self._newest = datetime.min.replace(tzinfo=UTC)
        self._refusals: Counter[int] = Counter()

    # What people say.

    def stop(self, number: str, now: datetime, *, of_all: bool = False) -> None:
        """STOP by text, or a text of theirs that turned out to be one."""
        who = self.people[number]
        self._stop_number += 1
        who.said_no = True
        who.stops.append(self._stop_number)
        who.last_stop = self._stop_number
        for name, promised in who.yes.items():
            who.closed[name] = (self._stop_number, promised)
            who.left.add(name)
        who.yes.clear()
        who.asked.clear()
        who.doubtful = False
        last = who.aired[-1] if who.aired else None
        who.everything |= of_all or (
            last is not None and last.own_business and timedelta(0) <= now - last.at <= ANSWERS_WITHIN
        )

    def stop_list(self, number: str, name: str) -> None:
        """STOP and a list's name, by text."""
        who = self.people[number]
        self._stop_number += 1
        who.said_no = True
        who.last_stop = self._stop_number
        if name in who.yes:
            who.closed[name] = (self._stop_number, who.yes.pop(name))
        elif name in who.closed:
            who.closed[name] = (self._stop_number, who.closed[name][1])
        who.left.add(name)
        who.asked.pop(name, None)
        who.doubtful = False

    def start(self, number: str, now: datetime) -> None:
        """START: what their own last STOP closed is open again, unless they told staff to stop."""
        who = self.people[number]
        if self._is_shut(who, now):
            return
        by = who.stops[0] if who.stops else who.last_stop
        for name in [name for name, (stop, _) in who.closed.items() if stop == by]:
            self._agree(who, name, who.closed[name][1])
        self._back(who)

    def keyword(self, number: str, name: str, now: datetime) -> None:
        """They text the keyword of a list."""
        who = self.people[number]
        if not self._is_shut(who, now):
            self._agree(who, name, LISTS[name])
            self._back(who)

    def yes(self, number: str, now: datetime) -> None:
        """YES: it counts for what a text asked in the last 48 hours, and takes no STOP back."""
        who = self.people[number]
        reached = [name for name, asked_at in who.asked.items() if name in who.reached and now - asked_at < ASKED_FOR]
        for name in reached:
            self._agree(who, name, LISTS[name])
            who.doubtful = False

    def unclear(self, number: str) -> None:
        """A text that may have meant STOP."""
        who = self.people[number]
        who.doubtful |= not who.stopped

    def decided(self, number: str, now: datetime, *, opt_out: bool) -> None:
        """Staff say what an unclear text meant."""
        self.people[number].doubtful = False
        if opt_out:
            self.stop(number, now)

    def told_staff(self, number: str, name: str | None, *, yes: bool, promised: int | None) -> None:
        """What they said at the counter, as staff wrote it down; staff cannot take an opt-out back (2.9)."""
        who = self.people[number]
        if yes and name is not None:
            if not who.stopped and name not in who.left:
                self._agree(who, name, promised)
            return
        who.said_no = True
        if name is None:
            who.shut = who.everything = True
            who.left.update(who.yes)
            who.ticked = None
            for lists in (who.yes, who.closed, who.asked):
                lists.clear()
        else:
            who.left.add(name)
            for lists in (who.yes, who.closed, who.asked):
                lists.pop(name, None)

    def asked(self, number: str, name: str, now: datetime, *, texted: bool) -> None:
        """They signed up at the counter's tablet; who said STOP gets no text, to which they could say YES (2.9)."""
        who = self.people[number]
        if texted:
            who.asked[name] = now
            who.reached.discard(name)
        elif who.stopped and not who.erased:
            who.ticked = now

    def question_on_air(self, number: str, name: str) -> None:
        """The text that asks them to reply YES is handed to a modem (2.4)."""
        self.people[number].reached.add(name)

    def imported(self, number: str, name: str) -> None:
        """A file holds the proof of a yes, from before all that people say here; it changes no opt-out (2.7)."""
        who = self.people[number]
        if not who.stopped and not who.said_no and name not in who.yes:
            self._agree(who, name, LISTS[name])

    def erased(self, number: str) -> None:
        """They asked to be forgotten: nothing of them is kept but that nobody may text them."""
        self._stop_number += 1
        shut = self.people[number].shut
        self.people[number] = Person(stops=[self._stop_number], shut=shut, everything=True, erased=True)

    @staticmethod
    def _agree(who: Person, name: str, promised: int | None) -> None:
        who.yes[name] = promised
        who.left.discard(name)
        who.closed.pop(name, None)
        who.asked.pop(name, None)

    @staticmethod
    def _is_shut(who: Person, now: datetime) -> bool:
        return who.shut and (who.ticked is None or now - who.ticked >= ASKED_FOR)

    @staticmethod
    def _back(who: Person) -> None:
        who.stops.clear()
        who.shut, who.ticked = False, None
        who.everything = who.doubtful = who.erased = False

    # What the clock is.

    def jumped(self, length: timedelta) -> None:
        """The clock was set: no network has confirmed it since."""
        self._confirmed = None
        self._set_since += length

    def restarted(self) -> None:
        """No network has confirmed the clock; of the past the box knows what its newest event says, and no more."""
        self._confirmed = None
        self._newest = datetime.min.replace(tzinfo=UTC)

    def person_said(self) -> None:
        """Somebody says that the clock is right."""
        self._vouched, self._set_since = True, timedelta(0)

    def network_said(self, *, agrees: bool) -> None:
        """A network confirmed the clock, or contradicted it."""
        self._confirmed = agrees

    # What goes on air.

    def on_air(
        self,
        message: int,
        number: str,
        part: int,
        *,
        offer: str,
        own_business: bool,
        ledger_row: tuple[str, str | None, str] | None,
        validity: timedelta,
        now: datetime,
    ) -> None:
        """A part is handed to a modem.

        `offer` names the offer, or its campaign; `own_business` is a text of another lane that no rule demands.
        `ledger_row` is what the message names as its permission: number, list and event.
        """
        who = self.people[number]
        self.seen["offers" if offer else "others"] += 1
        wrong: list[str] = []
        if offer:
            name = self._permission(number, who, ledger_row, wrong)
            if part == 1:
                self._first_part(number, who, name, message, offer, validity, now, wrong)
        elif own_business:
            if who.everything:
                wrong.append("3.4 after they ended everything")
            if self.shop.all_paused and part == 1:
                wrong.append("10.3 while everything is paused")
        self.faults += [f"{fault}: message {message} part {part} to {number} at {now:%a %F %T}" for fault in wrong]
        if part == 1:
            who.aired.append(Aired(message, now, bool(offer), own_business))

    def refused(self, message: int, number: str, part: int) -> None:
        """A part did not go out after all; a text of which much was refused counts as not sent."""
        who = self.people[number]
        self._refusals[message] += 1
        if part == 1 or self._refusals[message] >= 3:
            who.aired = [each for each in who.aired if each.message != message]

    def _permission(
        self, number: str, who: Person, row: tuple[str, str | None, str] | None, wrong: list[str]
    ) -> str | None:
        """The list on which the permission rests."""
        if who.stopped:
            wrong.append("2.3 after a STOP")
        if row is None:
            wrong.append("2.2 names no ledger row")
            return None
        about, name, event = row
        if about != number or name is None or event not in ("opt_in", "doi_confirmed", "resume", "import"):
            wrong.append(f"2.2 its ledger row is no yes of theirs: {event} about {about}, {name}")
        elif name not in who.yes:
            wrong.append(f"2.2 they are not on {name}")
        return name

    def _first_part(
        self,
        number: str,
        who: Person,
        name: str | None,
        message: int,
        offer: str,
        validity: timedelta,
        now: datetime,
        wrong: list[str],
    ) -> None:
        if who.doubtful:
            wrong.append("3.3 while nobody has decided whether they meant STOP")
        promised = who.yes.get(name or "")
        self._check_caps(who, promised, message, now, wrong)
        if not self._open(number, now):
            wrong.append("6.2 outside the hours")
        elif validity > max(self._closes(number, now) + LATE - now, SHORTEST_VALIDITY):
            wrong.append("6.4 may arrive long after the hours")
        vouched = self._vouched and abs(self._set_since) <= BIG_JUMP
        if self._confirmed is False or (self._confirmed is None and not vouched) or now < self._newest:
            wrong.append("6.3 while the clock is not trusted")
        self._newest = max(self._newest, now)
        if self.shop.offers_paused or self.shop.all_paused:
            wrong.append("10.3 while sending is paused")
        if offer in self.stopped_campaigns:
            wrong.append("10.3 while its campaign is stopped")

    def _check_caps(self, who: Person, promised: int | None, message: int, now: datetime, wrong: list[str]) -> None:
        """Of the texts a month the smaller number counts: what the shop allows, and what was promised."""
        shop = self.shop
        per_month = shop.per_month if promised is None else min(shop.per_month, promised)
        for length, most, rule in ((DAY, min(shop.per_day, MOST_PER_DAY), "a day"), (MONTH, per_month, "a month")):
            had = sum(each.offer and each.message != message and each.at > now - length for each in who.aired)
            if had >= most:
                wrong.append(f"7.1 over the cap of {most} {rule}")

    def _open(self, number: str, now: datetime) -> bool:
        home, shop = PEOPLE[number], self.shop
        for zone in home.zones:
            local = now.astimezone(ZoneInfo(zone))
            if local.weekday() not in home.legal or local.date() in home.holidays:
                return False
            first, last = home.legal[local.weekday()]
            hours = range(max(first, shop.start), min(last, shop.end))
            if local.hour not in hours or local.weekday() not in shop.days:
                return False
        return True

    def _closes(self, number: str, now: datetime) -> datetime:
        """When the first of the zones closes today."""
        home = PEOPLE[number]
        ends = []
        for zone in home.zones:
            local = now.astimezone(ZoneInfo(zone))
            last = min(home.legal[local.weekday()][1], self.shop.end)
            ends.append(datetime.combine(local.date(), time(last), ZoneInfo(zone)).astimezone(UTC))
        return min(ends)
