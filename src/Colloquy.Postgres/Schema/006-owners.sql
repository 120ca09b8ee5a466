-- Copies of a whole store list the owners of state and memories by name, a page at a time.
CREATE INDEX state_owners_by_name ON colloquy.state_owners (app, "user");
CREATE INDEX memory_owners_by_name ON colloquy.memory_owners (app, "user", agent);
