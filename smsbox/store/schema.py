"""The schema as one readable file, schema.sql: what all migrations together make. `python -m smsbox.store.schema`."""

import tempfile
from pathlib import Path

from smsbox.store.db import Database

FILE = Path(__file__).with_name("schema.sql")

_HEADER = """\
-- The database's schema, as the migrations make it. For reading: the migrations are what is applied.
-- Written by `python -m smsbox.store.schema`; a test keeps it equal.
"""

_OWN = (
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT GLOB 'sqlite_*'"
    " AND tbl_name <> '_sqlite_migrations'"
    " AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
    " ORDER BY tbl_name, CASE type WHEN 'trigger' THEN 2 WHEN 'index' THEN 1 ELSE 0 END, name"
)


def text(db: Database) -> str:
    """The statements that make `db`'s own tables, indexes and triggers, table by table."""
    return _HEADER + "".join(f"\n{row['sql']};\n" for row in db.connection().execute(_OWN))


def main() -> None:
    """Writes FILE anew."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database(Path(folder))
        FILE.write_text(text(db), encoding="utf-8")
        db.close()


if __name__ == "__main__":
    main()
