-- Another SIM card was found in the modem at `swapped_at` than `sim_before`; both NULL while it has the one it always had.
ALTER TABLE modems ADD COLUMN sim_before INTEGER REFERENCES sims (id);
ALTER TABLE modems ADD COLUMN swapped_at INTEGER;
