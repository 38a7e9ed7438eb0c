-- How many numbers are subscribed to exactly these lists (",1,4,"), apart by whether they said STOP: whom a campaign
-- reaches is known without counting people, each once however many of its lists they are on.
CREATE TABLE reach (
  lists TEXT NOT NULL,
  stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
  numbers INTEGER NOT NULL,
  PRIMARY KEY (lists, stopped)
) STRICT, WITHOUT ROWID;

INSERT INTO reach (lists, stopped, numbers)
  SELECT lists, stopped, count(*) FROM (
    SELECT ',' || group_concat(list_id) || ',' AS lists,
      EXISTS (SELECT 1 FROM suppressions WHERE suppressions.number = ordered.number) AS stopped
    FROM (SELECT number, list_id FROM subscriptions WHERE state = 'subscribed' ORDER BY number, list_id) AS ordered
    GROUP BY number
  ) GROUP BY lists, stopped;

-- What was done to a number is told to this view, which holds nothing: `stopped` is whether it had said STOP before,
-- `was` whether it was subscribed to `list_id` before. Its other lists are what they were.
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
CREATE TRIGGER reach_stops AFTER INSERT ON suppressions
BEGIN INSERT INTO reach_moves VALUES (new.number, NULL, false, 0); END;
CREATE TRIGGER reach_resumes AFTER DELETE ON suppressions
BEGIN INSERT INTO reach_moves VALUES (old.number, NULL, false, 1); END;

-- Who has the longest name on some lists is looked for from the longest down.
CREATE INDEX contacts_by_length ON contacts (length(name)) WHERE name <> '';
