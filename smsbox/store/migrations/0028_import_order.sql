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
