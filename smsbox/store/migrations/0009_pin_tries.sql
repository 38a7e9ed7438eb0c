-- The tries that are left for the PIN of the modem's SIM; NULL unless the SIM asks for it and the modem tells them.
ALTER TABLE modems ADD COLUMN pin_tries INTEGER;
