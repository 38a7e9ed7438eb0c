-- What the daemon has found out about the box, for the page and for its own next start: a row for each fact.
CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
