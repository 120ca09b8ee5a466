-- The words of messages, for looking for them. A word stands in words with its owner's mark before it (see OwnedWords), so that
-- looking for one, or for a prefix, walks over what that owner's messages hold and over nothing else, however many others use it.
CREATE TABLE colloquy.search_texts (
    sid      uuid NOT NULL,
    position bigint NOT NULL,
    owner    uuid NOT NULL,
    created  bigint NOT NULL,     -- when the session was: the newest sessions' messages are found first
    role     bytea NOT NULL,
    at       bigint NOT NULL,
    text     bytea NOT NULL,      -- the folded words, with a space between them
    words    tsvector NOT NULL,
    PRIMARY KEY (sid, position)
);

CREATE INDEX search_texts_by_word ON colloquy.search_texts USING gin (words);

-- Whether the log goes beyond what the index holds. It changes seldom, so that a commit need not write the index of those that are behind.
ALTER TABLE colloquy.sessions ADD COLUMN behind boolean NOT NULL GENERATED ALWAYS AS (searched < tip) STORED;

CREATE INDEX sessions_behind ON colloquy.sessions (app, "user", session) WHERE behind;
