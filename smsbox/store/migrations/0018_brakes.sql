-- Why a campaign has stopped itself, and what its brake looks at: the opt-outs that its texts brought, and the counts up
-- to which a person has looked already. `first_step` is how many people get it before it waits for somebody to look.
ALTER TABLE campaigns ADD COLUMN brake TEXT CHECK (brake IN ('opt_outs', 'failures', 'first_step'));
ALTER TABLE campaigns ADD COLUMN opt_outs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaigns ADD COLUMN looked_sent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaigns ADD COLUMN looked_failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaigns ADD COLUMN looked_opt_outs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaigns ADD COLUMN first_step INTEGER;
