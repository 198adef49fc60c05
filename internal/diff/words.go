package diff

import (
	"strings"
	"time"
	"unicode/utf8"

	"callboard"
)

// wording puts slots into words: "Wed 22 July, 13:30, E145", on the clock of
// the venue.
type wording struct {
	conference callboard.Conference
	first      int // the years that need no saying
	last       int
}

func newWording(c callboard.Conference, now time.Time) wording {
	w := wording{conference: c}
	loc := c.Location()
	w.first, w.last = now.In(loc).Year(), now.In(loc).Year()
	if t, ok := c.Start.Time(loc); ok {
		w.first, w.last = t.Year(), t.Year()
		if t, ok := c.End.Time(loc); ok {
			w.last = t.Year()
		}
	}
	return w
}

const unplaced = "not yet placed"

// place is a slot in words; until names its end too, where only that moved.
func (w wording) place(s callboard.Slot, until bool) string {
	if !s.Placed() {
		return unplaced
	}
	var b strings.Builder
	if s.AllDay {
		start, end := s.Start.UTC(), s.End.UTC()
		b.WriteString(w.day(start))
		if !s.End.IsZero() && end.After(start) {
			b.WriteString(" to " + w.day(end))
		}
	} else {
		loc := s.Location(w.conference.Location())
		start := s.Start.In(loc)
		b.WriteString(w.day(start) + ", " + start.Format("15:04"))
		if until && !s.End.IsZero() {
			end := s.End.In(loc)
			b.WriteString("–")
			if callboard.NewDate(end) != callboard.NewDate(start) {
				b.WriteString(w.day(end) + ", ")
			}
			b.WriteString(end.Format("15:04"))
		}
	}
	if s.Room != "" {
		b.WriteString(", " + s.Room)
	}
	return b.String()
}

func (w wording) day(t time.Time) string {
	if t.Year() < w.first || t.Year() > w.last {
		return t.Format("Mon 2 January 2006")
	}
	return t.Format("Mon 2 January")
}

// excerptRunes is how much of a long text a row shows.
const excerptRunes = 280

// excerpts are the parts of two texts where they begin to differ.
func excerpts(before, after string) (string, string) {
	b, a := clean(before), clean(after)
	same := 0
	for same < len(b) && same < len(a) && b[same] == a[same] {
		same++
	}
	from := 0
	if same > 80 {
		from = strings.LastIndexByte(b[:same-40], ' ') + 1
	}
	return excerpt(b, from), excerpt(a, from)
}

func excerpt(s string, from int) string {
	prefix := ""
	if from > 0 {
		prefix = "… "
	}
	s = s[min(from, len(s)):]
	if utf8.RuneCountInString(s) <= excerptRunes {
		return prefix + s
	}
	n := 0
	for i := range s {
		if n == excerptRunes {
			cut := strings.LastIndexByte(s[:i], ' ')
			if cut < i/2 {
				cut = i
			}
			return prefix + s[:cut] + " …"
		}
		n++
	}
	return prefix + s
}
