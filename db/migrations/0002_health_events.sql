-- Sources that start or stop failing, for /sources.atom. The ids stay what
-- they are, so that a feed reader sees each event once.
CREATE TABLE health_events (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  source  TEXT    NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  failing INTEGER NOT NULL,
  outcome TEXT    NOT NULL,
  message TEXT    NOT NULL
) STRICT;
CREATE INDEX health_events_source ON health_events (source, id);
