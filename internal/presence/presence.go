// Package presence compares a source's entries with a new reading of it:
// absence needs proof (DESIGN 4). Pure.
package presence

import (
	"time"

	"callboard"
)

// Reading is one good reading, normalised.
type Reading struct {
	Entries  []callboard.Entry
	Complete bool
	Unusable []string // refs that count as seen
	Outside  []string // refs (or UIDs of whose instances all are meant) that are neither missing nor gone
	// Start and End bound the conference as known before this reading; "" unknown.
	Start, End callboard.Date
	Zone       *time.Location
	At         time.Time
	Accept     bool // an admin believes it
}

// Doubt is what is remembered of suspect readings in a row.
type Doubt struct {
	Hash  string
	Since time.Time
	Count int
}

// Result is the source's entries after the reading.
type Result struct {
	Entries []callboard.Entry // all of them, gone ones too, by ref
	Changed bool              // any entry differs from before, LastSeen apart
	Suspect string            // the sentence; "" when the reading is believed
	Doubt   Doubt             // zero when it is believed
}

// Apply gives the entries after a reading that was parsed.
func Apply(before []callboard.Entry, r Reading, doubt Doubt) Result { return Result{} }

// Repeat gives the entries after an unchanged reading: the effect of the
// reading it equals once more, from stored entries.
func Repeat(before []callboard.Entry, complete bool, at time.Time) Result { return Result{} }
