package dedupe

import (
	"slices"
	"strings"
	"time"
)

// rungs are tried in order for a pair that no guard forbids: the first that
// holds wins, and its name is stored with the join (encores.md 2).
var rungs = []struct {
	name  string
	weak  bool // the cap on distinct starts of an unmarked title holds here
	holds func(a, b *view) bool
}{
	{"code", false, byCode},
	{"ref", false, byRef},
	{"mark", false, byMark},
	{"mark-in-abstract", false, byMarkInAbstract},
	{"people", true, byPeople},
	{"abstract", true, byAbstract},
}

// The places of the rules above the rungs, in the order of the ladder.
const (
	rulePin = iota
	ruleKnown
	ruleSimulcast
	ruleRungs
)

// maxStarts caps how often an unmarked title may be given before weak rungs
// take it for a service, a class of one abstract excepted: counted in distinct
// starts, so that a second source of the same slots changes nothing.
const maxStarts = 6

// climb is the first rung that joins a pair, and its place in the ladder.
// capped says that the title runs more often than maxStarts.
func climb(a, b *view, capped bool) (rule int, name string) {
	if simulcast(a, b) {
		return ruleSimulcast, "simulcast"
	}
	if forbidden(a, b) != "" {
		return 0, ""
	}
	for i, r := range rungs {
		if r.weak && capped && !a.mark && !b.mark && !oneClass(a, b) {
			continue
		}
		if r.holds(a, b) {
			return ruleRungs + i, r.name
		}
	}
	return 0, ""
}

// simulcast: one talk at one time in two rooms, by the same people, who cannot be
// in both, under the same code, or the other one a stream. One talk, not an
// encore.
func simulcast(a, b *view) bool {
	if !sameStart(a, b) || a.room == b.room || a.generic || b.generic || a.title == "" {
		return false
	}
	if a.sameTitle(b) {
		return a.shareCode(b) || a.sharePeople(b)
	}
	return a.stream == b.stream && a.sharePeople(b)
}

// byCode: the organiser's own statement, with a second witness, for some number
// everything of one session alike: the same title, or the same people under a
// title that names no other part, level or format.
func byCode(a, b *view) bool {
	return a.shareCode(b) && (a.sameTitle(b) || a.sharePeople(b) && !differ(words(a.printed), words(b.printed), telling))
}

// byRef: one id and one title; UIDs are shared by organisers and by series, so
// without a shared speaker the abstracts must not contradict, unless one says
// that it is a repeat.
func byRef(a, b *view) bool {
	if !a.shareRef(b) || !a.sameTitle(b) || !a.named || !b.named {
		return false
	}
	if a.sharePeople(b) {
		return true
	}
	a.prepare()
	b.prepare()
	return a.marked || b.marked || a.count < 12 || b.count < 12 || jaccard(a.words, b.words) >= .25
}

// byMark: the title says repeat on at least one side; another teacher may give it.
// Where the abstract is the very same, the title may be worded another way.
func byMark(a, b *view) bool {
	if !a.mark && !b.mark {
		return false
	}
	return a.sameTitle(b) || sameAbstract(a, b) && reworded(a.printed, b.printed) && !differ(words(a.printed), words(b.printed), telling)
}

// sameAbstract reports whether both have one abstract, of some length.
func sameAbstract(a, b *view) bool {
	a.prepare()
	b.prepare()
	return a.count >= 12 && b.count >= 12 && jaccard(a.words, b.words) >= .9
}

// oneClass: services have no abstract that is a course's. A class is given all
// day long at a festival, and for its visitors each run is the same.
func oneClass(a, b *view) bool {
	return a.class == b.class && (a.class == "lab" || a.class == "tutorial") && sameAbstract(a, b)
}

// byMarkInAbstract: "(Session 2)" whose abstract says that it is a repeat; the
// only safe use of a running number.
func byMarkInAbstract(a, b *view) bool {
	if a.session == "" || a.session != b.session {
		return false
	}
	a.prepare()
	b.prepare()
	return (a.marked || b.marked) && jaccard(a.words, b.words) >= .6
}

// byPeople: the same title by the same person.
func byPeople(a, b *view) bool { return a.sameTitle(b) && a.sharePeople(b) }

// byAbstract: where a source prints no people, the abstract tells. The clock
// throws out courses and opening hours, which keep theirs from day to day.
func byAbstract(a, b *view) bool {
	if !a.sameTitle(b) || len(a.people) > 0 && len(b.people) > 0 || apart(a, b) > 4*24*time.Hour || a.touching(b) {
		return false
	}
	if sameClock(a, b) || len(contentWords(a.printed)) < 2 {
		return false
	}
	a.prepare()
	b.prepare()
	return a.count >= 12 && b.count >= 12 && jaccard(a.words, b.words) >= .4
}

// sameClock reports whether both begin at the same time of day on the wall at
// the venue.
func sameClock(a, b *view) bool { return a.clock == b.clock }

// contentWords are the words of a title that say something.
func contentWords(title string) []string {
	var out []string
	for _, w := range words(title) {
		switch w {
		case "the", "a", "an", "of", "for", "and", "to", "in", "on", "at", "with", "by", "or",
			"der", "die", "das", "und", "für", "mit", "von", "le", "la", "les", "de", "des", "et", "el", "y":
		default:
			out = append(out, w)
		}
	}
	return out
}

// alikeTalks: titles and abstracts much alike, by one person, under the same
// numbers. One title reworded is rarely another talk, but never surely the
// same: a suggestion of explain, never a join.
func alikeTalks(a, b *view) bool {
	if forbidden(a, b) != "" || !a.sharePeople(b) || a.touching(b) {
		return false
	}
	x, y := words(a.printed), words(b.printed)
	if jaccard(bagOf(x), bagOf(y)) < .5 || differ(x, y, telling) {
		return false
	}
	a.prepare()
	b.prepare()
	return jaccard(a.words, b.words) >= .6
}

// telling are the words of a title that make it another talk: numbers and
// formats.
func telling(w string) bool {
	return ordinals[w] != "" || units[w] != "" || typeClass(w) != "" || w == "practice" || strings.ContainsAny(w, "0123456789")
}

// differ reports whether a word that tells is in one list only.
func differ(x, y []string, tells func(string) bool) bool {
	for _, l := range [][2][]string{{x, y}, {y, x}} {
		for _, w := range l[0] {
			if tells(w) && !slices.Contains(l[1], w) {
				return true
			}
		}
	}
	return false
}
