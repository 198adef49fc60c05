package sources

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Bounds of recurrence. A step is one instance that the library computes, about
// a third of a microsecond.
const (
	icsMaxInstances = 1000      // given for one component
	icsAllInstances = 20_000    // given for one reading: the matcher spends about ten kilobytes on each
	icsMaxSteps     = 50_000    // for one rule, instances before the window included
	icsAllSteps     = 2_000_000 // for one reading
	icsFutileSteps  = 40_000    // what a rule that matches nothing costs
)

var errICSSteps = errors.New("too many instances, here or in the calendar as a whole")

// icsRule is an RRULE value (RFC 5545 3.3.10).
type icsRule struct {
	text     string // cleaned, without UNTIL and COUNT
	freq     string
	interval int
	count    int       // 0 = without end
	until    time.Time // a wall clock; zero = without end
	utc      bool      // until is UTC
	untilDay bool      // until is a whole day
}

// icsReadRule checks a rule before the library sees it: what makes the library
// spin or fill the memory is refused.
func icsReadRule(s string) (icsRule, error) {
	r := icsRule{interval: 1}
	var parts []string
	times := 1
	seen := map[string]bool{}
	for part := range strings.SplitSeq(strings.ToUpper(strings.Join(strings.Fields(s), "")), ";") {
		key, value, ok := strings.Cut(part, "=")
		if part == "" || strings.HasPrefix(key, "X-") {
			continue
		}
		if !ok || value == "" || seen[key] {
			return r, fmt.Errorf("%s cannot be read", icsQuote([]byte(part)))
		}
		seen[key] = true
		list := 1 + strings.Count(value, ",")
		var err error
		switch key {
		case "FREQ":
			r.freq = value
		case "INTERVAL":
			r.interval, err = icsCount(value, 10_000)
		case "COUNT":
			r.count, err = icsCount(value, 1_000_000_000)
		case "UNTIL":
			err = r.readUntil(value)
		case "BYHOUR", "BYMINUTE", "BYSECOND":
			times *= list
		case "BYSETPOS", "BYMONTHDAY", "BYDAY", "BYWEEKNO", "BYMONTH":
			if list > 100 {
				err = errors.New("the list is too long")
			}
		case "BYYEARDAY":
			if list > 366 {
				err = errors.New("the list is too long")
			}
		case "WKST":
		case "RSCALE":
			if value == "GREGORIAN" {
				continue
			}
			err = errors.New("only the Gregorian calendar is understood")
		case "SKIP":
			continue
		default:
			err = errors.New("unknown")
		}
		if err != nil {
			return r, fmt.Errorf("%s: %w", icsQuote([]byte(part)), err)
		}
		if key != "COUNT" && key != "UNTIL" {
			parts = append(parts, part)
		}
	}
	switch r.freq {
	case "DAILY", "WEEKLY", "MONTHLY", "YEARLY":
	case "":
		return r, errors.New("FREQ is missing")
	default:
		return r, fmt.Errorf("FREQ=%s: only daily and rarer rules are expanded", lookText([]byte(r.freq), 20))
	}
	if times > 48 {
		return r, errors.New("more than 48 times a day")
	}
	r.text = strings.Join(parts, ";")
	return r, nil
}

func icsCount(s string, most int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("must be a number from 1 to %d", most)
	}
	return n, nil
}

func (r *icsRule) readUntil(s string) error {
	wall, date, suffix, err := icsClock(s)
	if year, ok := icsDigits(s, 4); err != nil && ok && year > 2399 { // 99991231 means for ever
		return nil
	}
	if err != nil {
		return err
	}
	if offset, ok := icsOffset(suffix); ok {
		wall, suffix = wall.Add(-time.Duration(offset)*time.Second), "Z"
	}
	r.until, r.untilDay, r.utc = wall, date, suffix == "Z"
	return nil
}

// bound settles UNTIL on the clock of start: a day includes all of it, as most
// who write one mean it; a day is all that matters to whole days.
func (r *icsRule) bound(start icsTime, fallback *icsZone) {
	if r.until.IsZero() {
		return
	}
	until := icsTime{wall: r.until, date: r.untilDay}
	if r.utc {
		until.zone = icsUTC
		z := start.zone
		if z == nil {
			z = fallback
		}
		until = until.in(z)
	}
	if r.untilDay || start.date {
		y, m, d := until.wall.Date()
		until.wall = time.Date(y, m, d, 23, 59, 59, 0, time.UTC)
	}
	r.until, r.utc, r.untilDay = until.wall, false, false
}

// expand gives the instances from, inclusive, to, exclusive, all of them wall
// clocks. The start is the first instance whether the rule matches it or not
// (RFC 5545 3.8.5.3). Stops with errICSSteps where a rule costs too much.
func (r icsRule) expand(start, from, to time.Time, steps *int) (out []time.Time, err error) {
	defer func() {
		// The library indexes arrays by what a rule says; a rule that it trips
		// over must not cost the calendar.
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("cannot be expanded: %v", p)
		}
	}()
	if !start.Before(from) && start.Before(to) {
		out = append(out, start)
	}
	last := to
	if !r.until.IsZero() && r.until.Before(last) {
		last = r.until.Add(time.Second)
	}
	if !start.Before(last) || !from.Before(last) || r.count == 1 {
		return out, nil
	}
	opt, err := rrule.StrToROption(r.text)
	if err != nil {
		return nil, err
	}
	opt.Dtstart = r.forward(start, from)
	// A rule that matches nothing runs to the library's last year, 9999. The
	// calendar repeats after 400 years, so the search moves close to that end.
	shift := (9999 - last.Year()) / 400 * 400
	opt.Dtstart = opt.Dtstart.AddDate(shift, 0, 0)
	opt.Until = last.Add(-time.Second).AddDate(shift, 0, 0)
	rule, err := rrule.NewRRule(*opt)
	if err != nil {
		return nil, err
	}
	next, left, found := rule.Iterator(), r.count-1, 0
	for ; ; found++ {
		if found >= icsMaxSteps || *steps <= 0 {
			return out, errICSSteps
		}
		*steps--
		t, ok := next()
		if !ok {
			break
		}
		t = t.AddDate(-shift, 0, 0)
		if t.Equal(start) {
			continue
		}
		if r.count > 0 {
			if left--; left < 0 {
				break
			}
		}
		if !t.Before(from) && t.Before(to) {
			out = append(out, t)
		}
		if len(out) > icsMaxInstances {
			break
		}
	}
	if found == 0 {
		*steps -= icsFutileSteps
	}
	return out, nil
}

// forward skips whole periods of a daily or weekly rule before from, where no
// instances are counted.
func (r icsRule) forward(start, from time.Time) time.Time {
	days := r.interval
	if r.freq == "WEEKLY" {
		days *= 7
	}
	if r.count > 0 || r.freq != "DAILY" && r.freq != "WEEKLY" {
		return start
	}
	skip := int(from.Sub(start)/(24*time.Hour))/days - 1
	if skip <= 0 {
		return start
	}
	return start.AddDate(0, 0, skip*days)
}
