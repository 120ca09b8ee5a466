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
    listed          INTEGER NOT NULL,
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

-- The minute of the last update: a listing sorts within it, and a commit moves the session here once a minute only.
CREATE INDEX sessions_by_owner ON sessions (app, user, listed DESC);

CREATE TABLE branches (
    session INTEGER NOT NULL,
    name    TEXT NOT NULL,
    head    INTEGER,
    PRIMARY KEY (session, name)
) WITHOUT ROWID;

-- The id is the session's number and the position in one (session << 31 | position), so that a session's entries lie
-- side by side, in order, and need no index: an append writes to one page, and a read walks from row to row.
-- WITHOUT ROWID measured half as fast from 1 KB on, since an index's pages spill what is over a quarter of a page.
-- The proof is the payload hash (32 bytes), the chain (32), the payload's CRC-32C (4) and its salt (16).
CREATE TABLE entries (
    id      INTEGER PRIMARY KEY,
    parent  INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    turn    INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    subject TEXT,
    author  TEXT,
    at      INTEGER NOT NULL,
    proof   BLOB NOT NULL,
    payload BLOB NOT NULL
);

CREATE INDEX entries_of_state ON entries (id >> 31, subject, id) WHERE kind = 'state';

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

-- For people: the log as its words name it.
CREATE VIEW log AS
    SELECT s.app, s.user, s.session, e.id & 0x7fffffff AS position, e.parent, e.segment, e.turn, e.kind, e.subject, e.author, e.at, CAST(e.payload AS TEXT) AS payload
    FROM entries e JOIN sessions s ON s.id = e.id >> 31;
