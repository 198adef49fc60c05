package feeds

import (
	"time"

	"callboard"
)

// The layouts of times for people. The month is spelled out because 07/08 is
// read two ways, the hour has 24 because schedules do.
const (
	dayLayout      = "Mon 2 January"
	dayYearLayout  = "Mon 2 January 2006"
	clockLayout    = "15:04"
	dayClockLayout = dayLayout + ", " + clockLayout
)

// When says when and where in a line, on the venue's clock and without the
// year: "Thu 23 July, 16:10, Portland 256". An unplaced slot is "not yet
// placed".
func When(s callboard.Slot) string {
	return slotIn(s, dayLayout, func(s callboard.Slot) string {
		return s.Start.In(s.Location(time.UTC)).Format(dayClockLayout)
	})
}

// WhenLong says when and where with the year, the end and the zone:
// "Thu 23 July 2015, 16:10–16:50 (America/Los_Angeles), Portland 256".
func WhenLong(s callboard.Slot) string { return slotIn(s, dayYearLayout, timed) }

// slotIn words a slot with the room behind: days by a layout, times by timed.
func slotIn(s callboard.Slot, layout string, timed func(callboard.Slot) string) string {
	words := "not yet placed"
	switch {
	case s.Placed() && s.AllDay:
		words = s.Start.UTC().Format(layout)
		if last := lastDay(s); last.After(s.Start) {
			words += " to " + last.UTC().Format(layout)
		}
	case s.Placed():
		words = timed(s)
	}
	return join(words, oneLine(s.Room))
}

func timed(s callboard.Slot) string {
	loc := s.Location(time.UTC)
	start := s.Start.In(loc)
	words := start.Format(dayYearLayout + ", " + clockLayout)
	if s.End.After(s.Start) {
		end := s.End.In(loc)
		layout := clockLayout
		if end.YearDay() != start.YearDay() && s.End.Sub(s.Start) > 12*time.Hour {
			layout = dayYearLayout + ", " + clockLayout
		}
		words += "–" + end.Format(layout)
	}
	return words + " (" + loc.String() + ")"
}

// lastDay is midnight UTC of the last day of an all-day slot, inclusive.
func lastDay(s callboard.Slot) time.Time {
	if s.End.After(s.Start) {
		return s.End
	}
	return s.Start
}
