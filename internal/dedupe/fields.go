package dedupe

import (
	"cmp"
	"slices"
	"strings"

	"callboard"
)

// givers are the entries that give a performance its fields, by source order
// and, within a source, the latest reading first. None when no present entry
// is left: missing is served exactly as before, and what is cancelled stays as
// it last was.
func (p *perf) givers() []*item {
	if p.before != nil && !p.anyPresent() {
		return nil
	}
	var out []*item
	for _, it := range p.items {
		if it.live() {
			out = append(out, it)
		}
	}
	return out
}

func byGiver(a, b *item) int {
	return cmp.Or(cmp.Compare(a.src, b.src), standing(a)-standing(b), b.e.LastSeen.Compare(a.e.LastSeen), cmp.Compare(a.order, b.order))
}

func standing(it *item) int {
	switch it.e.Presence {
	case callboard.Seen:
		return 0
	case callboard.Missing:
		return 1
	}
	return 2
}

// place gives each performance its slot, status and links.
func (g *grouping) place() {
	for _, p := range g.perfs {
		g.placeOne(p)
	}
}

func (g *grouping) placeOne(p *perf) {
	slices.SortFunc(p.items, byGiver) // from here on the first one speaks first
	p.out = callboard.Performance{}
	if p.before != nil {
		p.out = *p.before
	}
	givers := p.givers()
	if len(givers) > 0 {
		p.out.Slot = slot(givers)
		if p.out.Zone == "" {
			p.out.Zone = g.in.Conference.Zone
		}
		p.out.Links = union(givers, func(e *callboard.Entry) []callboard.Link { return e.SlotLinks })
	}
	p.out.Status = g.status(p, givers)
}

// slot takes start, end, all-day and zone as one field, and the room as another.
func slot(givers []*item) callboard.Slot {
	var s callboard.Slot
	for _, it := range givers {
		e := it.e
		if s.Start.IsZero() && e.Placed() {
			room := s.Room
			s = e.Slot
			s.Room = room
		}
		if s.Room == "" {
			s.Room = e.Room
		}
	}
	if s.Zone == "" {
		for _, it := range givers {
			if s.Zone = it.e.Zone; s.Zone != "" {
				break
			}
		}
	}
	return s
}

// status: an explicit word of the lowest priority; on a tie, cancelled. Without
// a word: cancelled by absence when nothing live is left and it is not over.
func (g *grouping) status(p *perf, givers []*item) callboard.Status {
	if !p.alive() {
		if p.before != nil && p.before.Status != "" && p.before.Over(g.in.Now) {
			return p.before.Status
		}
		return callboard.Cancelled
	}
	if len(givers) == 0 { // missing: as before
		if p.before.Status != callboard.Cancelled {
			return p.before.Status
		}
		givers = p.items
	}
	word, priority := callboard.Status(""), 0
	for _, it := range givers {
		if it.e.Status == "" || !it.live() {
			continue
		}
		pr := g.priority(it.src)
		if word != "" && pr != priority {
			break
		}
		if word == "" || it.e.Status == callboard.Cancelled {
			word, priority = it.e.Status, pr
		}
	}
	switch {
	case word == callboard.Cancelled:
		return word
	case !p.out.Placed():
		return callboard.Tentative
	case word == "":
		return callboard.Confirmed
	}
	return word
}

func (g *grouping) priority(src int) int {
	if src < len(g.in.Sources) {
		return g.in.Sources[src].Priority
	}
	return int(^uint(0) >> 1)
}

// content is what a talk says: by source order, within a source from the first
// performance that is not marked as a repeat; field by field, an empty one
// never beats a filled one. What a performance that is no more said of the talk
// comes last, so that the repeat keeps the abstract that only the original had.
// Nil when no entry gives anything: then what was said stays.
func (c *cluster) content() *callboard.Content {
	type standingAt struct{ lost, at int }
	if len(c.perfs) == 1 && len(c.perfs[0].items) == 1 && c.perfs[0].items[0].live() { // most talks
		out := &callboard.Content{}
		fill(out, c.perfs[0].items[0].e)
		out.Links = union(c.perfs[0].items, func(e *callboard.Entry) []callboard.Link { return e.Links })
		return out
	}
	var givers []*item
	place := make(map[*item]standingAt)
	living := false
	for i, p := range c.perfs {
		alive := p.alive()
		living = living || alive
		for _, it := range p.items {
			if it.live() || !alive && !it.silent {
				givers = append(givers, it)
				place[it] = standingAt{no(!alive), i}
			}
		}
	}
	if !living {
		return nil
	}
	slices.SortFunc(givers, func(a, b *item) int {
		x, y := place[a], place[b]
		return cmp.Or(x.lost-y.lost, cmp.Compare(a.src, b.src), standing(a)-standing(b),
			no(a.e.Mark)-no(b.e.Mark), cmp.Compare(x.at, y.at), byGiver(a, b))
	})
	out := &callboard.Content{}
	for _, it := range givers {
		fill(out, it.e)
	}
	for _, it := range givers { // the uncut title, where anyone prints it
		if !cutTitle(it.e.Printed) && it.e.Title != "" {
			if cutTitle(out.Title) {
				out.Title = it.e.Title
			}
			break
		}
	}
	out.Links = union(givers, func(e *callboard.Entry) []callboard.Link { return e.Links })
	return out
}

func no(b bool) int {
	if b {
		return 1
	}
	return 0
}

func fill(c *callboard.Content, e *callboard.Entry) {
	c.Title = cmp.Or(c.Title, e.Title)
	c.Subtitle = cmp.Or(c.Subtitle, e.Subtitle)
	if c.Abstract == "" && c.AbstractHTML == "" { // one field in two dresses
		c.Abstract, c.AbstractHTML = e.Abstract, e.AbstractHTML
	}
	c.Language = cmp.Or(c.Language, e.Language)
	c.Track = cmp.Or(c.Track, e.Track)
	c.Type = cmp.Or(c.Type, e.Type)
	c.URL = cmp.Or(c.URL, e.URL)
	if len(c.Tags) == 0 {
		c.Tags = slices.Clone(e.Tags)
	}
	if len(c.Speakers) == 0 {
		c.Speakers = slices.Clone(e.Speakers)
	}
}

// union of the links that entries give, each address once per rel.
func union(givers []*item, of func(*callboard.Entry) []callboard.Link) []callboard.Link {
	var out []callboard.Link
	for _, it := range givers {
		for _, l := range of(it.e) {
			if !slices.ContainsFunc(out, func(k callboard.Link) bool {
				return strings.EqualFold(k.URL, l.URL) && k.Rel == l.Rel
			}) {
				out = append(out, l)
			}
		}
	}
	return out
}
