package feeds

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard"
)

// sized is a board of n talks with abstracts of so many sentences.
func sized(n, sentences int) Board {
	b := many(n)
	for i := range b.Talks {
		b.Talks[i].Abstract = strings.Repeat("A sentence of an abstract, with commas; and semicolons. ", sentences)
		b.Talks[i].AbstractHTML = "<p>" + b.Talks[i].Abstract + "</p>"
	}
	return b
}

// A conference's calendar and feed go down by the steps until they are small
// enough, and never lose a talk; the stored cap is never raised.
func TestCaps(t *testing.T) {
	for _, c := range []struct{ talks, sentences, calendar, feed int }{
		{100, 15, 0, 0}, {500, 15, 0, 400}, {800, 15, 400, 150}, {910, 60, 150, 150}, {1000, 140, 150, 150}, {300, 140, 1000, 1000},
	} {
		b := sized(c.talks, c.sentences)
		conf := &b.Conferences[0]
		var all []*callboard.Talk
		for i := range b.Talks {
			all = append(all, &b.Talks[i])
		}
		conf.CalendarCap, conf.FeedCap = CalendarCap(b.Site, *conf, all), FeedCap(b.Site, *conf, all)
		if conf.CalendarCap != c.calendar || conf.FeedCap != c.feed {
			t.Errorf("%d talks of %d sentences: caps %d and %d, want %d and %d", c.talks, c.sentences, conf.CalendarCap, conf.FeedCap, c.calendar, c.feed)
		}
		out := ICalendar(b)
		if len(out) > MaxFeed && c.calendar > 150 {
			t.Errorf("%d talks of %d sentences: %d bytes", c.talks, c.sentences, len(out))
		}
		text := bytes.ReplaceAll(out, []byte("\r\n "), nil)
		events, pages := bytes.Count(text, []byte("BEGIN:VEVENT")), bytes.Count(text, []byte("\\nhttps://talks.example.org/c/big/t/t"))
		if want := c.talks + c.talks/10; events != want || pages != want {
			t.Errorf("%d talks: %d events, %d with their page in the description, want %d", c.talks, events, pages, want)
		}
		if bytes.Contains(text, []byte(". …")) != (c.calendar > 0 && c.calendar < 56*c.sentences) {
			t.Errorf("%d talks of %d sentences: shortened is wrong", c.talks, c.sentences)
		}
		atom := Atom(b)
		if whole := !bytes.Contains(atom, []byte("The whole text")); whole != (c.feed == 0) {
			t.Errorf("%d talks of %d sentences: the feed is whole: %v", c.talks, c.sentences, whole)
		}
		few := *conf
		if now := CalendarCap(b.Site, few, all[:1]); now != conf.CalendarCap {
			t.Errorf("%d talks of %d sentences: raised to %d", c.talks, c.sentences, now)
		}
	}
}

// What a lower cap cuts is known without rendering.
func TestWhatACapCuts(t *testing.T) {
	short, middle := &sized(1, 1).Talks[0], &sized(1, 15).Talks[0]
	for _, c := range []struct {
		talk               *callboard.Talk
		from, to           int
		inCalendar, inFeed bool
	}{
		{short, 0, 150, false, false}, {middle, 0, 8000, false, false}, {middle, 0, 1000, false, false}, {middle, 0, 400, true, true},
		{middle, 400, 150, true, true}, {middle, 150, 150, false, false},
	} {
		if got := CutInCalendar(c.talk, c.from, c.to); got != c.inCalendar {
			t.Errorf("calendar, %d characters, %d to %d: %v", len(c.talk.Abstract), c.from, c.to, got)
		}
		if got := CutInFeed(c.talk, c.from, c.to); got != c.inFeed {
			t.Errorf("feed, %d characters, %d to %d: %v", len(c.talk.Abstract), c.from, c.to, got)
		}
	}
}

// together is a board of several conferences, the first ones ended longest ago.
func together(n int, ended ...string) Board {
	var b Board
	for i := range n {
		one := many(150)
		id := fmt.Sprintf("conf-%d", i)
		for j := range one.Talks {
			t := &one.Talks[j]
			t.Conference = id
			for k := range t.Performances {
				t.Performances[k].UID = id + "-" + t.Performances[k].UID
			}
		}
		c := one.Conferences[0]
		c.ID, c.Name = id, fmt.Sprintf("Conf, %d", i)
		if b.Site.URL == "" {
			b = one
			b.Conferences, b.Talks, b.Path, b.Page, b.Name = nil, nil, "/calendar.ics", "/", "All"
		}
		b.Conferences = append(b.Conferences, c)
		b.Talks = append(b.Talks, one.Talks...)
	}
	b.Ended = ended
	return b
}

// The calendar of everything leaves out whole conferences, those that ended the
// longest ago first, names them, and keeps whatever has not ended.
func TestCalendarOfEverythingLeavesOut(t *testing.T) {
	for _, c := range []struct {
		n      int
		ended  []string
		left   []string
		within bool
	}{
		{1, []string{"conf-0"}, nil, true},
		{2, []string{"conf-0"}, nil, true},
		{4, []string{"conf-2", "conf-0", "conf-1"}, []string{"conf-2"}, true},
		{5, []string{"conf-2", "conf-0", "conf-1"}, []string{"conf-2", "conf-0"}, true},
		{6, []string{"conf-3"}, []string{"conf-3"}, false},
		{4, nil, nil, false},
	} {
		b := together(c.n, c.ended...)
		out := ICalendar(b)
		if (len(out) <= MaxFeed) != c.within {
			t.Errorf("%d conferences, ended %v: %d bytes", c.n, c.ended, len(out))
		}
		text := string(bytes.ReplaceAll(out, []byte("\r\n "), nil))
		if n, want := strings.Count(text, "BEGIN:VEVENT"), 165*(c.n-len(c.left)); n != want {
			t.Errorf("%d conferences, ended %v: %d events, want %d", c.n, c.ended, n, want)
		}
		_, about, _ := strings.Cut(text, "\r\nDESCRIPTION:")
		about, _, _ = strings.Cut(about, "\r\n")
		for _, conf := range b.Conferences {
			named := strings.Contains(about, strings.ReplaceAll(conf.Name, ",", "\\,"))
			if named != slices.Contains(c.left, conf.ID) {
				t.Errorf("%d conferences, ended %v: %s is named: %v in %q", c.n, c.ended, conf.ID, named, about)
			}
		}
	}
	// Never the last one, however large.
	b := together(2, "conf-0", "conf-1")
	for i := range b.Talks {
		b.Talks[i].Title = strings.Repeat("very long title ", 200)
		b.Talks[i].Track = strings.Repeat("track ", 200)
		b.Talks[i].Links = []callboard.Link{{URL: "https://example.org/" + strings.Repeat("x", 2500)}}
	}
	if n := bytes.Count(ICalendar(b), []byte("BEGIN:VEVENT")); n != 165 {
		t.Errorf("%d events of the last one", n)
	}
}

// pagesOf follows a feed from page to page.
func pagesOf(t *testing.T, b Board, render func(Board) []byte, next func([]byte) string) (pages [][]byte) {
	t.Helper()
	for n := 1; n < 20; n++ {
		b.Number = n
		out := render(b)
		pages = append(pages, out)
		address := next(out)
		if address == "" {
			return pages
		}
		if want := fmt.Sprintf("https://talks.example.org/c/big/feed?q=x&page=%d", n+1); address != want {
			t.Fatalf("page %d leads to %q", n, address)
		}
	}
	t.Fatal("it never ends")
	return nil
}

type atomPage struct {
	ID    string   `xml:"id"`
	Entry []string `xml:"entry>id"`
	Link  []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
}

func (p atomPage) link(rel string) string {
	for _, l := range p.Link {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

func readAtom(t *testing.T, out []byte) (p atomPage) {
	t.Helper()
	if err := xml.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// What is still too large when texts are as short as can be comes in pages, and
// every talk is on one of them.
func TestPages(t *testing.T) {
	b := sized(1000, 15)
	b.Path = "/c/big/feed?q=x"
	for name, pages := range map[string][][]byte{
		"Atom": pagesOf(t, b, Atom, func(out []byte) string { return readAtom(t, out).link("next") }),
		"JSON": pagesOf(t, b, JSONFeed, func(out []byte) string {
			var f struct {
				Next string `json:"next_url"`
			}
			if err := json.Unmarshal(out, &f); err != nil {
				t.Fatal(err)
			}
			return f.Next
		}),
	} {
		if len(pages) < 2 {
			t.Errorf("%s: %d pages", name, len(pages))
		}
		ids := make(map[string]int)
		for _, out := range pages {
			if len(out) > MaxFeed {
				t.Errorf("%s: %d bytes", name, len(out))
			}
			var f struct {
				Items []struct{ ID string }
			}
			if name == "JSON" {
				if err := json.Unmarshal(out, &f); err != nil {
					t.Fatal(err)
				}
				for _, i := range f.Items {
					ids[i.ID]++
				}
				continue
			}
			p := readAtom(t, out)
			for _, id := range p.Entry {
				ids[id]++
			}
			if p.ID != "tag:talks.example.org,2026:big/feed" {
				t.Errorf("the page is another feed: %s", p.ID)
			}
		}
		if len(ids) != 1000 {
			t.Errorf("%s: %d talks on all pages", name, len(ids))
		}
	}
	b.Number = 99
	if out := Atom(b); bytes.Contains(out, []byte("<entry")) || !bytes.Contains(out, []byte("</feed>")) {
		t.Error("a page that is not there is no empty feed")
	}
}

// The pages of the ledger hold every change, and those behind the first do not
// change when the ledger grows.
func TestLedgerPages(t *testing.T) {
	b := many(1)
	b.Path = "/c/big/changes.atom"
	var all []callboard.Change
	grow := func(n int) {
		for range n {
			i := len(all)
			all = append(all, callboard.Change{ID: int64(3*i + 1), At: time.Unix(int64(1e9+i/7), 0), Conference: "big", Talk: fmt.Sprintf("t%d", i), Kind: callboard.SpeakersChanged, After: "B"})
		}
	}
	render := func(before int64) []byte {
		b := b
		b.Before = before
		rest := slices.Clone(all)
		if before > 0 {
			rest = rest[:slices.IndexFunc(rest, func(c callboard.Change) bool { return c.ID == before })]
		}
		slices.Reverse(rest)
		return ChangesAtom(b, rest[:min(len(rest), maxChanges+1)])
	}
	archives := func() map[string][]byte {
		ids, seen := make(map[string]bool), make(map[string][]byte)
		out, before := render(0), int64(0)
		for {
			p := readAtom(t, out)
			for _, id := range p.Entry {
				ids[id] = true
			}
			if got := p.link("current"); (got != "") != (before > 0) || bytes.Contains(out, []byte("<fh:archive/>")) != (before > 0) {
				t.Fatalf("before %d: current is %q", before, got)
			}
			next := p.link("prev-archive")
			if next == "" {
				break
			}
			if next != p.link("next") {
				t.Fatalf("next leads to %q, prev-archive to %q", p.link("next"), next)
			}
			if _, err := fmt.Sscanf(next, "https://talks.example.org/c/big/changes.atom?before=%d", &before); err != nil {
				t.Fatalf("%s: %v", next, err)
			}
			out = render(before)
			seen[next] = out
		}
		if len(ids) != len(all) {
			t.Errorf("%d of %d changes are on the pages", len(ids), len(all))
		}
		return seen
	}
	grow(240)
	was := archives()
	grow(5)
	now := archives()
	same := 0
	for address, out := range was {
		if bytes.Equal(now[address], out) {
			same++
		}
	}
	if len(was) < 4 || same < len(was)-1 {
		t.Errorf("of %d archives %d are still the same", len(was), same)
	}
	// A search that found few says where it stopped.
	b.Older = 77
	if out := ChangesAtom(b, all[:2]); readAtom(t, out).link("prev-archive") != "https://talks.example.org/c/big/changes.atom?before=77" {
		t.Error("it does not")
	}
}

// What was withdrawn has a tombstone on the first page, unless it is there.
func TestTombstones(t *testing.T) {
	b := many(3)
	if bytes.Contains(Atom(b), []byte("xmlns:at")) {
		t.Error("the namespace is there for nothing")
	}
	gone := time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC)
	b.Withdrawn = []callboard.Withdrawal{{Talk: "t00001", Conference: "big", Host: "talks.example.org", At: gone}, {Talk: "old", Conference: "gone", Host: "gone", At: gone}}
	out := string(Atom(b))
	if n := strings.Count(out, "<at:deleted-entry"); n != 1 || !strings.Contains(out, `<at:deleted-entry ref="tag:gone,2026:gone/talk/old" when="2026-07-01T10:00:00Z"/>`) {
		t.Errorf("%d tombstones:\n%s", n, out)
	}
	if !strings.Contains(out, "<updated>2026-07-01T10:00:00Z</updated>") {
		t.Error("the feed is not newer than its tombstone")
	}
}

// One change among a thousand talks: what a reading that moved one thing costs.
func BenchmarkOneChanged(b *testing.B) {
	board := many(1000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p := &board.Talks[i%1000].Performances[0]
		p.Start, p.Modified = p.Start.Add(time.Minute), p.Modified.Add(time.Second)
		ICalendar(board)
	}
}
