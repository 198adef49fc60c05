package db

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	lib "modernc.org/sqlite/lib"
	"pgregory.net/rapid"

	"callboard"
)

// NUL and bytes that are no UTF-8 are cleaned at the border: what is stored is
// text that SQLite's functions read to its end.
func TestTextIsCleaned(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	bad := "a\x00b\xffc"
	u := reading(conf(), "site", 1)
	u.Conference.Name = bad
	u.Talks[0].Title, u.Talks[0].Tags, u.Talks[0].Speakers[0].Name = bad, []string{bad, `\u0000`, `\\u0000`}, bad
	u.Entries[0].Ref, u.Entries[0].Abstract, u.Entries[0].Printed = bad, bad, bad
	u.Talks[0].Performances[0].Sightings[0].Ref = bad
	snap := u.Talks[0]
	u.Changes[0].After, u.Changes[0].Snapshot = bad, &snap
	u.Run.Message, u.Run.Warnings = bad, []callboard.Warning{{Where: bad, Text: bad}}
	u.Pages = []callboard.Page{{URL: bad, Body: []byte(bad)}}
	commit(t, d, u)
	const good = "a\uFFFDb\uFFFDc"
	talk := must[[]callboard.Talk](t)(d.Talks(ctx, "conf"))[0]
	if talk.Title != good || talk.Tags[0] != good || talk.Tags[1] != `\u0000` || talk.Tags[2] != `\\u0000` || talk.Speakers[0].Name != good {
		t.Errorf("talk %+v", talk.Content)
	}
	e := must[[]callboard.Entry](t)(d.Entries(ctx, "conf"))[0]
	if e.Ref != good || e.Abstract != good || e.Printed != good || talk.Performances[0].Sightings[0].Title != good {
		t.Errorf("entry %+v", e)
	}
	if c := must[[]callboard.Change](t)(d.Changes(ctx, ChangeQuery{}))[0]; c.After != good || c.Snapshot.Title != good {
		t.Errorf("change %+v", c)
	}
	// Asking by the dirty name finds it, and its body is as it was.
	if p := must[callboard.Page](t)(d.Page(ctx, "site", bad)); string(p.Body) != bad {
		t.Errorf("body %q", p.Body)
	}
	var whole bool
	err := d.reader.QueryRow(`SELECT length(title) = 5 AND octet_length(title) = 9 AND typeof(title) = 'text' FROM talks`).Scan(&whole)
	if err != nil || !whole {
		t.Errorf("what is stored is not whole: %v", err)
	}
	for table, rows := range dump(t, d) {
		if text := strings.Join(rows, ""); table != "bodies" && (!utf8.ValidString(text) || strings.ContainsRune(text, 0)) {
			t.Errorf("table %s holds unclean text", table)
		}
	}
}

// Any text comes back from JSON as cleaned text.
func TestJSONText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{"\x00", "\\", "u0000", "\xff", `"`, "<", "é", "\u2028", "a"})).Draw(t, "parts")
		text := strings.Join(parts, "")
		packed, err := toJSON([]string{text})
		if err != nil {
			t.Fatal(err)
		}
		var back []string
		if err := fromJSON(packed, &back); err != nil {
			t.Fatal(err)
		}
		// The encoder replaces each bad byte, cleanText each run of them.
		want := strings.ReplaceAll(string([]rune(text)), "\x00", "\uFFFD")
		if back[0] != want || !json.Valid([]byte(packed)) {
			t.Fatalf("%q became %q, want %q", text, back[0], want)
		}
	})
}

// A full disk undoes the run, says so, and callboard goes on when there is
// space again.
func TestDiskFull(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	commit(t, d, reading(conf(), "site", 2))
	before := dump(t, d)
	if _, err := d.writer.Exec(`PRAGMA max_page_count = 60`); err != nil {
		t.Fatal(err)
	}
	c := conf()
	c.Version = 2
	u := reading(c, "site", 2000)
	err := d.Commit(ctx, u)
	if code(err) != lib.SQLITE_FULL || !strings.Contains(err.Error(), "the disk is full") {
		t.Fatalf("got %v", err)
	}
	same(t, "database", dump(t, d), before)
	// The connection was dropped, and with it the limit.
	commit(t, d, u)
	if err := d.Ready(ctx); err != nil {
		t.Error(err)
	}
}

// After its first error a transaction does nothing more.
func TestFirstErrorEndsTransaction(t *testing.T) {
	d := openTemp(t)
	err := d.write(t.Context(), func(ctx context.Context, t *tx) error {
		_, _ = t.exec(ctx, `INSERT INTO settings (key, value) VALUES ('a', 'b')`)
		_, first := t.exec(ctx, `INSERT INTO settings (key, value) VALUES ('a', 'b')`) // twice
		_, second := t.exec(ctx, `INSERT INTO settings (key, value) VALUES ('c', 'd')`)
		third := t.prepare(ctx, `INSERT INTO settings (key, value) VALUES (?, 'd')`).exec(ctx, "e")
		if first == nil || !errors.Is(second, first) || !errors.Is(third, first) {
			return errors.New("it went on")
		}
		return nil // the caller forgets about it
	})
	if code(err) != lib.SQLITE_CONSTRAINT {
		t.Errorf("got %v", err)
	}
	if rows := dump(t, d)["settings"]; len(rows) != 0 {
		t.Errorf("rows %v", rows)
	}
}
