package sources

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"callboard"
)

// icsEvent is a VEVENT with its times read.
type icsEvent struct {
	line   int
	uid    string // "" = none
	item   Item   // without Ref and When
	start  icsTime
	placed bool // it has a start
	span   icsSpan

	rule       *icsRule
	recurs     bool // it has an RRULE or an RDATE
	refused    bool // its recurrence cannot be expanded
	rdates     []icsRDate
	exdates    []icsTime
	recurrence *icsTime // RECURRENCE-ID
	sequence   int
}

// icsRDate is one more instance; a PERIOD brings its own span.
type icsRDate struct {
	start icsTime
	span  icsSpan
}

// base is what the refs of the event start with: the UID, else something made of
// what identifies it, so that its instances do not depend on the window.
func (e *icsEvent) base() string {
	if e.uid != "" || !e.recurs && e.recurrence == nil {
		return e.uid
	}
	sum := sha256.Sum256([]byte(e.item.Title + "\x00" + e.start.key()))
	return "event-" + hex.EncodeToString(sum[:6])
}

// event reads a component; nil when it cannot be used.
func (x *icsReading) event(c *icsComponent) *icsEvent {
	e := &icsEvent{line: c.line, uid: strings.TrimSpace(icsUnescape(c.text("UID")))}
	e.item.Where = fmt.Sprintf("line %d", c.line)
	err := x.times(e, c)
	if err != nil {
		x.warn.add(c.line, "an event cannot be used: %v", err)
		if e.uid == "" {
			x.list.Complete = false // nobody knows which one it is
			return nil
		}
		ref := e.uid
		if e.recurrence != nil {
			ref += "/" + e.recurrence.key()
		}
		x.list.Unusable = append(x.list.Unusable, ref)
		if c.text("RRULE")+c.text("RDATE") != "" {
			x.outside[e.uid] = true // its instances carry their starts in their refs
		}
		return nil
	}
	x.describe(e, c)
	x.recurrence(e, c)
	return e
}

// times reads start and length. The error says why there is no way to place the
// event; one that has no start at all is an announcement.
func (x *icsReading) times(e *icsEvent, c *icsComponent) error {
	var end, duration *icsProp
	var firstErr error
	own := icsNamedZone(c.text("TZID")) // Pentabarf writes the zone of an event as a property
	for i, p := range c.props {
		switch p.name {
		case "RECURRENCE-ID":
			if t, err := x.time(p, own); err == nil {
				e.recurrence = &t
				if strings.EqualFold(p.param("RANGE"), "THISANDFUTURE") {
					x.warn.add(p.line, "RANGE=THISANDFUTURE is not understood: only this instance is changed")
				}
			} else {
				firstErr = fmt.Errorf("RECURRENCE-ID in line %d: %w", p.line, err)
			}
		case "DTSTART":
			if e.placed {
				continue
			}
			t, err := x.time(p, own)
			if err != nil {
				firstErr = fmt.Errorf("DTSTART in line %d: %w", p.line, err)
				continue
			}
			e.start, e.placed = t, true
			if t.zone != nil && t.zone.name != "" && !t.date {
				x.zones.used[t.zone.name]++
			}
		case "DTEND":
			end = &c.props[i]
		case "DURATION":
			duration = &c.props[i]
		}
	}
	if firstErr != nil {
		return firstErr
	}
	if !e.placed {
		if e.recurrence == nil {
			return nil
		}
		e.start, e.placed = *e.recurrence, true
	}
	var err error
	switch {
	case end != nil && strings.TrimSpace(end.value) != "":
		var t icsTime
		if t, err = x.time(*end, e.start.zone); err == nil {
			e.span, err = icsBetween(e.start, t)
		}
		if err != nil {
			x.warn.add(end.line, "DTEND: %v: the end is unknown", err)
		}
	case duration != nil && strings.TrimSpace(duration.value) != "":
		if e.span, err = icsDuration(duration.value); err != nil {
			x.warn.add(duration.line, "DURATION: %v: the end is unknown", err)
		}
	}
	return nil
}

// time reads a DATE or DATE-TIME value. A floating one is in zone, as an end
// without a TZID means the zone of its start.
func (x *icsReading) time(p icsProp, inherit *icsZone) (icsTime, error) {
	value := p.value
	if p.param("TZID") != "" && strings.Count(value, ":") == 1 { // a colon in an unquoted TZID
		if i := strings.IndexByte(value, ':'); i+9 <= len(value) && icsNumeric(value[i+1:i+9]) {
			value = value[i+1:]
		}
	}
	wall, date, suffix, err := icsClock(value)
	if err != nil {
		return icsTime{}, err
	}
	t := icsTime{wall: wall, date: date || strings.EqualFold(p.param("VALUE"), "DATE")}
	switch offset, ok := icsOffset(suffix); {
	case t.date:
		t.wall = time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC)
	case suffix == "Z":
		t.zone = icsUTC
	case ok:
		t.wall, t.zone = wall.Add(-time.Duration(offset)*time.Second), icsUTC
	case suffix != "":
		return icsTime{}, fmt.Errorf("%s is no date or time", icsQuote([]byte(value)))
	default:
		if t.zone = x.zones.find(p.param("TZID"), p.line, wall.Year()); t.zone == nil {
			t.zone = inherit
		}
	}
	return t, nil
}

func icsNumeric(s string) bool { return strings.Trim(s, "0123456789") == "" }

// icsBetween is the span from start to end. The end of whole days is the day
// after the last (RFC 5545 3.6.1); many give the day itself, which then equals
// the start.
func icsBetween(start, end icsTime) (icsSpan, error) {
	day := func(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }
	s := icsSpan{known: true}
	switch {
	case start.date:
		last := end.wall
		if !end.date && !last.Equal(day(last)) { // a clock time within the last day
			last = day(last).AddDate(0, 0, 1)
		}
		if s.days = int(last.Sub(start.wall) / (24 * time.Hour)); s.days == 0 {
			s.days = 1
		}
		if s.days < 0 {
			return icsSpan{}, fmt.Errorf("%v is before the start %v", end, start)
		}
	case end.date && end.wall.Equal(day(start.wall)): // the day itself
		return icsSpan{}, fmt.Errorf("%v is a day, but the start %v a time of it", end, start)
	case end.date || start.zone == end.zone:
		s.clock = end.wall.Sub(start.wall)
	default:
		s.exact = end.instant().Sub(start.instant())
	}
	if s.clock < 0 || s.exact < 0 {
		return icsSpan{}, fmt.Errorf("%v is before the start %v", end, start)
	}
	return s, nil
}

// when words the time of one instance. floating is the zone of floating times.
func (e *icsEvent) when(start icsTime, span icsSpan, floating string) When {
	if !e.placed {
		return When{}
	}
	w := When{Start: start.String()}
	if start.date {
		w.AllDay = true
		if span.known {
			last := span.end(start)
			last.wall = last.wall.AddDate(0, 0, -1)
			if last.wall.Before(start.wall) {
				last.wall = start.wall
			}
			w.End = last.String()
		}
		return w
	}
	if w.Zone = floating; start.zone != nil {
		w.Zone = start.zone.name
	}
	if span.known {
		w.End = span.end(start).String()
	}
	return w
}

// describe reads what is said.
func (x *icsReading) describe(e *icsEvent, c *icsComponent) {
	it := &e.item
	var plain, rich string
	for _, p := range c.props {
		switch p.name {
		case "SUMMARY":
			if it.Title == "" {
				it.Title = icsText(p.value)
			}
			x.language(it, p)
		case "DESCRIPTION":
			if plain == "" {
				plain = icsUnescape(p.value)
			}
			if alt := icsDataHTML(p.param("ALTREP")); alt != "" {
				rich = alt
			}
			x.language(it, p)
		case "X-ALT-DESC", "STYLED-DESCRIPTION":
			if text := icsUnescape(p.value); rich == "" && !strings.EqualFold(p.param("VALUE"), "URI") && icsIsHTML(text) {
				rich = text
			} else if plain == "" && rich == "" && !strings.EqualFold(p.param("VALUE"), "URI") {
				plain = text
			}
		case "LOCATION":
			if it.Room == "" {
				it.Room = icsText(p.value)
			}
		case "URL":
			if it.URL == "" {
				it.URL = x.link(p.value)
			}
		case "CATEGORIES":
			for _, tag := range icsSplit(p.value) {
				if !slices.Contains(it.Tags, tag) && len(it.Tags) < 100 {
					it.Tags = append(it.Tags, tag)
				}
			}
		case "STATUS":
			it.Status = strings.TrimSpace(p.value)
		case "SEQUENCE":
			if n, err := strconv.Atoi(strings.TrimSpace(p.value)); err == nil && n >= 0 {
				it.Sequence, e.sequence = n, n
			}
		case "LAST-MODIFIED":
			it.Modified = strings.TrimSpace(p.value)
		case "CONFERENCE", "IMAGE", "ATTACH", "LINK", "X-GOOGLE-CONFERENCE":
			x.attach(it, p)
		case "ORGANIZER", "ATTENDEE", "CONTACT":
			x.person(it, p)
		}
	}
	it.Abstract, it.Markup = icsAbstract(plain, rich)
	if x.cancelled {
		it.Status = "CANCELLED"
	}
	for _, kid := range c.kids {
		kind := strings.ToUpper(kid.text("PARTICIPANT-TYPE"))
		if strings.Contains(kind, "SPEAKER") || strings.Contains(kind, "PERFORMER") {
			icsAddSpeaker(it, icsText(kid.text("SUMMARY")))
		}
	}
}

func (x *icsReading) language(it *Item, p icsProp) {
	if it.Language == "" {
		it.Language = strings.TrimSpace(p.param("LANGUAGE"))
	}
}

// person takes a person for a speaker where the configuration says so. Without its
// word it is an attendee whom nobody can invite: programmes write their speakers as
// a name alone, or with the address "invalid:nomail".
func (x *icsReading) person(it *Item, p icsProp) {
	name, address := p.param("CN"), strings.ToLower(strings.TrimSpace(p.value))
	bare := !strings.ContainsAny(address, ":/@")
	if p.name == "CONTACT" || name == "" && bare {
		name = icsText(p.value)
	}
	asked := x.opts.Speakers
	if asked == "" {
		kind := strings.ToUpper(p.param("CUTYPE"))
		if kind == "ROOM" || kind == "RESOURCE" || !bare && address != "mailto:" && !strings.HasPrefix(address, "invalid:") {
			return
		}
		asked = "attendee"
	}
	if strings.EqualFold(p.name, asked) {
		icsAddSpeaker(it, name)
	}
}

func icsAddSpeaker(it *Item, name string) {
	name = strings.TrimSpace(name)
	if name != "" && !strings.Contains(name, "@") && !slices.Contains(it.Speakers, name) && len(it.Speakers) < 100 {
		it.Speakers = append(it.Speakers, name)
	}
}

// attach notes a link. Inline data is left out.
func (x *icsReading) attach(it *Item, p icsProp) {
	url := x.link(p.value)
	if url == "" || len(it.Links) >= 50 || strings.EqualFold(p.param("VALUE"), "BINARY") {
		return
	}
	title := p.param("LABEL")
	for _, name := range []string{"FILENAME", "X-FILENAME", "TITLE"} {
		if title == "" {
			title = p.param(name)
		}
	}
	link := callboard.Link{URL: url, Rel: "related", Title: strings.TrimSpace(title)}
	if strings.Contains(strings.ToLower(title), "slides") {
		link.Rel = "slides"
	}
	if !slices.ContainsFunc(it.Links, func(l callboard.Link) bool { return l.URL == url }) {
		it.Links = append(it.Links, link)
	}
}
