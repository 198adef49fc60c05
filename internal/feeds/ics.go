package feeds

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"callboard"
)

// prodID never changes between releases: it is part of the bytes, so of every
// ETag (row A.3 of what clients need).
const prodID = "-//callboard//callboard//EN"

// refresh is how often clients are asked to come back, RFC 7986 5.7.
const refresh = "PT1H"

// DefaultLength stands for the length of a performance whose end nobody says:
// every event must have an end (row C.6), and an hour is the usual slot.
const DefaultLength = 60 * time.Minute

// event is one performance on its way into the calendar.
type event struct {
	talk *callboard.Talk
	perf *callboard.Performance
	conf *callboard.Conference
	// zone is that of the wall clock written, nil for UTC and for whole days.
	zone       *zoneUse
	start, end time.Time
	wall       int64 // start as written, for the order: seconds of a clock without a zone
}

// ICalendar is the board as RFC 5545 bytes: one VEVENT for each placed
// performance, by start as written, then UID. Of several conferences that are
// together above MaxFeed those that ended are left out, see leftOut.
func ICalendar(b Board) []byte {
	b.prepare()
	w := calendarWriter{board: &b, conf: make(map[string]*callboard.Conference)}
	w.collect()
	w.out = make([]byte, 0, 1024+1400*len(w.events))
	w.calendar()
	if len(w.out) > MaxFeed && w.leaveOut() {
		w.zones, w.events = zones{}, nil
		w.collect()
		w.out = w.out[:0]
		w.calendar()
	}
	return w.out
}

// calendar writes the whole of it, and counts what each conference takes.
func (w *calendarWriter) calendar() {
	w.raw("BEGIN:VCALENDAR")
	w.head()
	for _, z := range w.zones.used() {
		z.write(&w.lines)
	}
	if len(w.events) == 0 {
		w.emptyZone()
	}
	w.bytes = make(map[string]int)
	for i := range w.events {
		before := len(w.out)
		w.event(&w.events[i])
		w.bytes[w.events[i].conf.ID] += len(w.out) - before
	}
	w.raw("END:VCALENDAR")
}

// leaveOut chooses conferences until the rest is small enough: whole ones, of
// those that ended the longest ago first, and never the last one.
func (w *calendarWriter) leaveOut() bool {
	size := len(w.out)
	w.without = make(map[string]bool)
	for _, id := range w.board.Ended {
		if size <= MaxFeed || len(w.without) == len(w.bytes)-1 {
			break
		}
		if n := w.bytes[id]; n > 0 {
			w.without[id] = true
			size += 2*width(w.conference(id).Name) + 100 - n // named twice in the head
		}
	}
	return len(w.without) > 0
}

type calendarWriter struct {
	lines
	board   *Board
	conf    map[string]*callboard.Conference
	zones   zones
	events  []event
	bytes   map[string]int  // of the events of each conference
	without map[string]bool // conferences that are left out
}

// collect sorts out what is an event and in which zones.
func (w *calendarWriter) collect() {
	for i := range w.board.Talks {
		t := &w.board.Talks[i]
		if w.without[t.Conference] {
			continue
		}
		for j := range t.Performances {
			if p := &t.Performances[j]; p.Placed() {
				w.events = append(w.events, w.place(t, p))
			}
		}
	}
	slices.SortFunc(w.events, func(a, b event) int {
		if a.wall != b.wall {
			return int(max(-1, min(1, a.wall-b.wall)))
		}
		if a.perf.AllDay != b.perf.AllDay {
			if a.perf.AllDay {
				return -1
			}
			return 1
		}
		if (a.zone == nil) != (b.zone == nil) {
			if b.zone == nil {
				return -1
			}
			return 1
		}
		return strings.Compare(a.perf.UID, b.perf.UID)
	})
}

func (w *calendarWriter) conference(id string) *callboard.Conference {
	c, known := w.conf[id]
	if !known {
		found := w.board.conference(id)
		c = &found
		w.conf[id] = c
	}
	return c
}

// place fixes the start, the end and the zone of one event.
func (w *calendarWriter) place(t *callboard.Talk, p *callboard.Performance) event {
	e := event{talk: t, perf: p, conf: w.conference(t.Conference), start: p.Start.UTC(), end: p.End.UTC()}
	if p.AllDay {
		e.end = lastDay(p.Slot).UTC().AddDate(0, 0, 1) // DTEND is exclusive, RFC 5545 3.8.2.2
		e.wall = e.start.Unix()
		return e
	}
	if !p.End.After(p.Start) {
		e.end = e.start.Add(DefaultLength)
	}
	e.wall = e.start.Unix()
	if z := w.zones.of(p.Zone); z != nil && z.tells(e.start) && z.tells(e.end) {
		z.note(e.start)
		z.note(e.end)
		e.zone = z
		_, offset := e.start.In(z.loc).Zone()
		e.wall += int64(offset)
	}
	return e
}

// head writes the calendar's own properties, RFC 7986 5 and the older names
// that clients read: both of each pair, equal.
func (w *calendarWriter) head() {
	b := w.board
	name := cut(b.name(), 255)
	about := name + ", kept up to date by " + oneLine(b.Site.Title) + ": " + b.page()
	if oneLine(b.Site.Title) == "" {
		about = name + ": " + b.page()
	}
	if b.Next {
		about += "\nOf each talk only the next performance is here. When it begins or is cancelled, the one after it takes its place."
	}
	if names := w.leftOut(); names != "" {
		about = cut(about+"\nLeft out here, because calendars take no more: "+names+". Each has a calendar of its own.", maxDescription)
	}
	w.raw("VERSION:2.0")
	w.raw("PRODID:", prodID)
	w.raw("CALSCALE:GREGORIAN")
	w.text("NAME", name)
	w.text("X-WR-CALNAME", name)
	w.text("DESCRIPTION", about)
	w.text("X-WR-CALDESC", about)
	w.raw("X-WR-TIMEZONE:", w.mainZone())
	w.raw("REFRESH-INTERVAL;VALUE=DURATION:", refresh)
	w.raw("X-PUBLISHED-TTL:", refresh)
	w.raw("SOURCE;VALUE=URI:", uri(b.self()))
	w.raw("URL:", uri(b.page()))
	w.stamp("LAST-MODIFIED", w.modified())
	color := colors[hash(b.Key)%uint32(len(colors))]
	w.raw("COLOR:", color.name)
	w.raw("X-APPLE-CALENDAR-COLOR:", color.hex)
}

// leftOut names the conferences that are not here, the longest ended first.
func (w *calendarWriter) leftOut() string {
	var names []string
	for _, id := range w.board.Ended {
		if w.without[id] {
			c := w.conference(id)
			names = append(names, cmp.Or(oneLine(c.Name), c.ID))
		}
	}
	return strings.Join(names, ", ")
}

// modified is the newest event's stamp, never the clock's.
func (w *calendarWriter) modified() time.Time {
	if len(w.events) == 0 {
		return w.board.modified()
	}
	newest := epoch
	for i := range w.events {
		if m := modified(w.events[i].perf); m.After(newest) {
			newest = m
		}
	}
	return newest
}

// modified is a performance's LAST-MODIFIED; one that was never stored has its
// birth's, or 1970.
func modified(p *callboard.Performance) time.Time {
	switch {
	case !p.Modified.IsZero():
		return p.Modified
	case !p.Created.IsZero():
		return p.Created
	}
	return epoch
}

// mainZone is the zone that most events use: Google takes X-WR-TIMEZONE for the
// calendar's own. Without events it is the conferences'.
func (w *calendarWriter) mainZone() string {
	count := make(map[string]int)
	for i := range w.events {
		if z := w.events[i].zone; z != nil {
			count[z.loc.String()]++
		}
	}
	if len(count) == 0 {
		return w.homeZone()
	}
	best := ""
	for name, n := range count {
		if n > count[best] || n == count[best] && name < best {
			best = name
		}
	}
	return best
}

// homeZone is the zone of the first conference that has one.
func (w *calendarWriter) homeZone() string {
	for _, c := range w.board.Conferences {
		if z := w.zones.of(c.Zone); z != nil {
			return z.loc.String()
		}
	}
	return "Etc/UTC"
}

// emptyZone gives a calendar without events the component that RFC 5545 3.6
// demands: the zone of the conference, in the years of its days.
func (w *calendarWriter) emptyZone() {
	name := w.homeZone()
	z := w.zones.of(name)
	if z == nil {
		w.raw("BEGIN:VTIMEZONE")
		w.raw("TZID:Etc/UTC")
		writeObservance(&w.lines, onset{at: newYear(1970), name: "UTC"}, "")
		w.raw("END:VTIMEZONE")
		return
	}
	for _, c := range w.board.Conferences {
		for _, d := range []callboard.Date{c.Start, c.End} {
			if t, ok := d.Time(z.loc); ok && w.zones.of(c.Zone) == z {
				z.note(t)
			}
		}
	}
	if len(z.years) == 0 {
		z.note(w.board.modified())
	}
	z.write(&w.lines)
}

// colors are CSS3 names (RFC 7986 5.9) that white text is readable on.
var colors = [...]struct{ name, hex string }{
	{"steelblue", "#4682B4"}, {"seagreen", "#2E8B57"}, {"firebrick", "#B22222"}, {"darkslateblue", "#483D8B"},
	{"teal", "#008080"}, {"chocolate", "#D2691E"}, {"mediumvioletred", "#C71585"}, {"darkolivegreen", "#556B2F"},
}

// hash spreads feeds over the colours; a feed keeps its own.
func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// uri keeps a stray blank or control character of an address from ending the
// line: URI values are not escaped, RFC 5545 3.3.13.
func uri(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || !Printable(r) }) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r <= ' ' || !Printable(r) {
			return -1
		}
		return r
	}, s)
}
