// Package dedupe groups all entries of a conference into talks with
// performances, keeps their identity, and names the rule of every join. Pure,
// symmetric, independent of order.
//
// Read Group first: it names the steps. A performance is a cluster of entries
// (known.go, slot.go, again.go); a talk is a cluster of performances
// (ladder.go with guard.go, talks.go); fields.go and encore.go say what they
// show, ids.go names the new ones. explain.go says why.
package dedupe

import (
	"time"

	"callboard"
)

// Version is raised whenever the same entries give other talks.
const Version = 3

// Source is what the matcher must know of a source, in field-priority order
// (the first wins a conflict).
type Source struct {
	ID string
	// Priority as configured: sources that share it tie, see status.
	Priority int
	// Live says that the source is configured and had a good reading within
	// 7 days; see DESIGN 4 for what dead sources keep.
	Live bool
	// Complete says that its latest good reading was complete.
	Complete bool
}

// Input is everything the grouping depends on.
type Input struct {
	Conference callboard.Conference
	Sources    []Source
	Entries    []callboard.Entry // of all sources, gone ones too
	Before     []callboard.Talk  // as stored
	Given      map[string]bool   // ids ever given out in the conference, aliases too
	// Aliases are the talks' ids that mean another talk now: what only a pin had
	// joined has its own id again when the pin is taken back.
	Aliases map[string]string
	Pins    [][]callboard.EntryKey
	Splits  [][]callboard.EntryKey
	Now     time.Time
}

// Output is the conference regrouped. Sequence, Modified and LastMove are those
// of Before; internal/diff moves them.
type Output struct {
	Talks            []callboard.Talk // sorted by id
	Aliases          []callboard.Alias
	DropTalks        []string
	DropPerformances []string
	Warnings         []callboard.Warning // pins that match nothing ...
}

// Group does it.
func Group(in Input) Output {
	g := newGrouping(in)
	return g.output(g.steps())
}

// steps turn entries into performances, and those into talks.
func (g *grouping) steps() []*cluster {
	g.keepKnown()     // the same source and ref as before, or the same slot
	g.joinSightings() // what several sources say of one slot
	g.findAgain()     // what lost all its refs
	g.bear()          // the rest is new
	g.place()         // slot and status of each performance
	g.makeTalks()     // the ladder
	return g.assign() // ids: kept, joined, split, born
}
