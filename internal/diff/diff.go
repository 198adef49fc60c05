// Package diff compares the talks of a conference before and after: the
// changes for people, and the stamps for clients. Pure: one clock reading.
package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"callboard"
)

// Input is a conference before and after. After is as internal/dedupe gives it.
type Input struct {
	Conference    callboard.Conference
	Before, After []callboard.Talk
	Source        string    // whose reading brought it
	Now           time.Time // one clock reading: its whole seconds count
}

// Output holds only what differs.
type Output struct {
	// Talks are the new and altered ones, whole, with Sequence, Modified,
	// LastMove and Created set, sorted by id. A sighting that was merely seen
	// again makes no difference.
	Talks   []callboard.Talk
	Changes []callboard.Change
	// Visible says that something a subscriber sees differs, so that the
	// conference's Version must rise; sightings alone are not visible.
	Visible bool
}

// stored is a performance before, and the talk it belonged to.
type stored struct {
	talk *callboard.Talk
	perf *callboard.Performance
}

// comparison is the state of one Compare.
type comparison struct {
	in     Input
	now    time.Time
	words  wording
	talks  map[string]*callboard.Talk
	perfs  map[string]stored
	out    Output
	places map[string]place // of the changes, for their order
}

// place is where a change stands in the order of the ledger.
type place struct {
	start time.Time
	title string
}

// Compare gives the changes. The first import of a conference is one change.
func Compare(in Input) Output {
	c := &comparison{in: in, now: in.Now.UTC().Truncate(time.Second), words: newWording(in.Conference, in.Now)}
	c.index()
	kept := make(map[string]bool, len(in.After))
	for i := range in.After {
		kept[in.After[i].ID] = true
		c.talk(in.After[i])
	}
	for _, t := range in.Before {
		c.out.Visible = c.out.Visible || !kept[t.ID] // joined into another
	}
	if len(in.Before) == 0 && len(in.After) > 0 {
		c.out.Changes = []callboard.Change{c.imported()}
	}
	slices.SortFunc(c.out.Talks, func(a, b callboard.Talk) int { return strings.Compare(a.ID, b.ID) })
	c.sort()
	return c.out
}

// Rows are the changes alone, of a conference that was imported long ago: what
// a ledger that knows Before is to be told.
func Rows(in Input) []callboard.Change {
	c := &comparison{in: in, now: in.Now.UTC().Truncate(time.Second), words: newWording(in.Conference, in.Now)}
	c.index()
	for i := range in.After {
		c.talk(in.After[i])
	}
	c.sort()
	return c.out.Changes
}

func (c *comparison) index() {
	c.talks = make(map[string]*callboard.Talk, len(c.in.Before))
	c.perfs = make(map[string]stored, len(c.in.Before))
	c.places = make(map[string]place)
	for i := range c.in.Before {
		t := &c.in.Before[i]
		c.talks[t.ID] = t
		for j := range t.Performances {
			c.perfs[t.Performances[j].ID] = stored{t, &t.Performances[j]}
		}
	}
}

func (c *comparison) imported() callboard.Change {
	n := 0
	for _, t := range c.in.After {
		n += len(t.Performances)
	}
	return callboard.Change{
		At: c.now, Conference: c.in.Conference.ID, Kind: callboard.Imported, Source: c.in.Source,
		After: count(len(c.in.After), "talk") + ", " + count(n, "performance"),
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// talk compares one talk, stamps it and its performances, and writes its rows.
func (c *comparison) talk(t callboard.Talk) {
	old := c.talks[t.ID]
	t.Performances = slices.Clone(t.Performances)
	var rows []callboard.Change
	said := old == nil
	if old != nil {
		t.Content = settle(old.Content, t.Content)
		said = !sameContent(old.Content, t.Content)
		rows = c.contentRows(old, &t)
	} else if from := c.replaced(&t); from != nil {
		rows = c.contentRows(from, &t)
	}
	ps, moved := c.performances(&t, old)
	said = said || left(&t, old)
	seen := said
	for i := range ps {
		// A performance shows its talk, and where its siblings are given.
		sibling := len(moved) > 1 || len(moved) == 1 && moved[0] != i
		p := &t.Performances[i]
		if ps[i].seen || said || sibling || ps[i].old.talk != nil && ps[i].old.talk.ID != t.ID {
			seen = true
			p.Modified = Stamp(p.Modified, c.now)
		}
		if p.Created.IsZero() {
			p.Created = c.now
		}
		if ps[i].row != nil {
			rows = append(rows, *ps[i].row)
		}
	}
	if !seen {
		if c.sightingsDiffer(&t) {
			c.out.Talks = append(c.out.Talks, t)
		}
		return
	}
	if t.Created.IsZero() {
		t.Created = c.now
	}
	t.Modified = Stamp(t.Modified, c.now)
	c.out.Visible = true
	c.out.Talks = append(c.out.Talks, t)
	c.publish(t, rows)
}

// replaced is the talk that a new talk's first performance belonged to, when its
// source prints another title there now: the slot was given to another talk.
func (c *comparison) replaced(t *callboard.Talk) *callboard.Talk {
	for _, p := range t.Performances {
		old := c.perfs[p.ID]
		if old.talk == nil {
			return nil
		}
		for _, s := range p.Sightings {
			if slices.ContainsFunc(old.perf.Sightings, func(was callboard.Sighting) bool {
				return was.Source == s.Source && was.Ref == s.Ref && was.Title != s.Title
			}) {
				return old.talk
			}
		}
	}
	return nil
}

// publish completes the rows of a talk with what it is now.
func (c *comparison) publish(t callboard.Talk, rows []callboard.Change) {
	first := place{title: t.Title}
	for _, p := range t.Performances {
		if p.Placed() && (first.start.IsZero() || p.Start.Before(first.start)) {
			first.start = p.Start
		}
	}
	c.places[t.ID] = first
	for _, p := range t.Performances {
		c.places[p.ID] = place{p.Start, t.Title}
	}
	snapshot := t // one for all rows: db keeps it once
	for _, r := range rows {
		r.At, r.Conference, r.Talk, r.Source, r.Snapshot = c.now, c.in.Conference.ID, t.ID, c.in.Source, &snapshot
		c.out.Changes = append(c.out.Changes, r)
	}
}

// left reports whether a performance that the talk had is another's now, or
// proved to be one with a sibling.
func left(t, old *callboard.Talk) bool {
	if old == nil {
		return false
	}
	stays := make(map[string]bool, len(t.Performances))
	for i := range t.Performances {
		stays[t.Performances[i].ID] = true
	}
	return slices.ContainsFunc(old.Performances, func(p callboard.Performance) bool { return !stays[p.ID] })
}

// Stamp is now, but at least a second above was: the next Modified of what
// changed. Whole seconds, UTC; was may be zero.
func Stamp(was, now time.Time) time.Time {
	if next := was.Add(time.Second); next.After(now) {
		return next
	}
	return now
}

// sightingsDiffer reports whether anything but the last time of being seen
// differs behind a talk that looks the same.
func (c *comparison) sightingsDiffer(t *callboard.Talk) bool {
	for i := range t.Performances {
		p := &t.Performances[i]
		old := c.perfs[p.ID].perf
		if old == nil || !slices.EqualFunc(old.Sightings, p.Sightings, sameSighting) {
			return true
		}
	}
	return false
}

func sameSighting(a, b callboard.Sighting) bool {
	first := a.FirstSeen.Equal(b.FirstSeen)
	a.FirstSeen, a.LastSeen, b.FirstSeen, b.LastSeen = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return first && a == b
}

// kindOrder is the order of the rows of one performance and talk.
var kindOrder = [...]callboard.ChangeKind{
	callboard.Imported, callboard.Added, callboard.EncoreAdded, callboard.CancelledChange, callboard.Restored,
	callboard.Moved, callboard.RoomChanged, callboard.TitleChanged, callboard.SpeakersChanged,
	callboard.AbstractChanged, callboard.RecordingAttached,
}

// sort orders the rows by the start of what they are about, title, kind and id.
func (c *comparison) sort() {
	slices.SortFunc(c.out.Changes, func(a, b callboard.Change) int {
		x, y := c.placeOf(a), c.placeOf(b)
		return cmp.Or(
			x.start.Compare(y.start), strings.Compare(x.title, y.title),
			strings.Compare(a.Talk, b.Talk),
			slices.Index(kindOrder[:], a.Kind)-slices.Index(kindOrder[:], b.Kind),
			strings.Compare(a.Performance, b.Performance),
		)
	})
}

func (c *comparison) placeOf(r callboard.Change) place {
	if r.Performance != "" {
		return c.places[r.Performance]
	}
	return c.places[r.Talk]
}
