-- The database's schema, as the migrations make it. For reading: the migrations are what is applied.
-- Written by `python -m smsbox.store.schema`; a test keeps it equal.

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

CREATE TABLE alive_checks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  sister_id INTEGER NOT NULL REFERENCES sims (id),
  asked_at INTEGER NOT NULL,
  after_inbox_id INTEGER NOT NULL,
  arrived INTEGER CHECK (arrived IN (0, 1))
) STRICT;

CREATE INDEX alive_checks_by_sim ON alive_checks (sim_id, id);

CREATE TABLE campaign_counts (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_lists (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  list_id INTEGER NOT NULL REFERENCES lists (id),
  PRIMARY KEY (campaign_id, list_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_sims (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  texts INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, sim_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'planned', 'sending', 'paused', 'done', 'cancelled')),
  starts_at INTEGER,
  started_at INTEGER,
  ended_at INTEGER,
  stopped_by TEXT,
  prepared INTEGER NOT NULL DEFAULT 0 CHECK (prepared IN (0, 1)),
  cursor TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
, brake TEXT CHECK (brake IN ('opt_outs', 'failures', 'first_step')), opt_outs INTEGER NOT NULL DEFAULT 0, looked_sent INTEGER NOT NULL DEFAULT 0, looked_failed INTEGER NOT NULL DEFAULT 0, looked_opt_outs INTEGER NOT NULL DEFAULT 0, first_step INTEGER, answers INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX campaigns_open ON campaigns (id) WHERE ended_at IS NULL AND state <> 'draft';

CREATE TABLE "consent_ledger" (
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

CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  fields TEXT NOT NULL DEFAULT '{}',
  tags TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
, folded TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX contacts_by_length_of_first_name ON contacts (
  rtrim(
    substr(name, 1, instr(name || ' ', ' ') - 1),
    'aeinrlosthumdkcgybvfpzjwxqAMSEBKLCTJRHFDNPGVOIWUYZXQ -''.üöäßéèàñåøæìòù!"#$%&()*+,/0123456789:;<=>?@[\]^_{|}~¡£¤¥§¿ÄÅÆÇÉÑÖØÜΓΔΘΛΞΠΣΦΨΩ€'
  ) <> '',
  length(substr(name, 1, instr(name || ' ', ' ') - 1))
) WHERE name <> '';

CREATE INDEX contacts_by_length_of_name ON contacts (
  rtrim(name, 'aeinrlosthumdkcgybvfpzjwxqAMSEBKLCTJRHFDNPGVOIWUYZXQ -''.üöäßéèàñåøæìòù!"#$%&()*+,/0123456789:;<=>?@[\]^_{|}~¡£¤¥§¿ÄÅÆÇÉÑÖØÜΓΔΘΛΞΠΣΦΨΩ€') <> '',
  length(name)
) WHERE name <> '';

CREATE INDEX contacts_by_name ON contacts (folded, number);

CREATE TRIGGER table_counts_contact_comes AFTER INSERT ON contacts
BEGIN UPDATE table_counts SET count = count + 1 WHERE name = 'contacts'; END;

CREATE TRIGGER table_counts_contact_goes AFTER DELETE ON contacts
BEGIN UPDATE table_counts SET count = count - 1 WHERE name = 'contacts'; END;

CREATE VIRTUAL TABLE contacts_search USING fts5(
  folded, number, content = 'contacts', content_rowid = 'id', columnsize = 0, tokenize = 'trigram case_sensitive 1'
);

CREATE TABLE conversations (
  number TEXT PRIMARY KEY,
  last_at INTEGER NOT NULL,
  last_text TEXT NOT NULL,
  last_inbound INTEGER NOT NULL CHECK (last_inbound IN (0, 1)),
  inbound_at INTEGER NOT NULL,
  unread INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  review_inbox_id INTEGER REFERENCES inbox (id),
  review_due_at INTEGER
, answers_offer INTEGER NOT NULL DEFAULT 0 CHECK (answers_offer IN (0, 1))) STRICT, WITHOUT ROWID;

CREATE INDEX conversations_answering_offers ON conversations (last_at, number) WHERE answers_offer = 1;

CREATE INDEX conversations_by_time ON conversations (last_at, number);

CREATE INDEX conversations_in_review ON conversations (review_due_at) WHERE review_due_at IS NOT NULL;

CREATE INDEX conversations_to_answer ON conversations (last_at, number) WHERE last_inbound = 1 AND done = 0;

CREATE INDEX conversations_unread ON conversations (last_at, number, unread) WHERE unread > 0;

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE INDEX events_of_the_box ON events (id) WHERE substr(type, 1, 8) NOT IN ('message.', 'inbound.');

CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
  token_id INTEGER NOT NULL REFERENCES tokens (id),
  key TEXT NOT NULL,
  request_digest BLOB NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (token_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_time ON idempotency (created_at);

CREATE TABLE "import_rows" (
  import_id INTEGER NOT NULL REFERENCES imports (id),
  number TEXT NOT NULL,
  line INTEGER NOT NULL,
  name TEXT NOT NULL,
  fields TEXT NOT NULL,
  agreed_at INTEGER,
  source TEXT NOT NULL,
  PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;

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
, proof TEXT) STRICT;

CREATE INDEX imports_open ON imports (state) WHERE state <> 'done';

CREATE TABLE inbound_pdus (
  id INTEGER PRIMARY KEY,
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  digest BLOB NOT NULL,
  pdu TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  fault TEXT,
  number TEXT,
  concat_reference INTEGER,
  concat_total INTEGER,
  concat_sequence INTEGER,
  inbox_id INTEGER REFERENCES inbox (id),
  UNIQUE (sim_id, digest)
) STRICT;

CREATE INDEX inbound_pdus_waiting ON inbound_pdus (number, concat_reference, concat_total) WHERE inbox_id IS NULL AND fault IS NULL;

CREATE TABLE inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL,
  text TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  sent_at INTEGER,
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  part_count INTEGER NOT NULL,
  meaning TEXT NOT NULL,
  matched TEXT
) STRICT;

CREATE INDEX inbox_by_number ON inbox (number, id);

CREATE VIRTUAL TABLE inbox_search USING fts5(
  text, content = 'inbox', content_rowid = 'id', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

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

CREATE TABLE list_counts (
  list_id INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  numbers INTEGER NOT NULL,
  PRIMARY KEY (list_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE lists (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  created_at INTEGER NOT NULL
, deleted_at INTEGER) STRICT;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL,
  text TEXT NOT NULL,
  lane INTEGER NOT NULL CHECK (lane IN (0, 1, 2)),
  urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  encoding TEXT NOT NULL,
  part_count INTEGER NOT NULL,
  sim_id INTEGER REFERENCES sims (id),
  permission_id INTEGER REFERENCES consent_ledger (id),
  send_at INTEGER,
  expires_at INTEGER NOT NULL,
  reference TEXT,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  delivered_at INTEGER
, flash INTEGER NOT NULL DEFAULT 0 CHECK (flash IN (0, 1)), campaign_id INTEGER REFERENCES campaigns (id)) STRICT;

CREATE INDEX messages_by_campaign ON messages (campaign_id) WHERE campaign_id IS NOT NULL;

CREATE INDEX messages_by_number ON messages (number, id);

CREATE INDEX messages_by_state ON messages (state, id);

CREATE TABLE modems (
  id INTEGER PRIMARY KEY,
  imei TEXT NOT NULL UNIQUE,
  port TEXT,
  model TEXT,
  sim_id INTEGER REFERENCES sims (id),
  state TEXT NOT NULL,
  operator TEXT,
  registration TEXT,
  signal INTEGER,
  last_error TEXT,
  updated_at INTEGER NOT NULL
, technology TEXT, seconds_per_part REAL, clock_ahead INTEGER, pin_tries INTEGER, sim_before INTEGER REFERENCES sims (id), swapped_at INTEGER) STRICT;

CREATE TABLE parts (
  message_id INTEGER NOT NULL REFERENCES messages (id),
  part INTEGER NOT NULL,
  number TEXT NOT NULL,
  lane INTEGER NOT NULL,
  urgent INTEGER NOT NULL,
  state TEXT NOT NULL,
  sim_id INTEGER REFERENCES sims (id),
  not_before INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  rejects INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  reference INTEGER,
  sending_at INTEGER,
  sent_at INTEGER,
  delivered_at INTEGER, refused_since INTEGER,
  PRIMARY KEY (message_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX parts_held ON parts (lane, not_before, state) WHERE state = 'held';

CREATE INDEX parts_open_by_expiry ON parts (expires_at) WHERE state IN ('queued', 'held');

CREATE INDEX parts_queued ON parts (lane, sim_id, not_before, message_id, part, state) WHERE state = 'queued';

CREATE INDEX parts_sending ON parts (sim_id) WHERE state = 'sending';

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role TEXT NOT NULL CHECK (role IN ('till', 'staff', 'manager', 'owner')),
  password_hash TEXT,
  created_at INTEGER NOT NULL
, stamp TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE pin_attempts (
  iccid TEXT NOT NULL,
  pin_digest BLOB NOT NULL,
  tried_at INTEGER NOT NULL,
  PRIMARY KEY (iccid, pin_digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE reach (
  lists TEXT NOT NULL,
  stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
  numbers INTEGER NOT NULL,
  PRIMARY KEY (lists, stopped)
) STRICT, WITHOUT ROWID;

CREATE VIEW reach_moves (number, list_id, was, stopped) AS SELECT '', 0, 0, 0 WHERE false;

CREATE TRIGGER reach_follows INSTEAD OF INSERT ON reach_moves
BEGIN
  UPDATE reach SET numbers = numbers - 1
    WHERE stopped = new.stopped AND lists = (
      SELECT ',' || group_concat(list_id) || ',' FROM (
        SELECT list_id FROM subscriptions
          WHERE number = new.number AND state = 'subscribed' AND list_id IS NOT new.list_id
        UNION SELECT new.list_id WHERE new.was ORDER BY list_id
      )
    );
  INSERT INTO reach (lists, stopped, numbers)
    SELECT ',' || group_concat(list_id) || ',', EXISTS (SELECT 1 FROM suppressions WHERE number = new.number), 1
    FROM (SELECT list_id FROM subscriptions WHERE number = new.number AND state = 'subscribed' ORDER BY list_id)
    HAVING count(*) > 0
    ON CONFLICT DO UPDATE SET numbers = numbers + 1;
END;

CREATE TABLE recovery_codes (
  person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  digest BLOB NOT NULL UNIQUE,
  made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE routes (
  number TEXT PRIMARY KEY,
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  assigned_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE search_merges (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_links (
  digest BLOB PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_tries (
  who TEXT PRIMARY KEY,
  wrong INTEGER NOT NULL,
  latest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sim_budgets (
  sim_id INTEGER PRIMARY KEY REFERENCES sims (id),
  daily_parts INTEGER,
  monthly_parts INTEGER,
  daily_recipients INTEGER,
  monthly_recipients INTEGER,
  reset_day INTEGER CHECK (reset_day BETWEEN 1 AND 28)
) STRICT;

CREATE TABLE sim_recipients (
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  day TEXT NOT NULL,
  number TEXT NOT NULL,
  parts INTEGER NOT NULL,
  PRIMARY KEY (sim_id, day, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE sim_usage (
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  day TEXT NOT NULL,
  parts INTEGER NOT NULL, recipients INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (sim_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE sims (
  id INTEGER PRIMARY KEY,
  iccid TEXT NOT NULL UNIQUE,
  imsi TEXT,
  number TEXT,
  first_seen_at INTEGER NOT NULL
, balance TEXT, balance_text TEXT, balance_at INTEGER, paused_at INTEGER, smsc TEXT, ussd_wanted TEXT, ussd_wanted_at INTEGER, ussd_unanswered_at INTEGER) STRICT;

CREATE TABLE subscriptions (
  number TEXT NOT NULL,
  list_id INTEGER NOT NULL REFERENCES lists (id),
  state TEXT NOT NULL CHECK (state IN ('none', 'pending', 'subscribed', 'opted_out')),
  ledger_id INTEGER NOT NULL REFERENCES consent_ledger (id), per_month INTEGER,
  PRIMARY KEY (number, list_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX subscriptions_by_list ON subscriptions (list_id, state);

CREATE TRIGGER list_counts_adds AFTER INSERT ON subscriptions
BEGIN
  INSERT INTO list_counts (list_id, state, numbers) VALUES (new.list_id, new.state, 1)
    ON CONFLICT (list_id, state) DO UPDATE SET numbers = numbers + 1;
END;

CREATE TRIGGER list_counts_drops AFTER DELETE ON subscriptions
BEGIN
  UPDATE list_counts SET numbers = numbers - 1 WHERE list_id = old.list_id AND state = old.state;
END;

CREATE TRIGGER list_counts_moves AFTER UPDATE OF state, list_id ON subscriptions
WHEN old.state <> new.state OR old.list_id <> new.list_id
BEGIN
  UPDATE list_counts SET numbers = numbers - 1 WHERE list_id = old.list_id AND state = old.state;
  INSERT INTO list_counts (list_id, state, numbers) VALUES (new.list_id, new.state, 1)
    ON CONFLICT (list_id, state) DO UPDATE SET numbers = numbers + 1;
END;

CREATE TRIGGER reach_grows AFTER INSERT ON subscriptions WHEN new.state = 'subscribed'
BEGIN
  INSERT INTO reach_moves
    VALUES (new.number, new.list_id, false, EXISTS (SELECT 1 FROM suppressions WHERE number = new.number));
END;

CREATE TRIGGER reach_shrinks AFTER DELETE ON subscriptions WHEN old.state = 'subscribed'
BEGIN
  INSERT INTO reach_moves
    VALUES (old.number, old.list_id, true, EXISTS (SELECT 1 FROM suppressions WHERE number = old.number));
END;

CREATE TRIGGER reach_turns AFTER UPDATE OF state ON subscriptions
WHEN (old.state = 'subscribed') <> (new.state = 'subscribed')
BEGIN
  INSERT INTO reach_moves VALUES (
    new.number, new.list_id, old.state = 'subscribed', EXISTS (SELECT 1 FROM suppressions WHERE number = new.number)
  );
END;

CREATE TABLE suppression_endings (
  ending TEXT NOT NULL,
  number TEXT NOT NULL,
  PRIMARY KEY (ending, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE suppressions (
  number TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  ledger_id INTEGER NOT NULL REFERENCES consent_ledger (id),
  since INTEGER NOT NULL
, scope TEXT NOT NULL DEFAULT 'everything' CHECK (scope IN ('offers', 'everything'))) STRICT, WITHOUT ROWID;

CREATE INDEX suppressions_by_time ON suppressions (since);

CREATE TRIGGER reach_resumes AFTER DELETE ON suppressions
BEGIN INSERT INTO reach_moves VALUES (old.number, NULL, false, 1); END;

CREATE TRIGGER reach_stops AFTER INSERT ON suppressions
BEGIN INSERT INTO reach_moves VALUES (new.number, NULL, false, 0); END;

CREATE TRIGGER suppression_endings_come AFTER INSERT ON suppressions WHEN substr(new.number, 1, 1) <> '#'
BEGIN
  INSERT INTO suppression_endings (ending, number)
    SELECT substr(new.number, column1), new.number
    FROM (VALUES (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14))
    WHERE length(new.number) >= column1 + 2;
END;

CREATE TRIGGER suppression_endings_go AFTER DELETE ON suppressions
BEGIN
  DELETE FROM suppression_endings WHERE number = old.number AND ending IN (
    SELECT substr(old.number, column1)
    FROM (VALUES (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14))
  );
END;

CREATE TRIGGER table_counts_stop_comes AFTER INSERT ON suppressions
BEGIN UPDATE table_counts SET count = count + 1 WHERE name = 'suppressions'; END;

CREATE TRIGGER table_counts_stop_goes AFTER DELETE ON suppressions
BEGIN UPDATE table_counts SET count = count - 1 WHERE name = 'suppressions'; END;

CREATE TABLE table_counts (
  name TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role TEXT NOT NULL CHECK (role IN ('till', 'staff', 'manager', 'owner')),
  digest BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TABLE traffic (
  quarter INTEGER NOT NULL,
  sim_id INTEGER NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  unknown INTEGER NOT NULL DEFAULT 0,
  received INTEGER NOT NULL DEFAULT 0,
  opted_out INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (quarter, sim_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE traffic_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  event_id INTEGER NOT NULL,
  ledger_id INTEGER NOT NULL
) STRICT;

CREATE TABLE waiting_reports (
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  reference INTEGER NOT NULL,
  pdu TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (sim_id, reference, pdu)
) STRICT, WITHOUT ROWID;

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
