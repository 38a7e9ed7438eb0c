"""A shop with a day behind it: modems, customers, texts in both directions, through the product's own services.

It is made once in a run and copied for each test: making it takes twenty times as long.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TextIO

from smsbox.daemon.inbound import Inbound
from smsbox.rules.lanes import Lane
from smsbox.services import consent, contacts, inbox, lists, messages, people, presence, settings, wordings
from smsbox.services.messages import NewMessage
from smsbox.sms import segments
from smsbox.sms.concat import Concat
from smsbox.sms.network import encode_deliver
from smsbox.store import contacts as contact_rows
from smsbox.store import keywords as keyword_rows
from smsbox.store import modems, parts, swaps, usage
from smsbox.store import wordings as wording_rows
from smsbox.store.db import FILE_NAME, Database
from smsbox.store.modems import Seen
from smsbox.store.wordings import Wording

TUESDAY_MORNING = datetime(2027, 11, 23, 10, 30, tzinfo=UTC)

OWNER = "Rosa"
PASSWORD = "a long password for rosa"

ICCIDS = ("8944100000000000001", "8944100000000000002")

ANNA = "+447700900101"
LEO = "+447700900102"
MAYA = "+447700900103"


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = TUESDAY_MORNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        """Moves on by `length`, as timedelta takes it."""
        self.now += timedelta(**length)


@dataclass
class Shop:
    """One shop's data and the levers that tests pull."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    daemon: TextIO | None = None
    _concat: int = 0

    def __post_init__(self) -> None:
        self.db = Database(self.folder)
        if not people.all_people(self.db):
            _found(self.db)
        self.owner = people.person_named(self.db, OWNER)

    def link(self) -> str:
        """The path of a fresh one-time link for the owner."""
        return "/sign-in/" + people.make_sign_in_link(self.db, self.owner.id, now=self.clock())

    def start_daemon(self) -> None:
        """Holds the daemon's lock, as a running daemon does."""
        if self.daemon is None:
            self.daemon = presence.claim(self.folder)

    def stop_daemon(self) -> None:
        """Lets go of the daemon's lock."""
        if self.daemon is not None:
            self.daemon.close()
            self.daemon = None

    def close(self) -> None:
        """Everything off."""
        self.stop_daemon()
        self.db.close()

    def plug_in(
        self,
        position: int,
        *,
        operator: str = "Vodafone",
        signal: int | None = -63,
        state: str = "ready",
        pin_tries: int | None = None,
    ) -> None:
        """Modem 0 or 1, as a session would report it."""
        with self.db.write() as tx:
            sim = modems.sim(tx, ICCIDS[position], None, f"+44770090000{position}", now=self.clock())
            seen = Seen(
                imei=f"86000000000000{position}",
                port=f"/dev/ttyUSB{position}",
                model="E3372",
                sim_id=sim,
                state=state,
                operator=operator,
                registration="home",
                signal=signal,
                last_error=None,
                pin_tries=pin_tries,
            )
            modems.record(tx, seen, now=self.clock())

    def swap_sim(self, position: int, iccid: str = "8944100000000000009") -> None:
        """Another card is found in modem 0 or 1."""
        imei = f"86000000000000{position}"
        with self.db.write() as tx:
            sim = modems.sim(tx, iccid, None, None, now=self.clock())
            swaps.note(tx, imei, sim, now=self.clock())
            tx.execute("UPDATE modems SET sim_id = ? WHERE imei = ?", (sim, imei))

    def know(self, number: str, name: str) -> None:
        """A contact."""
        contacts.put(self.db, number, name=name, now=self.clock())

    def say_yes(self, number: str) -> None:
        """The number agrees to offers."""
        if not lists.all_lists(self.db):
            lists.create(self.db, "Offers", now=self.clock())
        consent.record(
            self.db,
            number,
            list_name="Offers",
            action="opt_in",
            source="counter form",
            wording="Corner Shop: offers, 4 a month. Reply STOP to opt out.",
            actor=OWNER,
            now=self.clock(),
        )

    def word(self, per_month: int = 4) -> Wording:
        """The list of offers gets the words that people agree to, and the keyword SHOES."""
        policy = settings.policy(self.db.connection())
        kinds = wordings.proposal_kinds(policy)
        text = wordings.proposal(policy, kinds=kinds, per_month=per_month)
        with self.db.write() as tx:
            list_id = contact_rows.list_id(tx, "Offers")
            assert list_id is not None
            wording_rows.add(tx, list_id, text, kinds, per_month, OWNER, now=self.clock())
            keyword_rows.add(tx, "shoes", "SHOES", list_id, "", OWNER, now=self.clock())
        return wordings.in_use(self.db, "Offers")

    def receive(self, number: str, text: str) -> None:
        """A text from `number` arrives over the first SIM, as PDUs."""
        parts_of_it = segments.split(text).parts
        pdus = tuple(
            encode_deliver(
                number,
                part,
                sent_at=self.clock(),
                concat=Concat(self._concat, len(parts_of_it), sequence) if len(parts_of_it) > 1 else None,
            )
            for sequence, part in enumerate(parts_of_it, start=1)
        )
        self._concat = (self._concat + 1) % 256
        Inbound(self.db, self.clock).store(ICCIDS[0], pdus)

    def queue(self, number: str, text: str, *, lane: str = "transactional") -> int:
        """A text to `number`; returns its id."""
        new = NewMessage(number, text, lane=lane, urgent=lane == "transactional")
        return messages.queue(self.db, new, author=OWNER, now=self.clock()).id

    def put_on_air(self) -> parts.Key | None:
        """The next part is handed to the first modem."""
        with self.db.write() as tx:
            sim = modems.sim_id(tx, ICCIDS[0])
            assert sim is not None
            part = parts.next_queued(tx, sim, tuple(Lane), now=self.clock())
            if part is not None:
                parts.start(tx, part, sim, now=self.clock())
                usage.use(tx, sim, self.clock().date(), part.number)
            return None if part is None else part.key

    def finish(self, key: parts.Key, *, how: str = "sent") -> None:
        """The modem tells what became of a part: sent, delivered or failed."""
        with self.db.write() as tx:
            if how == "failed":
                parts.failed(tx, key, "network", now=self.clock())
                return
            parts.sent(tx, key, key.message_id % 256, now=self.clock())
            if how == "delivered":
                parts.delivered(tx, key, now=self.clock())

    def send_next(self, *, how: str = "sent") -> None:
        """The next part goes out."""
        key = self.put_on_air()
        assert key is not None, "nothing is queued"
        self.finish(key, how=how)


def _found(db: Database) -> None:
    """A shop of that name, and its owner."""
    for key, value in (("shop.name", "Corner Shop"), ("shop.region", "GB"), ("shop.timezone", "Europe/London")):
        settings.set_value(db, key, value)
    people.add_person(db, OWNER, "owner", None, now=TUESDAY_MORNING)


def opened(folder: Path) -> Shop:
    """A shop on its first day: two modems, nobody to text yet."""
    return _copied(folder, _first_day)


def filled(folder: Path) -> Shop:
    """A shop on a Tuesday morning: two modems, six conversations (three unread), texts in every state."""
    shop = _copied(folder, _tuesday_morning)
    shop.start_daemon()
    return shop


def _copied(folder: Path, day: Callable[[Shop], None]) -> Shop:
    content, concat = _made(day)
    (folder / FILE_NAME).write_bytes(content)
    return Shop(folder, _concat=concat)


@cache
def _made(day: Callable[[Shop], None]) -> tuple[bytes, int]:
    """The database after that day, and how many texts came in until then."""
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        day(shop)
        shop.close()
        return (shop.folder / FILE_NAME).read_bytes(), shop._concat


def _first_day(shop: Shop) -> None:
    shop.plug_in(0)
    shop.plug_in(1)


def _tuesday_morning(shop: Shop) -> None:
    end = shop.clock()
    shop.plug_in(0)
    shop.plug_in(1, operator="O2", signal=-98)
    for number, name in ((ANNA, "Anna Smith"), (LEO, "Leo Rossi"), (MAYA, "Maya Okafor")):
        shop.know(number, name)
    shop.clock.now = end - timedelta(days=1)
    _yesterday(shop)
    shop.clock.now = end - timedelta(minutes=50)
    _this_morning(shop)
    shop.clock.now = end


def _yesterday(shop: Shop) -> None:
    shop.say_yes(ANNA)
    shop.queue(ANNA, "Hi Anna, your blue shoes are here. You can pick them up until Saturday.")
    shop.send_next(how="delivered")
    shop.clock.forward(minutes=7)
    shop.receive(ANNA, "Great, thank you! Do you have them for kids too? 😊")
    shop.clock.forward(minutes=3)
    shop.receive("+447700900107", "STOP")
    shop.send_next(how="delivered")
    shop.receive("+447700900106", "What time do you stop serving breakfast?")
    for number in (ANNA, "+447700900106", "+447700900107"):
        inbox.mark_read(shop.db, number)


def _this_morning(shop: Shop) -> None:
    shop.queue("+447700900105", "Your table for four is booked for 19:30. See you tonight!")
    shop.send_next()
    shop.clock.forward(minutes=6)
    shop.queue(MAYA, "Your repair is ready. We are open until 18:00.")
    shop.send_next(how="delivered")
    shop.clock.forward(minutes=5)
    shop.receive(MAYA, "Lovely, I will come by after work")
    shop.clock.forward(minutes=16)
    shop.queue("+447700900104", "Your parcel is here.")
    shop.send_next(how="failed")
    shop.receive(LEO, "Hi! Are you open on Sunday?")
    shop.clock.forward(minutes=9)
    shop.receive("+447700900108", "Is the green jacket still there? I could come at five and pay by card.")
    for number in range(110, 122):
        shop.queue(f"+447700900{number}", "Good news: your order is ready at Corner Shop.")
    on_air = shop.put_on_air()
    assert on_air is not None
    inbox.answer(shop.db, MAYA, "See you later then!", author=OWNER, now=shop.clock())
    shop.send_next(how="delivered")
