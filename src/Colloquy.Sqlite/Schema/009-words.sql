-- Emoji and Korean are taken apart into words in another way than before: the next searches index all messages anew.
-- What an index holds says nothing of what it lacks, so nothing of it can be kept. Memories' words are made anew with this script.
INSERT INTO search_words (search_words) VALUES ('delete-all');
DELETE FROM search_texts;
DELETE FROM search_behind;
UPDATE sessions SET searched = 0 WHERE searched <> 0;
INSERT INTO search_behind SELECT app, user, session, id FROM sessions WHERE tip > 0;
