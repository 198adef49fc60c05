package dedupe

import (
	"slices"
	"time"

	"callboard"
)

// guards are asked before the rungs, in order: a pair that meets one is never
// joined by a rung that does not overrule it (research: encores.md 2, G1-G8).
var guards = []struct {
	name  string
	holds func(a, b *view) bool
}{
	{"same start", sameStart},
	{"a half round a break", continuation},
	{"one recurring event", recurring},
	{"no start", notPlaced},
	{"a generic title", genericTitle},
	{"another format", otherFormat},
	{"a serial number", otherSerial},
	{"too far apart", farApart},
	{"opening hours", openingHours},
}

// forbidden is the first guard that a pair meets, "" for none.
func forbidden(a, b *view) string {
	for _, g := range guards {
		if g.holds(a, b) {
			return g.name
		}
	}
	return ""
}

// sameStart (G1): two "Welcome" at 14:15 are two entries. One talk in two rooms
// at once is the simulcast rung's, which stands above.
func sameStart(a, b *view) bool { return a.placed() && a.start.Equal(b.start) }

// continuation (G2): halves round a break are no repeats of each other. The
// same title in the same room within 14 hours is one when the source itself
// calls both by one ref or, where it names nothing, when the gap is a break's.
func continuation(a, b *view) bool {
	if !a.placed() || !b.placed() || !a.sameTitle(b) || a.room != b.room || apart(a, b) > 14*time.Hour {
		return false
	}
	if a.named && b.named {
		return a.shareRef(b)
	}
	return gap(a, b) <= 90*time.Minute && !a.mark && !b.mark
}

// recurring: what a calendar repeats by a rule is a meetup, a course of several
// days, opening hours; a talk that is given again has an event of its own.
func recurring(a, b *view) bool {
	return slices.ContainsFunc(a.series, func(k callboard.EntryKey) bool { return slices.Contains(b.series, k) })
}

// notPlaced (G3): without a start only a shared ref tells.
func notPlaced(a, b *view) bool {
	return (!a.placed() || !b.placed()) && !(a.shareRef(b) && a.sameTitle(b))
}

// genericTitle (G4): lunches are not one talk; a lightning block that runs
// three times under one code is.
func genericTitle(a, b *view) bool {
	return (a.generic || b.generic) && !(a.shareCode(b) && a.sameTitle(b))
}

// otherFormat (G5): a poster, a workshop or a short version of a talk is not
// its repeat.
func otherFormat(a, b *view) bool {
	if a.class != "" && b.class != "" && a.class != b.class {
		return true
	}
	short, long := min(a.length(), b.length()), max(a.length(), b.length())
	return short > 0 && long >= 3*short
}

// otherSerial (G6): "day 1" and "day 2" of one course.
func otherSerial(a, b *view) bool {
	if a.abstract == "" || b.abstract == "" {
		return false
	}
	a.prepare()
	b.prepare()
	for unit, ns := range a.serial {
		ms := b.serial[unit]
		if len(ms) == 0 {
			continue
		}
		shared := false
		for n := range ns {
			shared = shared || ms[n]
		}
		if !shared {
			return true
		}
	}
	return false
}

// farApart (G7): another edition in a calendar that never ends.
func farApart(a, b *view) bool {
	return a.placed() && b.placed() && apart(a, b) > 14*24*time.Hour
}

// openingHours (G8): what is open half the day is a place, not a talk, unless
// its title or abstract calls it a repeat.
func openingHours(a, b *view) bool {
	const long = 4 * time.Hour
	if a.mark || b.mark || a.length() < long || b.length() < long {
		return false
	}
	a.prepare()
	b.prepare()
	return !a.marked && !b.marked
}

func apart(a, b *view) time.Duration { return a.start.Sub(b.start).Abs() }
