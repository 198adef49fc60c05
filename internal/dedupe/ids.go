package dedupe

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"time"

	"callboard"
)

// minter derives ids at birth. The same listing gives the same ids in an
// emptied database: an id is made of the conference and of what the source
// calls the thing, never of the source's own id, of time or of chance.
type minter struct {
	conference string
	taken      map[string]bool // given out ever, or in this batch
	back       map[string]bool // given back to what was born with it, in this batch
	next       map[string]int  // what is taken of a letter and key is below
}

var idEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// mint gives a new id: 13 letters and digits. Those that would collide, as the
// performances of one code do, are counted up in the order of the calls.
func (m *minter) mint(letter, key string) string {
	for n := m.next[letter+key]; ; n++ {
		id := m.id(letter, key, n)
		if !m.taken[id] {
			m.taken[id], m.next[letter+key] = true, n+1
			return id
		}
	}
}

func (m *minter) id(letter, key string, n int) string {
	sum := sha256.Sum256([]byte(m.conference + "\x00" + letter + "\x00" + key + "\x00" + strconv.Itoa(n)))
	return strings.ToLower(idEncoding.EncodeToString(sum[:8]))
}

func (g *grouping) minter() *minter {
	m := &minter{conference: g.in.Conference.ID, back: map[string]bool{}, next: map[string]int{}, taken: make(map[string]bool, len(g.in.Given))}
	for id, given := range g.in.Given {
		if given {
			m.taken[id] = true
		}
	}
	for _, t := range g.in.Before {
		m.taken[t.ID] = true
		for _, p := range t.Performances {
			m.taken[p.ID] = true
		}
	}
	return m
}

// birthKey is the strongest name that a performance has.
func (p *perf) birthKey() string {
	items := slices.Clone(p.items)
	slices.SortFunc(items, byGiver)
	for _, name := range []func(*item) string{
		func(it *item) string { return prefixed("code:", it.code) },
		func(it *item) string { return prefixed("guid:", it.e.GUID) },
		func(it *item) string { return prefixed("url:", it.e.URL) },
		func(it *item) string { return prefixed("ref:", it.base) },
	} {
		for _, it := range items {
			if s := name(it); s != "" {
				return s
			}
		}
	}
	if len(items) > 0 {
		return "title:" + items[0].e.TitleKey
	}
	return "title:" + p.view.title
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// assign gives every performance and every cluster its id: kept, joined, split
// or born.
func (g *grouping) assign() []*cluster {
	m := g.minter()
	host := cmp.Or(g.in.Conference.Host, g.in.Conference.ID)
	for _, p := range g.perfs { // stored ones by age, new ones by slot
		if p.into == nil && p.before == nil {
			p.out.ID = m.mint("p", p.birthKey())
			p.out.UID = p.out.ID + "@" + host
		}
	}
	for _, p := range g.perfs {
		for _, q := range p.merged {
			if q.before != nil {
				g.dropP = append(g.dropP, q.before.ID)
				g.aliases = append(g.aliases, callboard.Alias{Old: q.before.ID, New: p.out.ID})
			}
		}
	}
	g.keepTalks()
	var born []*cluster
	for _, c := range g.clusters {
		if c.id == "" {
			born = append(born, c)
		}
	}
	sortByStart(born, func(c *cluster) time.Time { return c.perfs[0].out.Start }, func(a, b *cluster) int { return bySlotThenTitle(a.perfs[0], b.perfs[0]) })
	for _, c := range born {
		c.id = cmp.Or(g.again(m, c), m.mint("t", c.perfs[0].birthKey()))
	}
	return g.clusters
}

// again is the id that c was born with, when that has become an alias of the
// very talk that c leaves; "" otherwise. Only the first id of a name is surely
// its own, and only where no two sources use the name and the performance born
// with it is here: others may have been another's. A slot that is given to
// another talk is not what was born with the id.
func (g *grouping) again(m *minter, c *cluster) string {
	if slices.ContainsFunc(c.perfs, (*perf).retitled) {
		return ""
	}
	key := c.perfs[0].birthKey()
	id, twin := m.id("t", key, 0), m.id("p", key, 0)
	target := g.in.Aliases[id]
	if target == "" || m.back[id] || g.usedTwice(c.perfs[0]) || !slices.ContainsFunc(c.perfs, func(p *perf) bool { return p.out.ID == twin }) {
		return ""
	}
	for _, p := range c.perfs {
		for _, t := range p.talks() {
			if t.ID == target {
				m.back[id] = true
				return id
			}
		}
	}
	return ""
}

// usedTwice reports whether another source calls something else by a ref of p.
func (g *grouping) usedTwice(p *perf) bool {
	return slices.ContainsFunc(g.items, func(other *item) bool {
		return other.perf != p && slices.ContainsFunc(p.items, func(it *item) bool {
			return it.e.Source != other.e.Source && it.base != "" && it.base == other.base
		})
	})
}

func bySlotThenTitle(p, q *perf) int {
	return cmp.Or(compareStart(p.out.Start, q.out.Start), strings.Compare(p.out.Room, q.out.Room),
		strings.Compare(p.view.title, q.view.title), strings.Compare(p.out.ID, q.out.ID))
}

// keepTalks decides which cluster continues which stored talk. A talk stays
// where its title is, else where its oldest performance is; a cluster with several keeps the oldest, and
// the others become aliases of it.
func (g *grouping) keepTalks() {
	home := make(map[string]*cluster)
	oldest := make(map[string]*perf)
	for _, c := range g.clusters {
		for _, p := range c.perfs {
			for _, t := range p.talks() {
				if q := oldest[t.ID]; q == nil || olderPart(t, p, q) {
					oldest[t.ID], home[t.ID] = p, c
				}
			}
		}
	}
	before := make([]*callboard.Talk, len(g.in.Before))
	for i := range g.in.Before {
		before[i] = &g.in.Before[i]
	}
	slices.SortFunc(before, func(a, b *callboard.Talk) int {
		return cmp.Or(a.Created.Compare(b.Created), compareStart(firstStart(a), firstStart(b)), strings.Compare(a.ID, b.ID))
	})
	for _, t := range before {
		c := home[t.ID]
		switch {
		case c == nil:
		case c.keep == nil:
			c.keep, c.id = t, t.ID
		default:
			g.dropT = append(g.dropT, t.ID)
			g.aliases = append(g.aliases, callboard.Alias{Old: t.ID, New: c.id})
		}
	}
}

// firstStart decides between talks of one age, those of a first import: the
// original's id stays.
func firstStart(t *callboard.Talk) time.Time {
	if len(t.Performances) == 0 {
		return time.Time{}
	}
	return t.Performances[0].Start
}

// olderPart orders the performances of a stored talk: the part with the first
// keeps the talk's id when it is split. Whoever subscribed to the talk meant what
// its title says, so a slot that was given to another talk comes last.
func olderPart(t *callboard.Talk, p, q *perf) bool {
	title := plain(t.Title)
	if a, b := plain(p.view.printed) == title, plain(q.view.printed) == title; a != b && (p.retitled() || q.retitled()) {
		return a
	}
	return cmp.Or(bornAt(p, q), compareStart(p.out.Start, q.out.Start), strings.Compare(p.out.ID, q.out.ID)) < 0
}

func bornAt(p, q *perf) int {
	if p.before == nil || q.before == nil {
		return 0
	}
	return p.before.Created.Compare(q.before.Created)
}
