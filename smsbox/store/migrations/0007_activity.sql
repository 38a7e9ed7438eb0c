-- Who did what when, written with the act itself. `undo` is what takes it back (JSON), kept for 30 days; an entry that
-- took another back names it in `undoes`.
CREATE TABLE activity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'token', 'command', 'box')),
  actor TEXT NOT NULL,
  verb TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  undo TEXT,
  undone_at INTEGER,
  undoes INTEGER REFERENCES activity (id)
) STRICT;
CREATE INDEX activity_by_actor ON activity (kind, actor, id);
CREATE INDEX activity_with_undo ON activity (at) WHERE undo IS NOT NULL;

-- A deleted list stays for the consent ledger, under another name.
ALTER TABLE lists ADD COLUMN deleted_at INTEGER;

-- A session holds its person's stamp; a new one ends them all.
ALTER TABLE people ADD COLUMN stamp TEXT NOT NULL DEFAULT '';
UPDATE people SET stamp = hex(randomblob(16));

-- Guesses at a sign-in, by the name guessed at and by the address they come from.
CREATE TABLE sign_in_tries (
  who TEXT PRIMARY KEY,
  wrong INTEGER NOT NULL,
  latest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The owner's printed code, once used gone.
CREATE TABLE recovery_codes (
  person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  digest BLOB NOT NULL UNIQUE,
  made_at INTEGER NOT NULL
) STRICT;
