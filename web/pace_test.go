package web

import (
	"testing"
	"time"

	"callboard"
)

// Cache-Control follows the fastest source of what a feed is about, in three
// steps, also for bodies that were rendered before and for 304s.
func TestAgeFollowsThePace(t *testing.T) {
	f := oscon()
	s := newTest(t, f)
	paths := []string{"/c/oscon-2015/oscon-2015.ics", "/c/oscon-2015/changes.atom?q=x", "/c/oscon-2015/t/docker/feed.atom", "/calendar.ics", "/api/talks.json"}
	check := func(when string, conference, all string) {
		t.Helper()
		for i, path := range paths {
			want := conference
			if i > 2 {
				want = all
			}
			w := get(s, path)
			again := get(s, path, "If-None-Match", w.Header().Get("ETag"))
			if got := w.Header().Get("Cache-Control"); got != "public, max-age="+want || again.Code != 304 || again.Header().Get("Cache-Control") != got {
				t.Errorf("%s: %s: %q, and %q of a %d", when, path, got, again.Header().Get("Cache-Control"), again.Code)
			}
		}
		if got := get(s, "/c/oscon-2015").Header().Get("Cache-Control"); got != "public, max-age=60" {
			t.Errorf("%s: a page: %q", when, got)
		}
	}
	check("at first", "300", "300")
	source := func(id, conf string, every time.Duration) callboard.Health {
		return callboard.Health{Source: callboard.SourceView{ID: id}, State: callboard.SourceState{Source: id, Conference: conf, LastRun: testNow, NextRun: testNow.Add(every)}}
	}
	removed := source("old", "oscon-2015", time.Minute)
	removed.State.Removed = true
	for _, c := range []struct {
		every           time.Duration
		conference, all string
	}{{10 * time.Minute, "300", "300"}, {11 * time.Minute, "300", "300"}, {time.Hour, "900", "900"}, {66 * time.Minute, "900", "900"}, {24 * time.Hour, "3600", "3600"}, {7 * 24 * time.Hour, "3600", "3600"}} {
		s.SetPaces([]callboard.Health{source("a", "oscon-2015", c.every), source("b", "oscon-2015", 300*time.Hour), source("never", "", -1), removed})
		check(c.every.String(), c.conference, c.all)
	}
	s.SetPaces([]callboard.Health{source("a", "oscon-2015", 24*time.Hour), source("c", "other", time.Hour)})
	check("another conference is read hourly", "3600", "900")
}
