PRAGMA application_id = 1128352834;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE settings (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings VALUES('seed','12345');
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
INSERT INTO conferences VALUES('conf','Conf','Europe/Berlin','2026-03-01','2026-03-02','https://conf.example/','talks.example.org',1,1772366400,1);
CREATE TABLE ids (
  id         TEXT    NOT NULL PRIMARY KEY,
  conference TEXT    NOT NULL,
  uid        TEXT    NOT NULL DEFAULT '', -- of a performance
  target     TEXT    NOT NULL DEFAULT '', -- the id it means now; '' = itself
  forgotten  INTEGER NOT NULL DEFAULT 0   -- 1 = removed for good
) STRICT, WITHOUT ROWID;
INSERT INTO ids VALUES('conf-0','conf','','',0);
INSERT INTO ids VALUES('conf-0-p0','conf','conf-0-p0@talks.example.org','',0);
INSERT INTO ids VALUES('conf-1','conf','','',0);
INSERT INTO ids VALUES('conf-1-p0','conf','conf-1-p0@talks.example.org','',0);
INSERT INTO ids VALUES('conf-1-p1','conf','conf-1-p1@talks.example.org','',0);
INSERT INTO ids VALUES('conf-2','conf','','',0);
INSERT INTO ids VALUES('conf-2-p0','conf','conf-2-p0@talks.example.org','',0);
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
INSERT INTO talks VALUES('conf-0','conf','Talk 0','and more','en','Main','lecture','https://conf.example/conf-0','["go","sql"]','[{"url":"https://conf.example/slides","rel":"slides","title":"Slides"}]',1772366400,1772370000,replace('First.\n\nSecond <b> & "c".','\n',char(10)),'<p>First.</p>');
INSERT INTO talks VALUES('conf-1','conf','Talk 1','and more','en','Main','lecture','https://conf.example/conf-1','["go","sql"]','[{"url":"https://conf.example/slides","rel":"slides","title":"Slides"}]',1772366400,1772370000,replace('First.\n\nSecond <b> & "c".','\n',char(10)),'<p>First.</p>');
INSERT INTO talks VALUES('conf-2','conf','Talk 2','and more','en','Main','lecture','https://conf.example/conf-2','["go","sql"]','[{"url":"https://conf.example/slides","rel":"slides","title":"Slides"}]',1772366400,1772370000,replace('First.\n\nSecond <b> & "c".','\n',char(10)),'<p>First.</p>');
CREATE TABLE speakers (
  talk     TEXT    NOT NULL REFERENCES talks (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  name_key TEXT    NOT NULL,
  PRIMARY KEY (talk, position)
) STRICT, WITHOUT ROWID;
INSERT INTO speakers VALUES('conf-0',0,'Åsa Öberg','asa oberg');
INSERT INTO speakers VALUES('conf-0',1,'Bob','bob');
INSERT INTO speakers VALUES('conf-1',0,'Åsa Öberg','asa oberg');
INSERT INTO speakers VALUES('conf-1',1,'Bob','bob');
INSERT INTO speakers VALUES('conf-2',0,'Åsa Öberg','asa oberg');
INSERT INTO speakers VALUES('conf-2',1,'Bob','bob');
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
INSERT INTO performances VALUES('conf-0-p0','conf-0','conf-0-p0@talks.example.org',1772366400,1772368800,0,'Europe/Berlin','E145','confirmed',0,0,'[{"url":"https://conf.example/video","rel":"recording"}]','Wed 22 July, 13:30, E145',1772366400,1772366401);
INSERT INTO performances VALUES('conf-1-p0','conf-1','conf-1-p0@talks.example.org',1772366460,1772368860,0,'Europe/Berlin','E145','confirmed',0,0,'[{"url":"https://conf.example/video","rel":"recording"}]','Wed 22 July, 13:30, E145',1772366400,1772366401);
INSERT INTO performances VALUES('conf-1-p1','conf-1','conf-1-p1@talks.example.org',1772452860,1772455260,0,'Europe/Berlin','E145','confirmed',1,1,'[{"url":"https://conf.example/video","rel":"recording"}]','Wed 22 July, 13:30, E145',1772366400,1772366401);
INSERT INTO performances VALUES('conf-2-p0','conf-2','conf-2-p0@talks.example.org',1772366520,1772368920,0,'Europe/Berlin','E145','confirmed',0,0,'[{"url":"https://conf.example/video","rel":"recording"}]','Wed 22 July, 13:30, E145',1772366400,1772366401);
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
INSERT INTO sightings VALUES('conf-0-p0',0,'site','0-0','born','Talk 0 (repeat)','C0','guid-0-0','https://conf.example/e','seen',1772366400,1772366400);
INSERT INTO sightings VALUES('conf-1-p0',0,'site','1-0','born','Talk 1 (repeat)','C1','guid-1-0','https://conf.example/e','seen',1772366400,1772366400);
INSERT INTO sightings VALUES('conf-1-p1',0,'site','1-1','born','Talk 1 (repeat)','C1','guid-1-1','https://conf.example/e','seen',1772366400,1772366400);
INSERT INTO sightings VALUES('conf-2-p0',0,'site','2-0','born','Talk 2 (repeat)','C2','guid-2-0','https://conf.example/e','seen',1772366400,1772366400);
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
INSERT INTO changes VALUES(1,1772366400,'conf','','','imported','','3 talks','site','');
INSERT INTO changes VALUES(2,1772366400,'conf','conf-1','','added','','3 talks','site','{"id":"conf-1","conference":"conf","title":"Talk 1","subtitle":"and more","abstract":"First.\n\nSecond <b> & \"c\".","abstract_html":"<p>First.</p>","language":"en","track":"Main","type":"lecture","url":"https://conf.example/conf-1","tags":["go","sql"],"speakers":[{"name":"Åsa Öberg","key":"asa oberg"},{"name":"Bob","key":"bob"}],"links":[{"url":"https://conf.example/slides","rel":"slides","title":"Slides"}],"performances":[{"id":"conf-1-p0","uid":"conf-1-p0@talks.example.org","start":"2026-03-01T12:01:00Z","end":"2026-03-01T12:41:00Z","zone":"Europe/Berlin","room":"E145","status":"confirmed","links":[{"url":"https://conf.example/video","rel":"recording"}],"last_move":"Wed 22 July, 13:30, E145","sightings":[{"source":"site","ref":"1-0","title":"Talk 1 (repeat)","code":"C1","guid":"guid-1-0","url":"https://conf.example/e","presence":"seen","rule":"born","first_seen":"2026-03-01T12:00:00Z","last_seen":"2026-03-01T12:00:00Z"}],"created":"2026-03-01T12:00:00Z","modified":"2026-03-01T12:00:01Z"},{"id":"conf-1-p1","uid":"conf-1-p1@talks.example.org","start":"2026-03-02T12:01:00Z","end":"2026-03-02T12:41:00Z","zone":"Europe/Berlin","room":"E145","status":"confirmed","encore":true,"sequence":1,"links":[{"url":"https://conf.example/video","rel":"recording"}],"last_move":"Wed 22 July, 13:30, E145","sightings":[{"source":"site","ref":"1-1","title":"Talk 1 (repeat)","code":"C1","guid":"guid-1-1","url":"https://conf.example/e","presence":"seen","rule":"born","first_seen":"2026-03-01T12:00:00Z","last_seen":"2026-03-01T12:00:00Z"}],"created":"2026-03-01T12:00:00Z","modified":"2026-03-01T12:00:01Z"}],"created":"2026-03-01T12:00:00Z","modified":"2026-03-01T13:00:00Z"}');
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
INSERT INTO sources VALUES('site','','','','',0,0,1);
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
INSERT INTO states VALUES('site','conf','','','ics',0,0,1772366400,1772366400,0,0,0,'ok','',1,'',0,0,0,0,'{}','[]',0,0,0,1772366400);
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
INSERT INTO entries VALUES('site','0-0','seen',1772366400,0,'C0','guid-0-0','Talk 0 (repeat)','https://conf.example/e','{"title_key":"talk 0","room_key":"e145","title":"Talk 0","abstract":"First.\n\nSecond.","speakers":[{"name":"Bob","key":"bob"}],"start":"2026-03-01T12:00:00Z","end":"2026-03-01T12:40:00Z","zone":"Europe/Berlin","room":"E145","slot_links":[{"url":"https://conf.example/video","rel":"recording"}],"hint_sequence":3,"hint_modified":"2026-03-01T12:00:00Z"}');
INSERT INTO entries VALUES('site','1-0','seen',1772366400,0,'C1','guid-1-0','Talk 1 (repeat)','https://conf.example/e','{"title_key":"talk 1","room_key":"e145","title":"Talk 1","abstract":"First.\n\nSecond.","speakers":[{"name":"Bob","key":"bob"}],"start":"2026-03-01T12:01:00Z","end":"2026-03-01T12:41:00Z","zone":"Europe/Berlin","room":"E145","slot_links":[{"url":"https://conf.example/video","rel":"recording"}],"hint_sequence":3,"hint_modified":"2026-03-01T12:00:00Z"}');
INSERT INTO entries VALUES('site','1-1','seen',1772366400,0,'C1','guid-1-1','Talk 1 (repeat)','https://conf.example/e','{"title_key":"talk 1","room_key":"e145","mark":true,"title":"Talk 1","abstract":"First.\n\nSecond.","speakers":[{"name":"Bob","key":"bob"}],"start":"2026-03-02T12:01:00Z","end":"2026-03-02T12:41:00Z","zone":"Europe/Berlin","room":"E145","slot_links":[{"url":"https://conf.example/video","rel":"recording"}],"hint_sequence":3,"hint_modified":"2026-03-01T12:00:00Z"}');
INSERT INTO entries VALUES('site','2-0','seen',1772366400,0,'C2','guid-2-0','Talk 2 (repeat)','https://conf.example/e','{"title_key":"talk 2","room_key":"e145","title":"Talk 2","abstract":"First.\n\nSecond.","speakers":[{"name":"Bob","key":"bob"}],"start":"2026-03-01T12:02:00Z","end":"2026-03-01T12:42:00Z","zone":"Europe/Berlin","room":"E145","slot_links":[{"url":"https://conf.example/video","rel":"recording"}],"hint_sequence":3,"hint_modified":"2026-03-01T12:00:00Z"}');
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
INSERT INTO runs VALUES(1,'site',1772366400,1772366401,'ok',3,4,0,'','[]');
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
CREATE TABLE bodies (
  source TEXT    NOT NULL,
  url    TEXT    NOT NULL,
  size   INTEGER NOT NULL, -- bytes before compression
  body   BLOB    NOT NULL, -- zstd
  PRIMARY KEY (source, url),
  FOREIGN KEY (source, url) REFERENCES pages (source, url) ON DELETE CASCADE
) STRICT;
CREATE INDEX ids_conference ON ids (conference);
CREATE INDEX ids_target ON ids (target) WHERE target <> '';
CREATE INDEX talks_conference ON talks (conference);
CREATE INDEX performances_talk ON performances (talk);
CREATE INDEX sightings_entry ON sightings (source, ref);
CREATE INDEX changes_at ON changes (at, id);
CREATE INDEX changes_conference ON changes (conference, at, id);
CREATE INDEX changes_talk ON changes (talk, at, id);
CREATE INDEX states_conference ON states (conference);
CREATE INDEX entries_presence ON entries (source, presence);
CREATE INDEX runs_source ON runs (source, id);
COMMIT;
