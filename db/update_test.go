package db

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard"
)

func TestCommitRoundTrip(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	u := reading(conf(), "site", 5)
	u.Talks[0].Performances[0].Slot = callboard.Slot{} // announced
	u.Talks[2].Performances[0].Slot = callboard.Slot{Start: noon.Truncate(24 * time.Hour), End: noon.Truncate(24 * time.Hour), AllDay: true, Zone: "Europe/Berlin"}
	u.Run.Warnings = []callboard.Warning{{Where: "line 1", Text: "odd"}}
	u.State = callboard.SourceState{Source: "site", Conference: "conf", URL: "https://conf.example/", Configured: "ics", Kind: "ics",
		Reader: 1, Matcher: 2, LastRun: noon, LastGood: noon.Add(time.Second), LastFull: noon, NextRun: noon.Add(time.Hour), Failures: 3,
		Outcome: callboard.OK, Message: "fine", Complete: true, DoubtHash: "h", DoubtSince: noon, DoubtCount: 2,
		WindowFrom: noon, WindowTo: noon.Add(time.Hour), Published: callboard.Published{Name: "Conf", Zone: "Europe/Berlin"},
		Warnings: []callboard.Warning{{Text: "odd <&>"}}}
	snap := u.Talks[1]
	u.Changes = append(u.Changes, callboard.Change{At: noon, Conference: "conf", Talk: snap.ID, Performance: "p", Kind: callboard.Added,
		Before: "b", After: "a", Source: "site", Snapshot: &snap})
	commit(t, d, u)

	if u.Run.ID == 0 || u.Changes[0].ID == 0 || u.Changes[1].ID <= u.Changes[0].ID {
		t.Errorf("ids were not filled: run %d, changes %d and %d", u.Run.ID, u.Changes[0].ID, u.Changes[1].ID)
	}
	same(t, "conference", must[callboard.Conference](t)(d.Conference(ctx, "conf")), conf())
	same(t, "conferences", must[[]callboard.Conference](t)(d.Conferences(ctx)), []callboard.Conference{conf()})
	same(t, "talks", must[[]callboard.Talk](t)(d.Talks(ctx, "conf")), u.Talks)
	same(t, "talk", must[callboard.Talk](t)(d.Talk(ctx, "conf", "conf-1")), u.Talks[1])
	same(t, "entries", must[[]callboard.Entry](t)(d.Entries(ctx, "conf")), u.Entries)
	same(t, "state", must[callboard.SourceState](t)(d.State(ctx, "site")), u.State)
	same(t, "runs", runs(t, d, "site"), []callboard.Run{u.Run})
	changes := slices.Clone(u.Changes)
	slices.Reverse(changes)
	same(t, "changes", must[[]callboard.Change](t)(d.Changes(ctx, ChangeQuery{})), changes)
	given := must[map[string]bool](t)(d.GivenIDs(ctx, "conf"))
	if len(given) != 5+7 || !given["conf-0"] || !given["conf-3-p1"] {
		t.Errorf("given ids: %v", given)
	}
}

func TestCommitReplacesTalksWhole(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	u := reading(conf(), "site", 4)
	commit(t, d, u)
	// Talk 3 joins talk 1: its performances move, its id becomes an alias; one
	// performance proves to be another one.
	joined := u.Talks[1]
	joined.Title = "Renamed"
	joined.Speakers = nil
	moved := u.Talks[3].Performances[1]
	joined.Performances = []callboard.Performance{joined.Performances[0], moved}
	c := conf()
	c.Version, c.Modified = 2, noon.Add(time.Hour)
	next := &callboard.Update{Run: callboard.Run{Source: "site", Started: noon, Outcome: callboard.OK}, State: u.State, Conference: &c, BaseVersion: 1,
		Talks: []callboard.Talk{joined}, DropTalks: []string{"conf-3"}, DropPerformances: []string{"conf-3-p0"},
		Aliases: []callboard.Alias{{Old: "conf-3", New: "conf-1"}, {Old: "conf-3-p0", New: "conf-1-p0"}, {Old: "conf-1-p1", New: "conf-3-p1"}}}
	commit(t, d, next)
	same(t, "talks", must[[]callboard.Talk](t)(d.Talks(ctx, "conf")), []callboard.Talk{u.Talks[0], joined, u.Talks[2]})
	for id, want := range map[string]Resolved{
		"conf-1":                      {"conf", "conf-1", "", false},
		"conf-3":                      {"conf", "conf-1", "", true},
		"conf-3-p0":                   {"conf", "conf-1", "conf-1-p0", true},
		"conf-3-p0@talks.example.org": {"conf", "conf-1", "conf-1-p0", true},
		"conf-3-p1":                   {"conf", "conf-1", "conf-3-p1", false},
		"conf-3-p1@talks.example.org": {"conf", "conf-1", "conf-3-p1", false},
	} {
		got, err := d.Resolve(ctx, id)
		if err != nil || got != want {
			t.Errorf("Resolve(%s) = %v, %v, want %v", id, got, err, want)
		}
	}
	for _, id := range []string{"", "@", "conf-9", "conf-1@talks.example.org", "conf-3-p1@elsewhere.example"} {
		if got, err := d.Resolve(ctx, id); !errors.Is(err, callboard.ErrNotFound) {
			t.Errorf("Resolve(%q) = %v, %v", id, got, err)
		}
	}
	same(t, "aliases", must[[]string](t)(d.Aliases(ctx, "conf-1")), []string{"conf-3"})
	if given := must[map[string]bool](t)(d.GivenIDs(ctx, "conf")); len(given) != 10 {
		t.Errorf("ids are no longer reserved: %v", given)
	}
	if _, err := d.Talk(ctx, "conf", "conf-3"); !errors.Is(err, callboard.ErrNotFound) {
		t.Errorf("the joined talk: %v", err)
	}
	if _, err := d.Talk(ctx, "other", "conf-1"); !errors.Is(err, callboard.ErrNotFound) {
		t.Errorf("a talk of another conference: %v", err)
	}
}

func TestAliasChains(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	u := reading(conf(), "site", 4)
	u.Talks = u.Talks[:1]
	u.Aliases = []callboard.Alias{{Old: "c", New: "conf-0"}, {Old: "b", New: "c"}, {Old: "a", New: "b"}, {Old: "conf-0", New: "conf-0"},
		{Old: "x", New: "y"}, {Old: "y", New: "x"}, {Old: "z", New: "nowhere"}}
	commit(t, d, u)
	got, err := d.Resolve(ctx, "a")
	if want := (Resolved{"conf", "conf-0", "", true}); err != nil || got != want {
		t.Errorf("got %v, %v", got, err)
	}
	same(t, "aliases", must[[]string](t)(d.Aliases(ctx, "conf-0")), []string{"a", "b", "c"})
	same(t, "aliases in a circle", must[[]string](t)(d.Aliases(ctx, "x")), []string{"y"})
	for _, id := range []string{"x", "z"} {
		if _, err := d.Resolve(ctx, id); !errors.Is(err, callboard.ErrNotFound) {
			t.Errorf("Resolve(%s): %v", id, err)
		}
	}
}

// A talk that was joined and is told apart again keeps its old id.
func TestAliasLivesAgain(t *testing.T) {
	d := openTemp(t)
	u := reading(conf(), "site", 2)
	all := u.Talks
	u.Talks = all[:1]
	u.Aliases = []callboard.Alias{{Old: all[1].ID, New: all[0].ID}}
	commit(t, d, u)
	c := conf()
	c.Version = 2
	commit(t, d, &callboard.Update{Run: callboard.Run{Source: "site"}, State: u.State, Conference: &c, BaseVersion: 1, Talks: all[1:]})
	got, err := d.Resolve(t.Context(), all[1].ID)
	if want := (Resolved{"conf", all[1].ID, "", false}); err != nil || got != want {
		t.Errorf("got %v, %v", got, err)
	}
	same(t, "aliases", must[[]string](t)(d.Aliases(t.Context(), all[0].ID)), []string{})
}

func TestCommitRefusesStale(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	commit(t, d, reading(conf(), "site", 3))
	before := dump(t, d)

	u := reading(conf(), "other", 4) // computed from an empty conference too
	if err := d.Commit(ctx, u); !errors.Is(err, callboard.ErrStale) {
		t.Fatalf("got %v, want ErrStale", err)
	}
	if u.Run.ID != 0 || u.Changes[0].ID != 0 {
		t.Error("a refused Update was filled")
	}
	same(t, "database after a refused commit", dump(t, d), before)

	u.BaseVersion, u.Conference.Version = 1, 2
	rev := must[int64](t)(d.Revision(ctx, "conf"))
	u.BaseRevision = rev + 1
	if err := d.Commit(ctx, u); !errors.Is(err, callboard.ErrStale) {
		t.Fatalf("another revision: got %v, want ErrStale", err)
	}
	u.BaseRevision = rev
	for i := range u.Talks { // ids of their own
		u.Talks[i] = talkNo("conf", "other", i+100)
	}
	commit(t, d, u)
	if now := must[int64](t)(d.Revision(ctx, "conf")); now <= rev {
		t.Errorf("revision %d, was %d", now, rev)
	}
}

// An entry that changes invisibly raises the revision, one that does not does not.
func TestRevision(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	u := reading(conf(), "site", 3)
	commit(t, d, u)
	before := must[int64](t)(d.Revision(ctx, "conf"))
	v := &callboard.Update{Run: callboard.Run{Source: "site", Outcome: callboard.OK}, State: u.State, EntriesChanged: true, Entries: slices.Clone(u.Entries)}
	commit(t, d, v)
	if now := must[int64](t)(d.Revision(ctx, "conf")); now != before {
		t.Errorf("revision rose from %d to %d without a change", before, now)
	}
	v.Entries[0].Presence = callboard.Missing
	v.Run.ID = 0
	commit(t, d, v)
	if now := must[int64](t)(d.Revision(ctx, "conf")); now == before {
		t.Error("revision did not rise")
	}
}

func TestCommitRefusesNonsense(t *testing.T) {
	d := openTemp(t)
	for name, u := range map[string]*callboard.Update{
		"no source":             {},
		"state of another":      {Run: callboard.Run{Source: "a"}, State: callboard.SourceState{Source: "b"}},
		"talks without a conf":  {Run: callboard.Run{Source: "a"}, State: callboard.SourceState{Source: "a"}, Talks: make([]callboard.Talk, 1)},
		"version goes back":     {Run: callboard.Run{Source: "a"}, State: callboard.SourceState{Source: "a"}, Conference: &callboard.Conference{ID: "c"}, BaseVersion: 1},
		"a new hash, no body":   {Run: callboard.Run{Source: "a"}, State: callboard.SourceState{Source: "a"}, Pages: []callboard.Page{{URL: "u", Hash: "h"}}},
		"base of what is not":   {Run: callboard.Run{Source: "a"}, State: callboard.SourceState{Source: "a"}, Conference: &callboard.Conference{ID: "c", Version: 4}, BaseVersion: 3},
		"a run that is unknown": {Run: callboard.Run{Source: "a", ID: 99}, State: callboard.SourceState{Source: "a"}},
	} {
		if err := d.Commit(t.Context(), u); err == nil {
			t.Errorf("%s: stored", name)
		}
	}
	if any := must[bool](t)(d.AnyRun(t.Context())); any {
		t.Error("something was stored")
	}
}

// The first error of a transaction undoes all of it and leaves the connection
// usable.
func TestCommitIsAllOrNothing(t *testing.T) {
	d := openTemp(t)
	commit(t, d, reading(conf(), "site", 3))
	before := dump(t, d)
	c := conf()
	c.Version = 2
	u := reading(c, "site", 5)
	u.Talks[4].Performances = append(u.Talks[4].Performances, u.Talks[4].Performances[0]) // the same id twice
	if err := d.Commit(t.Context(), u); err == nil || !strings.Contains(err.Error(), "conf-4-p0") {
		t.Fatalf("got %v", err)
	}
	same(t, "database", dump(t, d), before)
	u.Talks[4].Performances = u.Talks[4].Performances[:1]
	commit(t, d, u)
}

// A run whose context ends while it is stored leaves nothing, and says why.
func TestCommitCancelled(t *testing.T) {
	d := openTemp(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := d.write(ctx, func(inside context.Context, t *tx) error {
		if _, err := t.exec(inside, `INSERT INTO settings (key, value) VALUES ('a', 'b')`); err != nil {
			return err
		}
		cancel()
		_, err := t.exec(inside, `INSERT INTO settings (key, value) VALUES ('c', 'd')`)
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if rows := dump(t, d)["settings"]; len(rows) != 0 {
		t.Errorf("rows %v", rows)
	}
	if err := d.Commit(ctx, reading(conf(), "site", 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	commit(t, d, reading(conf(), "site", 1))
}

// While an entry is seen, its LastSeen is the source's latest good reading, and
// an unchanged reading writes one row.
func TestUnchangedReadingIsOneSmallWrite(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	u := reading(conf(), "site", 200)
	u.Entries[7].Presence, u.Entries[7].LastSeen = callboard.Missing, noon.Add(-time.Hour)
	commit(t, d, u)
	d.checkpoint(ctx, time.Second)
	run := must[callboard.Run](t)(d.StartRun(ctx, "site", noon.Add(24*time.Hour)))
	v := unchanged(u, run)
	commit(t, d, v)
	if size := d.logSize(); size > 64<<10 {
		t.Errorf("an unchanged reading wrote %d bytes", size)
	}
	want := u.Entries
	for i := range want {
		if want[i].Presence == callboard.Seen {
			want[i].LastSeen = v.State.LastGood
		}
	}
	slices.SortFunc(want, func(a, b callboard.Entry) int { return strings.Compare(a.Ref, b.Ref) })
	got := must[[]callboard.Entry](t)(d.Entries(ctx, "conf"))
	same(t, "entries", got, want)
	for _, talk := range must[[]callboard.Talk](t)(d.Talks(ctx, "conf")) {
		for _, p := range talk.Performances {
			if s := p.Sightings[0]; s.Presence == callboard.Seen && !s.LastSeen.Equal(v.State.LastGood) {
				t.Fatalf("sighting of %s was last seen %v, want %v", p.ID, s.LastSeen, v.State.LastGood)
			}
		}
	}

	// The same entries once more, read again: still nothing but the state.
	d.checkpoint(ctx, time.Second)
	again := &callboard.Update{Run: callboard.Run{Source: "site", Outcome: callboard.OK}, State: v.State, EntriesChanged: true, Entries: got}
	for i := range got {
		if got[i].Presence == callboard.Seen {
			got[i].LastSeen = noon.Add(48 * time.Hour)
		}
	}
	commit(t, d, again)
	if size := d.logSize(); size > 64<<10 {
		t.Errorf("the same entries again wrote %d bytes", size)
	}
	same(t, "entries read again", must[[]callboard.Entry](t)(d.Entries(ctx, "conf")), got)
}

// A partial reading confirms only what it holds.
func TestPartialReading(t *testing.T) {
	d := openTemp(t)
	u := reading(conf(), "site", 4)
	commit(t, d, u)
	v := &callboard.Update{Run: callboard.Run{Source: "site", Outcome: callboard.Partial}, State: u.State, EntriesChanged: true, Entries: slices.Clone(u.Entries)}
	v.Entries[0].LastSeen = noon.Add(time.Hour)
	commit(t, d, v)
	same(t, "entries", must[[]callboard.Entry](t)(d.Entries(t.Context(), "conf")), v.Entries)
	w := &callboard.Update{Run: callboard.Run{Source: "site", Outcome: callboard.OK}, State: u.State, EntriesChanged: true, Entries: u.Entries[:2]}
	commit(t, d, w)
	same(t, "entries that left", must[[]callboard.Entry](t)(d.Entries(t.Context(), "conf")), u.Entries[:2])
}

// Ten thousand unchanged readings must grow the file by less than 1 MiB; here a
// thousand, and what they may add is their share of runs that are kept.
func TestReadingsDoNotGrowTheFile(t *testing.T) {
	d := openTemp(t)
	ctx := t.Context()
	u := reading(conf(), "site", 50)
	commit(t, d, u)
	d.checkpoint(ctx, time.Second)
	before := fileSize(d.path)
	for i := range 1000 {
		run := must[callboard.Run](t)(d.StartRun(ctx, "site", noon.Add(time.Duration(i)*time.Minute)))
		commit(t, d, unchanged(u, run))
	}
	d.checkpoint(ctx, time.Second)
	if grown := fileSize(d.path) - before; grown > 64<<10 {
		t.Errorf("the file grew by %d bytes", grown)
	}
}

// dump is every row of every table as text.
func dump(t testing.TB, d *DB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	rows, err := d.reader.Query(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		rows, err := d.reader.Query(`SELECT * FROM ` + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			var line strings.Builder
			for _, v := range values {
				fmt.Fprintf(&line, "%v|", *v.(*any))
			}
			out[table] = append(out[table], line.String())
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(out[table])
	}
	return out
}

// Two handles on one file, as two processes have: each sees what the other
// commits, and DataVersion tells.
func TestTwoHandles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "callboard.db")
	a, b := openFile(t, path), openFile(t, path)
	ctx := t.Context()
	version := func() int64 { return must[int64](t)(a.DataVersion(ctx)) }
	first := version()
	if again := version(); again != first {
		t.Errorf("the data version moved from %d to %d by itself", first, again)
	}
	commit(t, b, reading(conf(), "site", 3))
	second := version()
	if second == first {
		t.Error("a commit of another handle went unseen")
	}
	if n := len(must[[]callboard.Talk](t)(a.Talks(ctx, "conf"))); n != 3 {
		t.Errorf("%d talks", n)
	}
	must[callboard.Run](t)(a.StartRun(ctx, "site", noon))
	if version() == second {
		t.Error("a commit of this handle went unseen")
	}
	if err := a.Commit(ctx, reading(conf(), "late", 3)); !errors.Is(err, callboard.ErrStale) {
		t.Errorf("got %v, want ErrStale", err)
	}
}
