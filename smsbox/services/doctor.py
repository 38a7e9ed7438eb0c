"""The box's examination: each thing looked at, what was found, and the remedy where it is not well."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smsbox.errors import StoreFault
from smsbox.services import clock, evidence, proof
from smsbox.services.modems import ModemView
from smsbox.store import checkup, events
from smsbox.store.db import FILE_NAME, PRAGMAS, Database

LEAST_FREE = 200 * 1024 * 1024
"""Octets that should be free where the data is: for the database's growth, and a backup beside it."""

WHOLE = "whole"


@dataclass(frozen=True)
class Check:
    """What was looked at and what was found; `problem` is one sentence or two with the remedy, None if it is well."""

    name: str
    found: str
    problem: str | None = None


def disk(folder: Path, least: int = LEAST_FREE) -> Check:
    """The space where the data is, or will be."""
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(place).free
    found = f"{free // 2**20:,} MB free"
    if free >= least:
        return Check("Disk", found)
    return Check(
        "Disk", found, f"There are only {free // 2**20} MB free in {folder}. Delete what is not needed on that disk."
    )


def schema(folder: Path) -> Check:
    """Whether the database is of this version."""
    pending = checkup.pending_migrations(folder / FILE_NAME)
    if pending == 0:
        return Check("Schema", "of this version")
    return Check(
        "Schema",
        f"{pending} step{'s' if pending > 1 else ''} behind",
        "The database is of an older smsbox. Restart smsbox: it is brought up to date at the start.",
    )


def system_time(db: Database, *, now: datetime) -> Check:
    """Whether the daemon would believe the clock, before it has heard a network."""
    doubt = clock.behind(events.newest_time(db.connection()), now=now)
    return Check("Clock", f"{now:%Y-%m-%d %H:%M} UTC", doubt.remedy.at_keyboard if doubt else None)


def network_time(views: Iterable[ModemView]) -> Check:
    """Whether the mobile networks' time agrees with the box's."""
    views = tuple(views)
    told = [view.clock_ahead for view in views if view.port and view.clock_ahead is not None]
    found = f"{min(map(abs, told))} s from the box's" if told else "no modem has told it"
    doubt = clock.contradicted(views)
    return Check("Network time", found, doubt.remedy.at_keyboard if doubt else None)


def open_database(folder: Path) -> tuple[Database | None, Check]:
    """The database, if it can be used; every pragma is set and read back."""
    try:
        return Database(folder), Check("Pragmas", f"all {len(PRAGMAS)} hold")
    except StoreFault as fault:
        return None, Check("Pragmas", "the database cannot be used", str(fault))


def contents(db: Database, looked: Callable[[int], None] | None = None, *, now: datetime) -> tuple[Check, ...]:
    """The file's integrity, and the consent ledger's; `looked` is told how many of its rows have been looked at.

    From the moment on at which the ledger is found broken, offers wait.
    """
    faults = checkup.file_faults(db.connection())
    if faults:
        damaged = (
            f"The database is damaged ({faults[0]})."
            f" Stop smsbox, keep a copy of {db.path}, and restore the last backup."
        )
        return (Check("Database", "damaged", damaged),)
    return (Check("Database", WHOLE), _ledger(db, looked, now), _proofs(db))


def is_whole(checks: Iterable[Check]) -> bool:
    """Whether the database's file is, so that it can be read."""
    return Check("Database", WHOLE) in checks


def _proofs(db: Database) -> Check:
    kept, faults = evidence.kept(db), evidence.faults(db)
    if not faults:
        return Check("Proofs", f"{len(kept)} files, as they were kept")
    first = faults[0]
    found = f"{len(faults)} of {len(kept)} files gone or changed"
    return Check(
        "Proofs",
        found,
        f"The file {db.folder / evidence.FOLDER / first.digest} is {'gone' if first.missing else 'not as it was kept'},"
        f" so it proves nobody's yes. Put it back from the last backup.",
    )


def _ledger(db: Database, looked: Callable[[int], None] | None, now: datetime) -> Check:
    rows = checkup.broken_ledger_rows(db.connection(), looked)
    if not rows:
        return Check("Ledger", WHOLE)
    with db.write() as tx:
        proof.found(tx, rows, now=now)
        unknown = proof.broken(tx)
    if not unknown:
        return Check("Ledger", f"broken at row {rows[0]}, as an owner knows")
    return Check(
        "Ledger",
        f"broken at row {rows[0]}",
        f"The consent ledger was changed at row {rows[0]} or before it, so it proves nothing from there on."
        f" {proof.REMEDY.at_keyboard}",
    )
