-- The sessions of an application are listed by their last updates, also where they are few among many of others.
CREATE INDEX sessions_of_app ON colloquy.sessions (app, updated DESC, "user", session);
