-- What happened in a quarter of an hour (UTC; every zone's days begin with one), per SIM (0 is none), up to the marked rows.
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
INSERT INTO traffic_mark (id, event_id, ledger_id) VALUES (1, 0, 0);
DROP INDEX events_by_type;
CREATE INDEX events_of_the_box ON events (id) WHERE substr(type, 1, 8) NOT IN ('message.', 'inbound.');

-- `folded` is the name as it is searched and sorted; see store/search.py. The two indexes of words are kept by the
-- statements that write contacts and inbox: a trigger may not, since `trusted_schema` is off.
ALTER TABLE contacts ADD COLUMN folded TEXT NOT NULL DEFAULT '';
UPDATE contacts SET folded = folded_name(name);
CREATE INDEX contacts_by_name ON contacts (folded, number);
CREATE VIRTUAL TABLE contacts_search USING fts5(
  folded, number, content = 'contacts', content_rowid = 'id', columnsize = 0, tokenize = 'trigram case_sensitive 1'
);
INSERT INTO contacts_search (contacts_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE inbox_search USING fts5(
  text, content = 'inbox', content_rowid = 'id', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO inbox_search (inbox_search) VALUES ('rebuild');

-- `answers_offer`: the other side's newest text came after an offer.
ALTER TABLE conversations ADD COLUMN answers_offer INTEGER NOT NULL DEFAULT 0 CHECK (answers_offer IN (0, 1));
CREATE INDEX conversations_to_answer ON conversations (last_at, number) WHERE last_inbound = 1 AND done = 0;
CREATE INDEX conversations_answering_offers ON conversations (last_at, number) WHERE answers_offer = 1;

-- How many numbers stand where on each list, and how many contacts there are: counting them takes too long for a page.
CREATE TABLE list_counts (
  list_id INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  numbers INTEGER NOT NULL,
  PRIMARY KEY (list_id, state)
) STRICT, WITHOUT ROWID;
INSERT INTO list_counts (list_id, state, numbers)
  SELECT list_id, state, count(*) FROM subscriptions GROUP BY list_id, state;
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
CREATE TABLE table_counts (
  name TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO table_counts (name, count)
  SELECT 'contacts', count(*) FROM contacts UNION ALL SELECT 'suppressions', count(*) FROM suppressions;
CREATE TRIGGER table_counts_contact_comes AFTER INSERT ON contacts
BEGIN UPDATE table_counts SET count = count + 1 WHERE name = 'contacts'; END;
CREATE TRIGGER table_counts_contact_goes AFTER DELETE ON contacts
BEGIN UPDATE table_counts SET count = count - 1 WHERE name = 'contacts'; END;
CREATE TRIGGER table_counts_stop_comes AFTER INSERT ON suppressions
BEGIN UPDATE table_counts SET count = count + 1 WHERE name = 'suppressions'; END;
CREATE TRIGGER table_counts_stop_goes AFTER DELETE ON suppressions
BEGIN UPDATE table_counts SET count = count - 1 WHERE name = 'suppressions'; END;
