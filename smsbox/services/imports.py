"""Importing customers with their proof of consent: all rows of a file or none (compliance.md 2.7).

The rows are staged beside the shop's data, a few at a time, so that a STOP never waits for long. One short
transaction accepts them; from then on they are taken over in small steps, by this process or, if it dies, by the
daemon or the next import. What was staged and never accepted is dropped by the same.
"""

import difflib
import fcntl
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path

from smsbox.errors import BadInput, Conflict, SmsboxError
from smsbox.rules import sources
from smsbox.rules.policy import Policy
from smsbox.sentences import sentence
from smsbox.services import activity, consent, doctor, evidence, import_file, lists, settings, wordings
from smsbox.services.activity import By, Verb
from smsbox.services.import_file import Refused, Table
from smsbox.store import contacts
from smsbox.store import evidence as evidence_table
from smsbox.store import imports as table
from smsbox.store import wordings as wordings_table
from smsbox.store.db import LOOK_AGAIN, Database
from smsbox.store.imports import Counts, NewImport, Staged

RUN_OCTETS = 50_000_000
"""Memory for rows that are sorted by their numbers before they are staged: sorted ones are taken over much sooner."""

ROW_OCTETS = 400
"""Memory that a row takes beside its further fields; so a run has more than 100,000 rows of the usual kind."""

CHUNK_ROWS = 500
"""Rows staged, taken over or dropped in one transaction, which holds the write lock for a tenth of a second (S64)."""

TOLD_ROWS = 1000
"""Rows read after which it is told how far it is."""

MOST_AT_A_STRETCH = 0.6
"""Seconds of work after which other processes get the write lock, so that a STOP waits for less than one."""

BREATH = 4 * LOOK_AGAIN
"""Seconds for which they get it, who look for it every LOOK_AGAIN."""

IN_USE = "in use"
"""The wording that stands for the list's own."""

LOCK_NAME = "import.lock"

SHOP, SOMEONE_ELSE = "shop", "someone else"
"""Who collected the consent."""


@dataclass(frozen=True)
class Plan:
    """What is imported, and how its people agreed; `day` is when, for rows without a date of their own."""

    list: str
    path: Path
    source: str
    wording: str
    day: date | None = None
    collected_by: str = SHOP
    proof: Path | None = None
    """A file that proves every row's yes; a copy of it is kept."""


@dataclass(frozen=True)
class Outcome:
    """How many rows met which end, and the rows that were left out."""

    new: int
    updated: int
    already_there: int
    stays_opted_out: int
    left_out: int
    refused: tuple[Refused, ...] = field(default=())


Progress = Callable[[str, int], None]
"""Is told what is going on, and with how many rows so far."""


def _silent(_step: str, _rows: int) -> None:
    pass


class _Turns:
    """Whose turn it is to write: this import's, or after a stretch of work another process's."""

    def __init__(self, db: Database, pause: Callable[[float], None]) -> None:
        self._db = db
        self._pause = pause
        self._since = time.monotonic()

    def end(self) -> None:
        """To be called between two transactions; while others may write, the journal is moved into the database."""
        ended = time.monotonic()
        if ended - self._since >= MOST_AT_A_STRETCH:
            self._db.checkpoint()
            self._pause(max(0.0, BREATH - (time.monotonic() - ended)))
            self._since = time.monotonic()


def preview(db: Database, plan: Plan, *, now: datetime, progress: Progress = _silent) -> Outcome:
    """What `run` would do; nothing is changed. Raises as `run` does."""
    _check(db, plan, now)
    refused: list[Refused] = []
    counts = Counts()
    for chunk in _batched(_taken(_rows(db, plan, import_file.examine(plan.path), now), refused, progress), CHUNK_ROWS):
        counts = counts.plus(table.preview(db.connection(), plan.list, chunk))
    return _outcome(counts, refused)


def run(
    db: Database,
    plan: Plan,
    *,
    by: By,
    progress: Progress = _silent,
    accepted: Callable[[], None] = lambda: None,
    pause: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Imports the file, wholly or not at all; `accepted` is called right before there is no way back.

    Raises BadInput with what is missing, and Conflict if another import is running. Whatever is raised before
    `accepted` leaves everything as it was.
    """
    wording = _check(db, plan, by.at)
    with _alone(db) as mine:
        if not mine:
            raise Conflict(sentence("Another import is running. Wait until it is done."))
        turns = _Turns(db, pause)
        _recover(db, by.at, turns)
        read = import_file.examine(plan.path)
        new = NewImport(
            plan.list,
            plan.source,
            wording.text,
            wording.per_month,
            plan.path.name,
            read.digest,
            by.name,
            None if plan.proof is None else evidence_table.note(None, plan.proof.name, evidence.keep(db, plan.proof)),
        )
        with db.write() as tx:
            import_id = table.begin(tx, new, now=by.at)
        refused: list[Refused] = []
        try:
            for group in _sorted_runs(_taken(_rows(db, plan, read, by.at), refused, progress)):
                for chunk in _batched(group, CHUNK_ROWS):
                    with db.write() as tx:
                        table.stage(tx, import_id, chunk)
                    turns.end()
        except BaseException:
            _drop(db, import_id, turns)
            raise
        accepted()
        with db.write() as tx:
            contacts.add_list(tx, plan.list, now=by.at)
            list_id = contacts.list_id(tx, plan.list)
            assert list_id is not None
            table.accept(tx, import_id, list_id)
            activity.record(tx, by, Verb.IMPORTED, plan.list, detail=plan.path.name)
        _finish(db, import_id, by.at, turns, progress)
        return _outcome(table.counts(db.connection(), import_id), refused)


def recover(db: Database, *, now: datetime, pause: Callable[[float], None] = time.sleep) -> None:
    """Ends what an import left that died: carries out what was accepted, drops what was not."""
    if table.unfinished(db.connection()):
        with _alone(db) as mine:
            if mine:
                _recover(db, now, _Turns(db, pause))


def _recover(db: Database, now: datetime, turns: _Turns) -> None:
    for left in table.unfinished(db.connection()):
        if left.accepted:
            _finish(db, left.id, now, turns)
        else:
            _drop(db, left.id, turns)


def _finish(db: Database, import_id: int, now: datetime, turns: _Turns, progress: Progress = _silent) -> None:
    rows, more = 0, True
    while more:
        with db.write() as tx:
            more = table.carry_out(tx, import_id, CHUNK_ROWS, now=now)
        rows += CHUNK_ROWS
        progress("Taken over", rows)
        turns.end()


def _drop(db: Database, import_id: int, turns: _Turns) -> None:
    gone = False
    while not gone:
        with db.write() as tx:
            gone = table.drop(tx, import_id, CHUNK_ROWS)
        turns.end()


@contextmanager
def _alone(db: Database) -> Iterator[bool]:
    """Whether this is the only import; ends with the process, however that ends."""
    with (db.folder / LOCK_NAME).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            with db.writing_much():
                yield True


@dataclass(frozen=True)
class _Wording:
    text: str
    per_month: int


def _check(db: Database, plan: Plan, now: datetime) -> _Wording:
    """What the people agreed to; raises BadInput for all that an import lacks."""
    connection = db.connection()
    policy = settings.policy(connection)
    if plan.collected_by != SHOP:
        raise BadInput(sources.REFUSALS["someone_else"], "collected_by")
    if not plan.source.strip() or len(plan.source) > consent.LONGEST_NOTE:
        raise BadInput(sentence("Say where this comes from, as source: a form, the till, a phone call."), "source")
    consent.check_source(plan.source)
    if plan.day is not None:
        import_file.moment(plan.day, policy, now=now)
    _check_list(db, plan.list)
    full = doctor.disk(db.folder).problem
    if full:
        raise SmsboxError(full)
    return _wording(db, plan, policy)


def _check_list(db: Database, name: str) -> None:
    """A new list may be made, but not by a slip of the pen."""
    if contacts.list_id(db.connection(), name) is not None:
        return
    lists.check_name(name)
    near = difflib.get_close_matches(name, [each.name for each in lists.all_lists(db)], n=1)
    if near:
        raise BadInput(sentence("There is no list {name!r}. Did you mean {near!r}?", name=name, near=near[0]), "list")
    lists.check_free(db.connection(), name)


def _wording(db: Database, plan: Plan, policy: Policy) -> _Wording:
    list_id = contacts.list_id(db.connection(), plan.list)
    in_use = None if list_id is None else wordings_table.in_use(db.connection(), list_id)
    text = " ".join(plan.wording.split())
    if text.casefold() == IN_USE:
        if in_use is None:
            raise BadInput(sentence("The list {name!r} has no sign-up wording yet.", name=plan.list[:40]), "wording")
        return _Wording(in_use.text, in_use.per_month)
    if in_use is not None and text == in_use.text:
        return _Wording(text, in_use.per_month)
    promised = [int(figure) for figure in re.findall(r"\d{1,2}", text)]
    likely = [figure for figure in promised if 1 <= figure <= wordings.MOST_PER_MONTH] or [policy.cap_per_month]
    lacks = min((wordings.missing(policy, text, per_month=figure) for figure in likely), key=len)
    if lacks:
        raise BadInput(sentence("The wording is not complete. {lacks}", lacks=lacks[0]), "wording")
    return _Wording(text, min(figure for figure in likely if not wordings.missing(policy, text, per_month=figure)))


def _rows(db: Database, plan: Plan, read: Table, now: datetime) -> Iterator[Staged | Refused]:
    policy = settings.policy(db.connection())
    return import_file.rows(read, policy, plan.day or now.astimezone(policy.zone).date(), now=now)


def _taken(rows: Iterator[Staged | Refused], refused: list[Refused], progress: Progress) -> Iterator[Staged]:
    """The rows that are not refused; what is becomes known in `refused`."""
    count = 0
    for count, row in enumerate(rows, start=1):
        if isinstance(row, Staged):
            yield row
        else:
            refused.append(row)
        if count % TOLD_ROWS == 0:
            progress("Read", count)
    progress("Read", count)


def _sorted_runs(rows: Iterable[Staged]) -> Iterator[list[Staged]]:
    """The rows in as few groups as there is memory for, each in the order of its numbers and gone with the next."""
    run: list[Staged] = []
    octets = 0
    for row in rows:
        run.append(row)
        octets += ROW_OCTETS + len(row.fields)
        if octets > RUN_OCTETS:
            run.sort(key=attrgetter("number"))
            yield run
            run.clear()
            octets = 0
    run.sort(key=attrgetter("number"))
    yield run


def _batched(rows: Iterable[Staged], most: int) -> Iterator[list[Staged]]:
    """The rows in groups of up to `most`."""
    left = iter(rows)
    while group := list(islice(left, most)):
        yield group


def _outcome(counts: Counts, refused: list[Refused]) -> Outcome:
    return Outcome(counts.added, counts.updated, counts.unchanged, counts.opted_out, len(refused), tuple(refused))
