-- When a part was handed over for the first of the times that it was refused: it may have gone out all the same, and its
-- status report tells so. NULL once that is accounted for.
ALTER TABLE parts ADD COLUMN refused_since INTEGER;
