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

-- Sessions that were deleted are not in it. By time for periods; the position finds the calls of a line (see UsageSql).
CREATE INDEX usage_of_session ON usage (session, at, position) WHERE session IS NOT NULL;

-- What all calls of a session and a model add up to, so that a limit without a period is checked at the same cost
-- however many calls there were. Session 0 stands for those that were deleted; a model or provider of 0 for none.
CREATE TABLE spending (
    owner              INTEGER NOT NULL,
    session            INTEGER NOT NULL,
    model              NOT NULL,
    provider           NOT NULL,
    calls              INTEGER NOT NULL,
    reported           INTEGER NOT NULL,
    tools              INTEGER NOT NULL,
    input              INTEGER NOT NULL,
    output             INTEGER NOT NULL,
    cached             INTEGER NOT NULL,
    reasoning          INTEGER NOT NULL,
    total              INTEGER NOT NULL,
    cost               INTEGER NOT NULL,
    unpriced           INTEGER NOT NULL,
    unpriced_input     INTEGER NOT NULL,
    unpriced_cached    INTEGER NOT NULL,
    unpriced_output    INTEGER NOT NULL,
    PRIMARY KEY (owner, session, model, provider)
) WITHOUT ROWID;

CREATE TRIGGER usage_is_spent AFTER INSERT ON usage BEGIN
    INSERT INTO spending
    VALUES (
        new.owner, coalesce(new.session, 0), coalesce(new.model, 0), coalesce(new.provider, 0),
        1, new.reported, new.tools, new.input, new.output, new.cached, new.reasoning, new.total, coalesce(new.cost, 0),
        new.reported AND new.cost IS NULL,
        iif(new.cost IS NULL, new.input, 0), iif(new.cost IS NULL, new.cached, 0), iif(new.cost IS NULL, new.output, 0))
    ON CONFLICT (owner, session, model, provider) DO UPDATE SET
        calls = calls + 1, reported = reported + excluded.reported, tools = tools + excluded.tools,
        input = input + excluded.input, output = output + excluded.output, cached = cached + excluded.cached,
        reasoning = reasoning + excluded.reasoning, total = total + excluded.total, cost = cost + excluded.cost,
        unpriced = unpriced + excluded.unpriced, unpriced_input = unpriced_input + excluded.unpriced_input,
        unpriced_cached = unpriced_cached + excluded.unpriced_cached, unpriced_output = unpriced_output + excluded.unpriced_output;
END;

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
