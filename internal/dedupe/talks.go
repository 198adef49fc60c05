package dedupe

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"callboard"
)

// makeTalks joins performances to talks until one talk is in one place once: a
// performance that proved to be two knows more people and codes than either,
// and may join more. Each round leaves fewer performances, so it ends.
func (g *grouping) makeTalks() {
	for {
		g.clusters, g.warnings = nil, nil
		for _, p := range g.perfs {
			p.rule, p.via = "", nil
		}
		g.joinTalks()
		if !g.mergeSameSlots() {
			return
		}
		g.perfs = slices.DeleteFunc(g.perfs, func(p *perf) bool { return p.into != nil })
	}
}

// joinTalks makes clusters of performances: the admin's word first, then what
// was one talk before, then the ladder.
func (g *grouping) joinTalks() {
	var at map[*perf]int
	if len(g.in.Pins)+len(g.in.Splits) > 0 {
		at = make(map[*perf]int, len(g.perfs))
	}
	for i, p := range g.perfs {
		if at != nil {
			at[p] = i
		}
		p.view = g.look(p)
	}
	f := newForest(len(g.perfs))
	g.split(f, at)
	g.pin(f, at)
	g.joinKnown(f)
	edges := g.ladder(f)
	slices.SortFunc(edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
	})
	for _, e := range edges {
		f.join(e)
	}
	g.forest = f
	g.collect(f)
}

// named finds the performances that the items of a pin or split mean. Where an
// item means nothing, a warning says so.
func (g *grouping) named(word string, keys []callboard.EntryKey, at map[*perf]int) []int {
	var out []int
	for _, k := range keys {
		it := g.byKey[k]
		if it == nil || it.perf == nil {
			g.warnings = append(g.warnings, callboard.Warning{
				Where: k.Source + ":" + k.Ref, Config: true,
				Text: fmt.Sprintf("[[%s]] names %s:%s, but the source has no such entry; see callboard explain for the refs there are", word, k.Source, k.Ref),
			})
			continue
		}
		if i, ok := at[it.perf]; ok && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

func (g *grouping) split(f *forest, at map[*perf]int) {
	for _, keys := range g.in.Splits {
		is := g.named("split", keys, at)
		for i, a := range is {
			for _, b := range is[i+1:] {
				f.forbid(a, b)
			}
		}
	}
}

func (g *grouping) pin(f *forest, at map[*perf]int) {
	for _, keys := range g.in.Pins {
		is := g.named("pin", keys, at)
		slices.Sort(is)
		for i := 1; i < len(is); i++ {
			f.join(edge{rulePin, "pin", is[0], is[i]})
		}
	}
}

// joinKnown keeps together what was one talk. What only a pin joined comes
// apart when the pin is taken back; where a split cuts a talk, or the source
// gives one of its slots to another talk, each further performance stays with
// the oldest part that it may.
func (g *grouping) joinKnown(f *forest) {
	byTalk := make(map[string][]int)
	for i, p := range g.perfs {
		for _, t := range p.talks() {
			byTalk[t.ID] = append(byTalk[t.ID], i)
		}
	}
	for _, t := range g.in.Before {
		is := byTalk[t.ID]
		for n, i := range is {
			if pinned(g.perfs[i]) {
				continue
			}
			for _, j := range is[:n] {
				if !pinned(g.perfs[j]) && !replaced(&g.perfs[j].view, &g.perfs[i].view) && f.join(edge{ruleKnown, "known", j, i}) {
					break
				}
			}
		}
	}
}

// pinned reports whether only an admin's pin had joined p to its talk.
func pinned(p *perf) bool {
	return p.before != nil && slices.ContainsFunc(p.before.Sightings, func(s callboard.Sighting) bool { return s.Rule == "pin" })
}

// replaced reports whether a source has given the slot of one of two known
// performances to another talk: a title was printed anew that says something
// else, and no rung would join the two. A title that was reworded is not.
func replaced(a, b *view) bool {
	if !a.p.anyPresent() || !b.p.anyPresent() || !a.p.retitled() && !b.p.retitled() || a.sameTitle(b) || reworded(a.printed, b.printed) {
		return false
	}
	_, name := climb(a, b, false)
	return name == ""
}

// retitled reports whether an entry behind p is printed with another title than
// the one stored with it.
func (p *perf) retitled() bool {
	return p.before != nil && slices.ContainsFunc(p.before.Sightings, func(s callboard.Sighting) bool {
		return slices.ContainsFunc(p.items, func(it *item) bool {
			return it.e.Source == s.Source && it.e.Ref == s.Ref && it.e.Printed != s.Title
		})
	})
}

// reworded reports whether two titles have at least two words in five in
// common, or one says all that the other does.
func reworded(a, b string) bool {
	x, y := bagOf(contentWords(a)), bagOf(contentWords(b))
	if jaccard(x, y) >= .4 {
		return true
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(x) > 0 && !slices.ContainsFunc(x, func(w uint64) bool { _, found := slices.BinarySearch(y, w); return !found })
}

// talks are those that p and what was merged into it belonged to.
func (p *perf) talks() []*callboard.Talk {
	var out []*callboard.Talk
	if p.talk != nil {
		out = append(out, p.talk)
	}
	for _, q := range p.merged {
		if q.talk != nil && !slices.Contains(out, q.talk) {
			out = append(out, q.talk)
		}
	}
	return out
}

// collect makes the clusters, and names for each performance the rule that
// joined it towards the first one of its talk.
func (g *grouping) collect(f *forest) {
	byRoot := make([]*cluster, len(g.perfs))
	for i, p := range g.perfs {
		r := f.root(i)
		c := byRoot[r]
		if c == nil {
			c = &cluster{}
			byRoot[r] = c
			g.clusters = append(g.clusters, c)
		}
		c.perfs = append(c.perfs, p)
	}
	type step struct {
		to   *perf
		name string
	}
	next := make(map[*perf][]step)
	for _, e := range f.edges {
		a, b := g.perfs[e.a], g.perfs[e.b]
		next[a] = append(next[a], step{b, e.name})
		next[b] = append(next[b], step{a, e.name})
	}
	for _, c := range g.clusters {
		if len(c.perfs) == 1 {
			c.perfs[0].rule = "alone"
			continue
		}
		slices.SortFunc(c.perfs, bySlot)
		first := c.perfs[0]
		first.rule = "first"
		for queue := []*perf{first}; len(queue) > 0; queue = queue[1:] {
			for _, s := range next[queue[0]] {
				if s.to.rule == "" {
					s.to.rule, s.to.via = ruleOf(s.to, s.name), queue[0]
					queue = append(queue, s.to)
				}
			}
		}
	}
}

// ruleOf keeps the rule that joined a known performance first.
func ruleOf(p *perf, name string) string {
	if name != "known" || p.before == nil {
		return name
	}
	for _, s := range p.before.Sightings {
		if isTalkRule(s.Rule) {
			return s.Rule
		}
	}
	return name
}

func isTalkRule(rule string) bool {
	switch rule {
	case "pin", "simulcast":
		return true
	}
	for _, r := range rungs {
		if r.name == rule {
			return true
		}
	}
	return false
}

// bySlot orders the performances of a talk: start (unplaced last), room, age.
func bySlot(p, q *perf) int {
	return cmp.Or(compareStart(p.out.Start, q.out.Start), strings.Compare(p.out.Room, q.out.Room), cmp.Compare(p.order, q.order))
}

// mergeSameSlots makes one of what is one talk in one place at one time, and
// reports whether there was any.
func (g *grouping) mergeSameSlots() bool {
	type spot struct {
		start  int64
		allDay bool
		room   string
	}
	any := false
	for _, c := range g.clusters {
		if len(c.perfs) < 2 {
			continue
		}
		at := make(map[spot]*perf, len(c.perfs))
		for _, p := range c.perfs {
			k := spot{unix(p.out.Start), p.out.AllDay, plain(p.out.Room)}
			q := at[k]
			switch {
			case !p.out.Placed():
			case q == nil:
				at[k] = p
			default:
				any = true
				at[k] = g.merge(q, p, ruleOnePlace)
				g.placeOne(at[k])
			}
		}
	}
	return any
}
