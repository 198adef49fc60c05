package dedupe

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"callboard"
)

// The ranks by which a cluster of entries that nobody knows continues a stored
// performance that has lost all its own, best first.
const (
	againID     = iota // same code or guid, same start
	againSlot          // same start, room and title
	againStart         // same start and title
	againPage          // same code, guid or page
	againPeople        // same title and people
	againTitle         // same title, a side names no people, or neither has a slot
	againPlace         // same slot, a similar title or the same people
)

// wish is a new cluster's wish to continue a stored performance.
type wish struct {
	rank   int
	far    time.Duration
	p, new *perf
	name   string
}

// findAgain gives new clusters the identity of performances whose entries are
// all missing, gone or silent: a site that has numbered everything anew, a
// source that took another's place. What is over is history and stays.
func (g *grouping) findAgain() {
	free := newFreeIndex(g)
	if len(free.by) == 0 {
		return
	}
	fresh := g.fresh()
	var wishes []wish
	for _, c := range fresh {
		wishes = append(wishes, free.wishes(c)...)
	}
	slices.SortFunc(wishes, func(a, b wish) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.far, b.far),
			cmp.Compare(a.p.order, b.p.order), cmp.Compare(a.new.order, b.new.order))
	})
	taken := make(map[*perf]bool)
	for _, w := range wishes {
		if taken[w.p] || w.new.into != nil {
			continue
		}
		taken[w.p] = true
		g.merge(w.p, w.new, w.name)
	}
}

// fresh collects the clusters without identity, by slot, and drops those that
// only silent entries speak for.
func (g *grouping) fresh() []*perf {
	g.listing++
	alone := 0
	for _, it := range g.items {
		if it.perf == nil && it.live() {
			alone++
		}
	}
	block, own := make([]perf, alone), make([]*item, alone)
	out := make([]*perf, 0, alone)
	for _, it := range g.items {
		if it.perf == nil {
			if !it.live() {
				continue
			}
			p := &block[0]
			own[0] = it
			p.items, block, own = own[:1:1], block[1:], own[1:]
			it.perf, it.rule = p, ""
		}
		if p := it.perf; p.before == nil && p.listed != g.listing {
			p.listed = g.listing
			if p.alive() {
				out = append(out, p)
			}
		}
	}
	for _, p := range out {
		slices.SortFunc(p.items, func(a, b *item) int { return cmp.Compare(a.order, b.order) })
	}
	sortByStart(out, func(p *perf) time.Time { return p.items[0].e.Start }, byBirth)
	for i, p := range out {
		p.order = len(g.perfs) + i
	}
	return out
}

// sortByStart sorts by start (unplaced last), then by more. The starts lie
// beside each other: a million performances do not.
func sortByStart[T any](list []T, start func(T) time.Time, more func(a, b T) int) {
	type dated struct {
		start int64
		v     T
	}
	sorted := make([]dated, len(list))
	for i, v := range list {
		sorted[i] = dated{1<<63 - 1, v}
		if t := start(v); !t.IsZero() {
			sorted[i].start = t.UnixNano()
		}
	}
	slices.SortFunc(sorted, func(a, b dated) int {
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		return more(a.v, b.v)
	})
	for i, d := range sorted {
		list[i] = d.v
	}
}

// byBirth orders new clusters by start (unplaced last), room and title, the
// order in which ids that collide are counted up.
func byBirth(p, q *perf) int {
	a, b := p.items[0].e, q.items[0].e
	return cmp.Or(compareStart(a.Start, b.Start), strings.Compare(a.RoomKey, b.RoomKey),
		strings.Compare(a.TitleKey, b.TitleKey), strings.Compare(a.Printed, b.Printed),
		strings.Compare(a.Source, b.Source), strings.Compare(a.Ref, b.Ref))
}

// compareStart orders starts as slots are: what is not placed is last.
func compareStart(a, b time.Time) int {
	return callboard.Slot{Start: a}.Compare(callboard.Slot{Start: b})
}

// freeIndex finds performances that wait for their entries.
type freeIndex struct {
	by  map[string][]*perf
	now time.Time
	ids map[*perf]map[string]bool
}

func newFreeIndex(g *grouping) *freeIndex {
	x := &freeIndex{by: map[string][]*perf{}, now: g.in.Now, ids: map[*perf]map[string]bool{}}
	for _, p := range g.perfs {
		if p.into != nil || slices.ContainsFunc(p.items, func(it *item) bool { return it.present && !it.stale }) {
			continue
		}
		x.add(p)
	}
	return x
}

func (x *freeIndex) add(p *perf) {
	keys := make(map[string]bool)
	for _, s := range p.before.Sightings {
		for _, id := range []string{s.Code, s.GUID} {
			if id != "" {
				keys["id:"+id] = true
			}
		}
		if s.URL != "" {
			keys["url:"+s.URL] = true
		}
	}
	x.ids[p] = keys
	for k := range keys {
		x.by[k] = append(x.by[k], p)
	}
	if title := plain(p.talk.Title); title != "" {
		x.by["title:"+title] = append(x.by["title:"+title], p)
	}
	if p.before.Placed() {
		k := "slot:" + p.before.Start.UTC().Format(time.RFC3339) + plain(p.before.Room)
		x.by[k] = append(x.by[k], p)
	}
}

func (x *freeIndex) wishes(c *perf) []wish {
	var out []wish
	seen := make(map[*perf]bool)
	for _, it := range c.items {
		keys := []string{"title:" + it.title}
		for _, id := range []string{it.e.Code, it.e.GUID} {
			if id != "" {
				keys = append(keys, "id:"+id)
			}
		}
		if it.e.URL != "" {
			keys = append(keys, "url:"+it.e.URL)
		}
		if it.e.Placed() {
			keys = append(keys, "slot:"+it.e.Start.UTC().Format(time.RFC3339)+it.room)
		}
		for _, k := range keys {
			for _, p := range x.by[k] {
				if seen[p] {
					continue
				}
				if w, ok := x.wish(it, p); ok {
					seen[p] = true
					w.new = c
					out = append(out, w)
				}
			}
		}
	}
	return out
}

// wish ranks what speaks for entry it continuing p.
func (x *freeIndex) wish(it *item, p *perf) (wish, bool) {
	e, was := it.e, p.before
	title := it.title != "" && it.title == plain(p.talk.Title)
	start := e.Start.Equal(was.Start)
	room := it.room == plain(was.Room)
	id := x.ids[p]["id:"+e.Code] || x.ids[p]["id:"+e.GUID]
	page := e.URL != "" && x.ids[p]["url:"+e.URL] && (title || len(x.by["url:"+e.URL]) == 1)
	w := wish{far: distance(e.Start, was.Start), p: p}
	if !start && was.Over(x.now) {
		return w, false
	}
	switch {
	case id && start:
		w.rank, w.name = againID, "same-code"
	case p.anyPresent() && !(title && (id || page)):
		return w, false // a feed still serves it perhaps: only its own name tells
	case title && start && room && e.Placed():
		w.rank, w.name = againSlot, "same-slot"
	case title && start && e.Placed():
		w.rank, w.name = againStart, "same-slot"
	case id && (title || sharePeople(e.Speakers, p.talk.Speakers)):
		w.rank, w.name = againPage, "same-code"
	case page:
		w.rank, w.name = againPage, "same-url"
	case title && !e.Generic && sharePeople(e.Speakers, p.talk.Speakers):
		w.rank, w.name = againPeople, "same-people"
	case title && (!e.Placed() && !was.Placed() || !e.Generic && (len(e.Speakers) == 0 || len(p.talk.Speakers) == 0)):
		w.rank, w.name = againTitle, "same-title"
	case start && room && e.Placed() && (reworded(e.Title, p.talk.Title) || sharePeople(e.Speakers, p.talk.Speakers)):
		w.rank, w.name = againPlace, "same-slot"
	default:
		return w, false
	}
	return w, true
}

// bear makes performances of the clusters that continue nothing.
func (g *grouping) bear() {
	kept := g.perfs[:0]
	for _, p := range g.perfs {
		if p.into == nil {
			kept = append(kept, p)
		}
	}
	g.perfs = kept
	g.perfs = append(g.perfs, g.fresh()...)
}
