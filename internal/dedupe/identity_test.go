package dedupe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard"
	"callboard/internal/entrytest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// programme is a listing as real ones are: titles of their own, at most one talk
// in a room at a time, some talks given again.
func programme(t *rapid.T, source string) []callboard.Entry {
	words := []string{"Rust", "Docker", "Perl", "Fonts", "Types", "Memory", "Graphs", "Queues", "Parsers", "Kernels", "Maps", "Caches"}
	people := []string{"Ann Lee", "Bob Ray", "Cat Sun", "Dan Fox", "Eve Orr", "Flo Ott", "Gil Hart", "Hal Ito", "Ida Noe", "Jo Kim", "Kay Dee", "Lou Poe"}
	slots := rapid.Permutation(grid()).Draw(t, "slots")
	n := rapid.IntRange(2, len(words)).Draw(t, "talks")
	var b strings.Builder
	for i := range n {
		title := words[i] + " in Production"
		fmt.Fprintf(&b, "%d | %s | %s | %s\n", 100+i, title, slots[i], people[i])
		if rapid.IntRange(0, 3).Draw(t, "again") == 0 {
			fmt.Fprintf(&b, "%d | %s (encore) | %s | %s\n", 200+i, title, slots[len(slots)-1-i], people[i])
		}
	}
	t.Logf("%s reads\n%s", source, b.String())
	entries, err := entrytest.Parse(source, b.String())
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// grid are 48 slots of three rooms.
func grid() (slots []string) {
	for day := 21; day <= 24; day++ {
		for hour := 9; hour < 13; hour++ {
			for _, room := range []string{"E1", "E2", "E3"} {
				slots = append(slots, fmt.Sprintf("2015-07-%d %02d:00-%02d:40 | %s", day, hour, hour, room))
			}
		}
	}
	return slots
}

// byTitle is every live UID with what it stands for, which no churn may alter.
func byTitle(w *entrytest.World) []string {
	var out []string
	for _, talk := range w.Talks {
		for _, p := range talk.Performances {
			if p.Status != callboard.Cancelled {
				out = append(out, fmt.Sprintf("%s %s %s", p.UID, talk.ID, talk.Title))
			}
		}
	}
	slices.Sort(out)
	return out
}

// TestChurnedExport: every ref is new, the file is in another order, and half of
// the talks have moved: each UID stays with its title. Greedy matching in file
// order would swap them.
func TestChurnedExport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := entrytest.NewWorld()
		a := programme(t, "site")
		read(w, "site", a, start)
		want := byTitle(w)
		b := rapid.Permutation(a).Draw(t, "order")
		seen := map[string]int{}
		for _, e := range b {
			seen[e.Title]++
		}
		for i := range b {
			b[i].Ref = fmt.Sprintf("new%d", i)
			// One that is given once may move as well; of two, the slot tells which is which.
			if seen[b[i].Title] == 1 && rapid.Bool().Draw(t, "moves") {
				b[i].Start, b[i].End = b[i].Start.Add(30*24*time.Hour), b[i].End.Add(30*24*time.Hour)
			}
		}
		w.Conference.End = "2015-08-31"
		out, grouped := read(w, "site", b, start.Add(time.Hour))
		if d := cmp.Diff(want, byTitle(w)); d != "" {
			t.Fatalf("after new refs (-want +got)\n%s", d)
		}
		for _, c := range out.Changes {
			if c.Kind != callboard.Moved {
				t.Fatalf("%s %q -> %q is no change of this export", c.Kind, c.Before, c.After)
			}
		}
		if len(grouped.Aliases) > 0 {
			t.Fatalf("aliases %v", grouped.Aliases)
		}
	})
}

// TestRezonedExport: the same listing with all times shifted, as by a corrected
// zone, moves every performance once and keeps its UID.
func TestRezonedExport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := entrytest.NewWorld()
		a := programme(t, "site")
		read(w, "site", a, start)
		want := byTitle(w)
		shift := time.Duration(rapid.IntRange(-12, 12).Draw(t, "hours")) * time.Hour
		b := slices.Clone(a)
		for i := range b {
			b[i].Start, b[i].End = b[i].Start.Add(shift), b[i].End.Add(shift)
		}
		out, _ := read(w, "site", b, start.Add(time.Hour))
		if d := cmp.Diff(want, byTitle(w)); d != "" {
			t.Fatalf("after a shift of %v (-want +got)\n%s", shift, d)
		}
		// Fewer where one comes to stand in the old slot of its repeat: UIDs stay with slots.
		if shift != 0 && (len(out.Changes) == 0 || len(out.Changes) > len(b)) {
			t.Fatalf("%d changes of %d performances", len(out.Changes), len(b))
		}
		for _, c := range out.Changes {
			if c.Kind != callboard.Moved {
				t.Fatalf("%s %q -> %q is no change of this export", c.Kind, c.Before, c.After)
			}
		}
	})
}

// TestSourcesMergeAndSplit: a listing that is parted between two sources, and put
// together again, keeps every UID; so does one that a second source repeats.
func TestSourcesMergeAndSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := entrytest.NewWorld()
		a := programme(t, "site")
		read(w, "site", a, start)
		want := byTitle(w)
		var here, there []callboard.Entry
		for _, e := range a {
			other := e
			other.Source, other.Ref = "app", "app-"+e.Ref
			switch rapid.IntRange(0, 2).Draw(t, "goes") {
			case 0:
				here = append(here, e)
			case 1:
				there = append(there, other)
			default:
				here, there = append(here, e), append(there, other)
			}
		}
		read(w, "app", there, start.Add(time.Hour))
		read(w, "site", here, start.Add(2*time.Hour))
		if d := cmp.Diff(want, byTitle(w)); d != "" {
			t.Fatalf("after the split (-want +got)\n%s", d)
		}
		read(w, "site", a, start.Add(3*time.Hour))
		read(w, "app", nil, start.Add(4*time.Hour))
		read(w, "app", nil, start.Add(5*time.Hour))
		if d := cmp.Diff(want, byTitle(w)); d != "" {
			t.Fatalf("after the merge (-want +got)\n%s", d)
		}
	})
}

// TestSuffixFlip: a code gets its suffix, as pretalx gives it to the first slot
// when a second is added, and loses it again: each slot keeps its UID.
func TestSuffixFlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := entrytest.NewWorld()
		slots := rapid.Permutation(grid()).Draw(t, "slots")
		line := func(code string, slot int) string {
			return fmt.Sprintf("%s | Docker in Production | %s | Cat Sun | code=%s\n", code, slots[slot], code)
		}
		listing := func(lines ...string) []callboard.Entry {
			e, err := entrytest.Parse("site", strings.Join(lines, ""))
			if err != nil {
				t.Fatal(err)
			}
			return rapid.Permutation(e).Draw(t, "order")
		}
		read(w, "site", listing(line("ABC7DE", 0)), start)
		first := uidAt(w)
		read(w, "site", listing(line("ABC7DE-0", 0), line("ABC7DE-1", 1)), start.Add(time.Hour))
		both := uidAt(w)
		for at, uid := range first {
			if both[at] != uid {
				t.Fatalf("the slot at %s had %s and has %s", at, uid, both[at])
			}
		}
		if rapid.Bool().Draw(t, "swapped") {
			read(w, "site", listing(line("ABC7DE-1", 0), line("ABC7DE-0", 1)), start.Add(2*time.Hour))
		} else {
			read(w, "site", listing(line("ABC7DE", 0), line("ABC7DE-2", 1)), start.Add(2*time.Hour))
		}
		if d := cmp.Diff(both, uidAt(w)); d != "" {
			t.Fatalf("after the flip (-want +got)\n%s", d)
		}
	})
}

func uidAt(w *entrytest.World) map[string]string {
	out := map[string]string{}
	for _, talk := range w.Talks {
		for _, p := range talk.Performances {
			out[p.Start.Format(time.RFC3339)+" "+p.Room] = p.UID
		}
	}
	return out
}
