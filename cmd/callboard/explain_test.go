package main

import (
	"testing"
	"time"

	"callboard"
)

// Refs that a renumbering took away without a trace in the entries are known
// from the ledger.
func TestEarlierRefs(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 6, day, 8, 0, 0, 0, time.UTC) }
	with := func(day int, performance string, refs ...string) callboard.Change {
		p := callboard.Performance{ID: performance}
		for _, r := range refs {
			p.Sightings = append(p.Sightings, callboard.Sighting{Source: "s", Ref: r})
		}
		return callboard.Change{At: at(day), Snapshot: &callboard.Talk{Performances: []callboard.Performance{p}}}
	}
	changes := []callboard.Change{with(9, "p", "3"), with(7, "p", "2", "3"), with(5, "p", "1", "2"), with(4, "q", "0"), {At: at(3)}}
	got := earlierRefs(changes[0].Snapshot.Performances[0], changes)
	want := []earlier{{"s", "2", at(9)}, {"s", "1", at(7)}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
}
