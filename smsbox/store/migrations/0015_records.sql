-- The ledger's chain holds what is personal as keyed digests, so that erasing a person leaves it whole; and imports.

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO secrets (name, value) VALUES ('ledger.key', lower(hex(randomblob(32))));

DROP TRIGGER consent_ledger_keeps_values;
UPDATE consent_ledger SET hash = rechained(
    (SELECT value FROM secrets WHERE name = 'ledger.key'), hash, number, list_id, event, occurred_at, recorded_at,
    channel, source, wording, wording_digest, act, inbox_id, sim_id, actor, evidence, matched, per_month
  ) WHERE id > 0;

-- The one change that is allowed: what is personal gives way to its digest, once.
CREATE TRIGGER consent_ledger_keeps_values BEFORE UPDATE ON consent_ledger
WHEN NOT (
  old.number NOT GLOB '#*' AND new.number GLOB '#*' AND length(new.number) = 65
  AND (new.source IS old.source OR old.source IS NOT NULL AND coalesce(new.source, '') GLOB '#*' AND length(new.source) = 65)
  AND (new.act IS old.act OR old.act IS NOT NULL AND coalesce(new.act, '') GLOB '#*' AND length(new.act) = 65)
  AND (
    new.evidence IS old.evidence OR old.evidence IS NOT NULL AND coalesce(new.evidence, '') GLOB '#*' AND length(new.evidence) = 65
  )
  AND new.id IS old.id AND new.list_id IS old.list_id AND new.event IS old.event
  AND new.occurred_at IS old.occurred_at AND new.recorded_at IS old.recorded_at AND new.channel IS old.channel
  AND new.wording IS old.wording AND new.wording_digest IS old.wording_digest AND new.inbox_id IS old.inbox_id
  AND new.sim_id IS old.sim_id AND new.actor IS old.actor AND new.matched IS old.matched
  AND new.per_month IS old.per_month AND new.hash IS old.hash
)
BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END;

-- An import is staged, then accepted by one change of its state, then carried out in small steps whatever happens.
CREATE TABLE imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  list TEXT NOT NULL,
  list_id INTEGER REFERENCES lists (id),
  source TEXT NOT NULL,
  wording TEXT NOT NULL,
  per_month INTEGER NOT NULL,
  file TEXT NOT NULL,
  digest TEXT NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('staging', 'accepted', 'done')),
  added INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  opted_out INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX imports_open ON imports (state) WHERE state <> 'done';

CREATE TABLE import_rows (
  import_id INTEGER NOT NULL REFERENCES imports (id),
  line INTEGER NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  fields TEXT NOT NULL,
  agreed_at INTEGER,
  source TEXT NOT NULL,
  PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;
