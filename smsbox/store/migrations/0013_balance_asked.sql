-- When somebody wanted `ussd_wanted` asked, and when it was clear that no answer comes.
ALTER TABLE sims ADD COLUMN ussd_wanted_at INTEGER;
ALTER TABLE sims ADD COLUMN ussd_unanswered_at INTEGER;
