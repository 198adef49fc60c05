-- What calendars and pages show and the ledger does not tell of yet: the burst
-- of edits goes on. One row a talk.
CREATE TABLE pending (
  talk       TEXT    NOT NULL PRIMARY KEY,
  conference TEXT    NOT NULL,
  before     TEXT    NOT NULL, -- JSON as in changes.snapshot; '' = it was not there
  first_at   INTEGER NOT NULL,
  last_at    INTEGER NOT NULL,
  urgent_at  INTEGER NOT NULL, -- from when on it cannot wait; 0 = never
  source     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_conference ON pending (conference);

-- When the ledger last told of a change, rising: what changes.atom follows.
ALTER TABLE conferences ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
