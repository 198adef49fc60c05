package web

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard"
)

func TestMatchTag(t *testing.T) {
	for _, c := range []struct {
		field string
		want  bool
	}{
		{`"abc"`, true}, {`W/"abc"`, true}, {`"abc-gzip"`, true}, {`"abc--gzip"`, true}, {`"abc-gzip-gzip"`, true}, {`"abc;br"`, true},
		{`*`, true}, {` * `, true}, {`"x", "y" ,"abc"`, true}, {`"x,y", W/"abc"`, true}, {`abc`, true}, {`x, abc-gzip`, true}, {`"a\"b","abc"`, true},
		{``, false}, {`"ab"`, false}, {`"abcd"`, false}, {`"abc`, false}, {`W/`, false}, {`,,,`, false}, {`""`, false}, {`"ABC"`, false}, {`"-gzip"`, false}, {`x`, false},
	} {
		if _, got := matchTag(c.field, "abc"); got != c.want {
			t.Errorf("%s: %v", c.field, got)
		}
	}
}

func FuzzMatchTag(f *testing.F) {
	for _, s := range []string{`"abc"`, `W/"abc-gzip", *`, `a,b,"`, `W/W/"`, ",\t,\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, field string) {
		if have, ok := matchTag(field, "abc"); ok && bareTag(have) != "abc" {
			t.Errorf("%q matched %q", field, have)
		}
	})
}

func TestAcceptsGzip(t *testing.T) {
	for field, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "deflate, gzip;q=1.0": true, "gzip;q=0": false, "gzip; q=0.000": false, "*": true, "*;q=0": false,
		"gzip;q=0, *": false, "br": false, "identity": false, "gzip;q=x": false, "x-gzip": true, "*;q=0, gzip": true, "gzipped": false,
	} {
		if got := acceptsGzip([]string{field}); got != want {
			t.Errorf("%q: %v", field, got)
		}
	}
}

func TestDateRange(t *testing.T) {
	for _, c := range [][3]string{
		{"2015-07-20", "2015-07-24", "20–24 July 2015"},
		{"2026-01-31", "2026-02-01", "31 January–1 February 2026"},
		{"2026-12-27", "2027-01-01", "27 December 2026–1 January 2027"},
		{"2026-12-27", "2026-12-27", "27 December 2026"},
		{"2026-12-27", "", "27 December 2026"},
		{"", "2026-12-27", "27 December 2026"},
		{"", "", ""},
		{"soon", "2026-13-01", ""},
	} {
		var words []string
		for _, d := range dateRange(callboard.Date(c[0]), callboard.Date(c[1])) {
			words = append(words, d.Text)
		}
		if got := strings.Join(words, "–"); got != c[2] {
			t.Errorf("%s to %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct{ in, want string }{{"abc", "abc"}, {"abcd", "ab…"}, {"äöü", "äöü"}, {"äöüß", "äö…"}, {"", ""}, {"\xff\xff\xff\xff", "\xff\xff…"}} {
		if got := clip(c.in, 3); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSafeHTML(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "",
		" \n ":                               "",
		"<p>a <em>b</em></p>":                "<p>a <em>b</em></p>",
		`<p id="main">a</p>`:                 "<p>a</p>",
		`<img src="https://x.example/a">`:    "",
		"<h1>Head</h1><p>Text</p>":           "Head <p>Text</p>",
		"<ul><li>one</li></ul>":              "<ul><li>one</li></ul>",
		`<a href="javascript:alert(1)">x`:    "x",
		`<a href="/relative">x</a>`:          "x",
		"<script>alert(1)</script>":          "",
		`<p style="x" onclick="y()">a</p>`:   "<p>a</p>",
		`<a href="https://x.example/">y</a>`: `<a href="https://x.example/" rel="nofollow noreferrer">y</a>`,
	} {
		if diff := cmp.Diff(want, string(safeHTML(in))); diff != "" {
			t.Errorf("%s:\n%s", in, diff)
		}
	}
}

// TestGroups: what is running, upcoming and past is decided by the date at the
// conference.
func TestGroups(t *testing.T) {
	s := newTest(t, oscon()) // 21 July 2015, 12:00 UTC
	conf := func(id, zone string, from, to callboard.Date) callboard.Conference {
		return callboard.Conference{ID: id, Zone: zone, Start: from, End: to}
	}
	groups := s.groups([]callboard.Conference{
		conf("unknown", "", "", ""),
		conf("begun-in-kiribati", "Pacific/Kiritimati", "2015-07-22", "2015-07-23"),
		conf("not-yet-in-hawaii", "Pacific/Honolulu", "2015-07-22", "2015-07-23"),
		conf("one-day", "UTC", "2015-07-21", ""),
		conf("over", "UTC", "2015-07-19", "2015-07-20"),
		conf("long-over", "UTC", "2014-07-19", "2014-07-20"),
	})
	var got []string
	for _, g := range groups {
		for _, c := range g.Confs {
			got = append(got, g.Heading+": "+c.ID)
		}
	}
	want := []string{"Running now: one-day", "Running now: begun-in-kiribati", "Upcoming: not-yet-in-hawaii", "Upcoming: unknown", "Past: over", "Past: long-over"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLRU(t *testing.T) {
	c := newLRU[int](10 * (overhead + 1 + 100))
	for i := range 26 {
		c.put(string(rune('a'+i)), i, 100)
		c.get("a") // asked for all the time: stays
	}
	if v, ok := c.get("a"); !ok || v != 0 {
		t.Error("the one asked for left")
	}
	if _, ok := c.get("b"); ok {
		t.Error("the oldest stayed")
	}
	c.put("huge", 1, c.limit)
	if _, ok := c.get("huge"); ok {
		t.Error("one that fills the cache is kept")
	}
	if bytes, n := c.size(); n != 10 || bytes != c.limit {
		t.Errorf("%d bytes in %d items", bytes, n)
	}
}

// TestTagsHaveNoSuffix: a tag of ours never ends in what is taken off before
// comparing.
func TestTagsHaveNoSuffix(t *testing.T) {
	for i := range 2000 {
		b := newBody(htmlKind, "", testNow, []byte{byte(i), byte(i >> 8)})
		if bareTag(b.tag+gzipSuffix) != b.tag {
			t.Fatal(b.tag)
		}
	}
}

// TestEndOnALaterDayHasItsDate: 25 hours must not look like one.
func TestEndOnALaterDayHasItsDate(t *testing.T) {
	start := time.Date(2027, 6, 11, 0, 15, 0, 0, time.UTC)
	for length, want := range map[time.Duration]string{
		90 * time.Minute: "00:15–01:45", 25*time.Hour + 30*time.Minute: "00:15–Sat 12 June, 01:45",
	} {
		from, to := bounds(callboard.Slot{Start: start, End: start.Add(length)}, time.UTC)
		if got := from.Text + "–" + to.Text; got != want {
			t.Errorf("%v: %s, want %s", length, got, want)
		}
	}
}
