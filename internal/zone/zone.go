// Package zone knows time zones: names as the world writes them, and the one
// resolver from wall clock to instant. Pure; a zone database is embedded for
// machines that have none.
package zone

import (
	"strings"
	"time"
)

// Instant is the instant of a wall clock reading in loc, by RFC 5545 3.3.5: the
// first of a doubled hour; in a gap, the offset before the gap. Only the clock
// fields of wall are used, not its location. The result is UTC.
func Instant(wall time.Time, loc *time.Location) time.Time {
	naive := clock(wall)
	// Offsets do not change twice within three days (tested for every zone and
	// year from 1972 to 2039): those in force a day before and a day after are the
	// only candidates, the earlier one first.
	_, before := naive.Add(-24 * time.Hour).In(loc).Zone()
	_, after := naive.Add(24 * time.Hour).In(loc).Zone()
	t := naive.Add(-time.Duration(before) * time.Second)
	if before == after {
		return t
	}
	if _, got := t.In(loc).Zone(); got == before {
		return t
	}
	u := naive.Add(-time.Duration(after) * time.Second)
	if _, got := u.In(loc).Zone(); got == after {
		return u
	}
	return t
}

// clock is the wall clock reading alone, as if in UTC.
func clock(wall time.Time) time.Time {
	y, mo, d := wall.Date()
	h, mi, s := wall.Clock()
	return time.Date(y, mo, d, h, mi, s, wall.Nanosecond(), time.UTC)
}

// Abbreviation is the offset, in seconds east of UTC, that an abbreviation such
// as "EST" or "MEZ" means on a wall clock in loc: the one that loc itself calls
// so, in force at wall or within the fifteen months around it. "ET" means
// whatever holds there at wall. An abbreviation that loc does not use is refused
// (ok is false), because the same letters mean other offsets elsewhere; UTC, GMT
// and Z mean the same everywhere.
func Abbreviation(name string, loc *time.Location, wall time.Time) (offset int, ok bool) {
	name = strings.ToUpper(strings.TrimSpace(name))
	switch name {
	case "":
		return 0, false
	case "UTC", "GMT", "Z", "UT":
		return 0, true
	}
	if english, ok := germanNames[name]; ok {
		name = english
	}
	at := Instant(wall, loc)
	abbr, off := at.In(loc).Zone()
	if abbr == name || generic(abbr) == name {
		return off, true
	}
	// The half of the year that is not in force: people print EST in July.
	start, end := at.In(loc).ZoneBounds()
	for _, near := range []time.Time{start.Add(-time.Second), end} {
		if start.IsZero() && near.Before(at) || end.IsZero() && !near.Before(at) || near.Sub(at).Abs() > 15*30*24*time.Hour {
			continue
		}
		if abbr, off := near.In(loc).Zone(); abbr == name {
			return off, true
		}
	}
	return 0, false
}

// generic is "ET" of "EST" and "EDT", and "" where there is no such short form.
func generic(abbr string) string {
	if len(abbr) == 3 && abbr[2] == 'T' && (abbr[1] == 'S' || abbr[1] == 'D') {
		return abbr[:1] + "T"
	}
	return ""
}

// germanNames are in print as often as the English ones.
var germanNames = map[string]string{"MEZ": "CET", "MESZ": "CEST", "OEZ": "EET", "OESZ": "EEST", "WEZ": "WET", "WESZ": "WEST"}
