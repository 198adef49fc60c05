// Package normalize turns printed items into clean entries: instants in the
// right zone, names folded for comparison, repeat marks split off titles, HTML
// to text. Pure: no I/O and no clock.
package normalize

import (
	"callboard"
	"callboard/sources"
)

// Input is one reading and what is known around it.
type Input struct {
	Listing    *sources.Listing
	Source     callboard.Source
	Conference callboard.Conference // its Zone is "" while nobody configured one
}

// Output is the same reading, clean. Seen and Left name refs for presence.
type Output struct {
	Entries   []callboard.Entry // by start (unplaced last), room key, ref; refs unique; Presence unset
	Published callboard.Published
	Zone      string   // IANA name that zone-less times were read in
	Unusable  []string // refs of items that were there but cannot be used: they count as seen
	Outside   []string // as in the Listing
	Complete  bool     // false when an item could not be used and its ref not be read
	Warnings  []callboard.Warning
}

// Entries cleans one reading.
func Entries(in Input) Output { return Output{} }
