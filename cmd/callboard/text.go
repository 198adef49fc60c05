package main

import (
	"strings"
	"time"
	"unicode"

	"callboard"
)

// oneLine makes text of strangers safe for a terminal: no line breaks, no
// escape sequences, no direction overrides.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
}

// when is a slot in words, in the zone of its venue: "Wed 2015-07-22 13:30–14:10".
func when(s callboard.Slot) string {
	if !s.Placed() {
		return "not yet placed"
	}
	if s.AllDay {
		text := s.Start.Format("Mon 2006-01-02")
		if s.End.After(s.Start) {
			text += " – " + s.End.Format("Mon 2006-01-02")
		}
		return text
	}
	loc := s.Location(time.UTC)
	start := s.Start.In(loc)
	text := start.Format("Mon 2006-01-02 15:04")
	if end := s.End.In(loc); !s.End.IsZero() {
		layout := "15:04"
		if s.End.Sub(s.Start) >= 24*time.Hour {
			layout = " Mon 2006-01-02 15:04" // else it would look like a short one
		}
		text += "–" + end.Format(layout)
	}
	return text
}

// place is the room behind a comma, or nothing.
func place(s callboard.Slot) string {
	if s.Room == "" {
		return ""
	}
	return ", " + oneLine(s.Room)
}

// moment is an instant for a table, "-" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04Z")
}
