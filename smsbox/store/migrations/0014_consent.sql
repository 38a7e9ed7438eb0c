-- Sign-up wordings as they were agreed to, keywords, the frequency promised, and how far a STOP reaches.

CREATE TABLE wordings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  list_id INTEGER NOT NULL REFERENCES lists (id),
  text TEXT NOT NULL,
  kinds TEXT NOT NULL,
  per_month INTEGER NOT NULL CHECK (per_month BETWEEN 1 AND 31),
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;

CREATE UNIQUE INDEX wordings_in_use ON wordings (list_id) WHERE retired_at IS NULL;

CREATE TABLE keywords (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  word TEXT NOT NULL UNIQUE,
  written TEXT NOT NULL,
  list_id INTEGER REFERENCES lists (id),
  answer TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX keywords_by_list ON keywords (list_id);

ALTER TABLE consent_ledger ADD COLUMN per_month INTEGER;
ALTER TABLE subscriptions ADD COLUMN per_month INTEGER;
ALTER TABLE suppressions ADD COLUMN scope TEXT NOT NULL DEFAULT 'everything' CHECK (scope IN ('offers', 'everything'));
