-- `technology` is "2G" to "5G". `seconds_per_part` is measured. `clock_ahead` is by how many seconds the network's time is
-- ahead of the box's, NULL where that is not known.
ALTER TABLE modems ADD COLUMN technology TEXT;
ALTER TABLE modems ADD COLUMN seconds_per_part REAL;
ALTER TABLE modems ADD COLUMN clock_ahead INTEGER;

-- A USSD code that somebody wants asked now, to try it out.
ALTER TABLE sims ADD COLUMN ussd_wanted TEXT;
