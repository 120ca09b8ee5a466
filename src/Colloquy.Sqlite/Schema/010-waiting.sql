-- Whether a turn waits for a person on a branch; and on how many branches of a session one does.
ALTER TABLE sessions ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE branches ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;

-- What was asked before, by headers alone: payloads may be encrypted.
CREATE TEMP TABLE asked AS SELECT id >> 31 AS session, id & 0x7fffffff AS position, turn FROM entries WHERE kind = 'approval-request';

CREATE TEMP TABLE heads AS
    SELECT id AS session, branch AS name, head FROM sessions WHERE id IN (SELECT session FROM asked) AND head > 0
    UNION ALL
    SELECT session, name, head FROM branches WHERE session IN (SELECT session FROM asked) AND head > 0;

-- The segments of each branch's line.
CREATE TEMP TABLE lines AS
    WITH RECURSIVE line(session, name, first, last) AS (
        SELECT h.session, h.name, e.segment, h.head FROM heads h JOIN entries e ON e.id = (h.session << 31) + h.head
        UNION ALL
        SELECT l.session, l.name, e.segment, f.parent
        FROM line l JOIN entries f ON f.id = (l.session << 31) + l.first JOIN entries e ON e.id = (l.session << 31) + f.parent
        WHERE f.parent > 0
    )
    SELECT session, name, first, last FROM line;

-- A branch waits when its newest turn ended waiting, and a call of that turn was asked about on it: after the branch was made.
CREATE TEMP TABLE waiting AS
    SELECT m.session, m.name FROM (
        SELECT l.session, l.name, max(e.id) AS id FROM lines l
        JOIN entries e ON e.id BETWEEN (l.session << 31) + l.first AND (l.session << 31) + l.last
        WHERE e.kind IN ('turn-start', 'turn-end', 'turn-resume') GROUP BY l.session, l.name
    ) m
    JOIN entries e ON e.id = m.id
    WHERE e.kind = 'turn-end' AND e.subject = 'waiting' AND EXISTS (
        SELECT 1 FROM asked a JOIN lines l ON l.session = a.session AND l.name = m.name AND a.position BETWEEN l.first AND l.last
        WHERE a.session = m.session AND a.turn = e.turn AND (m.name = 'main' OR a.position > coalesce((
            SELECT min(b.id) & 0x7fffffff FROM entries b
            WHERE b.id BETWEEN m.session << 31 AND (m.session << 31) + 0x7fffffff AND b.kind = 'branch' AND b.subject = m.name), 0)));

UPDATE sessions SET waits = 1 WHERE EXISTS (SELECT 1 FROM waiting w WHERE w.session = sessions.id AND w.name = sessions.branch);
UPDATE branches SET waits = 1 WHERE EXISTS (SELECT 1 FROM waiting w WHERE w.session = branches.session AND w.name = branches.name);
UPDATE sessions SET waiting = waits + (SELECT count(*) FROM branches b WHERE b.session = sessions.id AND b.waits = 1) WHERE id IN (SELECT session FROM asked);

-- What a session is doing follows from that, unless a turn runs or it is closed.
UPDATE sessions SET activity = CASE WHEN waiting > 0 THEN 2 ELSE 0 END WHERE activity IN (0, 2);

DROP TABLE waiting;
DROP TABLE lines;
DROP TABLE heads;
DROP TABLE asked;
