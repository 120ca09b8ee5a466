-- Listings walk an index in their own order. A commit does not move its session in it each time: the session was last
-- updated at the time that the index has (listed), or up to a bound after it that drift is the number of (see ListingPlace).
ALTER TABLE sessions ADD COLUMN drift INTEGER NOT NULL DEFAULT 0 CHECK (drift BETWEEN 0 AND 4);

UPDATE sessions SET listed = updated;

DROP INDEX sessions_by_owner;
CREATE INDEX sessions_by_owner ON sessions (app, user, drift, listed DESC, session);
CREATE INDEX sessions_by_time ON sessions (drift, listed DESC, app, user, session);

-- Sessions that wait or are closed, by themselves: few commits make one such, so few write here.
CREATE INDEX sessions_apart_by_owner ON sessions (app, user, activity, drift, listed DESC, session) WHERE activity >= 2;
CREATE INDEX sessions_apart_by_time ON sessions (activity, drift, listed DESC, app, user, session) WHERE activity >= 2;
