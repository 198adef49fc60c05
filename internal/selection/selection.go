// Package selection holds the filters of CONTRACT 4: query string or flags ->
// one Selection; a Selection applied to talks. Pure.
package selection

import (
	"net/url"
	"time"

	"callboard"
)

// Selection is a parsed filter. The zero value selects everything.
type Selection struct {
	Conferences, Tracks, Rooms, Speakers, Types, Languages, Tags, Talks []string
	Words                                                               []Word
	From, To                                                            Bound
	Encores                                                             string // "" or "all", "first", "next"
	Cancelled                                                           string // "" or "mark", "title", "drop"
}

// Word is one part of q: folded; a phrase may hold blanks.
type Word struct {
	Text string
	Not  bool
}

// Bound is a from or to: an instant, or a whole day in the conference's zone.
type Bound struct {
	Instant time.Time
	Day     callboard.Date
}

// BadParameterError names the parameter and says what would be right.
type BadParameterError struct{ Name, Text string }

func (e *BadParameterError) Error() string { return e.Name + ": " + e.Text }

// Parse reads a query. Unknown keys and bad values are a *BadParameterError.
func Parse(q url.Values) (Selection, error) { return Selection{}, nil }

// Canonical is the query in its one canonical order and spelling; "" selects everything.
func (s Selection) Canonical() string { return "" }

// Name says what the selection holds: "track Security, room H1"; "" for everything.
func (s Selection) Name() string { return "" }

// Personal reports whether talks were picked one by one.
func (s Selection) Personal() bool { return len(s.Talks) > 0 }

// Apply gives the talks with those performances that match, in the order
// conference, start, room, title. Only encores=next looks at now.
func (s Selection) Apply(confs []callboard.Conference, talks []callboard.Talk, now time.Time) []callboard.Talk {
	return nil
}
