"""schema.sql says what the database is."""

import sqlite3

from smsbox.store import schema
from smsbox.store.db import Database


def test_schema_sql_is_what_the_migrations_make(db: Database) -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(db), "run: python -m smsbox.store.schema"


def test_schema_sql_alone_makes_the_same_database(db: Database) -> None:
    plain = sqlite3.connect(":memory:")
    plain.executescript(schema.FILE.read_text(encoding="utf-8"))
    names = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name NOT LIKE '%sqlite%' ORDER BY type, name"
    made = plain.execute(names).fetchall()
    plain.close()
    assert made == [tuple(row) for row in db.connection().execute(names)]


def test_every_table_is_strict_so_that_no_column_holds_another_type(db: Database) -> None:
    loose = [
        row["name"]
        for row in db.connection().execute("SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main'")
        if not row["strict"] and row["type"] == "table" and not row["name"].startswith(("sqlite_", "_sqlite_"))
    ]
    assert loose == []
