-- Whose memories there are, and how many. A name that is not there is empty, which no user and no agent is.
CREATE TABLE memory_owners (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    app      TEXT NOT NULL,
    user     TEXT NOT NULL,
    agent    TEXT NOT NULL,
    memories INTEGER NOT NULL
);

CREATE UNIQUE INDEX memory_owners_by_name ON memory_owners (app, user, agent);

-- Numbers are not given twice. Memories outlive the sessions that they came from, so a source is a name and no number.
CREATE TABLE memories (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    owner    INTEGER NOT NULL,
    key      TEXT,
    text     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    created  INTEGER NOT NULL,
    updated  INTEGER NOT NULL,
    app      TEXT,
    user     TEXT,
    session  TEXT,
    position INTEGER,
    chain    BLOB,
    metadata TEXT,
    words    TEXT NOT NULL
);

CREATE INDEX memories_of_owner ON memories (owner, id);
CREATE UNIQUE INDEX memories_by_key ON memories (owner, key) WHERE key IS NOT NULL;

-- Each word stands here with the number of its memory's owner before it, as in search_words.
CREATE VIRTUAL TABLE memory_words USING fts5(text, content = '', columnsize = 0, tokenize = 'ascii');

-- By the ids of memories: numbers of 32 bits (IEEE 754), the lowest byte first.
CREATE TABLE memory_vectors (
    id        INTEGER PRIMARY KEY,
    owner     INTEGER NOT NULL,
    model     TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    vector    BLOB NOT NULL
);

CREATE INDEX memory_vectors_of_owner ON memory_vectors (owner, model, dimension);
