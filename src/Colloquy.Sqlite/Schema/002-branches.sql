-- The entry that moved a branch other than by an append, or that made or deleted it, whichever was last; 0 for none.
ALTER TABLE sessions ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE branches ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;

UPDATE sessions SET moved = coalesce((
    SELECT max(e.id) & 0x7fffffff FROM entries e
    WHERE e.id BETWEEN sessions.id << 31 AND (sessions.id << 31) + 0x7fffffff AND e.kind = 'head-move' AND e.subject = sessions.branch), 0);

UPDATE branches SET moved = coalesce((
    SELECT max(e.id) & 0x7fffffff FROM entries e
    WHERE e.id BETWEEN branches.session << 31 AND (branches.session << 31) + 0x7fffffff AND e.kind = 'head-move' AND e.subject = branches.name), 0);
