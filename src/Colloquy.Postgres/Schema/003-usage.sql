-- What model calls used, by call: beside the log, for spending outlives branches and sessions.
-- Costs are in billionths of a US dollar; null where no price was known. Calls that no log holds have position 0.

-- Whose usage there is.
CREATE TABLE colloquy.usage_owners (
    owner  uuid PRIMARY KEY,
    app    text COLLATE "C" NOT NULL,
    "user" text COLLATE "C" NOT NULL
);

CREATE INDEX usage_owners_by_name ON colloquy.usage_owners (app, "user");
CREATE INDEX usage_owners_by_user ON colloquy.usage_owners ("user");

CREATE TABLE colloquy.usage (
    owner     uuid NOT NULL,
    call      uuid NOT NULL,
    at        bigint NOT NULL,
    sid       uuid,               -- null for a session that was deleted
    position  bigint NOT NULL,
    turn      bigint NOT NULL,
    agent     bytea,
    model     bytea,
    provider  bytea,
    service   uuid NOT NULL,      -- made of model and provider, which can be longer than an index holds
    called    bytea,              -- JSON
    tools     integer NOT NULL,
    reported  boolean NOT NULL,
    input     bigint NOT NULL,
    output    bigint NOT NULL,
    cached    bigint NOT NULL,
    reasoning bigint NOT NULL,
    total     bigint NOT NULL,
    cost      bigint,
    PRIMARY KEY (owner, call)
);

-- By time, so that the sum of a period costs what the period holds.
CREATE INDEX usage_of_owner ON colloquy.usage (owner, at, call);
CREATE INDEX usage_of_session ON colloquy.usage (owner, sid, at, call) WHERE sid IS NOT NULL;
CREATE INDEX usage_by_time ON colloquy.usage (at);

-- What all calls of a session and a model add up to, so that a limit without a period is checked at the same cost however
-- many calls there were. Each session has rows of its own, so that none waits for another; what sessions spent that were
-- deleted is in the rows of the zero session.
CREATE TABLE colloquy.spending (
    owner           uuid NOT NULL,
    sid             uuid NOT NULL,
    service         uuid NOT NULL,
    session         text COLLATE "C",  -- null for those that were deleted
    model           bytea,
    provider        bytea,
    calls           bigint NOT NULL,
    reported        bigint NOT NULL,
    tools           bigint NOT NULL,
    input           bigint NOT NULL,
    output          bigint NOT NULL,
    cached          bigint NOT NULL,
    reasoning       bigint NOT NULL,
    total           bigint NOT NULL,
    cost            bigint NOT NULL,
    unpriced        bigint NOT NULL,
    unpriced_input  bigint NOT NULL,
    unpriced_cached bigint NOT NULL,
    unpriced_output bigint NOT NULL,
    PRIMARY KEY (owner, sid, service)
) WITH (fillfactor = 80);
