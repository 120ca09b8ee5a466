-- How many of the session's entries hold content, and how many bytes it keeps beside its log.
ALTER TABLE sessions ADD COLUMN entries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN bytes_beside INTEGER NOT NULL DEFAULT 0;

UPDATE sessions SET
    entries = (SELECT count(*) FROM entries e WHERE e.id BETWEEN sessions.id << 31 AND (sessions.id << 31) + 0x7fffffff AND length(e.payload) > 0),
    bytes_beside = coalesce((SELECT sum(length(b.bytes)) FROM blobs b WHERE b.session = sessions.id), 0);
