package dedupe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/diff"
	"callboard/internal/entrytest"
	"callboard/internal/presence"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var start = time.Date(2015, 3, 1, 10, 0, 0, 0, time.UTC)

// drawn is a listing of few titles, people, rooms and starts, so that
// every rule meets every other.
func drawn(t *rapid.T, source, refs string) []callboard.Entry {
	n := rapid.IntRange(1, 12).Draw(t, "n")
	var b strings.Builder
	for i := range n {
		title := rapid.SampledFrom([]string{"Rust at Ease", "Rust at Ease (repeat)", "Go in Anger", "Lunch", "Perl Poetry", "Docker in Production", "Docker in…"}).Draw(t, "title")
		when := rapid.SampledFrom([]string{"", "2015-07-21 09:00-09:40", "2015-07-21 10:00-10:40", "2015-07-22 09:00-09:40", "2015-07-22 11:00-12:40", "2015-07-23"}).Draw(t, "when")
		room := rapid.SampledFrom([]string{"E1", "E2", ""}).Draw(t, "room")
		who := rapid.SampledFrom([]string{"", "Ann Lee", "Bob Ray", "Ann Lee, Bob Ray"}).Draw(t, "who")
		more := rapid.SampledFrom([]string{"", "", "code=" + strings.ToUpper(title[:2]) + "12a", "code=" + strings.ToUpper(title[:2]) + "12a2", "status=cancelled", "url=https://x.example/" + title[:2]}).Draw(t, "more")
		fmt.Fprintf(&b, "%s%d | %s | %s | %s | %s | %s\n", refs, i, title, when, room, who, more)
	}
	t.Logf("%s reads\n%s", source, b.String())
	entries, err := entrytest.Parse(source, b.String())
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func read(w *entrytest.World, source string, entries []callboard.Entry, at time.Time) (diff.Output, dedupe.Output) {
	_, out, grouped := w.Read(source, presence.Reading{Entries: entries, Complete: true, Accept: true, At: at})
	return out, grouped
}

var sameTalks = cmp.Options{cmpopts.EquateEmpty()}

// TestShuffle: the result does not depend on the order of entries or talks.
func TestShuffle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := entrytest.NewWorld()
		read(w, "site", drawn(t, "site", "a"), start)
		read(w, "app", drawn(t, "app", "x"), start.Add(time.Hour))
		read(w, "site", drawn(t, "site", rapid.SampledFrom([]string{"a", "b"}).Draw(t, "refs")), start.Add(2*time.Hour))
		in := w.Input(start.Add(3 * time.Hour))
		want := dedupe.Group(in)
		in.Entries = rapid.Permutation(in.Entries).Draw(t, "entries")
		in.Before = rapid.Permutation(in.Before).Draw(t, "before")
		if d := cmp.Diff(want, dedupe.Group(in), sameTalks); d != "" {
			t.Fatalf("another order gives other talks (-want +got)\n%s", d)
		}
	})
}

// TestTwice: the same listing twice gives no change at all.
func TestTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := entrytest.NewWorld()
		a, b := drawn(t, "site", "a"), drawn(t, "app", "x")
		read(w, "site", a, start)
		read(w, "app", b, start.Add(time.Hour))
		for i := 2; i < 4; i++ {
			before := w.Talks
			out, grouped := read(w, "site", rapid.Permutation(a).Draw(t, "again"), start.Add(time.Duration(i)*time.Hour))
			if len(out.Changes) > 0 || out.Visible || len(grouped.Aliases) > 0 {
				t.Fatalf("reading %d: visible %t, changes %v, aliases %v", i, out.Visible, out.Changes, grouped.Aliases)
			}
			if len(out.Talks) > 0 {
				t.Fatalf("reading %d alters sightings\n%s", i, cmp.Diff(before, w.Talks, sameTalks, cmpopts.IgnoreFields(callboard.Sighting{}, "LastSeen")))
			}
		}
	})
}

// TestInvariants: whatever comes, ids are unique, none is given again but to a
// talk that has the title or a performance of those that had it, no UID is lost
// without an alias, and one talk is in one place once.
func TestInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := entrytest.NewWorld()
		ever := map[string]string{} // performance id -> UID
		gone := map[string]bool{}
		had := map[string][]string{} // titles and performances that a talk ever had
		for i := range rapid.IntRange(1, 5).Draw(t, "readings") {
			source := rapid.SampledFrom([]string{"site", "app"}).Draw(t, "source")
			_, grouped := read(w, source, drawn(t, source, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "refs")), start.Add(time.Duration(i)*time.Hour))
			for _, id := range slices.Concat(grouped.DropPerformances, grouped.DropTalks) {
				if !slices.ContainsFunc(grouped.Aliases, func(a callboard.Alias) bool { return a.Old == id }) {
					t.Fatalf("%s left without an alias", id)
				}
				gone[id] = true
			}
			have := map[string]bool{}
			for _, talk := range w.Talks {
				has := []string{talk.Title}
				for _, p := range talk.Performances {
					has = append(has, p.ID)
				}
				if slices.ContainsFunc(has, func(s string) bool { return slices.Contains(had[talk.ID], s) }) {
					delete(gone, talk.ID)
				}
				had[talk.ID] = append(had[talk.ID], has...)
				check(t, talk, have, gone)
				for _, p := range talk.Performances {
					if uid := ever[p.ID]; uid != "" && uid != p.UID {
						t.Fatalf("the UID of %s was %s and is %s", p.ID, uid, p.UID)
					}
					ever[p.ID] = p.UID
				}
			}
			for id := range ever {
				if !have[id] && !gone[id] {
					t.Fatalf("performance %s is lost", id)
				}
			}
		}
	})
}

func check(t *rapid.T, talk callboard.Talk, have, gone map[string]bool) {
	if have[talk.ID] || gone[talk.ID] || len(talk.Performances) == 0 {
		t.Fatalf("talk %s: twice, given again, or empty", talk.ID)
	}
	have[talk.ID] = true
	spots := map[string]bool{}
	for _, p := range talk.Performances {
		if have[p.ID] || gone[p.ID] {
			t.Fatalf("performance %s: twice, or given again", p.ID)
		}
		have[p.ID] = true
		if spot := p.Start.String() + p.Room; p.Placed() && spots[spot] {
			t.Fatalf("talk %s is in %s twice at %s", talk.ID, p.Room, p.Start)
		} else {
			spots[spot] = true
		}
	}
}

// TestRefill: an emptied database filled again from the same listings has the
// same ids.
func TestRefill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawn(t, "site", "a"), drawn(t, "app", "x")
		one, two := entrytest.NewWorld(), entrytest.NewWorld()
		for _, w := range []*entrytest.World{one, two} {
			read(w, "site", a, start)
			read(w, "app", b, start.Add(time.Hour))
			a, b = rapid.Permutation(a).Draw(t, "a"), rapid.Permutation(b).Draw(t, "b")
		}
		if d := cmp.Diff(one.Talks, two.Talks, sameTalks); d != "" {
			t.Fatal(d)
		}
	})
}

// TestChurn: new refs for everything, or every title edited, or another room,
// change no UID.
func TestChurn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := entrytest.NewWorld()
		a := drawn(t, "site", "a")
		read(w, "site", a, start)
		want := uids(w)
		edit := rapid.SampledFrom([]string{"refs", "rooms", "titles"}).Draw(t, "edit")
		b := slices.Clone(a)
		for i := range b {
			switch edit {
			case "refs":
				if !b[i].Placed() {
					return // two unplaced ones of one title have nothing else that tells
				}
				b[i].Ref = fmt.Sprintf("z%d", len(b)-i)
			case "rooms":
				if b[i].Room != "" { // two that named none would come to stand in one
					b[i].Room, b[i].RoomKey = b[i].Room+"x", b[i].RoomKey+"x"
				}
			case "titles":
				b[i].Printed, b[i].Title, b[i].TitleKey = "New "+b[i].Printed, "New "+b[i].Title, "new"+b[i].TitleKey
			}
		}
		read(w, "site", b, start.Add(time.Hour))
		if d := cmp.Diff(want, uids(w)); d != "" {
			t.Fatalf("after new %s (-want +got)\n%s", edit, d)
		}
	})
}

func uids(w *entrytest.World) []string {
	var out []string
	for _, talk := range w.Talks {
		for _, p := range talk.Performances {
			if p.Status != callboard.Cancelled {
				out = append(out, p.UID)
			}
		}
	}
	slices.Sort(out)
	return out
}
