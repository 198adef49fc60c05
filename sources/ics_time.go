package sources

import (
	"fmt"
	"strings"
	"time"

	"callboard/internal/zone"
)

// icsZone is what a TZID means: a zone of the database, or the rules of the
// file's own VTIMEZONE, which has no name that others know.
type icsZone struct {
	name  string // IANA, "" for rules and for bare offsets
	loc   *time.Location
	rules *icsRules
}

// icsUTC is the zone of times with a Z; its name is not passed on, as it says
// nothing of the venue.
var icsUTC = &icsZone{loc: time.UTC}

// instant is the instant of a wall clock reading; gaps and doubled hours as RFC
// 5545 3.3.5 has them.
func (z *icsZone) instant(wall time.Time) time.Time {
	if z.rules != nil {
		return z.rules.instant(wall)
	}
	return zone.Instant(wall, z.loc)
}

// icsTime is a value of DTSTART and its like: a clock reading (its location is
// meaningless) in a zone.
type icsTime struct {
	wall time.Time
	date bool     // no clock: a whole day
	zone *icsZone // nil = floating
}

// instant reads floating times and days as UTC.
func (t icsTime) instant() time.Time {
	if t.zone == nil || t.date {
		return t.wall
	}
	return t.zone.instant(t.wall)
}

// String is the time as When wants it.
func (t icsTime) String() string {
	switch {
	case t.date:
		return t.wall.Format(time.DateOnly)
	case t.zone == icsUTC:
		return t.wall.Format("2006-01-02T15:04:05Z")
	case t.zone == nil || t.zone.name != "":
		return t.wall.Format("2006-01-02T15:04:05")
	}
	at := t.zone.instant(t.wall)
	return at.In(time.FixedZone("", int(t.wall.Sub(at)/time.Second))).Format(time.RFC3339)
}

// key is a form that stays the same whatever zone the time is written in.
func (t icsTime) key() string {
	switch {
	case t.date:
		return t.wall.Format("20060102")
	case t.zone == nil:
		return t.wall.Format("20060102T150405")
	}
	return t.zone.instant(t.wall).Format("20060102T150405Z")
}

// in is the time on the clock of z, for a day or a floating time unchanged.
func (t icsTime) in(z *icsZone) icsTime {
	if t.date || t.zone == nil || z == nil || t.zone == z {
		t.zone = z
		return t
	}
	at := t.zone.instant(t.wall)
	if z.rules != nil {
		at = at.Add(time.Duration(z.rules.at(at)) * time.Second)
	} else {
		at = at.In(z.loc)
	}
	return icsTime{wall: icsWall(at), zone: z}
}

// icsWall is the clock reading of t, without its zone.
func icsWall(t time.Time) time.Time {
	y, mo, d := t.Date()
	h, mi, s := t.Clock()
	return time.Date(y, mo, d, h, mi, s, 0, time.UTC)
}

// icsClock reads the digits of a DATE or DATE-TIME value and says what follows
// them: "", "Z" or an offset. Extended forms ("2026-03-01T10:00") and 24:00,
// which the format does not have but files do, are understood.
func icsClock(s string) (wall time.Time, date bool, suffix string, err error) {
	printed := s
	s = strings.ToUpper(strings.TrimSpace(s))
	var n [6]int
	widths := [6]int{4, 2, 2, 2, 2, 2}
	rest, fields := s, 0
	for i, w := range widths {
		if i > 0 && len(rest) > 0 {
			switch c := rest[0]; {
			case i == 3 && (c == 'T' || c == ' '), i < 3 && c == '-', i > 3 && c == ':':
				rest = rest[1:]
			}
		}
		v, ok := icsDigits(rest, w)
		if !ok {
			break
		}
		n[i], rest, fields = v, rest[w:], i+1
	}
	if fields < 3 || fields == 4 {
		return wall, false, "", fmt.Errorf("%s is no date or time", icsQuote([]byte(printed)))
	}
	if strings.HasPrefix(rest, ".") { // fractions of seconds
		rest = strings.TrimLeft(rest[1:], "0123456789")
	}
	switch {
	case rest == "", rest == "Z" && fields > 3, fields > 3 && (rest[0] == '+' || rest[0] == '-'):
	default:
		return wall, false, "", fmt.Errorf("%s is no date or time", icsQuote([]byte(printed)))
	}
	day := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	if day.Month() != time.Month(n[1]) || day.Day() != n[2] || n[3] > 24 || n[4] > 59 || n[5] > 60 ||
		n[3] == 24 && n[4]+n[5] > 0 {
		return wall, false, "", fmt.Errorf("%s is no date or time", icsQuote([]byte(printed)))
	}
	if n[0] < 1800 || n[0] > 2399 {
		return wall, false, "", fmt.Errorf("the year of %s is not of this age", icsQuote([]byte(printed)))
	}
	wall = day.Add(time.Duration(n[3])*time.Hour + time.Duration(n[4])*time.Minute + time.Duration(min(n[5], 59))*time.Second)
	return wall, fields == 3, rest, nil
}

func icsDigits(s string, n int) (int, bool) {
	if len(s) < n {
		return 0, false
	}
	v := 0
	for i := range n {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		v = v*10 + int(s[i]-'0')
	}
	return v, true
}

// icsOffset reads "+0100", "+01:00", "-0330", "+01" and "+013015" as seconds.
func icsOffset(s string) (int, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ":", "")
	if len(s) < 2 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	sign, digits := 1, s[1:]
	if s[0] == '-' {
		sign = -1
	}
	if len(digits) == 1 || len(digits) == 3 {
		digits = "0" + digits
	}
	digits += "000000"[:max(0, 6-len(digits))]
	h, ok1 := icsDigits(digits, 2)
	m, ok2 := icsDigits(digits[2:], 2)
	sec, ok3 := icsDigits(digits[4:], 2)
	if !ok1 || !ok2 || !ok3 || len(digits) != 6 || h > 18 || m > 59 || sec > 59 {
		return 0, false
	}
	return sign * (h*3600 + m*60 + sec), true
}

// icsSpan is how long something lasts. Days are counted on the calendar, exact
// time on a stop watch (RFC 5545 3.3.6); clock is the difference of two readings
// of the same clock, for an end that was given as such.
type icsSpan struct {
	known bool
	days  int
	exact time.Duration
	clock time.Duration
}

// end is where the span ends that begins at t. Of a whole day it is the first
// day that is not part of it.
func (s icsSpan) end(t icsTime) icsTime {
	t.wall = t.wall.AddDate(0, 0, s.days).Add(s.clock)
	if s.exact == 0 || t.date {
		return t
	}
	if t.zone == nil || t.zone == icsUTC {
		t.wall = t.wall.Add(s.exact)
		return t
	}
	at := t.zone.instant(t.wall).Add(s.exact)
	end := icsTime{wall: at, zone: icsUTC}
	if local := end.in(t.zone); local.zone.instant(local.wall).Equal(at) {
		return local
	}
	return end // the second pass of a doubled hour cannot be said on the clock
}

// icsDuration reads a DURATION value: "PT1H30M", "P1W", "P1DT2H", "-PT15M".
func icsDuration(s string) (icsSpan, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	bad := func(what string) error { return fmt.Errorf("%s is %s", icsQuote([]byte(s)), what) }
	rest, negative := strings.CutPrefix(s, "-")
	rest, ok := strings.CutPrefix(strings.TrimPrefix(rest, "+"), "P")
	if !ok || rest == "" {
		return icsSpan{}, bad("no duration")
	}
	span, clock, parts := icsSpan{known: true}, false, 0
	for rest != "" {
		if rest[0] == 'T' && !clock {
			clock, rest = true, rest[1:]
			continue
		}
		n, i := 0, 0
		for i < len(rest) && i < 7 && rest[i] >= '0' && rest[i] <= '9' {
			n, i = n*10+int(rest[i]-'0'), i+1
		}
		if i == 0 || i == len(rest) {
			return icsSpan{}, bad("no duration")
		}
		switch unit := rest[i]; {
		case unit == 'W' && !clock:
			span.days += 7 * n
		case unit == 'D' && !clock:
			span.days += n
		case unit == 'H' && clock:
			span.exact += time.Duration(n) * time.Hour
		case unit == 'M' && clock:
			span.exact += time.Duration(n) * time.Minute
		case unit == 'S' && clock:
			span.exact += time.Duration(n) * time.Second
		default:
			return icsSpan{}, bad("no duration")
		}
		rest, parts = rest[i+1:], parts+1
	}
	if parts == 0 {
		return icsSpan{}, bad("no duration")
	}
	if negative && span.days+int(span.exact) > 0 {
		return icsSpan{}, bad("a negative duration")
	}
	if span.days > 3700 || span.exact > 3700*24*time.Hour {
		return icsSpan{}, bad("longer than ten years")
	}
	return span, nil
}
