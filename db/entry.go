package db

import (
	"context"
	"fmt"
	"time"

	"callboard"
)

// entryColumns with e as entries and st as states.
const entryColumns = `e.source, e.ref, e.presence, e.first_seen,
	CASE e.last_seen WHEN 0 THEN COALESCE(st.seen_at, 0) ELSE e.last_seen END,
	e.code, e.guid, e.printed, e.url, e.data`

// Entries are the entries of all sources of a conference, gone ones too, by
// source and ref.
func (d *DB) Entries(ctx context.Context, conference string) (entries []callboard.Entry, err error) {
	defer wrap(&err, "read the entries of conference %s", conference)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT `+entryColumns+` FROM states st JOIN entries e ON e.source = st.source
			WHERE st.conference = ? ORDER BY e.source, e.ref`, []any{conference}, func(s scan) error {
			e, err := scanEntry(s)
			entries = append(entries, e)
			return err
		})
	})
	return entries, err
}

func scanEntry(s scan) (e callboard.Entry, err error) {
	var data string
	var first, last int64
	var code, guid, printed, url string
	if err := s(&e.Source, &e.Ref, &e.Presence, &first, &last, &code, &guid, &printed, &url, &data); err != nil {
		return e, err
	}
	if err := fromJSON(data, &e); err != nil {
		return e, fmt.Errorf("entry %s:%s: %w", e.Source, e.Ref, err)
	}
	e.Code, e.GUID, e.Printed, e.URL = code, guid, printed, url
	e.FirstSeen, e.LastSeen = fromUnix(first), fromUnix(last)
	return e, nil
}

// entryRow is an entry as stored; two equal ones need no write.
type entryRow struct {
	presence                 string
	firstSeen, lastSeen      int64
	code, guid, printed, url string
	data                     string
}

// encodeEntries gives the rows by ref, and the instant of the latest reading
// among them, which is stored once, with the source's state.
func encodeEntries(entries []callboard.Entry) (rows map[string]entryRow, seenAt int64, err error) {
	for i := range entries {
		if entries[i].Presence == callboard.Seen {
			seenAt = max(seenAt, unix(entries[i].LastSeen))
		}
	}
	rows = make(map[string]entryRow, len(entries))
	for i := range entries {
		row, err := encodeEntry(entries[i])
		if err != nil {
			return nil, 0, err
		}
		if row.lastSeen == seenAt && entries[i].Presence == callboard.Seen {
			row.lastSeen = 0
		}
		rows[cleanText(entries[i].Ref)] = row
	}
	return rows, seenAt, nil
}

func encodeEntry(e callboard.Entry) (entryRow, error) {
	row := entryRow{
		presence: string(e.Presence), firstSeen: unix(e.FirstSeen), lastSeen: unix(e.LastSeen),
		code: cleanText(e.Code), guid: cleanText(e.GUID), printed: cleanText(e.Printed), url: cleanText(e.URL),
	}
	// These have columns of their own.
	e.Code, e.GUID, e.Printed, e.URL = "", "", "", ""
	for _, t := range []*time.Time{&e.Start, &e.End, &e.HintModified} {
		*t = whole(*t)
	}
	var err error
	row.data, err = toJSON(e)
	return row, err
}

// putEntries replaces the entries of a source, writing only what differs.
func putEntries(ctx context.Context, t *tx, source string, rows map[string]entryRow) (changed bool, err error) {
	var gone []string
	same := make(map[string]bool, len(rows))
	err = t.each(ctx, `SELECT ref, presence, first_seen, last_seen, code, guid, printed, url, data
		FROM entries WHERE source = ?`, []any{source}, func(s scan) error {
		var ref string
		var old entryRow
		err := s(&ref, &old.presence, &old.firstSeen, &old.lastSeen, &old.code, &old.guid, &old.printed, &old.url, &old.data)
		row, ok := rows[ref]
		same[ref] = ok && row == old
		if !ok {
			gone = append(gone, ref)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	remove := t.prepare(ctx, `DELETE FROM entries WHERE source = ? AND ref = ?`)
	for _, ref := range gone {
		if err := remove.exec(ctx, source, ref); err != nil {
			return false, fmt.Errorf("entry %s: %w", ref, err)
		}
		changed = true
	}
	put := t.prepare(ctx, `INSERT INTO entries (source, ref, presence, first_seen, last_seen, code, guid, printed, url, data)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (source, ref) DO UPDATE SET presence = excluded.presence, first_seen = excluded.first_seen,
			last_seen = excluded.last_seen, code = excluded.code, guid = excluded.guid, printed = excluded.printed,
			url = excluded.url, data = excluded.data`)
	for _, ref := range sortedKeys(rows) {
		r := rows[ref]
		if same[ref] {
			continue
		}
		if err := put.exec(ctx, source, ref, r.presence, r.firstSeen, r.lastSeen, r.code, r.guid, r.printed, r.url, r.data); err != nil {
			return false, fmt.Errorf("entry %s: %w", ref, err)
		}
		changed = true
	}
	return changed, nil
}
