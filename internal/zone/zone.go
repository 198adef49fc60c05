// Package zone knows time zones: names as the world writes them, and the one
// resolver from wall clock to instant. Pure; the zone database is embedded, so
// that results do not depend on the machine.
package zone

import (
	"fmt"
	"time"
	_ "time/tzdata" // containers may lack zone files
)

// Load finds the IANA zone of a name as printed: an IANA name in any case, a
// Windows name ("W. Europe Standard Time"), or either behind a vendor prefix
// ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "tzone://Microsoft/Utc").
// Abbreviations and bare offsets are not names.
func Load(name string) (*time.Location, error) {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fmt.Errorf("unknown time zone %q", name)
	}
	return loc, nil
}

// Instant is the instant of a wall clock reading in loc, by RFC 5545 3.3.5: the
// first of a doubled hour; in a gap, the offset before the gap. Only the clock
// fields of wall are used, not its location. The result is UTC.
func Instant(wall time.Time, loc *time.Location) time.Time {
	y, mo, d := wall.Date()
	h, mi, s := wall.Clock()
	naive := time.Date(y, mo, d, h, mi, s, wall.Nanosecond(), time.UTC)
	// Offsets do not change twice within a day: those in force a day before
	// and a day after are the only candidates, the earlier one first.
	_, before := naive.Add(-24 * time.Hour).In(loc).Zone()
	_, after := naive.Add(24 * time.Hour).In(loc).Zone()
	for _, offset := range []int{before, after} {
		t := naive.Add(-time.Duration(offset) * time.Second)
		if _, got := t.In(loc).Zone(); got == offset {
			return t
		}
	}
	return naive.Add(-time.Duration(before) * time.Second)
}
