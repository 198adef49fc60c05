// Package diff compares the talks of a conference before and after: the
// changes for people, and the stamps for clients. Pure: one clock reading.
package diff

import (
	"time"

	"callboard"
)

// Input is a conference before and after. After is as internal/dedupe gives it.
type Input struct {
	Conference    callboard.Conference
	Before, After []callboard.Talk
	Source        string // whose reading brought it
	Now           time.Time
}

// Output holds only what differs.
type Output struct {
	Talks   []callboard.Talk // new and altered ones, whole, with Sequence, Modified, LastMove and Created set
	Changes []callboard.Change
	// Visible says that something a subscriber sees differs, so that the
	// conference's Version must rise; sightings alone are not visible.
	Visible bool
}

// Compare gives the changes. The first import of a conference is one change.
func Compare(in Input) Output { return Output{} }
