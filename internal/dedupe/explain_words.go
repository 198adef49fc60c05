package dedupe

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"callboard"
)

// evidence is what two performances have in common, in words.
func evidence(a, b *view) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if i := slices.IndexFunc(a.codes, func(c string) bool { return slices.Contains(b.codes, c) }); i >= 0 {
		add("both have the session code %q", strings.ToUpper(a.codes[i]))
	}
	if i := slices.IndexFunc(a.refs, func(k callboard.EntryKey) bool { return slices.Contains(b.refs, k) }); i >= 0 {
		add("%s calls both %q", a.refs[i].Source, a.refs[i].Ref)
	}
	if a.sameTitle(b) {
		add("the same title, %q", a.printed)
	}
	for _, v := range []*view{a, b} {
		if v.mark {
			add("printed %q", v.markedTitle())
		}
	}
	if names := sharedPeople(a, b); len(names) > 0 {
		add("both name %s", strings.Join(names, ", "))
	}
	a.prepare()
	b.prepare()
	if a.marked || b.marked {
		add("an abstract says that it is a repeat")
	}
	if a.count > 0 && b.count > 0 {
		add("the abstracts share %.0f of 100 words", 100*jaccard(a.words, b.words))
	}
	return out
}

// markedTitle is how the mark is printed: of the title, else the code.
func (v *view) markedTitle() string {
	for _, it := range v.p.items {
		if it.e.Mark {
			if it.e.Printed == it.e.Title && it.e.Code != "" {
				return it.e.Code
			}
			return it.e.Printed
		}
	}
	return v.printed
}

func sharedPeople(a, b *view) []string {
	var out []string
	for _, it := range a.p.items {
		for _, s := range it.e.Speakers {
			if shared := slices.Contains(a.people, s.Key) && slices.Contains(b.people, s.Key); shared && !slices.Contains(out, s.Name) {
				out = append(out, s.Name)
			}
		}
	}
	if len(out) == 0 {
		for _, k := range a.people { // one of several names in a line, or a name within a longer one
			for _, l := range b.people {
				if within(k, l) || within(l, k) {
					out = append(out, k+" ("+l+")")
				}
			}
		}
		for _, name := range a.singles() {
			if len(out) == 0 && slices.Contains(b.singles(), name) {
				out = append(out, name)
			}
		}
	}
	return out
}

func people(v *view) string {
	var out []string
	for _, it := range v.p.items {
		for _, s := range it.e.Speakers {
			if !slices.Contains(out, s.Name) {
				out = append(out, s.Name)
			}
		}
	}
	if len(out) == 0 {
		return "nobody"
	}
	return strings.Join(out, ", ")
}

// sameThings are what two entries of one performance have in common.
func sameThings(e, f *callboard.Entry) []string {
	var out []string
	for _, same := range []struct {
		is   bool
		word string
	}{
		{e.Placed() && e.Start.Equal(f.Start) && e.AllDay == f.AllDay, "start"},
		{e.RoomKey != "" && e.RoomKey == f.RoomKey, "room"},
		{e.TitleKey != "" && e.TitleKey == f.TitleKey, "title"},
		{e.Code != "" && e.Code == f.Code, "code"},
		{e.GUID != "" && e.GUID == f.GUID, "guid"},
		{e.URL != "" && e.URL == f.URL, "page"},
	} {
		if same.is {
			out = append(out, "the same "+same.word)
		}
	}
	if cutOf(e, f) && e.TitleKey != f.TitleKey {
		out = append(out, "a title cut off with an ellipsis")
	}
	return out
}

// clock is a start in words, at the venue.
func (g *grouping) clock(v *view) string {
	if !v.placed() {
		return "without a start"
	}
	if v.allDay {
		return v.start.Format("Mon 2 January 2006")
	}
	return v.start.In(g.location(v.p.out.Zone)).Format("Mon 2 January 2006, 15:04")
}

// keptApart is the guard that forbids a pair, with its values; or "" and the
// evidence that the rungs would need.
func (g *grouping) keptApart(a, b *view) (guard string, why []string) {
	if said := g.ordered(g.in.Splits, "split", a, b); said != nil {
		return "split", said
	}
	switch guard = forbidden(a, b); guard {
	case "":
		return "", g.missing(a, b)
	case "same start":
		why = append(why, "both begin "+g.clock(a)+", and no two talks of one start are repeats")
	case "a half round a break":
		why = append(why, fmt.Sprintf("one room, %s after the other's end", round(gap(a, b))))
	case "no start":
		why = append(why, "at least one has no start, so only the source's own ref could tell")
	case "a generic title":
		generic := a
		if !a.generic {
			generic = b
		}
		why = append(why, fmt.Sprintf("%q names a kind of slot", generic.printed))
	case "another format":
		if a.class != b.class && a.class != "" && b.class != "" {
			why = append(why, fmt.Sprintf("one is a %s, the other a %s", a.class, b.class))
		} else {
			why = append(why, fmt.Sprintf("one lasts %s, the other %s", round(a.length()), round(b.length())))
		}
	case "a serial number":
		why = append(why, "the abstracts name different days, parts or weeks")
	case "too far apart":
		why = append(why, fmt.Sprintf("%.0f days lie between them", apart(a, b).Hours()/24))
	case "one recurring event":
		why = append(why, fmt.Sprintf("%s repeats %q by a rule, as meetups and courses are", a.series[0].Source, a.series[0].Ref))
	case "opening hours":
		why = append(why, fmt.Sprintf("they last %s and %s, and nothing calls either a repeat", round(a.length()), round(b.length())))
	}
	return guard, why
}

// missing is the evidence that the rungs would have needed.
func (g *grouping) missing(a, b *view) []string {
	a.prepare()
	b.prepare()
	likes := jaccard(a.words, b.words)
	if !a.sameTitle(b) {
		out := []string{fmt.Sprintf("the titles are not equal: %q and %q", a.printed, b.printed)}
		if a.sharePeople(b) {
			out = append(out, "both name "+strings.Join(sharedPeople(a, b), ", ")+", but people alone join nothing")
		}
		return out
	}
	out := []string{"the titles are equal, but no repeat is printed"}
	if g.capped(a.title) {
		out = append(out, fmt.Sprintf("the title has more than %d starts, as services have", maxStarts))
	}
	if !a.shareCode(b) {
		out = append(out, "no session code is shared")
	}
	if !a.sharePeople(b) {
		out = append(out, fmt.Sprintf("no speaker is shared: %s; %s", people(a), people(b)))
	}
	if len(a.people) > 0 && len(b.people) > 0 {
		return out
	}
	switch {
	case a.count < 12 || b.count < 12:
		out = append(out, "there are no two abstracts to compare")
	case likes < .4:
		out = append(out, fmt.Sprintf("the abstracts share %.0f of 100 words, 40 are needed", 100*likes))
	case sameClock(a, b):
		out = append(out, "both begin at the same time of day, as courses and opening hours do")
	case apart(a, b) > 4*24*time.Hour:
		out = append(out, fmt.Sprintf("%.0f days lie between them, at most 4 may where no people are named", apart(a, b).Hours()/24))
	case a.touching(b):
		out = append(out, "one leads straight into the other")
	case len(contentWords(a.printed)) < 2:
		out = append(out, "the title is a single word")
	}
	return out
}

func round(d time.Duration) string {
	return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
}
