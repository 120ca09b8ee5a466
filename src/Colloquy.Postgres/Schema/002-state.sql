-- State that belongs to no session: of users, and of applications, whose user is ''. All keys of an owner share a counter of versions.
-- Only those who write state of an owner touch these rows, so sessions that write no state of their application never wait for others that do.
CREATE TABLE colloquy.state_owners (
    owner   uuid PRIMARY KEY,
    app     text COLLATE "C" NOT NULL,
    "user"  text COLLATE "C" NOT NULL,
    version bigint NOT NULL
) WITH (fillfactor = 50);

-- The newest write of each key. The value is UTF-8 JSON; null when the key was removed.
CREATE TABLE colloquy.state (
    owner   uuid NOT NULL,
    key     text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    value   bytea,
    PRIMARY KEY (owner, key)
);

CREATE UNIQUE INDEX state_by_version ON colloquy.state (owner, version);
