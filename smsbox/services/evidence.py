"""Files that prove a yes, such as a photo of a signed form: kept beside the database under their SHA-256 (2.1).

Whoever copies the data folder has them with it. A file goes when nobody's yes rests on it any more: after an erasure,
and when the records have become too old.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from smsbox.errors import BadInput
from smsbox.sentences import sentence
from smsbox.store import evidence as table
from smsbox.store.db import Database

FOLDER = "proofs"
"""In the data folder."""

MOST_OCTETS = 20_000_000
"""Size of a file that is taken: a scan of some pages."""

LEFT_ALONE = timedelta(days=1)
"""A file that nothing rests on is kept for so long: somebody may be writing down what it proves."""


@dataclass(frozen=True)
class Fault:
    """A file that is not as it was kept: gone, or with other content."""

    digest: str
    missing: bool


def keep(db: Database, path: Path) -> str:
    """Copies the file beside the database, and returns its SHA-256 when that is on disk; BadInput if it is too big."""
    if path.stat().st_size > MOST_OCTETS:
        raise BadInput(sentence("The proof is too big: {most} MB at most.", most=MOST_OCTETS // 10**6), "proof")
    folder = db.folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    digest = _sha256(path)
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    with path.open("rb") as source, open(descriptor, "wb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    os.replace(temporary, folder / digest)
    _sync(folder)
    return digest


def _sync(folder: Path) -> None:
    """The folder's own entry for the file is on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def drop(db: Database, digests: Iterable[str]) -> None:
    """Deletes the files that nobody's yes rests on any more."""
    for digest in digests:
        if not table.is_needed(db.connection(), digest):
            (db.folder / FOLDER / digest).unlink(missing_ok=True)


def sweep(db: Database, *, now: datetime) -> None:
    """Deletes what nobody's yes rests on, but what is new."""
    before = (now - LEFT_ALONE).timestamp()
    folder = db.folder / FOLDER
    old = (file.name for file in folder.iterdir() if file.stat().st_mtime < before) if folder.is_dir() else ()
    drop(db, tuple(old))


def kept(db: Database) -> tuple[str, ...]:
    """The SHA-256 of each file that must be there."""
    return table.digests(db.connection())


def faults(db: Database) -> tuple[Fault, ...]:
    """The files that are gone or were changed."""
    found = ((digest, db.folder / FOLDER / digest) for digest in kept(db))
    looked = ((digest, _sha256(path) if path.is_file() else None) for digest, path in found)
    return tuple(Fault(digest, missing=now is None) for digest, now in looked if now != digest)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
