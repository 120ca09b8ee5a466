-- State that belongs to no session: of users, and of applications, whose user is ''. All keys of an owner share a counter of versions.
CREATE TABLE state_owners (
    id      INTEGER PRIMARY KEY,
    app     TEXT NOT NULL,
    user    TEXT NOT NULL,
    version INTEGER NOT NULL
);

CREATE UNIQUE INDEX state_owners_by_name ON state_owners (app, user);

-- The newest write of each key. The value is UTF-8 JSON; null when the key was removed.
CREATE TABLE state (
    id      INTEGER PRIMARY KEY,
    owner   INTEGER NOT NULL,
    key     TEXT NOT NULL,
    version INTEGER NOT NULL,
    value   BLOB
);

CREATE UNIQUE INDEX state_by_key ON state (owner, key);

CREATE UNIQUE INDEX state_by_version ON state (owner, version);
