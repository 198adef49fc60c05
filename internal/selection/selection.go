// Package selection holds the filters of CONTRACT 4: query string or flags ->
// one Selection; a Selection applied to talks. Pure.
package selection

import (
	"time"

	"callboard"
)

// Selection is a parsed filter. The zero value selects everything. Parse keeps
// values folded, sorted and without repeats, so that two spellings of one
// filter are one Selection.
type Selection struct {
	Conferences, Tracks, Rooms, Speakers, Types, Languages, Tags, Talks []string
	Words                                                               []Word
	From, To                                                            Bound
	Encores                                                             string // "" or "all", "first", "next"
	Cancelled                                                           string // "" or "mark", "title", "drop"
	// Alarm is how many minutes before its start a calendar reminds of an
	// event; "" never, and other formats have none.
	Alarm string
}

// Word is one part of q: folded; a phrase may hold blanks.
type Word struct {
	Text string
	Not  bool
}

// Bound is a from or to: an instant, or a whole day in the conference's zone.
type Bound struct {
	Instant time.Time // UTC, whole seconds
	Day     callboard.Date
}

// Set reports whether there is a bound.
func (b Bound) Set() bool { return b.Day != "" || !b.Instant.IsZero() }

// BadParameterError names the parameter and says what would be right.
type BadParameterError struct{ Name, Text string }

func (e *BadParameterError) Error() string { return e.Name + ": " + e.Text }

// Key is one filter, as a query parameter and as a command-line flag.
type Key struct {
	Name   string
	Help   string // for --help and the subscribe page
	Repeat bool   // may be given more than once: repeated values are or
}

// Keys are all filters, in the order of CONTRACT 4. Read only.
var Keys = []Key{
	{"conference", "id of a conference", true},
	{"track", "name of a track", true},
	{"room", "name of a room", true},
	{"speaker", "full name of a speaker", true},
	{"type", "type of talk", true},
	{"language", "language, such as en; en finds en-GB too", true},
	{"tag", "tag of a talk", true},
	{"talk", "id of a talk", true},
	{"q", `words that must all occur in title, abstract or speakers; "a phrase", -without`, false},
	{"from", "first start: a date such as 2015-07-22, or an instant such as 2015-07-22T13:30:00Z", false},
	{"to", "last start: a date, included, or an instant, excluded", false},
	{"encores", "all, first (one performance a talk) or next (the next one not yet begun)", false},
	{"cancelled", "mark (status and title), title (the title only) or drop", false},
	{"alarm", "calendars only: a reminder so many minutes before each start", false},
}

// Personal reports whether talks were picked one by one.
func (s Selection) Personal() bool { return len(s.Talks) > 0 }

// list is the values of a repeatable key, nil for the others.
func (s *Selection) list(key string) *[]string {
	switch key {
	case "conference":
		return &s.Conferences
	case "track":
		return &s.Tracks
	case "room":
		return &s.Rooms
	case "speaker":
		return &s.Speakers
	case "type":
		return &s.Types
	case "language":
		return &s.Languages
	case "tag":
		return &s.Tags
	case "talk":
		return &s.Talks
	}
	return nil
}
