package sources

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// guessFigures are dates in figures of which either the day or the month may come
// first.
var guessFigures = regexp.MustCompile(`(?:^|[^\d/.:-])(\d{1,2})([/.-])(\d{1,2})([/.-])(\d{4}|\d{2})(?:[^\d/.:-]|$)`)

// guessFar is how far apart the days of one conference never are.
const guessFar = 25 * 24 * time.Hour

// guessFigure is one such date.
type guessFigure struct {
	first, second, year int
	mark                string // between them
	layout              string // "%s/%s/YYYY"
	text                string
}

// open reports whether either figure may be the month. With points the day comes
// first everywhere.
func (f guessFigure) open() bool {
	return f.mark != "." && f.first <= 12 && f.second <= 12 && f.first != f.second
}

func guessFigureOf(m []string) (f guessFigure, ok bool) {
	f.mark = m[2]
	year := "YYYY"
	if f.mark != m[4] || len(m[5]) == 2 && f.mark == "-" { // 20-06-27 begins with its year
		return f, false
	}
	f.first, _ = strconv.Atoi(m[1])
	f.second, _ = strconv.Atoi(m[3])
	f.year, _ = strconv.Atoi(m[5])
	if len(m[5]) == 2 {
		year, f.year = "YY", f.year+2000
	}
	f.layout, f.text = "%s"+f.mark+"%s"+f.mark+year, m[1]+f.mark+m[3]+f.mark+m[5]
	return f, f.first > 0 && f.second > 0 && min(f.first, f.second) <= 12 && max(f.first, f.second) <= 31
}

// guessDateLayout is the layout of dates in figures that cannot be read without
// one: "" where there are none, or where nothing tells days from months. One day
// above twelve tells it; else the reading by which the days lie together, as
// those of a conference do.
func guessDateLayout(fields []guessField) string {
	var all []guessFigure
	needed := false
	for _, f := range fields {
		if guessNamed("date", f.name) == 0 && guessNamed("start", f.name) == 0 {
			continue
		}
		for _, v := range f.values {
			if m := guessFigures.FindStringSubmatch(v); m != nil && len(v) < 60 {
				if figure, ok := guessFigureOf(m); ok {
					all, needed = append(all, figure), needed || figure.open() || len(m[5]) == 2
				}
			}
		}
	}
	if !needed {
		return ""
	}
	days, months := guessSpread(all, false), guessSpread(all, true)
	switch {
	case all[0].mark == ".", months < 0, 0 <= days && days < guessFar && months >= guessFar:
		return fmt.Sprintf(all[0].layout, "D", "M")
	case days < 0, 0 <= months && months < guessFar && days >= guessFar:
		return fmt.Sprintf(all[0].layout, "M", "D")
	}
	return ""
}

// guessSpread is how far apart the dates are with the day or the month first, -1
// if they cannot be read so.
func guessSpread(all []guessFigure, month bool) time.Duration {
	var first, last time.Time
	for _, f := range all {
		d, m := f.first, f.second
		if month {
			d, m = m, d
		}
		if m > 12 || f.layout != all[0].layout {
			return -1
		}
		day := time.Date(f.year, time.Month(m), d, 0, 0, 0, 0, time.UTC)
		if first.IsZero() || day.Before(first) {
			first = day
		}
		if day.After(last) {
			last = day
		}
	}
	return last.Sub(first)
}

// guessUnclear is a date of JSON or of a table that nothing there makes clear, ""
// for none.
func guessUnclear(body []byte) string {
	if bytes.HasPrefix(body, []byte("<")) {
		return "" // a page may hold any date
	}
	for _, m := range guessFigures.FindAllStringSubmatch(string(body), 100) {
		if f, ok := guessFigureOf(m); ok && f.open() {
			return f.text
		}
	}
	return ""
}
