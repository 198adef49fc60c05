package feeds

import (
	"slices"
	"strings"
	"time"

	"callboard/internal/zone"
)

// zoneUse is a zone of a calendar and the years it is used in.
type zoneUse struct {
	loc   *time.Location
	years []int // sorted, without repeats
}

// note remembers an instant. The days around it are noted too: the year at the
// venue is not always the year in UTC, and clients look a little to each side.
func (u *zoneUse) note(t time.Time) {
	for _, t := range [...]time.Time{t.Add(-24 * time.Hour), t.Add(24 * time.Hour)} {
		y := t.UTC().Year()
		if i, found := slices.BinarySearch(u.years, y); !found {
			u.years = slices.Insert(u.years, i, y)
		}
	}
}

// zones are the zones of one calendar, each loaded once.
type zones struct {
	byName map[string]*zoneUse // as entries spell them; nil for UTC
	list   []*zoneUse
}

// of is the zone of a name, nil for UTC and for a name that nobody knows: C.5,
// a zone that cannot be resolved is UTC, never a guess.
func (z *zones) of(name string) *zoneUse {
	if u, known := z.byName[name]; known {
		return u
	}
	if z.byName == nil {
		z.byName = make(map[string]*zoneUse)
	}
	z.byName[name] = nil
	loc, err := zone.Load(name)
	if name == "" || err != nil || isUTC(loc.String()) {
		return nil
	}
	i := slices.IndexFunc(z.list, func(u *zoneUse) bool { return u.loc.String() == loc.String() })
	if i < 0 {
		i = len(z.list)
		z.list = append(z.list, &zoneUse{loc: loc})
	}
	z.byName[name] = z.list[i]
	return z.list[i]
}

// used are the zones that some instant was noted in, by name.
func (z *zones) used() []*zoneUse {
	all := slices.DeleteFunc(slices.Clone(z.list), func(u *zoneUse) bool { return len(u.years) == 0 })
	slices.SortFunc(all, func(a, b *zoneUse) int { return strings.Compare(a.loc.String(), b.loc.String()) })
	return all
}

func isUTC(name string) bool {
	switch name {
	case "UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal", "UCT", "Zulu", "Universal":
		return true
	}
	return false
}

// tells reports whether a wall clock reading of the zone says t to every client:
// not in a doubled hour, and only with an offset of whole minutes (C.3). RFC 5545
// 3.3.5 reads the first pass of a doubled hour; libical, ical.js, sabre and most
// other libraries read the second, so that neither is safe.
func (u *zoneUse) tells(t time.Time) bool {
	at := t.In(u.loc)
	_, offset := at.Zone()
	if offset%60 != 0 || !zone.Instant(at, u.loc).Equal(t) {
		return false
	}
	_, end := at.ZoneBounds()
	_, next := end.In(u.loc).Zone()
	return end.IsZero() || next >= offset || end.Sub(t) > time.Duration(offset-next)*time.Second
}

// onset is a moment when a zone's offset changes. Offsets are seconds east.
type onset struct {
	at       time.Time
	from, to int
	name     string // abbreviation in force afterwards
	daylight bool
}

// wall is what clocks showed when it came: RFC 5545 3.6.5, DTSTART of an
// observance is local time by TZOFFSETFROM.
func (o onset) wall() time.Time { return o.at.UTC().Add(time.Duration(o.from) * time.Second) }

// onsets are the changes of offset in loc, from ≤ at < to.
func onsets(loc *time.Location, from, to time.Time) []onset {
	var all []onset
	for t := from; t.Before(to); {
		_, end := t.In(loc).ZoneBounds()
		if end.IsZero() || !end.Before(to) {
			return all
		}
		if !end.After(t) {
			// On the last day of a leap year that lies behind the zone's table
			// ZoneBounds takes the year to be over already.
			t = t.Add(24 * time.Hour)
			continue
		}
		if o := onsetAt(loc, end); o.from != o.to {
			all = append(all, o)
		}
		t = end
	}
	return all
}

func onsetAt(loc *time.Location, at time.Time) onset {
	before, after := at.Add(-time.Second).In(loc), at.In(loc)
	o := onset{at: at.UTC()}
	_, o.from = before.Zone()
	o.name, o.to = after.Zone()
	// In Dublin and Casablanca the zone database calls winter the exception;
	// calendars know only the summer's, so the higher offset is daylight. A
	// lasting change of a zone's own time is none.
	o.daylight = before.IsDST() && after.IsDST()
	if before.IsDST() != after.IsDST() {
		o.daylight = o.to > o.from
	}
	return o
}

// write writes the VTIMEZONE: a rule where the zone follows one round the
// years used, else one observance an onset. Rows C.2 to C.4 of what clients
// need: short, whole minutes, onsets from 1970 on, no RDATE.
func (u *zoneUse) write(l *lines) {
	l.raw("BEGIN:VTIMEZONE")
	l.raw("TZID:", u.loc.String())
	if a, b, ok := u.rules(); ok {
		a.write(l)
		b.write(l)
	} else {
		for _, o := range u.list() {
			writeObservance(l, o, "")
		}
	}
	l.raw("END:VTIMEZONE")
}

// list is every onset of the years used, each year led by the one that is in
// force when it begins.
func (u *zoneUse) list() []onset {
	var all []onset
	for _, year := range u.years {
		from, to := newYear(year).Add(-24*time.Hour), newYear(year+1).Add(24*time.Hour)
		all = append(all, u.inForce(from))
		all = append(all, onsets(u.loc, from, to)...)
	}
	slices.SortFunc(all, func(a, b onset) int { return a.at.Compare(b.at) })
	return slices.CompactFunc(all, func(a, b onset) bool { return a.at.Equal(b.at) })
}

// inForce is the observance at t. Where it began before 1970 it is said to
// begin in 1970, for years before that in 1601: Outlook reads nothing older.
func (u *zoneUse) inForce(t time.Time) onset {
	start, _ := t.In(u.loc).ZoneBounds()
	if start.Year() >= 1970 && !start.IsZero() {
		return onsetAt(u.loc, start)
	}
	year := 1970
	if t.Year() < 1970 {
		year = 1601
	}
	name, offset := t.In(u.loc).Zone()
	return onset{at: newYear(year).Add(-time.Duration(offset) * time.Second), from: offset, to: offset, name: name}
}

func newYear(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }

func writeObservance(l *lines, o onset, rule string) {
	kind := "STANDARD"
	if o.daylight {
		kind = "DAYLIGHT"
	}
	l.raw("BEGIN:", kind)
	l.line = appendClock(append(l.line[:0], "DTSTART:"...), o.wall())
	l.end()
	if rule != "" {
		l.raw("RRULE:", rule)
	}
	l.raw("TZOFFSETFROM:", offsetText(o.from))
	l.raw("TZOFFSETTO:", offsetText(o.to))
	l.text("TZNAME", o.name)
	l.raw("END:", kind)
}

// offsetText is ±HHMM. Offsets with seconds are never asked for: see tells; an
// observance that nobody uses may have had one and is cut to the minute.
func offsetText(seconds int) string {
	sign := byte('+')
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return string(appendPairs([]byte{sign}, seconds/3600, seconds/60%60))
}
