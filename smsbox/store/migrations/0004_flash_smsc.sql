-- Whether the phone shows the text at once and does not keep it (message class 0).
ALTER TABLE messages ADD COLUMN flash INTEGER NOT NULL DEFAULT 0 CHECK (flash IN (0, 1));

-- The message centre that the shop wants on the SIM; NULL leaves what is there.
ALTER TABLE sims ADD COLUMN smsc TEXT;
