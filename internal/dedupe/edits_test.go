package dedupe_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"callboard"
	"callboard/internal/entrytest"
	"callboard/internal/normalize"
	"callboard/internal/presence"
)

// edits are what a site does to one entry of its programme.
var edits = []struct {
	name string
	edit func(e *callboard.Entry)
}{
	{"moved", func(e *callboard.Entry) {
		e.Start, e.End = later(e.Start, 37*time.Minute), later(e.End, 37*time.Minute)
	}},
	{"on another day", func(e *callboard.Entry) {
		e.Start, e.End = later(e.Start, 24*time.Hour+7*time.Minute), later(e.End, 24*time.Hour+7*time.Minute)
	}},
	{"in another room", func(e *callboard.Entry) { e.Room += " Annex"; e.RoomKey = normalize.RoomKey(e.Room) }},
	{"without a room", func(e *callboard.Entry) { e.Room, e.RoomKey = "", "" }},
	{"retitled", func(e *callboard.Entry) { titled(e, e.Printed+", revisited") }},
	{"given to another", func(e *callboard.Entry) { titled(e, "Zwölf Boxkämpfer") }},
	{"renumbered", func(e *callboard.Entry) { e.Ref = "new-" + e.Ref }},
	{"without speakers", func(e *callboard.Entry) { e.Speakers = nil }},
	{"cancelled", func(e *callboard.Entry) { e.Status = callboard.Cancelled }},
	{"gone", func(e *callboard.Entry) { e.Ref = "" }},
}

func later(t time.Time, by time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(by)
}

func titled(e *callboard.Entry, title string) {
	e.Printed, e.Title, e.TitleKey = title, title, normalize.TitleKey(title)
}

// TestFewEdits: of each schedule of the corpus a few entries are edited, each in
// another way, and their performances alone have another slot, status or UID;
// taken back, all is as it was. New numbers for everything alter nothing.
func TestFewEdits(t *testing.T) {
	dir := corpus(t)
	zones := corpusZones(t, dir)
	for _, file := range slices.Sorted(maps.Keys(labels(t, dir))) {
		t.Run(file, func(t *testing.T) { fewEdits(t, entriesOf(t, dir, file, "site", zones[file]), zones[file]) })
	}
}

func fewEdits(t *testing.T, entries []callboard.Entry, zone string) {
	now := start // before any of it is over
	for _, e := range entries {
		if e.Placed() && e.Start.AddDate(0, -2, 0).Before(now) {
			now = e.Start.AddDate(0, -2, 0)
		}
	}
	base := entrytest.NewWorld()
	base.Conference = callboard.Conference{ID: "x", Zone: zone, Host: "x"}
	readAgain(t, base, entries, now)
	before := standing(base)
	for round := range 4 {
		w := entrytest.NewWorld()
		w.Conference, w.Sources, w.Talks = base.Conference, slices.Clone(base.Sources), slices.Clone(base.Talks)
		w.Entries, w.Given = maps.Clone(base.Entries), maps.Clone(base.Given)
		list, edited := slices.Clone(entries), map[string]string{}
		if round == 0 {
			for i := range list {
				list[i].Ref = fmt.Sprintf("z%d", len(list)-i)
			}
		} else {
			for n, edit := range edits {
				i := (n*len(list)/len(edits) + round) % len(list)
				for alone(base, list[i].Ref) == "" {
					i = (i + 1) % len(list)
				}
				edited[alone(base, list[i].Ref)] = edit.name
				edit.edit(&list[i])
			}
			list = slices.DeleteFunc(list, func(e callboard.Entry) bool { return e.Ref == "" })
		}
		readAgain(t, w, list, now.Add(2*time.Minute))
		compareStanding(t, fmt.Sprintf("round %d", round), before, standing(w), edited)
		readAgain(t, w, entries, now.Add(3*time.Minute))
		compareStanding(t, fmt.Sprintf("round %d, taken back %v", round, edited), before, standing(w), nil)
	}
}

func readAgain(t *testing.T, w *entrytest.World, list []callboard.Entry, at time.Time) {
	if s, _, _ := w.Read("site", presence.Reading{Entries: slices.Clone(list), Complete: true, Accept: true, At: at}); s != "" {
		t.Fatal(s)
	}
}

// standing is what calendars show of each performance.
func standing(w *entrytest.World) map[string]string {
	out := map[string]string{}
	for _, talk := range w.Talks {
		for _, p := range talk.Performances {
			if p.Status != callboard.Cancelled {
				out[p.UID] = fmt.Sprintf("%s %q %t %s", p.Start, p.Room, p.AllDay, p.Status)
			}
		}
	}
	return out
}

// alone is the UID of the performance that an entry alone stands behind.
func alone(w *entrytest.World, ref string) string {
	for _, talk := range w.Talks {
		for _, p := range talk.Performances {
			if len(p.Sightings) == 1 && p.Sightings[0].Ref == ref {
				return p.UID
			}
		}
	}
	return ""
}

func compareStanding(t *testing.T, where string, before, after map[string]string, edited map[string]string) {
	for uid := range before {
		if edited[uid] == "" && after[uid] != before[uid] {
			t.Errorf("%s: %s was %s is %s", where, uid, before[uid], after[uid])
		}
	}
	for uid := range after {
		if edited[uid] == "" && before[uid] == "" {
			t.Errorf("%s: %s is new: %s", where, uid, after[uid])
		}
	}
}
