-- How many bytes the payloads of the session's entries have.
ALTER TABLE sessions ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;

UPDATE sessions SET bytes = coalesce((
    SELECT sum(length(e.payload)) FROM entries e WHERE e.id BETWEEN sessions.id << 31 AND (sessions.id << 31) + 0x7fffffff), 0);
