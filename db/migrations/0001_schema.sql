-- The first schema. Instants are Unix seconds UTC, 0 = unknown. Lists and
-- structures that are only ever read whole are JSON text. Nothing depends on
-- the order of rowids; a table whose rows are short has none.

PRAGMA application_id = 0x43414c42; -- "CALB": another program's file is refused

CREATE TABLE settings (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conferences (
  id         TEXT    NOT NULL PRIMARY KEY,
  name       TEXT    NOT NULL,
  zone       TEXT    NOT NULL, -- IANA name
  start_date TEXT    NOT NULL, -- first day, 2006-01-02
  end_date   TEXT    NOT NULL, -- last day, inclusive
  url        TEXT    NOT NULL,
  host       TEXT    NOT NULL, -- of UIDs and tag: ids, fixed at birth
  version    INTEGER NOT NULL, -- raised by each visible change
  modified   INTEGER NOT NULL, -- when version was raised
  revision   INTEGER NOT NULL DEFAULT 0 -- raised by every commit that may change a regrouping
) STRICT;

-- Every id of a talk or a performance that was ever given out. Rows are never
-- deleted, whatever becomes of what they name.
CREATE TABLE ids (
  id         TEXT    NOT NULL PRIMARY KEY,
  conference TEXT    NOT NULL,
  uid        TEXT    NOT NULL DEFAULT '', -- of a performance
  target     TEXT    NOT NULL DEFAULT '', -- the id it means now; '' = itself
  forgotten  INTEGER NOT NULL DEFAULT 0   -- 1 = removed for good
) STRICT, WITHOUT ROWID;
CREATE INDEX ids_conference ON ids (conference);
CREATE INDEX ids_target ON ids (target) WHERE target <> '';

-- Conferences and sources that were removed for good.
CREATE TABLE forgotten (
  kind TEXT    NOT NULL, -- conference or source
  id   TEXT    NOT NULL,
  at   INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE talks (
  id            TEXT    NOT NULL PRIMARY KEY,
  conference    TEXT    NOT NULL REFERENCES conferences (id),
  title         TEXT    NOT NULL,
  subtitle      TEXT    NOT NULL,
  language      TEXT    NOT NULL,
  track         TEXT    NOT NULL,
  type          TEXT    NOT NULL,
  url           TEXT    NOT NULL,
  tags          TEXT    NOT NULL, -- JSON list of texts
  links         TEXT    NOT NULL, -- JSON list of links
  created       INTEGER NOT NULL,
  modified      INTEGER NOT NULL,
  abstract      TEXT    NOT NULL,
  abstract_html TEXT    NOT NULL
) STRICT;
CREATE INDEX talks_conference ON talks (conference);

CREATE TABLE speakers (
  talk     TEXT    NOT NULL REFERENCES talks (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  name_key TEXT    NOT NULL,
  PRIMARY KEY (talk, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE performances (
  id        TEXT    NOT NULL PRIMARY KEY,
  talk      TEXT    NOT NULL REFERENCES talks (id) ON DELETE CASCADE,
  uid       TEXT    NOT NULL,
  start_at  INTEGER NOT NULL,
  end_at    INTEGER NOT NULL,
  all_day   INTEGER NOT NULL,
  zone      TEXT    NOT NULL,
  room      TEXT    NOT NULL,
  status    TEXT    NOT NULL,
  encore    INTEGER NOT NULL,
  sequence  INTEGER NOT NULL,
  links     TEXT    NOT NULL, -- JSON list of links
  last_move TEXT    NOT NULL,
  created   INTEGER NOT NULL,
  modified  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX performances_talk ON performances (talk);

-- source and ref name an entry, whose values count; title to last_seen are the
-- copy that serves when the entry is not there.
CREATE TABLE sightings (
  performance TEXT    NOT NULL REFERENCES performances (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  source      TEXT    NOT NULL,
  ref         TEXT    NOT NULL,
  rule        TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  code        TEXT    NOT NULL,
  guid        TEXT    NOT NULL,
  url         TEXT    NOT NULL,
  presence    TEXT    NOT NULL,
  first_seen  INTEGER NOT NULL,
  last_seen   INTEGER NOT NULL,
  PRIMARY KEY (performance, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_entry ON sightings (source, ref);

-- Append-only; only forget removes rows.
CREATE TABLE changes (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  at          INTEGER NOT NULL,
  conference  TEXT    NOT NULL REFERENCES conferences (id),
  talk        TEXT    NOT NULL, -- '' for imported
  performance TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  before      TEXT    NOT NULL,
  after       TEXT    NOT NULL,
  source      TEXT    NOT NULL,
  snapshot    TEXT    NOT NULL  -- the talk as it then was, JSON; '' = none
) STRICT;
CREATE INDEX changes_at ON changes (at, id);
CREATE INDEX changes_conference ON changes (conference, at, id);
CREATE INDEX changes_talk ON changes (talk, at, id);

-- What is configured, or was.
CREATE TABLE sources (
  id         TEXT    NOT NULL PRIMARY KEY,
  conference TEXT    NOT NULL DEFAULT '',
  kind       TEXT    NOT NULL DEFAULT '',
  url        TEXT    NOT NULL DEFAULT '', -- without its secrets
  cron       TEXT    NOT NULL DEFAULT '',
  priority   INTEGER NOT NULL DEFAULT 0,
  position   INTEGER NOT NULL DEFAULT 0,  -- order in the configuration
  removed    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What is remembered of a source between runs.
CREATE TABLE states (
  source       TEXT    NOT NULL PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
  conference   TEXT    NOT NULL,
  url          TEXT    NOT NULL,
  configured   TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  reader       INTEGER NOT NULL,
  matcher      INTEGER NOT NULL,
  last_run     INTEGER NOT NULL,
  last_good    INTEGER NOT NULL,
  last_full    INTEGER NOT NULL,
  next_run     INTEGER NOT NULL,
  failures     INTEGER NOT NULL,
  outcome      TEXT    NOT NULL,
  message      TEXT    NOT NULL,
  complete     INTEGER NOT NULL,
  doubt_hash   TEXT    NOT NULL,
  doubt_since  INTEGER NOT NULL,
  doubt_count  INTEGER NOT NULL,
  window_from  INTEGER NOT NULL,
  window_to    INTEGER NOT NULL,
  published    TEXT    NOT NULL, -- JSON
  warnings     TEXT    NOT NULL, -- JSON list
  talks        INTEGER NOT NULL DEFAULT 0, -- what its live entries stand behind,
  performances INTEGER NOT NULL DEFAULT 0, -- so that an unchanged reading
  missing      INTEGER NOT NULL DEFAULT 0, -- need not count them
  seen_at      INTEGER NOT NULL  -- when the entries with last_seen 0 were last seen
) STRICT;
CREATE INDEX states_conference ON states (conference);

-- One clean slot as one source sees it. last_seen 0 = by the latest good
-- reading (states.seen_at), so that a reading that finds everything as before
-- writes one row and not a thousand.
CREATE TABLE entries (
  source     TEXT    NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  ref        TEXT    NOT NULL,
  presence   TEXT    NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL,
  code       TEXT    NOT NULL,
  guid       TEXT    NOT NULL,
  printed    TEXT    NOT NULL, -- title as printed
  url        TEXT    NOT NULL,
  data       TEXT    NOT NULL, -- JSON, the rest
  PRIMARY KEY (source, ref)
) STRICT;
CREATE INDEX entries_presence ON entries (source, presence);

CREATE TABLE runs (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  source       TEXT    NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  started      INTEGER NOT NULL,
  ended        INTEGER NOT NULL, -- 0 = running, or died
  outcome      TEXT    NOT NULL,
  talks        INTEGER NOT NULL,
  performances INTEGER NOT NULL,
  changes      INTEGER NOT NULL,
  message      TEXT    NOT NULL,
  warnings     TEXT    NOT NULL  -- JSON list
) STRICT;
CREATE INDEX runs_source ON runs (source, id);

-- The last good body of each address, and its validators.
CREATE TABLE pages (
  source        TEXT    NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  url           TEXT    NOT NULL,
  position      INTEGER NOT NULL, -- order of first storing
  final_url     TEXT    NOT NULL,
  content_type  TEXT    NOT NULL,
  etag          TEXT    NOT NULL,
  last_modified TEXT    NOT NULL,
  hash          TEXT    NOT NULL, -- SHA-256 of the body, hex
  fingerprint   TEXT    NOT NULL,
  read_at       INTEGER NOT NULL,
  PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

-- Apart from pages, so that new validators do not rewrite a body.
CREATE TABLE bodies (
  source TEXT    NOT NULL,
  url    TEXT    NOT NULL,
  size   INTEGER NOT NULL, -- bytes before compression
  body   BLOB    NOT NULL, -- zstd
  PRIMARY KEY (source, url),
  FOREIGN KEY (source, url) REFERENCES pages (source, url) ON DELETE CASCADE
) STRICT;
