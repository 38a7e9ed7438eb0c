"""Which ledger rows a kept file proves: their note ends with the file's SHA-256 (compliance.md 2.1)."""

import sqlite3

MARK = "proof sha256:"
"""Stands before the digest. The digest that an erasure puts in a note's place has no such mark."""

_PROVED = f"evidence GLOB '*{MARK}*'"


def note(words: str | None, name: str, digest: str) -> str:
    """The evidence of a row that the file of that name proves, after somebody's own words about it."""
    return "; ".join(filter(None, (words, f"{name}, {MARK}{digest}")))


def of_number(connection: sqlite3.Connection, number: str) -> tuple[str, ...]:
    """The digests of the files that prove rows about the number."""
    rows = connection.execute(
        f"SELECT DISTINCT substr(evidence, -64) AS digest FROM consent_ledger WHERE number = ? AND {_PROVED}", (number,)
    )
    return tuple(row["digest"] for row in rows)


def is_needed(connection: sqlite3.Connection, digest: str) -> bool:
    """Whether any row rests on the file, or an import that is under way."""
    row = connection.execute(
        f"SELECT 1 FROM consent_ledger INDEXED BY consent_ledger_proofs WHERE substr(evidence, -64) = ?1 AND {_PROVED}"
        " UNION ALL SELECT 1 FROM imports INDEXED BY imports_open WHERE state <> 'done' AND substr(proof, -64) = ?1"
        " LIMIT 1",
        (digest,),
    ).fetchone()
    return row is not None


def digests(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The digests of all files that rows rest on."""
    rows = connection.execute(
        "SELECT DISTINCT substr(evidence, -64) AS digest FROM consent_ledger INDEXED BY consent_ledger_proofs"
        f" WHERE {_PROVED} ORDER BY digest"
    )
    return tuple(row["digest"] for row in rows)
