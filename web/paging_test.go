package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"callboard"
)

// The pages of a feed are addresses of their own, with validators of their own;
// a wrong number is a 400 that names the parameter.
func TestPagesOfFeeds(t *testing.T) {
	f := oscon().many(1200)
	for i := range f.talks["big"] {
		f.talks["big"][i].Abstract += strings.Repeat("More words of the abstract. ", 20)
	}
	s := newTest(t, f)
	for path, link := range map[string]string{
		"/c/big/feed.atom":           `rel="next" type="application/atom+xml" href="https://talks.example.org/c/big/feed.atom?page=2"`,
		"/c/big/feed.json":           `"next_url":"https://talks.example.org/c/big/feed.json?page=2"`,
		"/c/big/feed.atom?q=subject": `href="https://talks.example.org/c/big/feed.atom?q=subject&amp;page=2"`,
	} {
		first := get(s, path)
		if !strings.Contains(first.Body.String(), link) {
			t.Errorf("%s does not lead on: %.1500s", path, first.Body)
		}
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		second := get(s, path+sep+"page=2")
		if second.Code != 200 || second.Header().Get("ETag") == first.Header().Get("ETag") || !strings.Contains(second.Body.String(), "page=2") {
			t.Errorf("%s: the second page: %d", path, second.Code)
		}
		if w := get(s, path+sep+"page=2", "If-None-Match", second.Header().Get("ETag")); w.Code != 304 {
			t.Errorf("%s: the second page once more: %d", path, w.Code)
		}
		if w := get(s, path+sep+"page=1"); w.Header().Get("ETag") != first.Header().Get("ETag") {
			t.Errorf("%s: page 1 is not the first page", path)
		}
	}
	for path, want := range map[string]string{
		"/c/big/feed.atom?page=0": "page", "/c/big/feed.atom?page=x": "page", "/c/big/feed.atom?page=1&page=2": "page",
		"/c/big/big.ics?page=2": "page", "/c/big?page=2": "page", "/changes.atom?page=2": "page", "/changes.atom?before=-1": "before",
		"/feed.atom?before=3": "before", "/api/talks.json?page=1": "page",
	} {
		if w := get(s, path); w.Code != 400 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// The ledger is paged by the change that a page begins behind, filtered or not.
func TestPagesOfTheLedger(t *testing.T) {
	f := oscon()
	f.changes = nil
	snapshot := f.talks["oscon-2015"][0]
	for i := 120; i > 0; i-- {
		f.changes = append(f.changes, callboard.Change{ID: int64(i), At: testNow.Add(time.Duration(i-500) * time.Minute), Conference: "oscon-2015",
			Talk: "docker", Kind: callboard.SpeakersChanged, After: fmt.Sprint(i), Snapshot: &snapshot})
	}
	s := newTest(t, f)
	for _, query := range []string{"", "q=docker"} {
		address, seen := "/c/oscon-2015/changes.atom?"+query, 0
		for pages := 1; ; pages++ {
			w := get(s, address)
			seen += strings.Count(w.Body.String(), "<entry>")
			_, rest, more := strings.Cut(w.Body.String(), `rel="prev-archive" type="application/atom+xml" href="https://talks.example.org`)
			if !more {
				if pages != 3 || seen < 120 {
					t.Errorf("%q: %d entries on %d pages", query, seen, pages)
				}
				break
			}
			address, _, _ = strings.Cut(rest, `"`)
			address = strings.ReplaceAll(address, "&amp;", "&")
		}
	}
}

// What is withdrawn has a tombstone in the feeds of talks, also in filtered ones.
func TestTombstonesAreServed(t *testing.T) {
	f := oscon()
	f.withdrawn = []callboard.Withdrawal{{Talk: "docker-old", Conference: "oscon-2015", Host: "talks.example.org", At: testNow.Add(-time.Hour)}}
	s := newTest(t, f)
	for path, want := range map[string]int{"/feed.atom": 1, "/c/oscon-2015/feed.atom": 1, "/c/oscon-2015/feed.atom?q=tls": 1,
		"/c/oscon-2015/t/docker/feed.atom": 0, "/changes.atom": 0} {
		if n := strings.Count(get(s, path).Body.String(), `<at:deleted-entry ref="tag:talks.example.org,2026:oscon-2015/talk/docker-old"`); n != want {
			t.Errorf("%s: %d tombstones, want %d", path, n, want)
		}
	}
}

// The calendar of everything leaves out only what is over: on which day that
// is, every server says alike, and Last-Modified moves with it.
func TestWhatHasEnded(t *testing.T) {
	at := func(s string) callboard.Performance {
		start := instant(s)
		return callboard.Performance{Slot: callboard.Slot{Start: start, End: start.Add(2 * time.Hour)}}
	}
	confs := []callboard.Conference{
		{ID: "a", Zone: "America/Los_Angeles", End: "2015-07-20"}, {ID: "b", Zone: "Europe/Berlin", End: "2015-07-19"},
		{ID: "unknown", Zone: "Europe/Berlin"}, {ID: "later", End: "2015-07-30"}, {ID: "longer", Zone: "UTC", End: "2015-07-18"},
	}
	talks := []callboard.Talk{
		{Conference: "a", Performances: []callboard.Performance{at("2015-07-20T20:00:00Z")}},
		{Conference: "longer", Performances: []callboard.Performance{at("2015-07-20T22:30:00Z"), at("2015-07-18T10:00:00Z")}},
		{Conference: "unknown", Performances: []callboard.Performance{at("2014-07-20T22:30:00Z")}},
	}
	for when, want := range map[string]string{
		"2015-07-18T00:00:00Z": "[]", "2015-07-20T00:00:00Z": "[b]", "2015-07-21T00:00:00Z": "[b]",
		"2015-07-22T00:00:00Z": "[b longer a]", "2015-07-31T00:00:00Z": "[b longer a later]",
	} {
		if got := fmt.Sprint(ended(confs, talks, instant(when))); got != want {
			t.Errorf("at %s: %s, want %s", when, got, want)
		}
	}
	now := instant("2015-07-24T12:00:00Z")
	s := newTest(t, oscon(), func(o *Options) { o.Now = func() time.Time { return now } })
	before := get(s, "/calendar.ics")
	now = now.Add(36 * time.Hour)
	after := get(s, "/calendar.ics", "If-None-Match", before.Header().Get("ETag"))
	if before.Header().Get("Last-Modified") != "Mon, 20 Jul 2015 10:00:00 GMT" || after.Code != 304 ||
		after.Header().Get("Last-Modified") != "Sun, 26 Jul 2015 00:00:00 GMT" {
		t.Errorf("Last-Modified %q, then %d with %q", before.Header().Get("Last-Modified"), after.Code, after.Header().Get("Last-Modified"))
	}
}
