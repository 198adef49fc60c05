package web

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"callboard"
)

// clock is an instant or a date for people and for machines: the text of a time
// element and its datetime attribute, which has an offset or is a date (K.7).
type clock struct{ ISO, Text string }

// timeClock is the time of day at loc.
func timeClock(t time.Time, loc *time.Location) *clock {
	return &clock{t.In(loc).Format(time.RFC3339), t.In(loc).Format("15:04")}
}

// stampClock is day and time with the zone's abbreviation.
func stampClock(t time.Time, loc *time.Location) *clock {
	if t.IsZero() {
		return nil
	}
	t = t.In(loc)
	return &clock{t.Format(time.RFC3339), t.Format("Mon 2 January 2006, 15:04 ") + zoneName(t)}
}

// dateClock is a civil date.
func dateClock(t time.Time, layout string) *clock {
	return &clock{t.Format(time.DateOnly), t.Format(layout)}
}

// zoneName is the abbreviation in force, or the offset where the zone has none.
func zoneName(t time.Time) string {
	name, _ := t.Zone()
	if strings.ContainsAny(name, "+-") {
		return "UTC" + t.Format("-07:00")
	}
	return name
}

// dateRange is "20–24 July 2015", as short as it is clear; nil when unknown.
func dateRange(from, to callboard.Date) []clock {
	a, okA := from.Time(time.UTC)
	b, okB := to.Time(time.UTC)
	switch {
	case !okA && !okB:
		return nil
	case !okA:
		return []clock{*dateClock(b, "2 January 2006")}
	case !okB || a.Equal(b):
		return []clock{*dateClock(a, "2 January 2006")}
	case a.Year() != b.Year():
		return []clock{*dateClock(a, "2 January 2006"), *dateClock(b, "2 January 2006")}
	case a.Month() != b.Month():
		return []clock{*dateClock(a, "2 January"), *dateClock(b, "2 January 2006")}
	}
	return []clock{*dateClock(a, "2"), *dateClock(b, "2 January 2006")}
}

// clip shortens a text for display to so many characters.
func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	i := 0
	for range n - 1 {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i] + "…"
}

// webURL is an address that a page may link to: absolute, http or https; else "".
func webURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return s
}
