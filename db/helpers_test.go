package db

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"callboard"
)

// noon is the instant at which the tests happen.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// openTemp opens a new database that is closed, and found sound, at the end.
func openTemp(t testing.TB) *DB {
	t.Helper()
	return openFile(t, filepath.Join(t.TempDir(), "callboard.db"))
}

func openFile(t testing.TB, path string) *DB {
	t.Helper()
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if err := check(context.Background(), path); err != nil {
			t.Error(err)
		}
	})
	return d
}

func conf() callboard.Conference {
	return callboard.Conference{ID: "conf", Name: "Conf", Zone: "Europe/Berlin", Start: "2026-03-01", End: "2026-03-02",
		URL: "https://conf.example/", Host: "talks.example.org", Version: 1, Modified: noon}
}

// talkNo is the i-th talk of a conference, as one source has seen it. Odd ones
// have an encore.
func talkNo(conference, source string, i int) callboard.Talk {
	id := fmt.Sprintf("%s-%d", conference, i)
	start := noon.Add(time.Duration(i) * time.Minute)
	t := callboard.Talk{
		ID: id, Conference: conference,
		Content: callboard.Content{
			Title: fmt.Sprintf("Talk %d", i), Subtitle: "and more", Abstract: "First.\n\nSecond <b> & \"c\".", AbstractHTML: "<p>First.</p>",
			Language: "en", Track: "Main", Type: "lecture", URL: "https://conf.example/" + id, Tags: []string{"go", "sql"},
			Speakers: []callboard.Speaker{{Name: "Åsa Öberg", Key: "asa oberg"}, {Name: "Bob", Key: "bob"}},
			Links:    []callboard.Link{{URL: "https://conf.example/slides", Rel: "slides", Title: "Slides"}},
		},
		Created: noon, Modified: noon.Add(time.Hour),
	}
	n := 1 + i%2
	for j := range n {
		pid := fmt.Sprintf("%s-p%d", id, j)
		t.Performances = append(t.Performances, callboard.Performance{
			ID: pid, UID: pid + "@talks.example.org",
			Slot:   callboard.Slot{Start: start.Add(time.Duration(j) * 24 * time.Hour), End: start.Add(time.Duration(j)*24*time.Hour + 40*time.Minute), Zone: "Europe/Berlin", Room: "E145"},
			Status: callboard.Confirmed, Encore: j > 0, Sequence: j, LastMove: "Wed 22 July, 13:30, E145", PreviousStart: start.Add(-time.Hour),
			Links:     []callboard.Link{{URL: "https://conf.example/video", Rel: "recording"}},
			Sightings: []callboard.Sighting{sightingNo(source, i, j)},
			Created:   noon, Modified: noon.Add(time.Second),
		})
	}
	return t
}

func sightingNo(source string, i, j int) callboard.Sighting {
	e := entryNo(source, i, j)
	return callboard.Sighting{Source: e.Source, Ref: e.Ref, Title: e.Printed, Code: e.Code, GUID: e.GUID, URL: e.URL,
		Presence: e.Presence, Rule: "born", FirstSeen: e.FirstSeen, LastSeen: e.LastSeen}
}

func entryNo(source string, i, j int) callboard.Entry {
	start := noon.Add(time.Duration(i)*time.Minute + time.Duration(j)*24*time.Hour)
	return callboard.Entry{
		Source: source, Ref: fmt.Sprintf("%d-%d", i, j), Code: fmt.Sprintf("C%d", i), GUID: fmt.Sprintf("guid-%d-%d", i, j),
		Printed: fmt.Sprintf("Talk %d (repeat)", i), TitleKey: fmt.Sprintf("talk %d", i), RoomKey: "e145", Mark: j > 0,
		Content: callboard.Content{Title: fmt.Sprintf("Talk %d", i), Abstract: "First.\n\nSecond.", URL: "https://conf.example/e",
			Speakers: []callboard.Speaker{{Name: "Bob", Key: "bob"}}},
		Slot:      callboard.Slot{Start: start, End: start.Add(40 * time.Minute), Zone: "Europe/Berlin", Room: "E145"},
		SlotLinks: []callboard.Link{{URL: "https://conf.example/video", Rel: "recording"}}, HintSequence: 3, HintModified: noon,
		Presence: callboard.Seen, FirstSeen: noon, LastSeen: noon,
	}
}

// reading is the Update of a source's first reading: n talks.
func reading(c callboard.Conference, source string, n int) *callboard.Update {
	u := &callboard.Update{
		Run:            callboard.Run{Source: source, Started: noon, Ended: noon.Add(time.Second), Outcome: callboard.OK, Talks: n, Performances: n + n/2},
		State:          callboard.SourceState{Source: source, Conference: c.ID, Kind: "ics", LastRun: noon, LastGood: noon, Outcome: callboard.OK, Complete: true},
		EntriesChanged: true,
		Conference:     &c,
		BaseVersion:    c.Version - 1,
		Changes:        []callboard.Change{{At: noon, Conference: c.ID, Kind: callboard.Imported, After: fmt.Sprint(n, " talks"), Source: source}},
	}
	for i := range n {
		u.Talks = append(u.Talks, talkNo(c.ID, source, i))
		u.Entries = append(u.Entries, entryNo(source, i, 0))
		if i%2 == 1 {
			u.Entries = append(u.Entries, entryNo(source, i, 1))
		}
	}
	return u
}

// runs are all that are kept of a source, newest first.
func runs(t testing.TB, d *DB, source string) (list []callboard.Run) {
	t.Helper()
	err := d.read(t.Context(), func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT `+runColumns+` FROM runs WHERE source = ? ORDER BY id DESC`, []any{source}, func(s scan) error {
			r, err := scanRun(s)
			list = append(list, r)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// commit stores u or fails the test.
func commit(t testing.TB, d *DB, u *callboard.Update) {
	t.Helper()
	if err := d.Commit(t.Context(), u); err != nil {
		t.Fatal(err)
	}
}

// same compares two values; order of what has none is the caller's.
func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// must gives the value or fails the test.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
