package dedupe

import (
	"cmp"
	"slices"

	"callboard"
)

// named is a performance under one of the names that blocks are made of.
type named struct {
	name uint64 // hashed
	perf int32
}

// ladder compares performances inside blocks, those that share a title, a code
// or a ref, where titles carry marks also those that share an abstract, and
// gives the joins that a rung makes between talks that are not one yet. Blocks are runs of a sorted list: a map for each name would cost more
// than all else.
func (g *grouping) ladder(f *forest) []edge {
	names := make([]named, 0, 2*len(g.perfs))
	marks := slices.ContainsFunc(g.perfs, func(p *perf) bool { return p.view.mark })
	for i, p := range g.perfs {
		v := &p.view
		add := func(kind byte, name string) { names = append(names, named{hash(kind, name), int32(i)}) }
		for _, c := range v.codes {
			add('c', c)
		}
		if v.title == "" || v.generic {
			continue
		}
		// A title, and what is left of it without "(Stream)" and "(Session 2)".
		add('t', v.title)
		if v.session != v.title {
			add('t', v.session)
		}
		if v.stream != v.title && v.stream != v.session {
			add('t', v.stream)
		}
		if marks && v.abstract != "" {
			add('a', plain(v.abstract))
		}
		for _, k := range v.refs {
			if k.Ref != "" {
				names = append(names, named{hash('r', k.Source) ^ hash('r', k.Ref)*fnvPrime, int32(i)})
			}
		}
	}
	slices.SortFunc(names, func(a, b named) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.perf, b.perf)) })
	l := &climber{g: g, f: f, seen: map[[2]int]bool{}}
	g.countStarts(names)
	for block := range runs(names) {
		l.block(block)
	}
	return l.edges
}

// runs are the stretches of one name that hold more than one performance.
func runs(names []named) func(yield func([]named) bool) {
	return func(yield func([]named) bool) {
		for i := 0; i < len(names); {
			j := i + 1
			for j < len(names) && names[j].name == names[i].name {
				j++
			}
			if j-i > 1 && !yield(names[i:j]) {
				return
			}
			i = j
		}
	}
}

// countStarts finds the titles that run more often than maxStarts, in distinct
// starts of what is not cancelled.
func (g *grouping) countStarts(names []named) {
	starts := map[string]map[int64]bool{}
	for block := range runs(names) {
		if len(block) <= maxStarts {
			continue
		}
		for _, n := range block {
			p := g.perfs[n.perf]
			if p.out.Status == callboard.Cancelled {
				continue
			}
			if starts[p.view.title] == nil {
				starts[p.view.title] = map[int64]bool{}
			}
			starts[p.view.title][unix(p.view.start)] = true
		}
	}
	g.capped = func(title string) bool { return len(starts[title]) > maxStarts }
}

// hash is FNV-1a of a name of a kind.
func hash(kind byte, s string) uint64 {
	h := (fnvOffset ^ uint64(kind)) * fnvPrime
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

// climber compares pairs, each once.
type climber struct {
	g     *grouping
	f     *forest
	seen  map[[2]int]bool
	edges []edge
}

func (l *climber) block(list []named) {
	if len(list) > maxBlock {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(a, b named) int {
			return compareStart(l.g.perfs[a.perf].view.start, l.g.perfs[b.perf].view.start)
		})
	}
	for n, i := range list {
		for _, j := range list[n+1 : min(len(list), n+1+maxBlock)] {
			l.pair(int(min(i.perf, j.perf)), int(max(i.perf, j.perf)))
		}
	}
}

func (l *climber) pair(i, j int) {
	if i == j || l.seen[[2]int{i, j}] || l.f.root(i) == l.f.root(j) {
		return
	}
	l.seen[[2]int{i, j}] = true
	a, b := &l.g.perfs[i].view, &l.g.perfs[j].view
	if rule, name := climb(a, b, l.g.capped(a.title)); name != "" {
		l.edges = append(l.edges, edge{rule, name, i, j})
	}
}
