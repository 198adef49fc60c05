package selection

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"callboard"
)

// Apply gives the talks with those performances that match, in the order
// conference, start, room, title. Only encores=next looks at now. The talks
// given are not changed; what is returned shares their memory.
//
// Values of one key are or, keys are and. room, from and to choose
// performances, and a talk without a matching one is left out; encores chooses
// among those that are left.
func (s Selection) Apply(confs []callboard.Conference, talks []callboard.Talk, now time.Time) []callboard.Talk {
	m := matcher{sel: &s, now: now, find: newFinder(s.Words), zones: make(map[string]*time.Location), folded: make(map[string]string)}
	for _, c := range confs {
		m.zones[c.ID] = c.Location()
	}
	out := make([]callboard.Talk, 0, len(talks))
	for i := range talks {
		t := &talks[i]
		if !m.talk(t) {
			continue
		}
		kept, ok := m.performances(t)
		if !ok {
			continue
		}
		chosen := *t
		chosen.Performances = kept
		out = append(out, chosen)
	}
	slices.SortStableFunc(out, compare)
	return out
}

// compare is the order of CONTRACT 5, and the id where all else is equal.
func compare(a, b callboard.Talk) int {
	var p, q callboard.Performance
	if len(a.Performances) > 0 {
		p = a.Performances[0]
	}
	if len(b.Performances) > 0 {
		q = b.Performances[0]
	}
	return cmp.Or(cmp.Compare(a.Conference, b.Conference), p.Compare(q.Slot), cmp.Compare(p.Room, q.Room),
		cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
}

type matcher struct {
	sel    *Selection
	now    time.Time
	find   *finder
	zones  map[string]*time.Location // by conference
	folded map[string]string         // rooms, tracks and names repeat: fold each once
}

func (m *matcher) fold(s string) string {
	f, done := m.folded[s]
	if !done {
		f = fold(s)
		m.folded[s] = f
	}
	return f
}

func (m *matcher) zone(conference string) *time.Location {
	if loc := m.zones[conference]; loc != nil {
		return loc
	}
	return time.UTC
}

// in reports whether a printed value is among the wanted ones; without any
// wanted everything is.
func (m *matcher) in(wanted []string, printed ...string) bool {
	if len(wanted) == 0 {
		return true
	}
	for _, p := range printed {
		if p != "" && has(wanted, m.fold(p)) {
			return true
		}
	}
	return false
}

// has looks in a sorted list; one that was not made by Parse may be unsorted.
func has(list []string, v string) bool {
	if _, found := slices.BinarySearch(list, v); found {
		return true
	}
	return !slices.IsSorted(list) && slices.Contains(list, v)
}

// talk judges what belongs to the talk itself.
func (m *matcher) talk(t *callboard.Talk) bool {
	s := m.sel
	if len(s.Conferences) > 0 && !has(s.Conferences, t.Conference) || len(s.Talks) > 0 && !has(s.Talks, t.ID) {
		return false
	}
	if !m.in(s.Tracks, t.Track) || !m.in(s.Types, t.Type) || !m.in(s.Tags, t.Tags...) {
		return false
	}
	return language(s.Languages, t.Language) && m.speaker(t) && m.find.finds(t)
}

// language: en finds en-GB; RFC 4647 3.3.1.
func language(wanted []string, tag string) bool {
	if len(wanted) == 0 {
		return true
	}
	tag = strings.ToLower(strings.ReplaceAll(tag, "_", "-"))
	return slices.ContainsFunc(wanted, func(w string) bool { return tag == w || strings.HasPrefix(tag, w+"-") })
}

func (m *matcher) speaker(t *callboard.Talk) bool {
	if len(m.sel.Speakers) == 0 {
		return true
	}
	for _, p := range t.Speakers {
		if m.in(m.sel.Speakers, p.Name, p.Key) {
			return true
		}
	}
	return false
}
