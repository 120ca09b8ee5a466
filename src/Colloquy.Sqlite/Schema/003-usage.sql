-- What model calls used, by call: beside the log, for spending outlives branches and sessions.
-- Costs are in billionths of a US dollar; null where no price was known. Calls that no log holds have position 0.

CREATE TABLE owners (
    id   INTEGER PRIMARY KEY,
    app  TEXT NOT NULL,
    user TEXT NOT NULL
);

CREATE UNIQUE INDEX owners_by_name ON owners (app, user);

-- An owner's calls lie side by side by time, so that the sum of a period costs what the period holds.
CREATE TABLE usage (
    owner     INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    call      TEXT NOT NULL,
    session   INTEGER,
    position  INTEGER NOT NULL,
    turn      INTEGER NOT NULL,
    agent     TEXT,
    model     TEXT,
    provider  TEXT,
    called    TEXT,
    tools     INTEGER NOT NULL,
    reported  INTEGER NOT NULL,
    input     INTEGER NOT NULL,
    output    INTEGER NOT NULL,
    cached    INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    total     INTEGER NOT NULL,
    cost      INTEGER,
    PRIMARY KEY (owner, at, call)
) WITHOUT ROWID;

-- Sessions that were deleted are not in it.
CREATE INDEX usage_of_session ON usage (session, position) WHERE session IS NOT NULL;

-- What files of earlier versions hold.
INSERT INTO owners (app, user) SELECT DISTINCT app, user FROM sessions;

INSERT INTO usage
SELECT
    o.id, c.at, lower(json_extract(c.body, '$.call')), c.session, c.position, c.turn, c.author,
    json_extract(c.body, '$.model'), json_extract(c.body, '$.provider'),
    json_extract(c.body, '$.called'), coalesce(json_array_length(c.body, '$.called'), 0),
    json_type(c.body, '$.usage') IS 'object',
    min(max(coalesce(json_extract(c.body, '$.usage.inputTokenCount'), 0), 0), 1000000000),
    min(max(coalesce(json_extract(c.body, '$.usage.outputTokenCount'), 0), 0), 1000000000),
    min(max(coalesce(json_extract(c.body, '$.usage.cachedInputTokenCount'), 0), 0), 1000000000),
    min(max(coalesce(json_extract(c.body, '$.usage.reasoningTokenCount'), 0), 0), 1000000000),
    min(max(coalesce(
        json_extract(c.body, '$.usage.totalTokenCount'),
        min(max(coalesce(json_extract(c.body, '$.usage.inputTokenCount'), 0), 0), 1000000000)
            + min(max(coalesce(json_extract(c.body, '$.usage.outputTokenCount'), 0), 0), 1000000000)), 0), 1000000000),
    CAST(round(json_extract(c.body, '$.cost') * 1000000000) AS INTEGER)
FROM (
    SELECT e.id >> 31 AS session, e.id & 0x7fffffff AS position, e.turn, e.author, e.at,
        CASE WHEN json_valid(CAST(e.payload AS TEXT)) THEN CAST(e.payload AS TEXT) END AS body
    FROM entries e WHERE e.kind = 'model-call'
) c
JOIN sessions s ON s.id = c.session
JOIN owners o ON o.app = s.app AND o.user = s.user
WHERE json_extract(c.body, '$.call') IS NOT NULL
ON CONFLICT (owner, at, call) DO NOTHING;
