-- Staged rows lie in the order of their numbers, as they are taken over: each index grows at its end then.
CREATE TABLE import_rows_sorted (
  import_id INTEGER NOT NULL REFERENCES imports (id),
  number TEXT NOT NULL,
  line INTEGER NOT NULL,
  name TEXT NOT NULL,
  fields TEXT NOT NULL,
  agreed_at INTEGER,
  source TEXT NOT NULL,
  PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO import_rows_sorted (import_id, number, line, name, fields, agreed_at, source)
  SELECT import_id, number, line, name, fields, agreed_at, source FROM import_rows;
DROP TABLE import_rows;
ALTER TABLE import_rows_sorted RENAME TO import_rows;

-- The hashes in the ledger need no index: each follows from the row before it, and nobody looks for one. They are as
-- random as can be, so that the index was a third of what an import wrote.
CREATE TABLE consent_ledger_anew (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL,
  list_id INTEGER REFERENCES lists (id),
  event TEXT NOT NULL CHECK (event IN ('opt_in', 'doi_sent', 'doi_confirmed', 'opt_out', 'resume', 'import', 'erase')),
  occurred_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  channel TEXT NOT NULL,
  source TEXT,
  wording TEXT,
  wording_digest TEXT,
  act TEXT,
  inbox_id INTEGER,
  sim_id INTEGER,
  actor TEXT,
  evidence TEXT,
  matched TEXT,
  hash TEXT NOT NULL,
  per_month INTEGER
) STRICT;
INSERT INTO consent_ledger_anew (
  id, number, list_id, event, occurred_at, recorded_at, channel, source, wording, wording_digest, act, inbox_id, sim_id,
  actor, evidence, matched, hash, per_month
) SELECT
  id, number, list_id, event, occurred_at, recorded_at, channel, source, wording, wording_digest, act, inbox_id, sim_id,
  actor, evidence, matched, hash, per_month
FROM consent_ledger ORDER BY id;
DROP TABLE consent_ledger;
ALTER TABLE consent_ledger_anew RENAME TO consent_ledger;
CREATE INDEX consent_ledger_by_number ON consent_ledger (number, id);
CREATE INDEX consent_ledger_proofs ON consent_ledger (substr(evidence, -64)) WHERE evidence GLOB '*proof sha256:*';
CREATE TRIGGER consent_ledger_keeps_rows BEFORE DELETE ON consent_ledger
BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END;
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
