package feeds

import (
	"slices"
	"strconv"
	"strings"

	"callboard"
)

// What clients cut longer texts at (row A.10), in characters as written: an
// escaped one counts as two.
const (
	maxTitle       = 255
	maxDescription = 8000
)

// noRoom stands where a room will be: some clients hide an event's place
// altogether when it has none, and its coming is then no visible change.
const noRoom = "Room not announced"

// event writes one VEVENT, its properties always in this order.
func (w *calendarWriter) event(e *event) {
	p, page := e.perf, w.board.Site.URL+TalkPath(e.talk.Conference, e.talk.ID)
	stamp := modified(p)
	w.raw("BEGIN:VEVENT")
	w.text("UID", w.uid(e.conf, p))
	w.stamp("DTSTAMP", stamp) // without METHOD this is the last revision, RFC 5545 3.8.7.2
	switch {
	case p.AllDay:
		w.date("DTSTART", e.start)
		w.date("DTEND", e.end)
	case e.zone != nil:
		w.local("DTSTART", e.zone.loc.String(), e.start.In(e.zone.loc))
		w.local("DTEND", e.zone.loc.String(), e.end.In(e.zone.loc))
	default:
		w.stamp("DTSTART", e.start)
		w.stamp("DTEND", e.end)
	}
	if !p.Created.IsZero() {
		w.stamp("CREATED", p.Created)
	}
	w.stamp("LAST-MODIFIED", stamp)
	w.number("SEQUENCE", p.Sequence)
	w.raw("STATUS:", w.status(p))
	w.text("SUMMARY", w.summary(e))
	w.text("LOCATION", place(p))
	w.text("DESCRIPTION", w.description(e, page))
	w.raw("URL:", uri(page))
	w.texts("CATEGORIES", categories(e))
	w.siblings(e)
	if w.board.Personal {
		w.raw("TRANSP:OPAQUE")
	} else {
		w.raw("TRANSP:TRANSPARENT")
	}
	w.alarm(e)
	w.raw("END:VEVENT")
}

// alarm is the reminder that the subscriber asked for, RFC 5545 3.6.6. Nobody
// is reminded of what is cancelled.
func (w *calendarWriter) alarm(e *event) {
	if w.board.Alarm == "" || status(e.perf) == callboard.Cancelled {
		return
	}
	w.raw("BEGIN:VALARM")
	w.raw("ACTION:DISPLAY")
	w.text("DESCRIPTION", w.summary(e))
	w.raw("TRIGGER:-PT", w.board.Alarm, "M")
	w.raw("END:VALARM")
}

// uid is the stored UID; one that was never stored has the form of one that was.
func (w *calendarWriter) uid(c *callboard.Conference, p *callboard.Performance) string {
	if p.UID != "" {
		return oneLine(p.UID)
	}
	return p.ID + "@" + hostOf(*c)
}

// status is the iCalendar word. cancelled=title leaves it alone, for calendars
// that hide cancelled entries.
func (w *calendarWriter) status(p *callboard.Performance) string {
	switch status(p) {
	case callboard.Cancelled:
		if w.board.Cancelled == "title" {
			return "CONFIRMED"
		}
		return "CANCELLED"
	case callboard.Tentative:
		return "TENTATIVE"
	}
	return "CONFIRMED"
}

// cancelledTitle stands before the title of a cancelled performance where a
// format or its readers have no other way to say it.
const cancelledTitle = "CANCELLED: "

func (w *calendarWriter) summary(e *event) string {
	title := titleOf(e.talk)
	if e.perf.Status == callboard.Cancelled {
		title = cancelledTitle + title // Outlook ignores STATUS: only the title tells
	}
	return cut(title, maxTitle)
}

func titleOf(t *callboard.Talk) string {
	if title := oneLine(t.Title); title != "" {
		return title
	}
	return "Untitled"
}

func place(p *callboard.Performance) string {
	if room := oneLine(p.Room); room != "" {
		return cut(room, maxTitle)
	}
	return noRoom
}

// description is who, what, what moved, when else, and the page last: not every
// client shows the URL property. It reads well on one line too.
func (w *calendarWriter) description(e *event, page string) string {
	t := e.talk
	var head, tail strings.Builder
	if names := speakerNames(t.Speakers); len(names) == 1 {
		head.WriteString("Speaker: " + names[0] + "\n\n")
	} else if len(names) > 1 {
		head.WriteString("Speakers: " + strings.Join(names, ", ") + "\n\n")
	}
	if sub := oneLine(t.Subtitle); sub != "" {
		head.WriteString(sub + "\n\n")
	}
	if e.perf.LastMove != "" {
		tail.WriteString("Moved from " + oneLine(e.perf.LastMove) + "\n")
	}
	if !e.perf.AllDay && !e.perf.End.After(e.perf.Start) {
		tail.WriteString("The end is not published: an hour is shown\n")
	}
	all := w.board.performances(t)
	if w.board.Next {
		tail.WriteString(movedOn(e, all))
	}
	tail.WriteString(alsoOn(e, all))
	tail.WriteString(linkLines(maxDescription/2-width(tail.String()), t.Links, e.perf.Links))
	return assemble(head.String(), capped(t.Abstract, e.conf.CalendarCap), tail.String(), page)
}

// alsoOn says when else the talk is given, a line each; of many their number.
func alsoOn(e *event, all []callboard.Performance) string {
	var others []*callboard.Performance
	for i := range all {
		if o := &all[i]; o.ID != e.perf.ID && o.Placed() && o.Status != callboard.Cancelled {
			others = append(others, o)
		}
	}
	if len(others) >= maxSiblings {
		return "Also given " + strconv.Itoa(len(others)) + " times more, see the page of the talk\n"
	}
	var lines strings.Builder
	for _, o := range others {
		lines.WriteString("Also on " + When(o.Slot) + "\n")
	}
	return lines.String()
}

// movedOn says in whose place a next performance stands: the latest earlier one,
// which is cancelled or else has begun.
func movedOn(e *event, all []callboard.Performance) string {
	var last *callboard.Performance
	for i := range all {
		o := &all[i]
		if o.ID != e.perf.ID && o.Placed() && o.Start.Before(e.perf.Start) && (last == nil || o.Start.After(last.Start)) {
			last = o
		}
	}
	switch {
	case last == nil:
		return ""
	case last.Status == callboard.Cancelled:
		return "This is the next performance: that of " + When(last.Slot) + " is cancelled\n"
	}
	return "This is the next performance: that of " + When(last.Slot) + " has begun or is over\n"
}

// assemble shortens the abstract, never the page's address, so that the whole
// stays within what clients take.
func assemble(head, abstract, tail, page string) string {
	head = fit(head, maxDescription/4, cut)
	tail = fit(tail, maxDescription/2, cut)
	if head != "" && !strings.HasSuffix(head, "\n") {
		head += "\n\n"
	}
	if tail != "" && !strings.HasSuffix(tail, "\n") {
		tail += "\n"
	}
	room := maxDescription - width(head) - width(tail) - width(page) - width("\n\n")
	if abstract = fit(strings.TrimSpace(abstract), room, cutSentence); abstract != "" {
		abstract += "\n\n"
	}
	return head + abstract + tail + page
}

// fit shortens s until it is written in at most limit characters.
func fit(s string, limit int, shorten func(string, int) string) string {
	if 2*len(s) <= limit {
		return s // however much of it is escaped
	}
	out := runes(s, limit+1) // more cannot be written, and long texts are many
	for n := limit; out != "" && width(out) > limit; n -= (width(out) - limit + 1) / 2 {
		out = shorten(s, n)
	}
	return out
}

// width is how many characters a TEXT value has once it is escaped.
func width(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case '\\', ';', ',', '\n':
			n++
		}
		n++
	}
	return n
}

func speakerNames(speakers []callboard.Speaker) []string {
	names := make([]string, 0, len(speakers))
	for _, s := range speakers {
		if n := oneLine(s.Name); n != "" {
			names = append(names, n)
		}
	}
	return names
}

// categories are the conference, the track and the type. The conference stands
// under its id: a new name would alter events that nobody stamped.
func categories(e *event) []string {
	var all []string
	for _, s := range []string{e.conf.ID, e.talk.Track, e.talk.Type} {
		if s = cut(oneLine(s), maxTitle); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return []string{e.conf.ID}
	}
	return all
}

// maxSiblings is how many performances of a talk each tell of all the others. A
// daily meeting has hundreds, which would be a hundred thousand lines: those
// are related to the first of them alone, and count the rest.
const maxSiblings = 30

// siblings relates the performances of a talk that are in this feed: a relation
// to what is not here helps nobody.
func (w *calendarWriter) siblings(e *event) {
	all := e.talk.Performances
	for i := range all {
		if o := &all[i]; o.ID != e.perf.ID && o.Placed() {
			w.text("RELATED-TO;RELTYPE=SIBLING", w.uid(e.conf, o))
		}
		if len(all) > maxSiblings && all[i].Placed() {
			return
		}
	}
}
