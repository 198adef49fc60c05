package feeds

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// rule is a yearly onset: the nth (or, for -1, the last) weekday of a month.
type rule struct {
	onset
	nth int
}

func (r rule) write(l *lines) {
	// From 1970 on, so that a feed's bytes do not depend on its oldest event.
	w := r.wall()
	first := nthWeekday(1970, w.Month(), w.Weekday(), r.nth)
	o := r.onset
	o.at = first.Add(time.Duration(w.Hour())*time.Hour + time.Duration(w.Minute())*time.Minute +
		time.Duration(w.Second())*time.Second - time.Duration(o.from)*time.Second)
	day := strings.ToUpper(w.Weekday().String()[:2])
	writeObservance(l, o, "FREQ=YEARLY;BYMONTH="+strconv.Itoa(int(w.Month()))+";BYDAY="+strconv.Itoa(r.nth)+day)
}

// nthWeekday is midnight of a day such as the second or the last Sunday of a month.
func nthWeekday(year int, month time.Month, day time.Weekday, nth int) time.Time {
	if nth < 0 {
		last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
		return last.AddDate(0, 0, -int(last.Weekday()-day+7)%7)
	}
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, int(day-first.Weekday()+7)%7+7*(nth-1))
}

// ruleSpan is how many years in a row must follow a rule before it is
// believed: any single year fits one.
const ruleSpan = 5

// rules finds the two yearly onsets that hold in every year used and in the
// years around it.
func (u *zoneUse) rules() (a, b rule, ok bool) {
	first, last := u.years[0], u.years[len(u.years)-1]
	if first <= 1970 {
		return a, b, false
	}
	more := max(0, ruleSpan-(last-first+1))
	for _, w := range [...][2]int{{first, last + more}, {first - more, last}} {
		if a, b, ok = rulesOf(u.loc, w[0], w[1]); ok {
			return a, b, true
		}
	}
	return a, b, false
}

func rulesOf(loc *time.Location, first, last int) (a, b rule, ok bool) {
	var as, bs []rule
	for year := first; year <= last; year++ {
		var in []onset
		for _, o := range onsets(loc, newYear(year).Add(-24*time.Hour), newYear(year+1).Add(24*time.Hour)) {
			if o.wall().Year() == year {
				in = append(in, o)
			}
		}
		if len(in) != 2 || in[0].from != in[1].to || in[0].to != in[1].from {
			return a, b, false
		}
		if year == first {
			as, bs = rulesFor(in[0]), rulesFor(in[1])
		}
		as, bs = holding(as, in[0]), holding(bs, in[1])
	}
	if len(as) == 0 || len(bs) == 0 {
		return a, b, false
	}
	return as[0], bs[0], true
}

// rulesFor are the rules that give an onset, "the last" first.
func rulesFor(o onset) []rule {
	var all []rule
	w := o.wall()
	if w.AddDate(0, 0, 7).Month() != w.Month() {
		all = append(all, rule{o, -1})
	}
	if nth := (w.Day() + 6) / 7; nth < 5 {
		all = append(all, rule{o, nth})
	}
	return all
}

// holding are those rules that give this year's onset too.
func holding(rules []rule, o onset) []rule {
	w := o.wall()
	return slices.DeleteFunc(rules, func(r rule) bool {
		rw := r.wall()
		same := r.from == o.from && r.to == o.to && r.name == o.name && r.daylight == o.daylight
		clock := rw.Hour() == w.Hour() && rw.Minute() == w.Minute() && rw.Second() == w.Second()
		y, m, d := nthWeekday(w.Year(), rw.Month(), rw.Weekday(), r.nth).Date()
		return !same || !clock || y != w.Year() || m != w.Month() || d != w.Day()
	})
}
