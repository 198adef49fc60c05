package sources

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

const (
	feedTextLeast = 3       // entries that name a day: fewer are chance
	feedTextShare = 0.8     // of all entries name one
	feedTextMost  = 8 << 10 // bytes of a text that are searched
)

// feedDay is a day that a text names, with a clock time where one stands beside it.
type feedDay struct {
	start, end feedMoment
	from, to   int // in the text
}

// feedMoment is a date, and what is printed of its clock.
type feedMoment struct{ date, clock, offset string }

func (m feedMoment) timed() bool { return m.clock != "" && m.clock != "00:00:00" }

// feedDays finds full dates, which cannot be misread: ISO 8601, a day with its
// month's name and year (RFC 5322), and these the other way round (the Date of
// ECMAScript). What stands in an address or a file name is none.
var feedDays = regexp.MustCompile(`(?:^|[^\pL\d/.:_#=-])(?:(\d{4})-(\d\d)-(\d\d)` +
	`|(\d{1,2})(?:st|nd|rd|th|\.)?(?: ?[-–—] ?(\d{1,2})(?:st|nd|rd|th|\.)?)? (?:of |de )?(\pL[\pL\pM]{2,})\.?,?(?: de)? (\d{4})` +
	`|(\pL[\pL\pM]{2,})\.? (\d{1,2})(?:st|nd|rd|th)?(?: ?[-–—] ?(\d{1,2})(?:st|nd|rd|th)?)?,? (\d{4}))` +
	`(?:(?:,? |T)(\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?(?: ?([AaPp]\.?[Mm])\b)?(?: ?(Z|(?:GMT|UTC)?[+-]\d\d:?\d\d|[A-Z]{2,3}T|UTC|GMT)\b)?)?(?:[^\pL\d/_-]|$)`)

// feedSpan stands between the first and the last day of one event.
var feedSpan = regexp.MustCompile(`(?i)^\s*(?:-|–|—|/|to|until|till|through|bis|au|al)\s*(?:\pL+,?\s*)?$`)

// feedHalf is a first day before such a word that leaves its year to the last.
var feedHalf = regexp.MustCompile(`(?i)(?:\d{1,2}(?:st|nd|rd|th|\.)? (\pL+)|(\pL+)\.? \d{1,2}(?:st|nd|rd|th)?)\.?\s*(?:-|–|—|to|until|till|through|bis|au|al)\s*(?:\pL+,?\s*)?$`)

// fromText places the entries of a feed whose fields give no event dates, where
// nearly all name exactly one day in their text. That is a feed of events; the
// posts of a blog name none, several, or days that were over when they appeared.
func (x *feedReading) fromText(items []Item, entries []*gofeed.Item) {
	if len(items) < feedTextLeast || slices.ContainsFunc(items, func(it Item) bool { return it.When != (When{}) }) || x.dated {
		return
	}
	days, found, timed := make([]feedDay, len(items)), 0, false
	published := feedOwn(entries, func(e *gofeed.Item) *time.Time { return e.PublishedParsed })
	updated := feedOwn(entries, func(e *gofeed.Item) *time.Time { return e.UpdatedParsed })
	for i, entry := range entries {
		day, ok := feedEntryDay(entry, published[i], updated[i])
		if ok {
			days[i], found = day, found+1
			timed = timed || day.start.timed() || day.end.timed()
		}
	}
	if found < feedTextLeast || float64(found) < feedTextShare*float64(len(items)) {
		return
	}
	for i, day := range days {
		items[i].When = day.when(timed)
	}
	x.warn("", "no field says when anything is held: the dates of %d of %d entries were taken from their text", found, len(items))
}

// feedOwn are the days on which something was done to the entries, "" for none. If
// it was done to all of them within a day, that is when the feed was made.
func feedOwn(entries []*gofeed.Item, done func(*gofeed.Item) *time.Time) []string {
	days := make([]string, len(entries))
	var first, last time.Time
	for i, entry := range entries {
		at := done(entry)
		if at == nil || at.IsZero() {
			continue
		}
		days[i] = at.Format(time.DateOnly)
		if first.IsZero() || at.Before(first) {
			first = *at
		}
		if at.After(last) {
			last = *at
		}
	}
	if last.Sub(first) < 24*time.Hour {
		return make([]string, len(entries))
	}
	return days
}

// feedEntryDay is the one day that an entry names after it appeared, and that is
// not the day on which it was last changed.
func feedEntryDay(entry *gofeed.Item, published, updated string) (feedDay, bool) {
	var one feedDay
	for _, text := range []string{entry.Title, entry.Description, entry.Content} {
		days, clear := feedTextDays(text)
		if !clear {
			return feedDay{}, false
		}
		for _, day := range days {
			switch {
			case day.start.date <= published, day.start.date == updated:
			case one.start.date == "", one.start.date == day.start.date && !one.start.timed():
				one = day
			case one.start.date != day.start.date:
				return feedDay{}, false
			}
		}
	}
	return one, one.start.date != ""
}

// feedTextDays are the days in a text that may be HTML. It is not clear where it
// names the first day of an event without its year.
func feedTextDays(text string) (days []feedDay, clear bool) {
	text = html.UnescapeString(icsTag.ReplaceAllString(text[:min(len(text), feedTextMost)], " "))
	text = strings.Join(strings.Fields(text), " ")
	for at := 0; at < len(text); {
		m := feedDays.FindStringSubmatchIndex(text[at:])
		if m == nil {
			break
		}
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return text[at+m[2*n] : at+m[2*n+1]]
		}
		day, ok := feedDayOf(group)
		day.from, day.to = at+max(m[2], m[8], m[16]), at+slices.Max(m[2:])
		at = day.to
		if !ok {
			continue
		}
		if half := feedHalf.FindStringSubmatch(text[max(0, day.from-60):day.from]); half != nil && declaredMonth(half[1]+half[2]) > 0 {
			return nil, false
		}
		if n := len(days); n > 0 && days[n-1].end.date == "" && feedSpan.MatchString(text[days[n-1].to:day.from]) && day.start.date >= days[n-1].start.date {
			days[n-1].end, days[n-1].to = day.start, day.to
			continue
		}
		days = append(days, day)
	}
	return days, true
}

// feedDayOf reads one match of feedDays.
func feedDayOf(group func(int) string) (feedDay, bool) {
	s, last := declaredStamp{weekday: -1}, firstOf(group(5), group(10))
	ok := s.set("YYYY", firstOf(group(1), group(7), group(11)))
	if group(2) != "" {
		ok = s.set("MM", group(2)) && ok
	} else {
		ok = s.set("MMMM", firstOf(group(6), group(8))) && ok
	}
	ok = s.set("DD", firstOf(group(3), group(4), group(9))) && ok
	if !ok || s.year < 1990 || s.year > 2100 || !declaredDateFits(s.year, s.month, s.day, -1) {
		return feedDay{}, false
	}
	day := feedDay{start: feedMoment{date: s.iso()}}
	if last != "" {
		e := s
		if !e.set("DD", last) || e.day <= s.day || !declaredDateFits(e.year, e.month, e.day, -1) {
			return feedDay{}, false
		}
		day.end.date = e.iso()
		return day, true
	}
	if hour, rest, found := strings.Cut(group(12), ":"); found {
		ok = s.set("H", hour) && s.set("mm", rest[:2]) && (len(rest) == 2 || s.set("ss", rest[3:]))
		if half := group(13); half != "" {
			ok = ok && s.set("a", half) && s.halves()
		}
		if ok && s.hour < 24 {
			day.start.clock = time.Date(0, 1, 1, s.hour, s.minute, s.second, 0, time.UTC).Format(time.TimeOnly)
			day.start.offset = feedShift(group(14))
		}
	}
	return day, true
}

// feedShift is an offset from UTC as RFC 3339 writes it, "" where none is meant
// or its name is not known.
func feedShift(printed string) string {
	if known := feedZones[printed]; known != "" {
		printed = known
	}
	printed = strings.ReplaceAll(strings.TrimLeft(printed, "GMTUC"), ":", "")
	if len(printed) != 5 {
		return ""
	}
	return printed[:3] + ":" + printed[3:]
}

// when is the slot. Clock times count where the feed has others than midnight.
func (d feedDay) when(timed bool) When {
	switch {
	case d.start.date == "":
		return When{}
	case !timed || d.start.clock == "":
		w := When{Start: d.start.date, AllDay: true}
		if d.end.date != "" {
			w.End = d.end.date
		}
		return w
	}
	w := When{Start: d.start.date + "T" + d.start.clock + d.start.offset}
	if d.end.clock != "" {
		w.End = d.end.date + "T" + d.end.clock + d.end.offset
	}
	return w
}
