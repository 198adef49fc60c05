package normalize

import (
	"errors"
	"strings"
	"time"
)

// A span is a printed duration. Days are nominal (a day is until the same clock
// time), the rest is exact, RFC 5545 3.3.6.
type span struct {
	days  int
	exact time.Duration
}

var errDuration = errors.New("is no duration that callboard can read; 00:45 or PT45M would be one")

// parseDuration reads "00:45", "0:5", "1:30:00", "00:90", "PT1H30M", "P1D", "00H25M00S",
// "1h 30m", "40" (minutes) and "45 min".
func parseDuration(s string) (span, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	switch {
	case s == "" || len(s) > 30:
		return span{}, errDuration
	case s[0] == 'P':
		return designators(s[1:], false)
	case strings.Contains(s, ":"):
		return clockDuration(s)
	}
	n := digits(s)
	switch unit := strings.TrimSpace(s[n:]); {
	case n == 0 || n > 5:
		return span{}, errDuration
	case unit == "" || unit == "MIN" || unit == "MIN." || unit == "MINS" || unit == "MINUTES" || unit == "MINUTE" || unit == "MINUTEN":
		return span{exact: time.Duration(atoi(s[:n])) * time.Minute}, nil
	}
	return designators(strings.ReplaceAll(s, " ", ""), true)
}

// clockDuration reads hours and minutes, with seconds or without. Minutes fill an
// hour only where there are hours: "00:90" is one and a half.
func clockDuration(s string) (span, error) {
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return span{}, errDuration
	}
	var d time.Duration
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second}[:len(parts)] {
		p := parts[i]
		if digits(p) != len(p) || p == "" || len(p) > 4 || i > 0 && len(p) > 2 || i > 0 && atoi(p) > 59 && (i > 1 || d > 0) {
			return span{}, errDuration
		}
		d += time.Duration(atoi(p)) * unit
	}
	return span{exact: d}, nil
}

// designators reads "1W2DT3H4M5S"; with timeOnly "00H25M00S" without a T.
func designators(s string, timeOnly bool) (span, error) {
	var d span
	inTime, last := timeOnly, -1
	if s == "" || s == "T" {
		return span{}, errDuration
	}
	for s != "" {
		if s[0] == 'T' && !inTime {
			inTime, s = true, s[1:]
			continue
		}
		n := digits(s)
		if n == 0 || n > 5 || n == len(s) {
			return span{}, errDuration
		}
		v, unit := atoi(s[:n]), s[n]
		place := strings.IndexByte("WD", unit)
		if inTime {
			place = 2 + strings.IndexByte("HMS", unit)
		}
		if place <= last || inTime && place < 2 {
			return span{}, errDuration
		}
		last = place
		switch place {
		case 0:
			d.days += 7 * v
		case 1:
			d.days += v
		default:
			d.exact += time.Duration(v) * []time.Duration{time.Hour, time.Minute, time.Second}[place-2]
		}
		s = s[n+1:]
	}
	return d, nil
}
