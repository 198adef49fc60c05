package scheduler

import (
	"strings"
	"testing"
	"time"

	"callboard"
)

// The auto pace follows a conference of two days, 20 and 21 June 2026, talks
// from 08:00 to 16:00 UTC.
func TestAutoPace(t *testing.T) {
	at := func(s string) time.Time {
		t.Helper()
		x, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	busy := []callboard.Span{{From: at("2026-06-20 08:00"), To: at("2026-06-20 16:00")}, {From: at("2026-06-21 08:00"), To: at("2026-06-21 16:00")}}
	for _, c := range []struct{ now, next, why string }{
		{"2026-01-01 12:00", "2026-01-02 12:00", "daily: it begins on 2026-06-20"},
		{"2026-06-05 20:00", "2026-06-06 07:00", "daily"}, // not past the moment at which hourly begins
		{"2026-06-10 12:00", "2026-06-10 13:00", "hourly: the next talks begin 2026-06-20 08:00"},
		{"2026-06-20 06:30", "2026-06-20 07:00", "hourly"}, // an hour before the first talk it speeds up
		{"2026-06-20 07:00", "2026-06-20 07:10", "every 10 minutes"},
		{"2026-06-20 15:55", "2026-06-20 16:05", "every 10 minutes: talks run until 16:00"},
		{"2026-06-20 18:00", "2026-06-20 19:00", "hourly: the next talks begin 2026-06-21 08:00"},
		{"2026-06-22 08:00", "2026-06-23 08:00", "recordings may appear"},
		{"2026-08-01 08:00", "2026-08-08 08:00", "weekly: it ended on 2026-06-21"},
	} {
		got, _, why := autoPace(busy, at(c.now))
		if !got.Equal(at(c.next)) || !strings.Contains(why, c.why) {
			t.Errorf("at %s: %s, %q; want %s, %q", c.now, got, why, c.next, c.why)
		}
	}
}

// Busy days are those with talks in the conference's zone, cancelled ones
// apart; without placed talks they are the conference's own.
func TestBusyDays(t *testing.T) {
	conf := callboard.Conference{ID: "c", Zone: "America/Los_Angeles", Start: "2026-06-20", End: "2026-06-22"}
	slot := func(start, end string) callboard.Performance {
		a, _ := time.Parse(time.RFC3339, start)
		b, _ := time.Parse(time.RFC3339, end)
		return callboard.Performance{Slot: callboard.Slot{Start: a, End: b}}
	}
	cancelled := slot("2026-06-25T18:00:00Z", "2026-06-25T19:00:00Z")
	cancelled.Status = callboard.Cancelled
	talks := []callboard.Talk{{Performances: []callboard.Performance{slot("2026-06-21T02:00:00Z", "2026-06-21T03:00:00Z"), slot("2026-06-20T18:00:00Z", "2026-06-20T19:00:00Z"), cancelled}}}
	got := busyDays(conf, talks)
	if len(got) != 1 || got[0].From.Format(time.RFC3339) != "2026-06-20T18:00:00Z" || got[0].To.Format(time.RFC3339) != "2026-06-21T03:00:00Z" {
		t.Errorf("an evening in Los Angeles belongs to its own day: %v", got)
	}
	if got := busyDays(conf, nil); len(got) != 3 || got[0].From.Format(time.RFC3339) != "2026-06-20T07:00:00Z" {
		t.Errorf("own days: %v", got)
	}
	if got := busyDays(callboard.Conference{ID: "c"}, nil); got != nil {
		t.Errorf("unknown dates: %v", got)
	}
}

// A site's promise that nothing is new, and Retry-After, hold back the pace;
// failures in a row slow it down.
func TestNextSaysWhy(t *testing.T) {
	now := time.Date(2026, 6, 20, 12, 0, 0, 0, time.UTC)
	busy := []callboard.Span{{From: now.Add(-time.Hour), To: now.Add(time.Hour)}}
	src := Source{Source: callboard.Source{ID: "s", Cron: auto}}
	if at, why := next(src, busy, now, 0, time.Time{}); at.Sub(now) > 11*time.Minute || !strings.Contains(why, "every 10 minutes") {
		t.Errorf("%v %s", at, why)
	}
	if at, why := next(src, busy, now, 0, now.Add(3*time.Hour)); !at.Equal(now.Add(3*time.Hour)) || !strings.Contains(why, "the site asked") {
		t.Errorf("%v %s", at, why)
	}
	if at, why := next(src, busy, now, 4, time.Time{}); at.Sub(now) < time.Hour || !strings.Contains(why, "4 failures") {
		t.Errorf("%v %s", at, why)
	}
}
