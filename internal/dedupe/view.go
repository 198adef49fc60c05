package dedupe

import (
	"slices"
	"strings"
	"time"

	"callboard"
)

// view is a performance as the ladder sees it: what any of its entries say.
type view struct {
	p        *perf
	title    string // folded
	stream   string // folded title without a trailing "(Stream)"
	session  string // folded title without a trailing "(Session 2)"
	printed  string // as displayed
	start    time.Time
	end      time.Time
	allDay   bool
	clock    int // minutes since midnight on the wall at the venue
	room     string
	mark     bool
	generic  bool
	class    string // of its type, see typeClass; "" unknown
	codes    []string
	refs     []callboard.EntryKey // base refs
	series   []callboard.EntryKey // those of recurring events
	named    bool                 // one of them says more than the title
	people   []string             // keys
	single   []string             // folded names, those of several people split; see singles
	split    bool                 // single is made
	abstract string
	prepared bool // the three below are made when first needed
	words    bag  // of the abstract
	count    int  // of the abstract's words
	serial   map[string]map[string]bool
	marked   bool // the abstract says that it is a repeat
}

// look makes the view of p; of a performance without entries, from what is
// stored.
func (g *grouping) look(p *perf) view {
	v := view{p: p, start: p.out.Start, end: p.out.End, allDay: p.out.AllDay}
	wall := v.start.In(g.location(p.out.Zone))
	v.clock = wall.Hour()*60 + wall.Minute()
	for _, it := range p.items {
		e := it.e
		if v.title == "" || cutTitle(v.printed) && !cutTitle(e.Printed) {
			v.title, v.printed = e.TitleKey, e.Title
			if cutTitle(e.Printed) {
				v.printed = e.Printed
			}
		}
		if v.room == "" {
			v.room = e.RoomKey
		}
		v.mark = v.mark || e.Mark
		v.generic = v.generic || e.Generic
		if v.class == "" {
			v.class = typeClass(e.Type)
		}
		// A break whose code is its title has no code.
		if it.code != "" && plain(it.code) != it.title && !slices.Contains(v.codes, it.code) {
			v.codes = append(v.codes, it.code)
		}
		if key := (callboard.EntryKey{Source: e.Source, Ref: it.base}); !slices.Contains(v.refs, key) {
			v.refs = append(v.refs, key)
			if isInstance(e.Ref, it.base) {
				v.series = append(v.series, key)
			}
		}
		v.named = v.named || !isTitle(it)
		for _, s := range e.Speakers {
			if isPerson(s, it) && !slices.Contains(v.people, s.Key) {
				v.people = append(v.people, s.Key)
			}
		}
		if v.abstract == "" {
			v.abstract = e.Abstract
		}
	}
	if len(p.items) == 0 && p.talk != nil {
		v.title, v.printed, v.room = plain(p.talk.Title), p.talk.Title, plain(p.before.Room)
		v.abstract, v.class = p.talk.Abstract, typeClass(p.talk.Type)
		for _, s := range p.talk.Speakers {
			v.people = append(v.people, s.Key)
		}
	}
	v.stream = strings.TrimSuffix(v.title, "stream")
	v.session = cutSession(v.title)
	return v
}

// isPerson: a speaker called like the talk is none, nor is "-".
func isPerson(s callboard.Speaker, it *item) bool {
	return strings.Trim(s.Key, "-–—.?") != "" && s.Key != it.e.TitleKey && s.Key != it.title
}

// singles are the folded names of its people one by one, made when first asked
// for.
func (v *view) singles() []string {
	if v.split {
		return v.single
	}
	v.split = true
	for _, it := range v.p.items {
		for _, s := range it.e.Speakers {
			if isPerson(s, it) {
				for _, name := range persons(s.Name) {
					v.single = append(v.single, plain(name))
				}
			}
		}
	}
	return v.single
}

// persons splits a name that is several people's: "Ann Lee & Bob Ray". Sources
// that print one string for all speakers are many.
func persons(name string) []string {
	out := []string{name}
	for _, and := range []string{" & ", " and ", " und ", " et ", " y ", " / ", " + "} {
		if !strings.Contains(name, and) {
			continue
		}
		var parts []string
		for _, s := range out {
			parts = append(parts, strings.Split(s, and)...)
		}
		out = parts
	}
	return out
}

// cutSession cuts a trailing "(Session 2)" off a folded title.
func cutSession(title string) string {
	t := strings.TrimRight(title, "0123456789")
	if len(t) < len(title) {
		if s, ok := strings.CutSuffix(t, "session"); ok && s != "" {
			return s
		}
	}
	return title
}

// prepare reads the abstract, once and only where a rung asks.
func (v *view) prepare() {
	if v.prepared {
		return
	}
	v.prepared = true
	list := words(v.abstract)
	v.count, v.words = len(list), bagOf(list)
	v.serial = serials(list[:min(len(list), 80)])
	low := strings.ToLower(v.abstract)
	for _, s := range repeatPhrases {
		v.marked = v.marked || strings.Contains(low, s)
	}
}

// repeatPhrases in an abstract say that the talk is given more than once.
var repeatPhrases = []string{"[repeat", "repeat of", "back by popular demand", "is a repeat", "will be repeated", "is repeated on", "also offered on", "encore of", "encore presentation",
	"wird wiederholt", "wiederholung vo", "rediffusion d", "sera répété", "se repite", "se repetirá", "viene ripetut", "será repetid", "wordt herhaald", "herhaling van",
	"zostanie powtórz", "будет повтор", "再演", "再放送"}

func (v *view) placed() bool { return !v.start.IsZero() }

// length is how long it runs, 0 when nobody says.
func (v *view) length() time.Duration {
	if v.end.IsZero() || v.allDay {
		return 0
	}
	return v.end.Sub(v.start)
}

func (a *view) sameTitle(b *view) bool { return a.title != "" && a.title == b.title }

func (a *view) sharePeople(b *view) bool {
	for _, k := range a.people {
		for _, l := range b.people {
			if k == l || within(k, l) || within(l, k) {
				return true
			}
		}
	}
	if len(a.people) == 0 || len(b.people) == 0 {
		return false
	}
	return slices.ContainsFunc(a.singles(), func(name string) bool { return slices.Contains(b.singles(), name) })
}

// within reports whether all words of the key of a name, two at least, stand in
// another: "Ann Lee" and "Ann M. Lee", or "Ann Lee, Example University".
func within(short, long string) bool {
	if len(short) >= len(long) || !strings.Contains(short, "-") {
		return false
	}
	words := strings.Split(long, "-")
	for w := range strings.SplitSeq(short, "-") {
		if !slices.Contains(words, w) {
			return false
		}
	}
	return true
}

func (a *view) shareCode(b *view) bool {
	return slices.ContainsFunc(a.codes, func(c string) bool { return slices.Contains(b.codes, c) })
}

func (a *view) shareRef(b *view) bool {
	return slices.ContainsFunc(a.refs, func(k callboard.EntryKey) bool { return slices.Contains(b.refs, k) })
}

// isTitle reports whether an entry's ref is its title, folded or as printed: that
// says nothing that the title does not. A name made for an address does: the
// site has one page for both.
func isTitle(it *item) bool {
	return it.base == it.e.TitleKey || strings.EqualFold(it.base, it.e.Printed) || strings.EqualFold(it.base, it.e.Title)
}

// touching reports whether the earlier of two runs in one room leads straight
// into the later.
func (a *view) touching(b *view) bool {
	return a.room == b.room && gap(a, b) <= 15*time.Minute
}

// gap is the time from the end of the earlier to the start of the later; from
// start to start where no end is known; 0 when they overlap.
func gap(a, b *view) time.Duration {
	if b.start.Before(a.start) {
		a, b = b, a
	}
	from := a.start
	if !a.end.IsZero() {
		from = a.end
	}
	return max(0, b.start.Sub(from))
}

// typeClass sorts printed types into formats that are no repeats of each other.
func typeClass(printed string) string {
	for _, w := range words(printed) {
		switch strings.TrimSuffix(w, "s") {
		case "poster":
			return "poster"
		case "bof", "bird":
			return "bof"
		case "lab", "workshop", "atelier":
			return "lab"
		case "tutorial", "university", "training":
			return "tutorial"
		case "lightning":
			return "lightning"
		case "demo", "demonstration":
			return "demo"
		case "talk", "lecture", "presentation", "vortrag", "conference", "breakout":
			return "talk"
		}
	}
	return ""
}

var units = map[string]string{
	"day": "day", "tag": "day", "jour": "day", "día": "day", "dia": "day", "giorno": "day", "dag": "day",
	"part": "part", "teil": "part", "partie": "part", "parte": "part", "deel": "part",
	"week": "week", "woche": "week", "semaine": "week", "semana": "week", "settimana": "week",
	"module": "part", "lesson": "part", "chapter": "part", "episode": "part",
}

var ordinals = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
	"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5",
	"eins": "1", "zwei": "2", "drei": "3", "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5",
	"1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "5th": "5", "erster": "1", "zweiter": "2", "dritter": "3",
}

// serials finds the days, parts and weeks that words name: "day 2", "second day".
func serials(list []string) map[string]map[string]bool {
	var out map[string]map[string]bool
	for i, w := range list {
		unit := units[w]
		if unit == "" {
			continue
		}
		n := ""
		if i+1 < len(list) {
			n = number(list[i+1], true)
		}
		if n == "" && i > 0 {
			n = number(list[i-1], false)
		}
		if n == "" {
			continue
		}
		if out == nil {
			out = make(map[string]map[string]bool)
		}
		if out[unit] == nil {
			out[unit] = make(map[string]bool)
		}
		out[unit][n] = true
	}
	return out
}

// number reads "2", "two", "II"; before its unit ("second day") only ordinals
// count, for "in two days" names no day.
func number(w string, behind bool) string {
	n, ok := ordinals[w]
	switch {
	case behind && ok:
		return n
	case behind && len(w) <= 2 && strings.Trim(w, "0123456789") == "":
		return strings.TrimLeft(w, "0")
	case ok && (strings.HasSuffix(w, "st") || strings.HasSuffix(w, "nd") || strings.HasSuffix(w, "rd") || strings.HasSuffix(w, "th") || strings.HasSuffix(w, "ter")):
		return n
	}
	return ""
}
