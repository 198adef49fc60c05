package feeds

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"callboard"
)

// many is a board of n talks at the size of a real conference, a tenth of them
// with an encore.
func many(n int) Board {
	base := time.Date(2026, 7, 20, 16, 0, 0, 0, time.UTC)
	b := Board{
		Site: Site{URL: "https://talks.example.org", Title: "Callboard", Host: "talks.example.org"},
		Path: "/c/big/big.ics", Page: "/c/big", Name: "Big", Key: "big/feed",
		Conferences: []callboard.Conference{{ID: "big", Name: "Big", Zone: "America/Los_Angeles", Host: "talks.example.org", Modified: base}},
	}
	for i := range n {
		id := fmt.Sprintf("t%05d", i)
		t := callboard.Talk{ID: id, Conference: "big", Created: base.AddDate(0, -6, 0), Modified: base.AddDate(0, -1, 0).Add(time.Duration(i) * time.Second)}
		t.Title = fmt.Sprintf("Talk %d: what we learned, and how", i)
		t.Abstract = strings.Repeat("A sentence of an abstract, with commas; and semicolons. ", 15)
		t.Track, t.Type = fmt.Sprintf("Track %d", i%12), "Talk"
		t.Speakers = []callboard.Speaker{{Name: "Ada Example"}, {Name: "Grüße Müller"}}
		for k := range 1 + max(0, 1-i%10) {
			p := callboard.Performance{ID: fmt.Sprintf("%s-%d", id, k), Created: t.Created, Modified: t.Modified, Encore: k > 0}
			p.UID = p.ID + "@talks.example.org"
			p.Start = base.Add(time.Duration(i/20*50+k*1440) * time.Minute)
			p.End, p.Zone, p.Room = p.Start.Add(40*time.Minute), "America/Los_Angeles", fmt.Sprintf("Room %d", i%20)
			t.Performances = append(t.Performances, p)
		}
		b.Talks = append(b.Talks, t)
	}
	return b
}

// The ledger's first page holds 50 entries at most, and 200 kB at most.
func TestChangesLimits(t *testing.T) {
	b := many(1)
	var small, large []callboard.Change
	for i := range 80 {
		c := callboard.Change{ID: int64(i), At: time.Unix(int64(1e9+i), 0), Conference: "big", Talk: "t00000", Kind: callboard.SpeakersChanged, Before: "A", After: "B"}
		small = append(small, c)
		c.Snapshot = &callboard.Talk{ID: "t00000", Content: callboard.Content{Title: "T"}}
		for range 100 {
			c.Snapshot.Performances = append(c.Snapshot.Performances, callboard.Performance{Slot: callboard.Slot{Start: c.At, Room: strings.Repeat("r", 100)}})
		}
		large = append(large, c)
	}
	if n := bytes.Count(ChangesAtom(b, small), []byte("<entry>")); n != 50 {
		t.Errorf("%d small entries, want 50", n)
	}
	out := ChangesAtom(b, large)
	if len(out) > 200_000 || len(out) < 150_000 || !bytes.HasSuffix(out, []byte("</feed>\n")) {
		t.Errorf("%d bytes, ending in %q", len(out), out[len(out)-20:])
	}
	if !bytes.Contains(out, []byte("<updated>2001-09-09T01:47:59Z</updated>")) {
		t.Error("the newest change is not there")
	}
	// The same fact twice is one entry, and the order given does not matter.
	twice := append([]callboard.Change{small[0]}, small...)
	twice[0].ID = 1000
	if n := bytes.Count(ChangesAtom(b, twice[:3]), []byte("<entry>")); n != 2 {
		t.Errorf("%d entries for two facts", n)
	}
}

func TestWhen(t *testing.T) {
	slot := callboard.Slot{Start: time.Date(2015, 7, 23, 23, 10, 0, 0, time.UTC), Zone: "America/Los_Angeles", Room: "Portland 256"}
	for _, c := range []struct {
		change      func(*callboard.Slot)
		short, long string
	}{
		{func(s *callboard.Slot) {}, "Thu 23 July, 16:10, Portland 256", "Thu 23 July 2015, 16:10 (America/Los_Angeles), Portland 256"},
		{func(s *callboard.Slot) { s.End = s.Start.Add(40 * time.Minute) }, "Thu 23 July, 16:10, Portland 256", "Thu 23 July 2015, 16:10–16:50 (America/Los_Angeles), Portland 256"},
		{func(s *callboard.Slot) { s.End, s.Room = s.Start.Add(30*time.Hour), "" }, "Thu 23 July, 16:10", "Thu 23 July 2015, 16:10–Fri 24 July 2015, 22:10 (America/Los_Angeles)"},
		{func(s *callboard.Slot) { s.Zone = "" }, "Thu 23 July, 23:10, Portland 256", "Thu 23 July 2015, 23:10 (UTC), Portland 256"},
		{func(s *callboard.Slot) { s.Start = time.Time{} }, "not yet placed, Portland 256", "not yet placed, Portland 256"},
		{func(s *callboard.Slot) {
			s.AllDay, s.Start, s.End = true, time.Date(2015, 7, 25, 0, 0, 0, 0, time.UTC), time.Date(2015, 7, 26, 0, 0, 0, 0, time.UTC)
		}, "Sat 25 July to Sun 26 July, Portland 256", "Sat 25 July 2015 to Sun 26 July 2015, Portland 256"},
	} {
		s := slot
		c.change(&s)
		if got := When(s); got != c.short {
			t.Errorf("When = %q, want %q", got, c.short)
		}
		if got := WhenLong(s); got != c.long {
			t.Errorf("WhenLong = %q, want %q", got, c.long)
		}
	}
}

func TestMoveWords(t *testing.T) {
	for _, c := range []struct{ before, after, now, was string }{
		{"Wed 22 July, 13:30, E145", "Thu 23 July, 16:10, E145", "Thu 23 July 16:10, E145", "Wed 13:30"},
		{"Wed 22 July, 13:30, E145", "Wed 22 July, 16:10, E146", "Wed 22 July 16:10, E146", "13:30, E145"},
		{"Wed 1 July, 13:30", "Fri 31 July, 13:30", "Fri 31 July 13:30", "Wed 1 July 13:30"},
		{"Fri 31 July, 13:30", "Sat 1 August, 13:30", "Sat 1 August 13:30", "Fri 31 July 13:30"},
		{"Wed 22 July, 13:30, E145", "Wed 22 July, 13:30, E146", "Wed 22 July 13:30, E146", "E145"},
		{"Wed 22 July, 13:30–14:10", "Wed 22 July, 13:30–14:30", "Wed 22 July 13:30–14:30", "13:30–14:10"},
		{"Wed 22 July 2015, 13:30", "Thu 23 July 2015, 13:30", "Thu 23 July 2015 13:30", "Wed 13:30"},
		{"", "Sat 1 August, 13:30", "Sat 1 August 13:30", ""},
		{"not yet placed", "Sat 1 August, 13:30", "Sat 1 August 13:30", "not yet placed"},
	} {
		if now, was := moveWords(c.before, c.after); now != c.now || was != c.was {
			t.Errorf("%s -> %s: now %q, was %q", c.before, c.after, now, was)
		}
	}
}

func BenchmarkICalendar1000(b *testing.B) {
	board := many(910)
	b.ReportAllocs()
	b.SetBytes(int64(len(ICalendar(board))))
	for b.Loop() {
		ICalendar(board)
	}
}

func BenchmarkAtom(b *testing.B) {
	board := many(1000)
	b.ReportAllocs()
	b.SetBytes(int64(len(Atom(board))))
	for b.Loop() {
		Atom(board)
	}
}

func BenchmarkJSONFeed(b *testing.B) {
	board := many(1000)
	b.ReportAllocs()
	for b.Loop() {
		JSONFeed(board)
	}
}

func BenchmarkTalksJSON(b *testing.B) {
	board := many(1000)
	b.ReportAllocs()
	for b.Loop() {
		TalksJSON(board.Talks)
	}
}

// Clients count a description as it is written, escapes included.
func TestLongDescriptionCountsItsEscapes(t *testing.T) {
	b := many(1)
	for _, abstract := range []string{strings.Repeat("a, b; c\n", 2000), strings.Repeat("a,", 5000), strings.Repeat("Sätze, wie dieser. ", 600), strings.Repeat("x", 9000)} {
		b.Talks[0].Abstract = abstract
		text := string(bytes.ReplaceAll(ICalendar(b), []byte("\r\n "), nil))
		_, text, _ = strings.Cut(text, "BEGIN:VEVENT")
		_, text, _ = strings.Cut(text, "DESCRIPTION:")
		text, _, _ = strings.Cut(text, "\r\n")
		if n := len([]rune(text)); n > maxDescription || n < maxDescription*3/4 || !strings.HasSuffix(text, "/c/big/t/t00000") {
			t.Errorf("%.20q: %d characters, ending in %q", abstract, n, text[len(text)-40:])
		}
	}
}

// A meeting of every day is one talk of hundreds of performances: what each says
// of the others must not make the calendar grow with their square.
func TestManyPerformancesOfOneTalk(t *testing.T) {
	b := many(1)
	talk := &b.Talks[0]
	first := talk.Performances[0]
	grow := func(n int) (ics string) {
		talk.Performances = nil
		for i := range n {
			p := first
			p.ID = fmt.Sprintf("daily-%03d", i)
			p.UID, p.Start, p.End = p.ID+"@talks.example.org", p.Start.AddDate(0, 0, i), p.End.AddDate(0, 0, i)
			talk.Performances = append(talk.Performances, p)
		}
		return string(bytes.ReplaceAll(ICalendar(b), []byte("\r\n "), nil))
	}
	for n, want := range map[int]int{1: 0, 2: 2, maxSiblings: maxSiblings * (maxSiblings - 1), maxSiblings + 1: maxSiblings, 430: 429} {
		if got := strings.Count(grow(n), "\r\nRELATED-TO;"); got != want {
			t.Errorf("%d performances: %d relations, want %d", n, got, want)
		}
	}
	ics := grow(430)
	if got := strings.Count(ics, "\r\nRELATED-TO;RELTYPE=SIBLING:daily-000@"); got != 429 {
		t.Errorf("%d are related to the first one", got)
	}
	if n := strings.Count(ics, `\nAlso given 429 times more\, see the page of the talk\n`); n != 430 || len(ics) > MaxFeed {
		t.Errorf("%d events count the others, in %d bytes", n, len(ics))
	}
	if n := strings.Count(grow(maxSiblings), `\nAlso on `); n != maxSiblings*(maxSiblings-1) {
		t.Errorf("%d performances are named by %d others", n, maxSiblings)
	}
}
