package normalize_test

import (
	"testing"
	"time"

	"callboard/internal/normalize"
	"callboard/sources"
)

// one reads a single item's time in Los Angeles.
func one(w sources.When) (start, end time.Time, allDay, usable bool) {
	l := &sources.Listing{Conference: sources.Published{Zone: "America/Los_Angeles"}, Items: []sources.Item{{Ref: "a", Title: "Something", When: w}}}
	out := normalize.Entries(normalize.Input{Listing: l})
	if len(out.Entries) == 0 {
		return
	}
	e := out.Entries[0]
	return e.Start, e.End, e.AllDay, true
}

func TestStartLayouts(t *testing.T) {
	for printed, want := range map[string]string{
		"2026-03-01T10:00:00Z": "2026-03-01T10:00:00Z", "2026-03-01T10:00:00.123Z": "2026-03-01T10:00:00Z", "2026-03-01T10:00:00+01:00": "2026-03-01T09:00:00Z",
		"2026-03-01T10:00:00+0100": "2026-03-01T09:00:00Z", "2026-03-01T10:00+01": "2026-03-01T09:00:00Z", "2026-03-01T10:00:00-03:30": "2026-03-01T13:30:00Z",
		"2026-03-01 10:00:00": "2026-03-01T18:00:00Z", "2026-03-01T10:00": "2026-03-01T18:00:00Z", "2026-03-01 10:00": "2026-03-01T18:00:00Z", "2026-03-01 10:00:00 +0000": "2026-03-01T10:00:00Z",
		"20260301T100000Z": "2026-03-01T10:00:00Z", "20260301T100000": "2026-03-01T18:00:00Z", "20260301T1000": "2026-03-01T18:00:00Z", "20260301T1000Z": "2026-03-01T10:00:00Z",
		"2026-03-01T24:00:00": "2026-03-02T08:00:00Z", "2026-03-01T23:59:60Z": "2026-03-01T23:59:59Z",
		"Sun, 01 Mar 2026 10:00:00 GMT": "2026-03-01T10:00:00Z", "Sun, 01 Mar 2026 10:00:00 +0100": "2026-03-01T09:00:00Z", "Sun, 01 Mar 2026 10:00:00 PST": "2026-03-01T18:00:00Z",
		"March 1, 2026 10am": "2026-03-01T18:00:00Z", "March 1, 2026, 10:00 a.m.": "2026-03-01T18:00:00Z", "1 March 2026 10:00": "2026-03-01T18:00:00Z", "1. März 2026 10:00": "2026-03-01T18:00:00Z",
		"1:30pm Wednesday, 07/22/2015": "2015-07-22T20:30:00Z", "9:00am Sunday, July 20, 2014": "2014-07-20T16:00:00Z", "07/22/2015 noon": "2015-07-22T19:00:00Z",
		"12:15am 07/22/2015": "2015-07-22T07:15:00Z", "12:15pm 07/22/2015": "2015-07-22T19:15:00Z", "22/07/2015 10:00": "2015-07-22T17:00:00Z", "22.07.2015 10:00": "2015-07-22T17:00:00Z",
		"5/5/2015 10:00": "2015-05-05T17:00:00Z", "2026-03-01T10:00:00 UTC+01:00": "2026-03-01T09:00:00Z", "2026-03-01 10:00 PT": "2026-03-01T18:00:00Z",
	} {
		start, _, allDay, ok := one(sources.When{Start: printed})
		if got := start.Format(time.RFC3339); !ok || allDay || got != want {
			t.Errorf("%q = %s (all day %v, usable %v), want %s", printed, got, allDay, ok, want)
		}
	}
}

// TestRefusedStarts: each of these was read wrongly by some guesser.
func TestRefusedStarts(t *testing.T) {
	for _, printed := range []string{
		"1.3.2026 10:00", "03/04/2026", "3/4/26", "March 1-3, 2026", "2026-W10-1", "2026-060", "10:00", "9", "900", "soon", "TBA", "2026-02-30", "2026-13-01", "0001-01-01T00:00:00",
		"2026-03-01T25:00:00x", "2026-03-01T48:00", "2026-03-01T10:60", "13pm 2026-03-01", "2026-03-01 0pm", "2026-03-01T10:00:00+25:00", "2026-03-01 10:00 CEST", "2026-03-01 10:00 XYZ",
		"2026-03-01 10:00 - 11:00", "10:00–11:00 2026-03-01", "2026-03-01 midnight", "1406563200", "\x00", "2026-03-01T10:00:00Z junk", "99999-01-01", "March 2026",
	} {
		if start, _, _, ok := one(sources.When{Start: printed}); ok {
			t.Errorf("%q = %s", printed, start)
		}
	}
}

func TestDurations(t *testing.T) {
	for printed, want := range map[string]time.Duration{
		"00:45": 45 * time.Minute, "1:30": 90 * time.Minute, "01:30:00": 90 * time.Minute, "40": 40 * time.Minute, "45 min": 45 * time.Minute, "PT1H30M": 90 * time.Minute,
		"PT45M": 45 * time.Minute, "00H25M00S": 25 * time.Minute, "P1DT0H": 24 * time.Hour, "P1W": 7 * 24 * time.Hour, "PT90S": 90 * time.Second, "1h30m": 90 * time.Minute, "72:00": 72 * time.Hour,
		"00:75": 75 * time.Minute, "0:90": 90 * time.Minute, "0:5": 5 * time.Minute, "1:0": time.Hour, "1h 30m": 90 * time.Minute, "1:75": 0, "00:00:90": 0,
		"1.5h": 0, "": 0, "abc": 0, "-PT1H": 0, "00:750": 0, "P": 0, "PT": 0, "PT1H1H": 0, "P1M": 0, "00:00": 0, "0": 0, "1:2:3:4": 0, "999999": 0, "PT30M5": 0, "5x": 0,
	} {
		start, end, _, ok := one(sources.When{Start: "2026-06-01T10:00:00", Duration: printed})
		got := time.Duration(0)
		if !end.IsZero() {
			got = end.Sub(start)
		}
		if !ok || got != want {
			t.Errorf("%q = %s (usable %v), want %s", printed, got, ok, want)
		}
	}
	// A day is until the same clock time, an hour is an hour.
	_, end, _, _ := one(sources.When{Start: "2026-03-07T10:00:00", Duration: "P1D"})
	if want := time.Date(2026, 3, 8, 17, 0, 0, 0, time.UTC); !end.Equal(want) {
		t.Errorf("a day over the change of clocks ends %s, want %s", end, want)
	}
}
