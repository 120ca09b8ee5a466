-- Times are milliseconds since 1970, but for lease_until, which counts the 100 ns of .NET's ticks since then.

-- The current branch is kept here, so that an append changes one row; the others are in branches.
-- A deleted branch has no head.
CREATE TABLE sessions (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    app             TEXT NOT NULL,
    user            TEXT NOT NULL,
    session         TEXT NOT NULL,
    created         INTEGER NOT NULL,
    updated         INTEGER NOT NULL,
    tip             INTEGER NOT NULL,
    chain           BLOB NOT NULL,
    branch          TEXT NOT NULL,
    head            INTEGER,
    head_segment    INTEGER NOT NULL,
    activity        INTEGER NOT NULL,
    lease_token     INTEGER NOT NULL,
    lease_until     INTEGER,
    interrupt       INTEGER NOT NULL,
    lease           TEXT,
    details_version INTEGER NOT NULL,
    title           TEXT,
    metadata        TEXT
);

CREATE UNIQUE INDEX sessions_by_key ON sessions (app, user, session);

CREATE INDEX sessions_by_owner ON sessions (app, user, updated DESC, session);

CREATE TABLE branches (
    session INTEGER NOT NULL,
    name    TEXT NOT NULL,
    head    INTEGER,
    PRIMARY KEY (session, name)
) WITHOUT ROWID;

-- A table with rowids: new rows go to its end whichever session they belong to, and payloads of up to a page stay in
-- it. WITHOUT ROWID measured half as fast from 1 KB on, since an index's pages spill what is over a quarter of a page.
CREATE TABLE entries (
    id           INTEGER PRIMARY KEY,
    session      INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    parent       INTEGER NOT NULL,
    segment      INTEGER NOT NULL,
    turn         INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    subject      TEXT,
    author       TEXT,
    at           INTEGER NOT NULL,
    payload_hash BLOB NOT NULL,
    chain        BLOB NOT NULL,
    salt         BLOB NOT NULL,
    payload      BLOB NOT NULL
);

CREATE UNIQUE INDEX entries_by_position ON entries (session, position);

CREATE INDEX entries_of_state ON entries (session, subject, position) WHERE kind = 'state';

-- Receipts, for ever.
CREATE TABLE commits (
    session INTEGER NOT NULL,
    id      BLOB NOT NULL,
    first   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    PRIMARY KEY (session, id)
) WITHOUT ROWID;

CREATE TABLE blobs (
    session INTEGER NOT NULL,
    hash    BLOB NOT NULL,
    bytes   BLOB NOT NULL
);

CREATE UNIQUE INDEX blobs_by_hash ON blobs (session, hash);
