-- The STOP list, the newest first, and by a piece of a number: every ending of at least three characters leads to the
-- number, so that a piece is the beginning of an ending. An erased person's digest is nobody's number to look for.
CREATE INDEX suppressions_by_time ON suppressions (since);

CREATE TABLE suppression_endings (
  ending TEXT NOT NULL,
  number TEXT NOT NULL,
  PRIMARY KEY (ending, number)
) STRICT, WITHOUT ROWID;

INSERT INTO suppression_endings (ending, number)
  SELECT substr(number, column1), number
  FROM suppressions, (VALUES (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14))
  WHERE length(number) >= column1 + 2 AND substr(number, 1, 1) <> '#';

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
