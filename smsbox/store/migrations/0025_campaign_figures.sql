-- What a campaign's page tells beside its progress: how many people answered, and how many of its texts went over each SIM.
-- Of campaigns of before, nothing was counted.
ALTER TABLE campaigns ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;

CREATE TABLE campaign_sims (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  sim_id INTEGER NOT NULL REFERENCES sims (id),
  texts INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, sim_id)
) STRICT, WITHOUT ROWID;
