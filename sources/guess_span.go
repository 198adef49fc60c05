package sources

import (
	"slices"
	"strconv"
	"strings"
)

// guessUnits are words for units of time in the names of fields, and what makes
// minutes of them.
var guessUnits = map[string]string{"seconds": "/ 60", "second": "/ 60", "secs": "/ 60", "sec": "/ 60", "sekunden": "/ 60", "secondes": "/ 60", "segundos": "/ 60",
	"milliseconds": "/ 60000", "millis": "/ 60000", "ms": "/ 60000", "msec": "/ 60000", "hours": "* 60", "hrs": "* 60", "stunden": "* 60", "heures": "* 60", "horas": "* 60", "ore": "* 60"}

// unit is what makes minutes of a field's durations: "" where they are minutes
// or say their unit, "/ 60" for seconds. Names tell it, or lengths that no talk
// has; "?" is no length of a talk in any unit.
func (f guessField) unit() string {
	var values []float64
	for _, v := range f.values {
		n, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		if err != nil {
			return ""
		}
		values = append(values, n)
	}
	if len(values) == 0 {
		return ""
	}
	last := f.name[strings.LastIndexAny(f.name, "./")+1:]
	for _, w := range guessSplit.FindAllString(last, -1) {
		if unit := guessUnits[strings.ToLower(w)]; unit != "" {
			return unit
		}
	}
	slices.Sort(values)
	whole := func(of int) bool { // nine in ten are whole minutes
		odd := 0
		for _, v := range values {
			if v != float64(int(v)/of*of) {
				odd++
			}
		}
		return 10*odd <= len(values)
	}
	switch middle := values[len(values)/2]; {
	case middle >= 600_000 && whole(60_000):
		return "/ 60000"
	case middle > 600 && middle < 600_000 && whole(60):
		return "/ 60"
	case middle > 600:
		return "?"
	case values[len(values)-1] <= 12 && !whole(1):
		return "* 60"
	}
	return ""
}

// span finds durations in another unit than minutes, for a program to convert.
func (l *guessList) span(options map[string]any, fields []guessField) {
	if options["end"] != nil || options["duration"] != nil {
		return
	}
	most := 0
	for _, f := range fields {
		unit, score := f.unit(), guessNamed("duration", f.name)
		if unit != "" && unit != "?" && score > most {
			options["duration"], most = f.ask+" | tonumber? "+unit, score
		}
	}
}
