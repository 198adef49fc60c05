package dedupe

import (
	"cmp"
	"slices"
	"strings"

	"callboard"
)

// Explanation says why a talk is what it is.
type Explanation struct {
	Joins   []Join // one a performance, by start
	Nearest []Near // that were not joined, nearest first; at most three
	// Split are entries of each of its performances, as a [[split]] names them;
	// nil when there is one performance only.
	Split []callboard.EntryKey
}

// Join is why a performance is the talk's.
type Join struct {
	Performance string
	With        string   // the performance that the rule joined it to; "" for the first
	Rule        string   // "first" and "alone" need no reason
	Values      []string // what met the rule, in words
	// Sightings are the values that made one performance of several entries.
	Sightings map[callboard.EntryKey][]string
}

// Near is another talk and why it is another.
type Near struct {
	Talk, Title       string
	Performance, With string // the nearest two: its and ours
	// Guard is what forbids the join ("another format", or "split" for the
	// admin's word), "" when only evidence is missing.
	Guard string
	Why   []string // the values, or the evidence that is missing, in words
	// Alike says that it looks like a repeat all the same: a suggestion.
	Alike bool
	Pin   []callboard.EntryKey // what a [[pin]] of the two would name
}

// nearest are shown of the talks that were not joined.
const nearest = 3

// Explain groups as Group does and says why talk came out as it did. It
// reports false when there is no such talk.
func Explain(in Input, talk string) (Explanation, bool) {
	g := newGrouping(in)
	clusters := g.steps()
	i := slices.IndexFunc(clusters, func(c *cluster) bool { return c.id == talk })
	if i < 0 {
		return Explanation{}, false
	}
	c := clusters[i]
	var x Explanation
	for _, p := range c.perfs {
		x.Joins = append(x.Joins, g.explainJoin(c, p))
		if key, ok := p.pinKey(); ok && len(c.perfs) > 1 {
			x.Split = append(x.Split, key)
		}
	}
	x.Nearest = g.nearest(c)
	return x, true
}

// pinKey is the entry of p that a pin or split names best: a live one of the
// first source.
func (p *perf) pinKey() (callboard.EntryKey, bool) {
	var best *item
	for _, it := range p.items {
		if best == nil || cmp.Or(-boolean(it.live()), it.order) < cmp.Or(-boolean(best.live()), best.order) {
			best = it
		}
	}
	if best == nil {
		return callboard.EntryKey{}, false
	}
	return best.e.Key(), true
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (g *grouping) explainJoin(c *cluster, p *perf) Join {
	j := Join{Performance: p.out.ID, Rule: p.rule, Sightings: map[callboard.EntryKey][]string{}}
	if p.via != nil {
		j.With, j.Values = g.valuesOf(c, p)
	}
	items := slices.Clone(p.items)
	slices.SortFunc(items, func(a, b *item) int { return cmp.Compare(a.order, b.order) })
	for i, it := range items {
		if i > 0 {
			j.Sightings[it.e.Key()] = sameThings(items[0].e, it.e)
		}
	}
	return j
}

// valuesOf looks for the performance that meets p's rule today, the one that it
// was joined to first.
func (g *grouping) valuesOf(c *cluster, p *perf) (with string, values []string) {
	others := []*perf{p.via}
	for _, q := range c.perfs {
		if q != p && q != p.via {
			others = append(others, q)
		}
	}
	for _, q := range others {
		if values := g.met(p.rule, &q.view, &p.view); len(values) > 0 {
			return q.out.ID, values
		}
	}
	return p.via.out.ID, []string{"it was joined so when it was first read, and what is known stays together"}
}

// met are the values with which a pair meets a rule, nil when it does not.
func (g *grouping) met(rule string, a, b *view) []string {
	switch rule {
	case "pin":
		return g.ordered(g.in.Pins, "pin", a, b)
	case "simulcast":
		if simulcast(a, b) {
			return append([]string{"both begin " + g.clock(a)}, evidence(a, b)...)
		}
		return nil
	}
	for _, r := range rungs {
		if r.name == rule && r.holds(a, b) {
			return evidence(a, b)
		}
	}
	return nil
}

// ordered finds the admin's word on a pair.
func (g *grouping) ordered(groups [][]callboard.EntryKey, word string, a, b *view) []string {
	for _, keys := range groups {
		var names []string
		var hasA, hasB bool
		for _, k := range keys {
			it := g.byKey[k]
			if it == nil {
				continue
			}
			if it.perf == a.p || it.perf == b.p {
				names = append(names, k.Source+":"+k.Ref)
			}
			hasA, hasB = hasA || it.perf == a.p, hasB || it.perf == b.p
		}
		if hasA && hasB {
			return []string{"a [[" + word + "]] names " + strings.Join(names, " and ")}
		}
	}
	return nil
}

// nearest finds the talks most like c's, and why they are others.
func (g *grouping) nearest(c *cluster) []Near {
	type pair struct {
		score float64
		p, q  *perf // q is c's
		of    *cluster
	}
	ours := make([]bag, len(c.perfs))
	for i, q := range c.perfs {
		ours[i] = bagOf(contentWords(q.view.printed))
	}
	var best []pair
	for _, d := range g.clusters {
		if d == c {
			continue
		}
		top := pair{of: d}
		for _, p := range d.perfs {
			theirs := bagOf(contentWords(p.view.printed))
			for i, q := range c.perfs {
				if s := likeness(&p.view, &q.view, jaccard(theirs, ours[i])); s > top.score {
					top.score, top.p, top.q = s, p, q
				}
			}
		}
		if top.score > 0 {
			best = append(best, top)
		}
	}
	slices.SortFunc(best, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), bySlotThenTitle(a.p, b.p))
	})
	var out []Near
	for _, b := range best[:min(len(best), nearest)] {
		n := Near{Talk: b.of.id, Title: b.p.view.printed, Performance: b.p.out.ID, With: b.q.out.ID}
		n.Guard, n.Why = g.keptApart(&b.q.view, &b.p.view)
		n.Alike = alikeTalks(&b.q.view, &b.p.view)
		for _, p := range []*perf{b.q, b.p} {
			if key, ok := p.pinKey(); ok {
				n.Pin = append(n.Pin, key)
			}
		}
		out = append(out, n)
	}
	return out
}

// likeness orders candidates: the title first, then what else they share.
func likeness(a, b *view, title float64) float64 {
	if a.sameTitle(b) {
		title = 1
	}
	for _, shared := range []bool{a.sharePeople(b), a.shareCode(b), a.shareRef(b)} {
		if shared {
			title += .5
		}
	}
	return title
}
