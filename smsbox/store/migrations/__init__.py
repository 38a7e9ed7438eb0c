"""The database's migrations, one SQL file each, applied in the order of their numbers."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files


def scripts() -> list[tuple[str, str]]:
    """Every migration as (name, SQL text), oldest first."""
    folder = files(__package__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(name.removesuffix(".sql"), (folder / name).read_text(encoding="utf-8")) for name in names]


def statements(script: str) -> Iterator[str]:
    """The single statements of a script, so that all run inside the caller's transaction."""
    statement = ""
    for line in script.splitlines():
        if not statement and (not line.strip() or line.startswith("--")):
            continue
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
