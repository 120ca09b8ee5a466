-- Whose memories there are, and how many. A name that is not there is empty, which no user and no agent is.
-- Who adds or removes memories of an owner locks the owner's row.
CREATE TABLE colloquy.memory_owners (
    owner    uuid PRIMARY KEY,
    app      text COLLATE "C" NOT NULL,
    "user"   text COLLATE "C" NOT NULL,
    agent    text COLLATE "C" NOT NULL,
    memories bigint NOT NULL
) WITH (fillfactor = 50);

-- Numbers are not given twice. Memories outlive the sessions that they came from, so a source is a name.
CREATE TABLE colloquy.memories (
    owner    uuid NOT NULL,
    id       bigint GENERATED ALWAYS AS IDENTITY,
    key      text COLLATE "C",
    text     bytea NOT NULL,
    version  bigint NOT NULL,
    created  bigint NOT NULL,
    updated  bigint NOT NULL,
    app      text COLLATE "C",
    "user"   text COLLATE "C",
    session  text COLLATE "C",
    position bigint,
    chain    bytea,
    metadata bytea,               -- JSON
    folded   bytea NOT NULL,      -- the folded words, with a space between them
    words    tsvector NOT NULL,   -- the same, each with its owner's mark before it, as in search_texts
    PRIMARY KEY (owner, id)
);

CREATE UNIQUE INDEX memories_by_key ON colloquy.memories (owner, key) WHERE key IS NOT NULL;
CREATE INDEX memories_by_word ON colloquy.memories USING gin (words);

-- Numbers of 32 bits (IEEE 754), the lowest byte first, which every search of an owner compares one by one. A column of
-- the pgvector extension, with an index, would have its place here.
CREATE TABLE colloquy.memory_vectors (
    owner     uuid NOT NULL,
    id        bigint NOT NULL,
    model     text COLLATE "C" NOT NULL,
    dimension integer NOT NULL,
    vector    bytea NOT NULL,
    PRIMARY KEY (owner, id)
);

ALTER TABLE colloquy.memory_vectors ALTER COLUMN vector SET STORAGE EXTERNAL;

CREATE INDEX memory_vectors_of_model ON colloquy.memory_vectors (owner, model, dimension);
