-- `balance_text` is what the network told, `balance` the amount found in it. A paused SIM is given nothing to send.
ALTER TABLE sims ADD COLUMN balance TEXT;
ALTER TABLE sims ADD COLUMN balance_text TEXT;
ALTER TABLE sims ADD COLUMN balance_at INTEGER;
ALTER TABLE sims ADD COLUMN paused_at INTEGER;

-- What a SIM may send, where it differs from the shop's settings; NULL is as the settings say, 0 is without limit.
CREATE TABLE sim_budgets (
  sim_id INTEGER PRIMARY KEY REFERENCES sims (id),
  daily_parts INTEGER,
  monthly_parts INTEGER,
  daily_recipients INTEGER,
  monthly_recipients INTEGER,
  reset_day INTEGER CHECK (reset_day BETWEEN 1 AND 28)
) STRICT;

-- Whom a SIM has texted on a day of the shop's calendar; `sim_usage.recipients` counts a day's rows.
CREATE TABLE sim_recipients (
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  day TEXT NOT NULL,
  number TEXT NOT NULL,
  parts INTEGER NOT NULL,
  PRIMARY KEY (sim_id, day, number)
) STRICT, WITHOUT ROWID;
ALTER TABLE sim_usage ADD COLUMN recipients INTEGER NOT NULL DEFAULT 0;

-- Written before a PIN is tried, so that none is tried twice.
CREATE TABLE pin_attempts (
  iccid TEXT NOT NULL,
  pin_digest BLOB NOT NULL,
  tried_at INTEGER NOT NULL,
  PRIMARY KEY (iccid, pin_digest)
) STRICT, WITHOUT ROWID;

-- A text from one SIM to another, to see that both work; `arrived` is NULL while it is waited for.
CREATE TABLE alive_checks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  sister_id INTEGER NOT NULL REFERENCES sims (id),
  asked_at INTEGER NOT NULL,
  after_inbox_id INTEGER NOT NULL,
  arrived INTEGER CHECK (arrived IN (0, 1))
) STRICT;
CREATE INDEX alive_checks_by_sim ON alive_checks (sim_id, id);
