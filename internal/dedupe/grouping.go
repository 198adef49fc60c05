package dedupe

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"callboard"
)

// item is an entry and its standing.
type item struct {
	e   *callboard.Entry
	src int // place of its source in the priority order
	// present: the latest reading held it. Others are missing, gone, or of a
	// silent source.
	present bool
	// silent: its source is dead and another one is alive (DESIGN 4): it keeps
	// identity, but gives no fields and keeps nothing alive.
	silent bool
	// stale: seen, but not by the latest reading of an incomplete source.
	stale bool
	perf  *perf
	rule  string // why it is behind perf
	order int    // by source, ref
	base  string // ref without `#2` and instance
	code  string // code without its repeat suffix, folded
	title string // plain(Title), for comparison with stored talks
	room  string // plain(Room)
}

func (it *item) live() bool { return it.e.Live() && !it.silent }

const (
	// ruleKept says that an entry is where it was.
	ruleKept = "known"
	// ruleOnePlace says that one talk cannot be in one place twice at a time.
	ruleOnePlace = "one-place"
)

// perf is a performance being put together.
type perf struct {
	items  []*item
	order  int // stored ones first by age, then new ones by slot
	before *callboard.Performance
	talk   *callboard.Talk // the one it belonged to
	merged []*perf         // younger ones that proved to be this one
	into   *perf           // the older one that it proved to be

	onePlace bool // ruleOnePlace had made it
	listed   int  // the latest call of fresh that gave it

	out  callboard.Performance
	view view
	rule string // of the ladder
	via  *perf  // whom the rule joined it to, nil for the first of its talk
}

func (p *perf) add(it *item, rule string) {
	it.perf, it.rule = p, rule
	p.items = append(p.items, it)
}

func (p *perf) has(src int) bool {
	return slices.ContainsFunc(p.items, func(it *item) bool { return it.present && it.src == src })
}

func (p *perf) anyPresent() bool {
	return slices.ContainsFunc(p.items, func(it *item) bool { return it.present })
}

func (p *perf) alive() bool {
	return slices.ContainsFunc(p.items, (*item).live)
}

// cluster is a set of performances that are one talk.
type cluster struct {
	perfs []*perf // by start, room, order
	id    string
	keep  *callboard.Talk // the stored talk that it continues
}

// grouping is the state of one Group.
type grouping struct {
	in       Input
	items    []*item
	perfs    []*perf // without those merged away
	byKey    map[callboard.EntryKey]*item
	known    map[callboard.EntryKey]*perf // who had the entry before
	clusters []*cluster
	aliases  []callboard.Alias
	dropT    []string
	dropP    []string
	warnings []callboard.Warning
	zones    map[string]*time.Location
	listing  int     // calls of fresh
	forest   *forest // of the latest joinTalks, over perfs
	capped   func(title string) bool
}

func newGrouping(in Input) *grouping {
	g := &grouping{in: in, known: map[callboard.EntryKey]*perf{}, zones: map[string]*time.Location{}}
	g.addEntries()
	g.addBefore()
	return g
}

func (g *grouping) addEntries() {
	rank := make(map[string]int, len(g.in.Sources))
	dead := make(map[string]bool)
	spoken := false // a live source has read the conference completely
	for i, s := range g.in.Sources {
		rank[s.ID] = i
		dead[s.ID] = !s.Live
		spoken = spoken || s.Live && s.Complete
	}
	latest := make(map[string]time.Time)
	for i := range g.in.Entries {
		e := &g.in.Entries[i]
		if e.LastSeen.After(latest[e.Source]) {
			latest[e.Source] = e.LastSeen
		}
	}
	g.items = make([]*item, 0, len(g.in.Entries))
	block := make([]item, len(g.in.Entries))
	for i := range g.in.Entries {
		e := &g.in.Entries[i]
		src, configured := rank[e.Source]
		if !configured {
			src = len(g.in.Sources)
		}
		it := &block[i]
		*it = item{e: e, src: src, base: baseRef(e.Ref), code: baseCode(e.Code), title: plain(e.Title), room: plain(e.Room)}
		it.silent = spoken && (!configured || dead[e.Source])
		it.present = e.Presence == callboard.Seen && !it.silent
		it.stale = it.present && e.LastSeen.Before(latest[e.Source])
		g.items = append(g.items, it)
	}
	slices.SortFunc(g.items, func(a, b *item) int {
		return cmp.Or(cmp.Compare(a.src, b.src), strings.Compare(a.e.Source, b.e.Source), strings.Compare(a.e.Ref, b.e.Ref))
	})
	g.byKey = make(map[callboard.EntryKey]*item, len(g.items))
	for i, it := range g.items {
		it.order = i
		g.byKey[it.e.Key()] = it
	}
}

func (g *grouping) addBefore() {
	for i := range g.in.Before {
		t := &g.in.Before[i]
		for j := range t.Performances {
			g.perfs = append(g.perfs, &perf{before: &t.Performances[j], talk: t})
		}
	}
	slices.SortFunc(g.perfs, func(a, b *perf) int {
		return cmp.Or(a.before.Created.Compare(b.before.Created), strings.Compare(a.before.ID, b.before.ID))
	})
	for i, p := range g.perfs {
		p.order = i
		for _, s := range p.before.Sightings {
			p.onePlace = p.onePlace || s.Rule == ruleOnePlace
			key := callboard.EntryKey{Source: s.Source, Ref: s.Ref}
			if g.known[key] == nil {
				g.known[key] = p
			}
		}
	}
}

// distance between two starts; far when one has none.
func distance(a, b time.Time) time.Duration {
	const far = time.Duration(1<<63 - 1)
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero() || b.IsZero():
		return far
	}
	return a.Sub(b).Abs()
}

// location is the zone's, loaded once.
func (g *grouping) location(zone string) *time.Location {
	loc, ok := g.zones[zone]
	if !ok {
		loc = callboard.Conference{Zone: zone}.Location()
		g.zones[zone] = loc
	}
	return loc
}
