-- Files that prove a yes are kept beside the database, by their SHA-256, which ends the note of the rows they prove.
CREATE INDEX consent_ledger_proofs ON consent_ledger (substr(evidence, -64)) WHERE evidence GLOB '*proof sha256:*';

ALTER TABLE imports ADD COLUMN proof TEXT;
