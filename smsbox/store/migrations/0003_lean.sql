-- A sent text writes few pages: what these two found, `messages_by_number` finds, too.
DROP INDEX parts_open_by_number;
DROP INDEX parts_unsettled;

-- A status report whose part is known settles it, and is done with; kept are those that came before the modem's answer.
DROP TABLE status_reports;
CREATE TABLE waiting_reports (
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  reference INTEGER NOT NULL,
  pdu TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (sim_id, reference, pdu)
) STRICT, WITHOUT ROWID;
