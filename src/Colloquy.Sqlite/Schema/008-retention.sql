-- The newest prune entry, 0 for none; and the policy as JSON.
ALTER TABLE sessions ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN retention TEXT;

-- Sessions without a policy are not in it, and no commit writes to it.
CREATE INDEX sessions_with_retention ON sessions (app, user, session) WHERE retention IS NOT NULL;
