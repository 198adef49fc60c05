package sources

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// list turns what was read into items.
func (s *guidebookScan) list(l *Listing, base *url.URL) {
	zone := strings.TrimSpace(firstOf(s.guide.Zone, s.guide.Timezone))
	dayFirst := s.dayFirst()
	start, _ := guidebookTime(s.guide.Start, dayFirst)
	end, _ := guidebookTime(s.guide.End, dayFirst)
	l.Conference = Published{
		Name: strings.TrimSpace(s.guide.Name), Zone: zone, URL: absolute(base, firstOf(s.guide.URL, s.guide.Website)),
		Start: guidebookDay(start), End: guidebookDay(end),
	}
	for _, e := range s.events {
		s.item(l, e, base, dayFirst)
	}
}

// item turns one event into an item.
func (s *guidebookScan) item(l *Listing, e guidebookEvent, base *url.URL, dayFirst bool) {
	ref := strings.TrimSpace(firstOf(e.Ref, e.ID))
	where := fmt.Sprintf("line %d", e.line)
	if ref != "" {
		where = "event " + ref
	}
	title := firstOf(e.Title, e.Name)
	if strings.TrimSpace(title) == "" {
		l.drop(ref, where, "this event has no title and is left out")
		return
	}
	it := Item{
		Ref: ref, Title: title, Abstract: e.About, Markup: icsIsHTML(e.About),
		URL: absolute(base, e.URL), Where: where,
	}
	for _, p := range e.Places {
		it.Room = firstOf(it.Room, strings.TrimSpace(p.Name), strings.TrimSpace(p.Text))
	}
	for i, track := range e.Tracks {
		if track = strings.TrimSpace(track); i == 0 {
			it.Track = track
		} else if track != "" {
			it.Tags = append(it.Tags, track)
		}
	}
	for _, p := range e.Speakers {
		name := strings.TrimSpace(p.Name)
		if name == "" {
			name = strings.TrimSpace(s.people[strings.TrimSpace(p.ID)])
		}
		if name != "" {
			it.Speakers = append(it.Speakers, name)
		}
	}
	it.When = guidebookWhen(e, dayFirst)
	l.Items = append(l.Items, it)
}

// guidebookWhen reads start and end. A slot of no length at midnight, and one
// in 1900 or before, is the exporting program's way to say that there is none.
func guidebookWhen(e guidebookEvent, dayFirst bool) When {
	start, ok := guidebookTime(e.Start, dayFirst)
	end, _ := guidebookTime(e.End, dayFirst)
	if ok && (start < "1901" || start == end && strings.HasSuffix(start, "T00:00:00")) {
		return When{}
	}
	return When{Start: start, End: end}
}

// guidebookUS is "5/21/2016 2:30:00 PM"; the clock may be missing, its seconds
// or its half too.
var guidebookUS = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp]\.?[Mm]\.?)?)?$`)

// guidebookTime writes a US time in ISO's manner, because "5/6/2016" alone could
// be two dates: month first is the format's rule. What it does not know stays as
// printed; ok says that it did.
func guidebookTime(s string, dayFirst bool) (_ string, ok bool) {
	s = strings.TrimSpace(s)
	m := guidebookUS.FindStringSubmatch(s)
	if m == nil {
		return s, false
	}
	month, day := m[1], m[2]
	if dayFirst {
		month, day = day, month
	}
	date := fmt.Sprintf("%s-%02s-%02s", m[3], month, day)
	if m[4] == "" {
		return date, true
	}
	hour, _ := strconv.Atoi(m[4]) // two digits
	switch half := strings.ToLower(m[7]); {
	case half == "":
	case hour > 12:
		return s, false
	case half[0] == 'a':
		hour %= 12
	default:
		hour = hour%12 + 12
	}
	return fmt.Sprintf("%sT%02d:%s:%02s", date, hour, m[5], firstOf(m[6], "00")), true
}

// dayFirst reports whether the file puts the day before the month, as no file of
// the format should: one date that is impossible the other way proves it, unless
// another one proves the contrary.
func (s *guidebookScan) dayFirst() bool {
	day, month := false, false
	look := func(printed string) {
		if m := guidebookUS.FindStringSubmatch(strings.TrimSpace(printed)); m != nil {
			day = day || len(m[1]) == 2 && m[1] > "12"
			month = month || len(m[2]) == 2 && m[2] > "12"
		}
	}
	look(s.guide.Start)
	look(s.guide.End)
	for _, e := range s.events {
		look(e.Start)
		look(e.End)
	}
	return day && !month
}

// guidebookDay is the date of a time that was understood.
func guidebookDay(s string) string {
	day, _, _ := strings.Cut(s, "T")
	return day
}
