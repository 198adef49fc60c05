package sources

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// declaredWhen is the time of one item as its keys print it.
type declaredWhen struct {
	start, end, date, day declaredTimes
	duration              string
}

// declaredYears finds the year of dates that are printed without one.
type declaredYears struct {
	fixed int   // of the key date
	seen  []int // of the dates of this reading that have one
	page  []int // in the page's title, headings and address
}

// add remembers the years of an item's dates.
func (y *declaredYears) add(w declaredWhen) {
	for _, t := range []declaredTimes{w.start, w.date, w.day} {
		if t.dated() && t.date.year > 0 && !slices.Contains(y.seen, t.date.year) {
			y.seen = append(y.seen, t.date.year)
		}
	}
}

// of completes a date. A weekday that is printed with it must agree.
func (y *declaredYears) of(s declaredStamp) (declaredStamp, bool) {
	if s.year > 0 {
		return s, declaredDateFits(s.year, s.month, s.day, -1)
	}
	candidates := [][]int{y.seen, y.page}
	if y.fixed > 0 {
		candidates = [][]int{{y.fixed}, {y.fixed + 1}} // a congress over the turn of the year
	}
	for _, years := range candidates {
		var fit []int
		for _, year := range years {
			if declaredDateFits(year, s.month, s.day, s.weekday) {
				fit = append(fit, year)
			}
		}
		if len(fit) == 1 {
			s.year = fit[0]
			return s, true
		}
	}
	return s, false
}

// declaredFault says why an item has no slot.
type declaredFault int

const (
	declaredFine   declaredFault = iota
	declaredNoYear               // dates are printed without a year
	declaredNoDate               // clock times are printed without a date
)

// when puts an item's time together.
func (o *declaredOptions) when(w declaredWhen, years *declaredYears) (When, declaredFault) {
	out := When{Duration: w.duration}
	if w.start.whole {
		out.Start = w.start.text
		o.end(&out, w, years)
		return out, declaredFine
	}
	date, fault := o.date(w, years)
	switch {
	case w.start.start.hasClock && date == "":
		return When{}, fault
	case w.start.start.hasClock:
		s := w.start.start
		out.Date, out.Start = date, s.clock()
		if s.offset != "" {
			out.Date, out.Start = "", date+"T"+s.clock()+s.offset
		}
		o.end(&out, w, years)
	case w.start.text != "" && !w.start.dated() && !w.start.words():
		out.Start, out.Date = w.start.text, date // as printed: its reader says what is wrong with it
	case date == "":
		return When{}, declaredFine
	default:
		out = When{Start: date, AllDay: true}
		if end, ok := years.of(w.end.date); ok && w.end.dated() {
			out.End = end.iso()
		}
	}
	return out, declaredFine
}

// date is the day of an item: of its start, its own, the heading's, the fixed one.
func (o *declaredOptions) date(w declaredWhen, years *declaredYears) (string, declaredFault) {
	fault := declaredNoDate
	for _, t := range []declaredTimes{w.start, w.date, w.day} {
		if !t.dated() {
			if t.whole && t.text[4] != '-' {
				return t.text[:4] + "-" + t.text[4:6] + "-" + t.text[6:8], declaredFine
			} else if t.whole {
				return t.text[:10], declaredFine
			}
			continue
		}
		if s, ok := years.of(t.date); ok {
			return s.iso(), declaredFine
		}
		fault = declaredNoYear
	}
	if !declaredDay.MatchString(o.fixedDate) {
		return "", fault
	}
	first, err := time.Parse(time.DateOnly, o.fixedDate)
	if err != nil {
		return "", fault
	}
	// A weekday or "Day 2" counts from the fixed date.
	for _, t := range []declaredTimes{w.date, w.day, w.start} {
		switch {
		case t.date.ordinal > 0:
			return first.AddDate(0, 0, t.date.ordinal-1).Format(time.DateOnly), declaredFine
		case t.date.weekday >= 0 && !t.dated() && t.text != "":
			return first.AddDate(0, 0, (t.date.weekday-int(first.Weekday())+7)%7).Format(time.DateOnly), declaredFine
		}
	}
	return o.fixedDate, declaredFine
}

// unread is a date in figures that was printed and is none, quoted: "31.06.2027"
// does not exist, and of "06/05/2027" nobody knows the month.
func (w declaredWhen) unread() string {
	for _, t := range []declaredTimes{w.date, w.day, w.start} {
		if t.text != "" && !t.words() && !t.dated() && !t.whole && !t.start.hasClock {
			return strconv.Quote(t.text)
		}
	}
	return ""
}

// end fills the end from the key end, else from a range in the key start.
func (o *declaredOptions) end(out *When, w declaredWhen, years *declaredYears) {
	e := w.end
	switch {
	case e.whole:
		out.End = e.text
	case e.start.hasClock:
		if !e.dated() {
			e.start = afterNoon(w.start.start, e.start)
		}
		out.End = e.start.clock()
		if s, ok := years.of(e.date); ok && e.dated() {
			out.EndDate = s.iso()
		}
		if e.start.offset != "" {
			day := firstOf(out.EndDate, out.Date)
			if day != "" {
				out.End, out.EndDate = fmt.Sprintf("%sT%s%s", day, e.start.clock(), e.start.offset), ""
			}
		}
	case e.text != "" && !e.words():
		out.End = e.text
	case w.start.end.hasClock:
		out.End = w.start.end.clock()
	}
	if out.End != "" {
		out.Duration = "" // the end says it, and an odd duration beside it is no fault
	}
}
