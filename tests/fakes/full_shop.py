"""A shop with a long life behind it: 100,000 customers, 1,000,000 texts over 400 days, or a fraction of that.

The rows go straight into the real tables, the same ones for the same seed; `cached` makes a file once per schema.
"""

import fcntl
import hashlib
import random
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smsbox.rules.lanes import Lane
from smsbox.services import people, settings
from smsbox.store import chain, migrations, rollups
from smsbox.store.db import FILE_NAME, Database
from smsbox.store.search import folded_name

NOW = datetime(2027, 11, 23, 16, 30, tzinfo=UTC)
"""A Tuesday afternoon: the moment at which the shop's life is looked at."""

DAYS = 400
OWNER = "Rosa"
ICCIDS = ("8949100000000000001", "8949100000000000002")
LISTS = (("Offers", 0.8), ("News", 0.3), ("Collecting", 0.05), ("Friends of the shop", 0.01))
"""A list, and which share of the customers knows it."""

OPEN = 300
"""Texts that wait now, at most."""

_FIRST_NAMES = """
Anna Ben Chloé Daniel Elif Fatima Georg Hannah Ilse Jörg Katrin Lukas Maya Noor Olga Paweł Quentin Rosa Søren Tomás
Ulrike Vera Wolfgang Xenia Yusuf Zoë Marie Felix Ayşe Jan
"""
_LAST_NAMES = """
Meyer Schmidt Müller Weiß Okafor Rossi Nguyễn García Łukasz Jørgensen Öztürk Novák Dubois Smith Haddad Becker Vogel
Krause Lindqvist Ferrari Kowalski Popescu Silva Andersen Brandt Horvat Yılmaz Peeters Fischer Wagner
"""
_FIRST = _FIRST_NAMES.split()
_LAST = _LAST_NAMES.split()
_INBOUND = (
    "Thank you, see you on Saturday!",
    "Is the green jacket still there?",
    "Do you have it in size 38?",
    "Können Sie es bis Freitag zurücklegen?",
    "I am running ten minutes late",
    "What are your opening hours?",
)
_TEXTS = (
    "Your order is ready. We are open until 18:00.",
    "Corner Shop: 20 % off all coats until Saturday. Reply STOP to opt out.",
    "Your repair is done, you can pick it up.",
)
_TO_EACH = "Hi {first name|there}, 20 % off all coats until Saturday. Reply STOP to opt out."
_WORDING = "Yes, Corner Shop may text me offers, up to 4 texts a month. Reply STOP to opt out, HELP for help."
_KEYWORDS = (("SHOES", 1), ("COATS", 1), ("HOURS", None))
_DAY = 86_400_000
_ENDS = (("delivered", 0.92), ("sent", 0.97), ("failed", 0.99), ("unknown", 0.995), ("cancelled", 1.0))
"""A finished text's state, and the share of texts up to and with it."""


@dataclass(frozen=True)
class Size:
    """How much of the shop is made: 1.0 is 100,000 customers, 1,000,000 texts to them and 50,000 from them."""

    scale: float = 1.0

    @property
    def contacts(self) -> int:
        """Customers."""
        return int(100_000 * self.scale)

    @property
    def messages(self) -> int:
        """Texts to them."""
        return int(1_000_000 * self.scale)

    @property
    def inbound(self) -> int:
        """Texts from them."""
        return int(50_000 * self.scale)


def number(index: int) -> str:
    """The number of the customer `index`; they are spread over all that begin with +49151."""
    return f"+49151{index * 48_271 % 99_999_989:08d}"


def name(index: int) -> str:
    """The name of the customer `index`; every thirtieth has none."""
    if index % 30 == 29:
        return ""
    return f"{_FIRST[index * 7 % len(_FIRST)]} {_LAST[index // len(_FIRST) % len(_LAST)]}"


def cached(folder: Path, scale: float = 1.0) -> Path:
    """A folder with the shop's database, made now if `folder` has none of this schema; those of others are removed."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for script in migrations.scripts():
        digest.update("\n".join(script).encode())
    home = folder / f"{scale:g}-{digest.hexdigest()[:16]}"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "made").exists():
            for old in folder.glob(f"{scale:g}-*"):
                shutil.rmtree(old)
            make(home, Size(scale))
            (home / "made").touch()
    return home


def make(folder: Path, size: Size, *, seed: int = 1) -> None:
    """Fills a new database in `folder`."""
    db = Database(folder)
    for key, value in (("shop.name", "Corner Shop"), ("shop.region", "DE"), ("shop.timezone", "Europe/Berlin")):
        settings.set_value(db, key, value)
    people.add_person(db, OWNER, "owner", None, now=NOW)
    db.close()
    connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in ("synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    _Filler(connection, size, random.Random(seed)).fill()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


@dataclass(frozen=True)
class _Sent:
    """What a conversation needs to know of the last text to a number."""

    at: int
    text: str
    lane: int


class _Filler:
    """Writes table after table; what later ones need of earlier ones is kept in between."""

    def __init__(self, connection: sqlite3.Connection, size: Size, dice: random.Random) -> None:
        self._db = connection
        self._size = size
        self._dice = dice
        self._now = int(NOW.timestamp() * 1000)
        self._events: list[tuple[int, str, str, str]] = []
        self._last_sent: dict[str, _Sent] = {}
        self._recipients: dict[tuple[int, str, str], int] = {}

    def fill(self) -> None:
        """All of it, in transactions of one table each; the indexes are made when the rows are there."""
        indexes = self._drop_indexes("messages", "parts", "events", "consent_ledger", "inbox", "inbound_pdus")
        self._db.execute("BEGIN")
        self._sims()
        self._contacts()
        self._consent()
        inbound = self._inbox()
        self._messages(inbound)
        self._campaigns()
        self._conversations(inbound)
        self._usage()
        for statement in indexes:
            self._db.execute(statement)
        for table in ("contacts_search", "inbox_search"):
            self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
        while rollups.roll(self._db, batch=200_000, now=NOW):
            pass
        self._db.execute("COMMIT")

    def _drop_indexes(self, *tables: str) -> list[str]:
        marks = ", ".join("?" * len(tables))
        found = self._db.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",
            tables,
        ).fetchall()
        for row in found:
            self._db.execute(f"DROP INDEX {row['name']}")
        return [row["sql"] for row in found]

    def _many(self, table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * len(columns.split(",")))
        self._db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    def _sims(self) -> None:
        began = self._now - DAYS * _DAY
        self._many(
            "sims", "iccid, number, first_seen_at", ((i, f"+4915100000{n}", began) for n, i in enumerate(ICCIDS))
        )
        modems = (
            (f"86000000000000{n}", f"/dev/ttyUSB{n}", "E3372", n, "ready", "Telekom", "home", -63 - 20 * n, self._now)
            for n in (1, 2)
        )
        self._many("modems", "imei, port, model, sim_id, state, operator, registration, signal, updated_at", modems)

    def _contacts(self) -> None:
        began, step = self._now - DAYS * _DAY, DAYS * _DAY // self._size.contacts
        rows = (
            (number(n), name(n), folded_name(name(n)), "{}", "[]", began + n * step, began + n * step)
            for n in range(self._size.contacts)
        )
        self._many("contacts", "number, name, folded, fields, tags, created_at, updated_at", rows)
        self._many(
            "routes",
            "number, sim_id, assigned_at",
            sorted((number(n), n % 2 + 1, began) for n in range(self._size.contacts)),
        )

    def _consent(self) -> None:
        """Every membership rests on a row of the ledger, and the ledger's chain is whole."""
        began = self._now - DAYS * _DAY
        self._many("lists", "name, created_at", ((title, began) for title, _ in LISTS))
        self._many(
            "wordings",
            "list_id, text, kinds, per_month, author, created_at, retired_at",
            ((1, _WORDING, "offers", 4, OWNER, began, ended) for ended in (began + _DAY, None)),
        )
        self._many(
            "keywords",
            "word, written, list_id, answer, author, created_at",
            ((word.casefold(), word, list_id, "Hello!", OWNER, began) for word, list_id in _KEYWORDS),
        )
        rows: list[tuple[object, ...]] = []
        members: list[tuple[str, int, str, int]] = []
        stopped: list[tuple[str, str, int, int]] = []
        key, previous = chain.key(self._db), ""

        def append(who: str, list_id: int | None, event: str, at: int) -> int:
            nonlocal previous
            wording = "Corner Shop: offers, 4 a month. Reply STOP to opt out." if event == "opt_in" else None
            digest = hashlib.sha256(wording.encode()).hexdigest() if wording else None
            channel = "staff" if list_id else "keyword"
            values = (who, list_id, event, at, at, channel, "counter form", wording, digest, None, None, None, OWNER)
            whole = (*values, None, None, None)
            previous = chain.link(key, previous, whole)
            rows.append((*whole, previous))
            return len(rows)

        step = DAYS * _DAY // self._size.contacts
        for n in range(self._size.contacts):
            who, at = number(n), began + n * step
            known = [list_id for list_id, (_, share) in enumerate(LISTS, start=1) if self._dice.random() < share]
            entries = {list_id: append(who, list_id, "opt_in", at) for list_id in known}
            if n % 25 == 7:
                end = append(who, None, "opt_out", at + (self._now - at) // 2)
                stopped.append((who, "keyword", end, at + (self._now - at) // 2))
                members += [(who, list_id, "opted_out", end) for list_id in known]
                continue
            for list_id, entry in entries.items():
                if self._dice.random() < 0.03:
                    members.append((who, list_id, "opted_out", append(who, list_id, "opt_out", at + 1000)))
                else:
                    members.append((who, list_id, "pending" if entry % 50 == 0 else "subscribed", entry))
        self._many("consent_ledger", f"{', '.join(chain.COLUMNS)}, hash", rows)
        self._many("subscriptions", "number, list_id, state, ledger_id", sorted(members))
        self._many("suppressions", "number, channel, ledger_id, since", sorted(stopped))

    def _inbox(self) -> list[tuple[str, str, int]]:
        """What came in as (number, text, time), oldest first: from a fifth of the customers."""
        step = DAYS * _DAY // self._size.inbound
        writers = max(self._size.contacts // 5, 1)
        found = []
        for n in range(self._size.inbound):
            at = self._now - (self._size.inbound - n) * step + self._dice.randrange(step)
            text = f"{self._dice.choice(_INBOUND)} {n % 97}" if n % 40 else "STOP"
            found.append((number(self._dice.randrange(writers) * 5), text, at))
        rows = ((who, text, at, at, n % 2 + 1, 1, "none", None) for n, (who, text, at) in enumerate(found))
        self._many("inbox", "number, text, received_at, sent_at, sim_id, part_count, meaning, matched", rows)
        pdus = (
            (n % 2 + 1, hashlib.sha256(str(n).encode()).digest(), "0791" + "00" * (20 + len(text)), at, who, n)
            for n, (who, text, at) in enumerate(found, start=1)
        )
        self._many("inbound_pdus", "sim_id, digest, pdu, received_at, number, inbox_id", pdus)
        return found

    def _messages(self, inbound: list[tuple[str, str, int]]) -> None:
        """The texts to customers, their parts and the events of both directions, in the order of time."""
        messages: list[tuple[object, ...]] = []
        parts: list[tuple[object, ...]] = []
        coming = self._received(inbound)
        arrives = next(coming, None)
        for message_id, at in enumerate(self._times(), start=1):
            while arrives is not None and arrives[0] <= at:
                self._events.append(arrives)
                arrives = next(coming, None)
            self._message(message_id, at, messages, parts)
            if message_id % 50_000 == 0:
                self._flush(messages, parts)
        self._events += [] if arrives is None else [arrives, *coming]
        self._flush(messages, parts)

    def _campaigns(self) -> None:
        """One that is on its way to a fortieth of the customers, and a draft for nearly all, by name."""
        title = "Coats, 20 % off"
        texts = (("sending", _TEXTS[1]), ("draft", _TO_EACH))
        rows = ((title, text, state, self._now, OWNER, self._now, self._now) for state, text in texts)
        self._many("campaigns", "name, text, state, started_at, author, created_at, updated_at", rows)
        self._many("campaign_lists", "campaign_id, list_id", ((1, 1), (2, 1), (2, 2)))
        self._db.execute(
            "UPDATE messages SET campaign_id = 1 WHERE id IN"
            " (SELECT id FROM messages WHERE lane = ? ORDER BY id DESC LIMIT ?)",
            (int(Lane.PROMOTIONAL), self._size.contacts // 40),
        )
        self._db.execute(
            "INSERT INTO campaign_counts (campaign_id, state, messages)"
            " SELECT 1, state, count(*) FROM messages WHERE campaign_id = 1 GROUP BY state"
        )

    @staticmethod
    def _received(inbound: list[tuple[str, str, int]]) -> Iterator[tuple[int, str, str, str]]:
        for n, (who, text, at) in enumerate(inbound, start=1):
            meaning = "opt_out" if text == "STOP" else "none"
            data = f'{{"id":{n},"from":"{who}","meaning":"{meaning}"}}'
            yield at, "inbound.received", str(n), data

    def _times(self) -> Iterator[int]:
        """Shop hours, day by day, up to now."""
        per_day = self._size.messages // DAYS
        first = self._now - (DAYS - 1) * _DAY - 7 * 3_600_000
        for day in range(DAYS):
            count = per_day if day < DAYS - 1 else self._size.messages - per_day * (DAYS - 1)
            length = 10 * 3_600_000 if day < DAYS - 1 else 7 * 3_600_000
            yield from (first + day * _DAY + n * length // count for n in range(count))

    def _message(
        self, message_id: int, at: int, messages: list[tuple[object, ...]], parts: list[tuple[object, ...]]
    ) -> None:
        dice = self._dice.random()
        customer = int(dice * self._size.contacts)
        who, sim = number(customer), customer % 2 + 1
        lane = 2 if message_id % 10 < 7 else 1
        text = _TEXTS[1] if lane == 2 else _TEXTS[message_id % 2 * 2]
        count = 2 if message_id % 7 == 0 else 1
        is_open = message_id > self._size.messages - min(OPEN, self._size.messages // 100)
        state = "queued" if is_open else self._state(message_id)
        aired = state not in ("queued", "cancelled")
        sent = at + 4000 if aired else None
        arrived = at + 11_000 if state == "delivered" else None
        expires = (self._now if is_open else at) + _DAY // 2
        reason = {"failed": "network", "unknown": "no_answer", "cancelled": "cancelled"}.get(state)
        messages.append((who, text, lane, 0, "text", state, reason, "gsm7", count, expires, OWNER, at, sent, arrived))
        for part in range(1, count + 1):
            reference = message_id % 256 if aired else None
            parts.append(
                (message_id, part, who, lane, 0, state, sim, at, expires, reason, reference, sent, sent, arrived)
            )
        if aired:
            self._last_sent[who] = _Sent(at, text, lane)
            self._use(sim, at, who, count)
        for what, when in self._steps(state, at):
            about = f'"id":{message_id},"to":"{who}","lane":"{Lane(lane).word}","state":"{what}"'
            data = f'{{{about},"reason":null,"reference":null}}'
            self._events.append((when, f"message.{what}", str(message_id), data))

    def _state(self, message_id: int) -> str:
        dice = message_id * 7_919 % 10_000 / 10_000
        return next(state for state, share in _ENDS if dice < share)

    @staticmethod
    def _steps(state: str, at: int) -> tuple[tuple[str, int], ...]:
        if state == "queued":
            return ()
        return (
            (("sent", at + 4000), (state, at + 11_000)) if state in ("delivered", "failed") else ((state, at + 4000),)
        )

    def _flush(self, messages: list[tuple[object, ...]], parts: list[tuple[object, ...]]) -> None:
        self._many(
            "messages",
            "number, text, lane, urgent, kind, state, reason, encoding, part_count, expires_at, author, created_at,"
            " sent_at, delivered_at",
            messages,
        )
        self._many(
            "parts",
            "message_id, part, number, lane, urgent, state, sim_id, not_before, expires_at, reason, reference,"
            " sending_at, sent_at, delivered_at",
            parts,
        )
        self._many("events", "at, type, subject, data", self._events)
        for rows in (messages, parts, self._events):
            rows.clear()

    def _conversations(self, inbound: list[tuple[str, str, int]]) -> None:
        """Whoever has written; what came in on the last two days has been read by nobody."""
        newest = {who: (text, at) for who, text, at in inbound}
        unread: dict[str, int] = {}
        for who, _, at in inbound:
            if at > self._now - 2 * _DAY:
                unread[who] = unread.get(who, 0) + 1
        rows = []
        for who, (text, at) in newest.items():
            sent = self._last_sent.get(who)
            ours = sent is not None and sent.at > at
            last = (sent.at, sent.text) if sent is not None and ours else (at, text)
            done = at < self._now - 10 * _DAY
            offer = sent is not None and sent.lane == 2 and not ours
            rows.append((who, *last, not ours, at, unread.get(who, 0), done and who not in unread, offer))
        columns = "number, last_at, last_text, last_inbound, inbound_at, unread, done, answers_offer"
        self._many("conversations", columns, sorted(rows))

    def _use(self, sim: int, at: int, who: str, count: int) -> None:
        day = (datetime.fromtimestamp(at // 1000, UTC) + timedelta(hours=1)).date().isoformat()
        key = (sim, day, who)
        self._recipients[key] = self._recipients.get(key, 0) + count

    def _usage(self) -> None:
        days: dict[tuple[int, str], list[int]] = {}
        for (sim, day, _), count in self._recipients.items():
            of_day = days.setdefault((sim, day), [0, 0])
            of_day[0] += count
            of_day[1] += 1
        self._many(
            "sim_usage", "sim_id, day, parts, recipients", sorted((*key, *counts) for key, counts in days.items())
        )
        oldest = (NOW - timedelta(days=62)).date().isoformat()
        kept = sorted((*key, count) for key, count in self._recipients.items() if key[1] >= oldest)
        self._many("sim_recipients", "sim_id, day, number, parts", kept)
