-- Every page counts what waits, what is held and what is unread. With the column of their own condition in them these
-- indexes answer alone; without it SQLite looks each row up in its table.
DROP INDEX parts_queued;
CREATE INDEX parts_queued ON parts (lane, sim_id, not_before, message_id, part, state) WHERE state = 'queued';

DROP INDEX parts_held;
CREATE INDEX parts_held ON parts (lane, not_before, state) WHERE state = 'held';

DROP INDEX conversations_unread;
CREATE INDEX conversations_unread ON conversations (last_at, number, unread) WHERE unread > 0;
