package dedupe

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"callboard"
)

// The evidence that two entries are one performance, strongest first, and the
// name it is stored under.
const (
	tieSlot   = iota // same start, room and title; generic titles included
	tieCode          // same code, guid or ref, and same start
	tieURL           // same page, and same start
	tieRoom          // same start and title, one does not name the room
	tieCut           // same slot, one title cut off with an ellipsis
	tieAlike         // same start and room, the titles say much the same
	tieRooms         // same start and title, the rooms are called otherwise
	tieIDs           // same code, guid, ref or page, one not yet placed
	tiePage          // a page of its own in both sources, the starts differ
	tieTitle         // a title of its own in both sources, same room and day
	tieStrong = tieRoom
)

var tieNames = [...]string{"same-slot", "same-code", "same-url", "same-slot", "same-slot", "same-slot", "same-slot", "same-ref", "same-url", "same-title"}

type tie struct {
	rank int
	a, b *item // a.order < b.order
}

// joinSightings finds the entries, of several sources or twice in one, that are
// the same performance.
func (g *grouping) joinSightings() {
	var nodes []*item
	for _, it := range g.items {
		if it.perf != nil && it.e.Live() || it.perf == nil && (it.live() || it.silent && it.e.Live()) {
			nodes = append(nodes, it)
		}
	}
	ties := slotTies(nodes)
	if g.severalSources(nodes) {
		ties = append(ties, crossTies(nodes)...)
	}
	slices.SortFunc(ties, func(x, y tie) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.a.order, y.a.order), cmp.Compare(x.b.order, y.b.order))
	})
	for _, t := range ties {
		g.tie(t)
	}
}

func (g *grouping) severalSources(nodes []*item) bool {
	return len(nodes) > 0 && slices.ContainsFunc(nodes, func(it *item) bool { return it.e.Source != nodes[0].e.Source })
}

// tie joins the performances of two entries, unless a source that the latest
// reading of holds both says that they are two.
func (g *grouping) tie(t tie) {
	a, b := t.a, t.b
	switch {
	case a.perf == nil && b.perf == nil:
		p := &perf{order: -1}
		p.add(a, "")
		p.add(b, tieNames[t.rank])
	case a.perf == b.perf:
	case a.perf == nil || b.perf == nil:
		if a.perf == nil {
			a, b = b, a
		}
		if t.rank == tieSlot || !a.perf.has(b.src) || !b.present {
			a.perf.add(b, tieNames[t.rank])
		}
	default:
		g.tiePerfs(t)
	}
}

func (g *grouping) tiePerfs(t tie) {
	p, q := t.a.perf, t.b.perf
	if t.rank != tieSlot && clash(p, q) {
		return
	}
	if p.before != nil && q.before != nil {
		// Two subscribers' events become one only on the word of two readings.
		if t.rank > tieStrong || !t.a.present || !t.b.present {
			return
		}
	}
	g.merge(p, q, tieNames[t.rank])
}

func clash(p, q *perf) bool {
	return slices.ContainsFunc(p.items, func(it *item) bool { return it.present && q.has(it.src) })
}

// merge makes p and q one: the older stays.
func (g *grouping) merge(p, q *perf, rule string) *perf {
	if p.before == nil || q.before != nil && q.order < p.order {
		p, q = q, p
	}
	for _, it := range q.items {
		// What a page tied stays so: its own start is another one.
		if it.rule == "" || q.before != nil && it.rule == ruleKept || rule == ruleOnePlace && it.rule != tieNames[tiePage] {
			it.rule = rule
		}
		it.perf = p
	}
	p.items = append(p.items, q.items...)
	q.items, q.into = nil, p
	if q.before != nil {
		p.merged = append(p.merged, q)
	}
	p.merged = append(p.merged, q.merged...)
	return p
}

// slotTies joins what stands in one slot under one title.
func slotTies(nodes []*item) []tie {
	type slot struct {
		start               int64
		allDay              bool
		room, title, source string
	}
	blocks := make(map[slot][]*item, len(nodes))
	var ties []tie
	// Present ones first, so that they vouch for each other.
	for _, present := range []bool{true, false} {
		for _, it := range nodes {
			if it.present != present || !it.e.Placed() || it.e.TitleKey == "" {
				continue
			}
			k := slot{start: unix(it.e.Start), allDay: it.e.AllDay, room: it.e.RoomKey, title: it.e.TitleKey}
			if k.room == "" {
				k.source = it.e.Source // crossTies looks closer
			}
			first := blocks[k]
			same := slices.IndexFunc(first, func(other *item) bool { return !toldApart(other.e, it.e) })
			switch {
			case same >= 0:
				ties = append(ties, order(tieSlot, first[same], it))
			case len(first) < maxBlock:
				blocks[k] = append(first, it)
			}
		}
	}
	return ties
}

// toldApart reports whether a source tells two sessions of one title and one time from
// each other although it names no room: each has a page or people of its own.
func toldApart(a, b *callboard.Entry) bool {
	return a.RoomKey == "" && !a.AllDay &&
		(a.URL != "" && b.URL != "" && a.URL != b.URL || len(a.Speakers) > 0 && len(b.Speakers) > 0 && !sharePeople(a.Speakers, b.Speakers))
}

func order(rank int, a, b *item) tie {
	if a.order > b.order {
		a, b = b, a
	}
	return tie{rank, a, b}
}

// crossTies joins entries of different sources.
func crossTies(nodes []*item) []tie {
	x := newCrossIndex(nodes)
	var ties []tie
	for _, block := range x.blocks {
		if len(block) > maxBlock { // neighbours in time are worth comparing
			slices.SortStableFunc(block, func(a, b *item) int { return a.e.Start.Compare(b.e.Start) })
		}
		for i, a := range block {
			for _, b := range block[i+1 : min(len(block), i+1+maxBlock)] {
				if a.e.Source == b.e.Source {
					continue
				}
				if rank, ok := x.evidence(a, b); ok {
					ties = append(ties, order(rank, a, b))
				}
			}
		}
	}
	return ties
}

// maxBlock bounds how many neighbours in a block are compared, so that a
// hostile listing with one title a hundred thousand times costs no square.
const maxBlock = 64

// crossIndex holds the blocks in which entries of several sources are compared.
type crossIndex struct {
	blocks map[string][]*item
	pages  map[[2]string]int // how often a source names a page
	titles map[[3]string]int // how often a source has a title at a start
	ever   map[[2]string]int // how often it has a title at all
}

func newCrossIndex(nodes []*item) *crossIndex {
	x := &crossIndex{map[string][]*item{}, map[[2]string]int{}, map[[3]string]int{}, map[[2]string]int{}}
	for _, it := range nodes {
		for _, id := range ids(it) {
			x.add("id:"+id, it)
		}
		if it.e.URL != "" {
			x.pages[[2]string{it.e.Source, it.e.URL}]++
			x.add("url:"+it.e.URL, it)
		}
		if it.e.Placed() {
			at := it.e.Start.UTC().Format("20060102150405")
			x.titles[[3]string{it.e.Source, at, it.e.TitleKey}]++
			x.add("at:"+at+it.e.TitleKey, it)
			x.ever[[2]string{it.e.Source, it.e.TitleKey}]++
			if it.e.RoomKey != "" {
				x.add("in:"+at+it.e.RoomKey, it)
				x.add("of:"+it.e.RoomKey+" "+it.e.TitleKey, it)
			}
		}
	}
	return x
}

func (x *crossIndex) add(key string, it *item) { x.blocks[key] = append(x.blocks[key], it) }

// ids are the names that sources of one conference share.
func ids(it *item) []string {
	var out []string
	for _, id := range []string{it.e.Code, it.e.GUID, it.base} {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func shareID(a, b *item) bool {
	for _, id := range ids(a) {
		if slices.Contains(ids(b), id) {
			return true
		}
	}
	return false
}

// evidence ranks what speaks for two entries of different sources being one
// performance.
func (x *crossIndex) evidence(a, b *item) (int, bool) {
	e, f := a.e, b.e
	title := e.TitleKey != "" && e.TitleKey == f.TitleKey
	id := shareID(a, b)
	page := e.URL != "" && e.URL == f.URL
	ownPage := page && x.pages[[2]string{e.Source, e.URL}] == 1 && x.pages[[2]string{f.Source, f.URL}] == 1
	similar := title || cutOf(e, f) || jaccard(bagOf(words(e.Title)), bagOf(words(f.Title))) >= .5
	if !e.Placed() || !f.Placed() {
		return tieIDs, id && similar || ownPage || page && title
	}
	if !e.Start.Equal(f.Start) || e.AllDay != f.AllDay {
		if ownPage && similar && !e.Generic && !f.Generic {
			return tiePage, true
		}
		return tieTitle, title && x.sameDay(a, b)
	}
	sameRoom := e.RoomKey == f.RoomKey
	switch {
	case title && sameRoom && (e.RoomKey != "" || x.only(a) && x.only(b)):
		return tieSlot, true
	case id && (similar || sameRoom):
		return tieCode, true
	case ownPage || page && similar:
		return tieURL, true
	case title && (e.RoomKey == "" || f.RoomKey == ""):
		return tieRoom, true
	case sameRoom && cutOf(e, f):
		return tieCut, true
	case sameRoom && e.RoomKey != "" && agree(e, f) && sameWords(e.Title, f.Title):
		return tieAlike, true
	case title && !e.Generic && !f.Generic && x.only(a) && x.only(b):
		return tieRooms, agree(e, f)
	}
	return 0, false
}

// agree: where both sides name people, one is the same.
func agree(e, f *callboard.Entry) bool {
	return len(e.Speakers) == 0 || len(f.Speakers) == 0 || sharePeople(e.Speakers, f.Speakers)
}

// sameWords reports whether two titles in one slot are one, in more words or
// fewer, and not two of a series.
func sameWords(a, b string) bool {
	return reworded(a, b) && !(lacks(a, b) && lacks(b, a))
}

// lacks reports whether a has a figure that b has not.
func lacks(a, b string) bool {
	have := words(b)
	return slices.ContainsFunc(words(a), func(w string) bool {
		return strings.ContainsAny(w, "0123456789") && !slices.Contains(have, w)
	})
}

// sameDay: two sources have a title once, in one room, and say other hours of one
// day. That is one run on whose hour they differ; on another day it may be the
// repeat that the other source leaves out.
func (x *crossIndex) sameDay(a, b *item) bool {
	e, f := a.e, b.e
	return !e.AllDay && !f.AllDay && distance(e.Start, f.Start) <= 8*time.Hour && e.RoomKey != "" && e.RoomKey == f.RoomKey &&
		!e.Generic && !f.Generic && !e.Mark && !f.Mark && agree(e, f) && len(contentWords(e.Title)) > 1 &&
		x.ever[[2]string{e.Source, e.TitleKey}] == 1 && x.ever[[2]string{f.Source, f.TitleKey}] == 1
}

// only reports whether its source has the title once at that start.
func (x *crossIndex) only(it *item) bool {
	return x.titles[[3]string{it.e.Source, it.e.Start.UTC().Format("20060102150405"), it.e.TitleKey}] == 1
}

// cutOf reports whether one title is the other cut off with an ellipsis.
func cutOf(e, f *callboard.Entry) bool {
	return cutTitle(e.Printed) && e.TitleKey != "" && strings.HasPrefix(f.TitleKey, e.TitleKey) ||
		cutTitle(f.Printed) && f.TitleKey != "" && strings.HasPrefix(e.TitleKey, f.TitleKey)
}
