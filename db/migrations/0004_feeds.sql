-- What feeds must not forget: to how many characters a conference's texts are
-- shortened (0 = whole), only ever lowered, and when an id left the feeds.
ALTER TABLE conferences ADD COLUMN calendar_cap INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conferences ADD COLUMN feed_cap     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ids ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE forgotten ADD COLUMN host TEXT NOT NULL DEFAULT ''; -- of a conference's tag: ids
CREATE INDEX ids_withdrawn ON ids (withdrawn) WHERE withdrawn > 0;
