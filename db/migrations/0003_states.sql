-- What a source's pace follows and why its next run is when it is; and the
-- options that were guessed for it, which stay what they were.
ALTER TABLE states ADD COLUMN busy    TEXT NOT NULL DEFAULT '[]'; -- JSON list
ALTER TABLE states ADD COLUMN why     TEXT NOT NULL DEFAULT '';
ALTER TABLE states ADD COLUMN guessed TEXT NOT NULL DEFAULT 'null'; -- JSON object
