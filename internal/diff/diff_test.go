package diff_test

import (
	"slices"
	"testing"
	"time"

	"callboard"
	"callboard/internal/diff"
)

var now = time.Date(2015, 7, 1, 10, 0, 0, 0, time.UTC)

func talk(edit func(*callboard.Talk)) callboard.Talk {
	t := callboard.Talk{
		ID: "t", Conference: "c", Created: now, Modified: now,
		Content: callboard.Content{
			Title: "Rust & Ease", Abstract: "One.\n\nTwo.", AbstractHTML: "<p>One.</p><p>Two.</p>",
			URL: "https://x.example/a%20b", Tags: []string{"a", "b"},
			Speakers: []callboard.Speaker{{Name: "Ann Lee", Key: "ann-lee"}, {Name: "Bob Ray", Key: "bob-ray"}},
			Links:    []callboard.Link{{URL: "https://x.example/slides", Rel: "slides"}},
		},
		Performances: []callboard.Performance{{
			ID: "p", UID: "p@c", Status: callboard.Confirmed, Created: now, Modified: now,
			Slot: callboard.Slot{Start: now.Add(500 * time.Hour), End: now.Add(501 * time.Hour), Room: "Hall A", Zone: "Europe/Berlin"},
		}},
	}
	if edit != nil {
		edit(&t)
	}
	return t
}

func compare(before, after callboard.Talk, at time.Time) diff.Output {
	return diff.Compare(diff.Input{
		Conference: callboard.Conference{ID: "c", Zone: "Europe/Berlin"},
		Before:     []callboard.Talk{before}, After: []callboard.Talk{after}, Source: "site", Now: at,
	})
}

// TestNobodyWantsToKnow: other spellings of the same thing are no change at all.
func TestNobodyWantsToKnow(t *testing.T) {
	for name, edit := range map[string]func(*callboard.Talk){
		"nothing":           nil,
		"white space":       func(t *callboard.Talk) { t.Title, t.Abstract = " Rust  & Ease", "One. Two." },
		"entity spelling":   func(t *callboard.Talk) { t.Title = "Rust &amp; Ease" },
		"HTML rewriting":    func(t *callboard.Talk) { t.AbstractHTML = "<div>One.<br>Two.</div>" },
		"order of speakers": func(t *callboard.Talk) { t.Speakers[0], t.Speakers[1] = t.Speakers[1], t.Speakers[0] },
		"order of tags":     func(t *callboard.Talk) { t.Tags = []string{"b", "a"} },
		"re-encoded link":   func(t *callboard.Talk) { t.URL = "HTTPS://X.example:443/a b" },
		"room in capitals":  func(t *callboard.Talk) { t.Performances[0].Room = "HALL  A" },
		"empty lists":       func(t *callboard.Talk) { t.Performances[0].Links = []callboard.Link{} },
	} {
		out := compare(talk(nil), talk(edit), now.Add(time.Hour))
		if out.Visible || len(out.Changes) > 0 || len(out.Talks) > 0 {
			t.Errorf("%s: visible %t, changes %v, talks %v", name, out.Visible, out.Changes, out.Talks)
		}
	}
}

// TestVisibleWithoutRow: what is shown but has no kind of change raises the
// version and the stamps, and writes no row.
func TestVisibleWithoutRow(t *testing.T) {
	for name, edit := range map[string]func(*callboard.Talk){
		"track":    func(t *callboard.Talk) { t.Track = "Systems" },
		"slides":   func(t *callboard.Talk) { t.Links = append(t.Links, callboard.Link{URL: "https://x.example/pad"}) },
		"tags":     func(t *callboard.Talk) { t.Tags = []string{"c"} },
		"page":     func(t *callboard.Talk) { t.URL = "https://x.example/c" },
		"spelling": func(t *callboard.Talk) { t.Speakers[0].Name = "Ann LEE" },
		"encore":   func(t *callboard.Talk) { t.Performances[0].Encore = true },
	} {
		out := compare(talk(nil), talk(edit), now.Add(time.Hour))
		if !out.Visible || len(out.Changes) > 0 || len(out.Talks) != 1 {
			t.Fatalf("%s: visible %t, changes %v, %d talks", name, out.Visible, out.Changes, len(out.Talks))
		}
		p := out.Talks[0].Performances[0]
		if p.Sequence != 0 || !p.Modified.Equal(now.Add(time.Hour)) || !out.Talks[0].Modified.Equal(p.Modified) {
			t.Errorf("%s: sequence %d, modified %s", name, p.Sequence, p.Modified)
		}
	}
}

// TestSightingsAlone are stored and not visible; a later last sight is nothing.
func TestSightingsAlone(t *testing.T) {
	with := func(s callboard.Sighting) func(*callboard.Talk) {
		return func(t *callboard.Talk) { t.Performances[0].Sightings = []callboard.Sighting{s} }
	}
	before := talk(with(callboard.Sighting{Source: "site", Ref: "1", Presence: callboard.Seen, LastSeen: now}))
	out := compare(before, talk(with(callboard.Sighting{Source: "site", Ref: "1", Presence: callboard.Seen, LastSeen: now.Add(time.Hour)})), now)
	if out.Visible || len(out.Talks) > 0 {
		t.Errorf("seen again: %+v", out)
	}
	out = compare(before, talk(with(callboard.Sighting{Source: "site", Ref: "1", Presence: callboard.Missing, LastSeen: now})), now.Add(time.Hour))
	if out.Visible || len(out.Changes) > 0 || len(out.Talks) != 1 || !out.Talks[0].Modified.Equal(now) {
		t.Errorf("missing: %+v", out)
	}
}

// TestStamps: Modified rises by at least a second, Sequence by one, LastMove
// tells the old place until the next other change, and the row keeps the talk.
func TestStamps(t *testing.T) {
	moved := talk(func(t *callboard.Talk) { t.Performances[0].Room = "Hall B" })
	out := compare(talk(nil), moved, now) // a clock that stands still
	p := out.Talks[0].Performances[0]
	if p.Sequence != 1 || p.LastMove != "Wed 22 July, 08:00, Hall A" || !p.Modified.Equal(now.Add(time.Second)) {
		t.Errorf("moved: %d %q %s", p.Sequence, p.LastMove, p.Modified)
	}
	c := out.Changes[0]
	if c.Kind != callboard.RoomChanged || c.Snapshot == nil || c.Snapshot.Performances[0].Room != "Hall B" || c.Source != "site" || !c.At.Equal(now) {
		t.Errorf("row %+v", c)
	}
	firm := out.Talks[0]
	firm.Performances = []callboard.Performance{p}
	firm.Performances[0].Status = callboard.Tentative
	if q := compare(out.Talks[0], firm, now.Add(time.Hour)).Talks[0].Performances[0]; q.Sequence != 2 || q.LastMove != "" {
		t.Errorf("provisional after the move: %d %q", q.Sequence, q.LastMove)
	}
	gone := out.Talks[0]
	gone.Performances = []callboard.Performance{p}
	gone.Performances[0].Status = callboard.Cancelled
	out = compare(out.Talks[0], gone, now.Add(time.Hour))
	if p := out.Talks[0].Performances[0]; p.Sequence != 2 || p.LastMove != "" {
		t.Errorf("cancelled: %d %q", p.Sequence, p.LastMove)
	}
}

// TestPreviousStart: kept from a move to another start until the performance is
// cancelled or loses its place; a new room, a day that gets its hour and a first
// slot are no such moves.
func TestPreviousStart(t *testing.T) {
	first := talk(nil)
	start := first.Performances[0].Start
	last := first
	for _, step := range []struct {
		name string
		edit func(*callboard.Performance)
		want time.Time
	}{
		{"another room", func(p *callboard.Performance) { p.Room = "Hall B" }, time.Time{}},
		{"another start", func(p *callboard.Performance) { p.Start, p.End = start.Add(time.Hour), start.Add(2*time.Hour) }, start},
		{"another room again", func(p *callboard.Performance) { p.Room = "Hall C" }, start},
		{"longer", func(p *callboard.Performance) { p.End = start.Add(3 * time.Hour) }, start},
		{"cancelled", func(p *callboard.Performance) { p.Status = callboard.Cancelled }, time.Time{}},
		{"restored elsewhere", func(p *callboard.Performance) {
			p.Status, p.Start, p.End = callboard.Confirmed, start.Add(4*time.Hour), start.Add(5*time.Hour)
		}, time.Time{}},
		{"moved", func(p *callboard.Performance) { p.Start, p.End = start.Add(5*time.Hour), start.Add(6*time.Hour) }, start.Add(4 * time.Hour)},
		{"not placed", func(p *callboard.Performance) { p.Slot = callboard.Slot{Zone: p.Zone} }, time.Time{}},
		{"a day", func(p *callboard.Performance) {
			p.Start, p.AllDay = start.Truncate(24*time.Hour), true
			p.End = p.Start
		}, time.Time{}},
		{"its hour", func(p *callboard.Performance) { p.Start, p.End, p.AllDay = start, start.Add(time.Hour), false }, time.Time{}},
	} {
		next := last
		next.Performances = slices.Clone(last.Performances)
		step.edit(&next.Performances[0])
		last = compare(last, next, now.Add(time.Hour)).Talks[0]
		if got := last.Performances[0].PreviousStart; !got.Equal(step.want) {
			t.Errorf("%s: %v, want %v", step.name, got, step.want)
		}
	}
}

// TestCancelledMovesUntold: where a cancelled performance would have been is no
// news, though calendars follow it; its return says where it is.
func TestCancelledMovesUntold(t *testing.T) {
	at := func(status callboard.Status, room string) callboard.Talk {
		return talk(func(t *callboard.Talk) { t.Performances[0].Status, t.Performances[0].Room = status, room })
	}
	out := compare(at(callboard.Cancelled, "Hall A"), at(callboard.Cancelled, "Hall B"), now.Add(time.Hour))
	if p := out.Talks[0].Performances[0]; len(out.Changes) > 0 || p.Sequence != 1 || p.Room != "Hall B" || p.LastMove != "" {
		t.Errorf("changes %v, %+v", out.Changes, p)
	}
	out = compare(at(callboard.Cancelled, "Hall A"), at(callboard.Confirmed, "Hall B"), now.Add(time.Hour))
	if len(out.Changes) != 1 || out.Changes[0].Kind != callboard.Restored || out.Changes[0].After != "Wed 22 July, 08:00, Hall B" {
		t.Errorf("restored: %v", out.Changes)
	}
}
