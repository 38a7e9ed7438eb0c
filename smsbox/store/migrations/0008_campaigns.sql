-- Campaigns: one text to the people on some lists. Their messages are made by the daemon when the campaign begins;
-- `cursor` is the last number that has got one, `prepared` says that all have. `ended_at` is set when nothing is
-- left to do. Counts are kept per state, so that a page reads a few rows and not a hundred thousand messages.

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
) STRICT;

CREATE INDEX campaigns_open ON campaigns (id) WHERE ended_at IS NULL AND state <> 'draft';

CREATE TABLE campaign_lists (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  list_id INTEGER NOT NULL REFERENCES lists (id),
  PRIMARY KEY (campaign_id, list_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_counts (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, state)
) STRICT, WITHOUT ROWID;

ALTER TABLE messages ADD COLUMN campaign_id INTEGER REFERENCES campaigns (id);

CREATE INDEX messages_by_campaign ON messages (campaign_id) WHERE campaign_id IS NOT NULL;
