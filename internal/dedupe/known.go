package dedupe

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"callboard"
)

// The ranks by which an entry continues a stored performance of its own
// source, best first. A slot outranks a ref: sites renumber, and rename the
// first slot when a second is added, but a subscriber's event stands where it
// stands.
const (
	rankSame     = iota // same ref, slot and title
	rankSlot            // same slot and title under another ref
	rankTitle           // same ref and title: moved
	rankPlace           // same ref and slot: retitled
	rankRenumber        // same title and people, while its own ref means another title
	rankRef             // same ref only
)

// claim is an entry's wish to continue a performance.
type claim struct {
	rank int
	far  time.Duration
	p    *perf
	it   *item
}

func byClaim(a, b claim) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.far, b.far),
		cmp.Compare(a.p.order, b.p.order), cmp.Compare(a.it.order, b.it.order))
}

// slotOf is a slot and title of one source.
type slotOf struct {
	src         int
	start       int64
	room, title string
}

type titleOf struct {
	src   int
	title string
}

// keepKnown finds the entries that continue a stored performance of their
// source: the best one-to-one assignment over all ranks, not the first in order
// of the file. Entries that the latest reading did not hold come after those
// it held.
func (g *grouping) keepKnown() {
	claims := g.claims()
	slices.SortFunc(claims, byClaim)
	for _, c := range claims {
		if c.it.perf != nil {
			continue
		}
		// A source that has one slot twice under two refs keeps both behind it.
		if !c.p.has(c.it.src) || g.twin(c.it, c.p) {
			c.p.add(c.it, ruleKept)
		}
	}
	g.keepAbsent()
}

// twin reports whether an entry stays behind its performance beside another of
// its source: both stand in one slot, it names none, or its page tied it to
// another source's entry in spite of its start.
func (g *grouping) twin(it *item, p *perf) bool {
	if g.known[it.e.Key()] != p || !it.e.Placed() {
		return g.known[it.e.Key()] == p
	}
	if it.e.Start.Equal(p.before.Start) && (it.room == "" || it.room == plain(p.before.Room) || p.onePlace) {
		return true
	}
	return pageTied(it, p)
}

// pageTied reports whether an entry's page tied it to another source's entry
// behind its performance, and still does.
func pageTied(it *item, p *perf) bool {
	return it.e.URL != "" && slices.ContainsFunc(p.before.Sightings, func(s callboard.Sighting) bool {
		return s.Source == it.e.Source && s.Ref == it.e.Ref && s.Rule == tieNames[tiePage]
	}) && slices.ContainsFunc(p.before.Sightings, func(s callboard.Sighting) bool {
		return s.Source != it.e.Source && s.URL == it.e.URL
	})
}

func (g *grouping) claims() []claim {
	if len(g.perfs) == 0 {
		return nil
	}
	bySlot := make(map[slotOf][]*perf)
	byTitle := make(map[titleOf][]*perf)
	srcs := make(map[string]int)
	present := make(map[callboard.EntryKey]bool, len(g.items))
	for _, it := range g.items {
		srcs[it.e.Source] = it.src
		present[it.e.Key()] = it.present
	}
	for _, p := range g.perfs {
		seen := make(map[int]bool, 2)
		for _, s := range p.before.Sightings {
			src, ok := srcs[s.Source]
			if !ok || seen[src] {
				continue
			}
			seen[src] = true
			title := plain(p.talk.Title)
			k := slotOf{src, unix(p.before.Start), plain(p.before.Room), title}
			bySlot[k] = append(bySlot[k], p)
			if present[callboard.EntryKey{Source: s.Source, Ref: s.Ref}] {
				byTitle[titleOf{src, title}] = append(byTitle[titleOf{src, title}], p)
			}
		}
	}
	numbered := g.numbered()
	var claims []claim
	for _, it := range g.items {
		if !it.present {
			continue
		}
		own := g.known[it.e.Key()]
		if own != nil {
			claims = append(claims, claim{g.ownRank(it, own), distance(it.e.Start, own.before.Start), own, it})
			if g.ownRank(it, own) == rankSame {
				continue
			}
		}
		for _, p := range numbered[callboard.EntryKey{Source: it.e.Source, Ref: it.base}] {
			if p != own {
				claims = append(claims, claim{g.ownRank(it, p), distance(it.e.Start, p.before.Start), p, it})
			}
		}
		if it.e.Placed() {
			for _, p := range bySlot[slotOf{it.src, unix(it.e.Start), it.room, it.title}] {
				claims = append(claims, claim{rankSlot, strange(it, p), p, it})
			}
		}
		if it.e.Generic || it.title == "" || own != nil && sameTitle(it, own) {
			continue
		}
		for _, p := range byTitle[titleOf{it.src, it.title}] {
			if sharePeople(it.e.Speakers, p.talk.Speakers) {
				claims = append(claims, claim{rankRenumber, distance(it.e.Start, p.before.Start), p, it})
			}
		}
	}
	return claims
}

// strange is the distance between an entry and a performance of its slot: where
// several have one title and name no room, people and pages tell which is which.
func strange(it *item, p *perf) time.Duration {
	if sharePeople(it.e.Speakers, p.talk.Speakers) || it.e.URL != "" && slices.ContainsFunc(p.before.Sightings, func(s callboard.Sighting) bool {
		return s.Source == it.e.Source && s.URL == it.e.URL
	}) {
		return 0
	}
	return 1
}

// numbered are the performances of each ref that its source gives several times.
// The number behind such a ref follows start and room, so another room's name
// may turn it: an entry may continue any of them.
func (g *grouping) numbered() map[callboard.EntryKey][]*perf {
	out := make(map[callboard.EntryKey][]*perf)
	for _, p := range g.perfs {
		for _, s := range p.before.Sightings {
			if base := baseRef(s.Ref); strings.HasPrefix(s.Ref[len(base):], "#") {
				out[callboard.EntryKey{Source: s.Source, Ref: base}] = nil
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	for _, p := range g.perfs {
		for _, s := range p.before.Sightings {
			key := callboard.EntryKey{Source: s.Source, Ref: baseRef(s.Ref)}
			if list, ok := out[key]; ok && len(list) < maxBlock && !slices.Contains(list, p) {
				out[key] = append(list, p)
			}
		}
	}
	return out
}

func (g *grouping) ownRank(it *item, p *perf) int {
	title := sameTitle(it, p)
	slot := it.e.Start.Equal(p.before.Start) && (it.room == plain(p.before.Room) || g.roomLent(it, p))
	switch {
	case title && (slot || pageTied(it, p)):
		return rankSame
	case title:
		return rankTitle
	case slot && it.e.Placed():
		return rankPlace
	}
	return rankRef
}

// roomLent reports whether another source speaks first about the room of p: then
// the entry's own room tells nothing of where it stood.
func (g *grouping) roomLent(it *item, p *perf) bool {
	return slices.ContainsFunc(p.before.Sightings, func(s callboard.Sighting) bool {
		other := g.find(s.Source, s.Ref)
		return other != nil && other.room != "" && other.src != it.src && (other.src < it.src || it.room == "")
	})
}

// sameTitle compares with what the source printed then, else with the talk's.
func sameTitle(it *item, p *perf) bool {
	for _, s := range p.before.Sightings {
		if s.Source == it.e.Source && s.Title == it.e.Printed {
			return true
		}
	}
	return it.title == plain(p.talk.Title)
}

func sharePeople(a, b []callboard.Speaker) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Key != "" && x.Key == y.Key {
				return true
			}
		}
	}
	return false
}

// keepAbsent lets entries that the latest reading did not hold stay behind
// their performance. Where a present entry has taken the ref of one
// performance over to another, the absent one stands in for the performance
// that lost its ref: it is missing, not cancelled at once.
func (g *grouping) keepAbsent() {
	type lost struct {
		src int
		p   *perf
	}
	var losers []lost
	for _, p := range g.perfs {
		if p.before.Status == callboard.Cancelled {
			continue
		}
		own := make(map[int]bool)
		for _, s := range p.before.Sightings {
			if it := g.find(s.Source, s.Ref); it != nil && it.perf != nil && it.perf != p {
				own[it.src] = true
			}
		}
		for src := range own {
			if !p.has(src) && !g.absentFor(p, src) {
				losers = append(losers, lost{src, p})
			}
		}
	}
	slices.SortFunc(losers, func(a, b lost) int {
		return cmp.Or(cmp.Compare(a.src, b.src), cmp.Compare(a.p.order, b.p.order))
	})
	for _, it := range g.items {
		home := g.known[it.e.Key()]
		if it.present || home == nil {
			continue
		}
		if it.e.Presence == callboard.Missing && home.has(it.src) {
			if i := slices.IndexFunc(losers, func(l lost) bool { return l.src == it.src }); i >= 0 {
				home = losers[i].p
				losers = slices.Delete(losers, i, i+1)
			}
		}
		home.add(it, ruleKept)
	}
}

// absentFor reports whether the source still has a live entry that p's own
// refs name although the reading did not hold it.
func (g *grouping) absentFor(p *perf, src int) bool {
	for _, s := range p.before.Sightings {
		it := g.find(s.Source, s.Ref)
		if it != nil && it.src == src && !it.present && it.e.Live() {
			return true
		}
	}
	return false
}

// find is the entry of a key, nil when it is no more.
func (g *grouping) find(source, ref string) *item {
	return g.byKey[callboard.EntryKey{Source: source, Ref: ref}]
}

func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
