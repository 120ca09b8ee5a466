-- The position up to which the search index holds the session's log.
ALTER TABLE sessions ADD COLUMN searched INTEGER NOT NULL DEFAULT 0;

-- Sessions whose logs go beyond that. A commit adds its session when the index held all of the log before it, so that
-- most commits write nothing here, and a search looks at what is new, not at every session of its owner.
CREATE TABLE search_behind (
    app     TEXT NOT NULL,
    user    TEXT NOT NULL,
    session TEXT NOT NULL,
    id      INTEGER NOT NULL,
    PRIMARY KEY (app, user, session)
) WITHOUT ROWID;

INSERT INTO search_behind SELECT app, user, session, id FROM sessions WHERE tip > 0;

-- The folded words of messages, by the ids of their entries, for ranking and for taking them out of search_words.
CREATE TABLE search_texts (
    id   INTEGER PRIMARY KEY,
    role TEXT NOT NULL,
    at   INTEGER NOT NULL,
    text TEXT NOT NULL
);

-- Each word stands here with its owner's number before it ('12xinvoice'), so that looking for one, or for a prefix,
-- walks over what that owner's messages hold and over nothing else, however many others use the word.
CREATE VIRTUAL TABLE search_words USING fts5(text, content = '', columnsize = 0, tokenize = 'ascii');
