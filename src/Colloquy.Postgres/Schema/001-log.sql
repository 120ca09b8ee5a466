-- Times are milliseconds since 1970.
--
-- Every table is distributed by its first column, and so is every key: sid is made of a session's key, and owner of an
-- owner's (see StoredId). Text that comes from models and users can hold U+0000, which text columns cannot: it is kept as UTF-8 bytes.

-- Ends a transaction whose writer saw an older state of what it changes. The writer reads again.
CREATE FUNCTION colloquy.require(holds boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION 'Colloquy: another writer came in between.' USING ERRCODE = 'CQ001';
    END IF;
END $$;

-- The stamp changes with each write to the session: a writer names the one that it has seen. That of a new session is random.
-- The current branch is kept here, so that an append changes one row; the others are in branches.
CREATE TABLE colloquy.sessions (
    sid             uuid PRIMARY KEY,
    stamp           bigint NOT NULL,
    app             text COLLATE "C" NOT NULL,
    "user"          text COLLATE "C" NOT NULL,  -- empty for nobody
    session         text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    updated         bigint NOT NULL,
    tip             bigint NOT NULL,
    chain           bytea NOT NULL,
    entries         bigint NOT NULL,            -- those that were not pruned
    bytes           bigint NOT NULL,            -- of payloads
    bytes_beside    bigint NOT NULL,            -- of blobs
    branch          text COLLATE "C" NOT NULL,
    head            bigint NOT NULL,
    head_segment    bigint NOT NULL,
    moved           bigint NOT NULL,
    waits           boolean NOT NULL,           -- whether a turn waits for a person on the current branch
    waiting         integer NOT NULL,           -- on how many branches one does
    activity        smallint NOT NULL,
    lease           text,                       -- JSON
    details_version bigint NOT NULL,
    title           bytea,
    metadata        bytea,                      -- JSON
    pruned          bigint NOT NULL,
    retention       text,                       -- JSON
    searched        bigint NOT NULL             -- the position up to which the search index holds the log
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX sessions_of_owner ON colloquy.sessions (app, "user", updated DESC, session);
CREATE INDEX sessions_by_time ON colloquy.sessions (updated DESC, app, "user", session);
CREATE INDEX sessions_by_activity ON colloquy.sessions (activity, updated DESC, app, "user", session) WHERE activity > 0;
CREATE INDEX sessions_apart_of_owner ON colloquy.sessions (app, "user", activity, updated DESC, session) WHERE activity > 1;
CREATE INDEX sessions_with_retention ON colloquy.sessions (app, "user", session) WHERE retention IS NOT NULL;

-- A deleted branch has no head.
CREATE TABLE colloquy.branches (
    sid   uuid NOT NULL,
    name  text COLLATE "C" NOT NULL,
    head  bigint,
    moved bigint NOT NULL,
    waits boolean NOT NULL,
    PRIMARY KEY (sid, name)
);

-- The last entry of a commit holds its receipt: the commit's id, and its first position.
CREATE TABLE colloquy.entries (
    sid      uuid NOT NULL,
    position bigint NOT NULL,
    parent   bigint NOT NULL,
    segment  bigint NOT NULL,
    turn     bigint NOT NULL,
    at       bigint NOT NULL,
    first    bigint,
    commit   uuid,
    kind     text COLLATE "C" NOT NULL,
    subject  bytea,
    author   bytea,
    hash     bytea NOT NULL,
    chain    bytea NOT NULL,
    salt     bytea NOT NULL,
    payload  bytea NOT NULL,
    PRIMARY KEY (sid, position)
) PARTITION BY HASH (sid);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE colloquy.entries_%s PARTITION OF colloquy.entries FOR VALUES WITH (MODULUS 16, REMAINDER %s)', lpad(part::text, 2, '0'), part);
    END LOOP;
END $$;

CREATE UNIQUE INDEX entries_by_commit ON colloquy.entries (sid, commit) WHERE commit IS NOT NULL;
CREATE INDEX entries_of_state ON colloquy.entries (sid, subject, position) WHERE kind = 'state';

CREATE TABLE colloquy.blobs (
    sid   uuid NOT NULL,
    hash  bytea NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (sid, hash)
);

-- For people: the log as its words name it.
CREATE VIEW colloquy.log AS
    SELECT s.app, s."user", s.session, e.position, e.parent, e.segment, e.turn, e.kind,
        encode(e.subject, 'escape') AS subject, encode(e.author, 'escape') AS author, to_timestamp(e.at / 1000.0) AS at, encode(e.payload, 'escape') AS payload
    FROM colloquy.entries e JOIN colloquy.sessions s ON s.sid = e.sid;
