package sources

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// icsOptions are the keys of [source.ics].
type icsOptions struct {
	// Speakers names the property whose people are the speakers. The format has
	// none for them; most calendars put the office into ORGANIZER and the
	// audience into ATTENDEE, so that only attendees whom nobody can invite are
	// by default.
	Speakers string `toml:"speakers"` // "", "organizer", "attendee" or "contact"
}

// icsReader reads a calendar. The reader is our own because the libraries lose
// whole calendars over one bad line.
type icsReader struct {
	url  string
	opts icsOptions
}

func openICS(url string, options map[string]any) (Reader, error) {
	r := icsReader{url: url}
	if len(options) == 0 {
		return r, nil
	}
	text, err := toml.Marshal(options)
	if err == nil {
		err = toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&r.opts)
	}
	if err != nil {
		return nil, fmt.Errorf("options of ics: only speakers is known: %w", err)
	}
	switch r.opts.Speakers {
	case "", "organizer", "attendee", "contact":
		return r, nil
	}
	return nil, fmt.Errorf(`options of ics: speakers is %q, but must be "organizer", "attendee" or "contact"`, r.opts.Speakers)
}

// icsHead is how much of a body may be junk before BEGIN:VCALENDAR.
const icsHead = 8 << 10

func detectICS(p *Page) string {
	head := bytes.ToUpper(p.Body[:min(len(p.Body), icsHead)])
	for i := 0; ; {
		j := bytes.Index(head[i:], []byte("BEGIN:VCALENDAR"))
		if j < 0 {
			return ""
		}
		before := bytes.TrimSuffix(bytes.TrimRight(head[:i+j], " \t"), []byte("\ufeff"))
		if bytes.Contains(before, []byte("<HTML")) || bytes.Contains(before, []byte("<!DOCTYPE")) {
			return "" // a page about calendars
		}
		starts := len(before) == 0 || before[len(before)-1] == '\n' || before[len(before)-1] == '\r'
		after := head[i+j+len("BEGIN:VCALENDAR"):]
		if starts && (len(after) == 0 || bytes.IndexByte([]byte(" \t\r\n"), after[0]) >= 0) {
			return "it begins with BEGIN:VCALENDAR"
		}
		i += j + 1
	}
}

// Read reads the one page of a calendar.
func (r icsReader) Read(ctx context.Context, get Getter, window Window) (*Listing, error) {
	page, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	if detectICS(page) == "" {
		return nil, &WrongKindError{Want: "iCalendar", Got: Look(page)}
	}
	return r.parse(page, window), nil
}

// icsReading is one reading under way.
type icsReading struct {
	page   *Page
	opts   icsOptions
	window Window
	list   *Listing
	warn   icsWarnings
	steps  int // what expanding rules may still cost
	given  int // instances of recurring events so far

	cal       *icsCalendar // in hand
	zones     *icsZones
	fallback  *icsZone // the zone that the calendar says it is in, else UTC
	floating  string   // IANA name for floating times, where it is not the listing's
	cancelled bool     // METHOD:CANCEL
	outside   map[string]bool
}

// parse turns a body into a listing. There is always one: a bad component costs
// a warning.
func (r icsReader) parse(page *Page, window Window) *Listing {
	x := &icsReading{page: page, opts: r.opts, window: window, list: &Listing{Window: window}, steps: icsAllSteps, outside: map[string]bool{}}
	tree := icsParse(page.Body, &x.warn)
	x.list.Complete = tree.complete()
	for _, cal := range tree.calendars {
		x.calendar(cal)
	}
	inside := map[string]bool{}
	for _, it := range x.list.Items {
		uid, _, _ := SplitInstance(it.Ref)
		inside[uid] = true
	}
	for _, uid := range sortedICSKeys(x.outside) {
		if !inside[uid] {
			x.list.Outside = append(x.list.Outside, uid)
		}
	}
	x.list.Warnings = x.warn.all()
	return x.list
}

// calendar reads one VCALENDAR.
func (x *icsReading) calendar(cal *icsCalendar) {
	hint := icsText(cal.text("X-WR-TIMEZONE"))
	if hint == "" {
		hint = cal.text("TIMEZONE-ID")
	}
	if hint == "" {
		hint = cal.text("VTIMEZONE") // written as a property by some
	}
	x.cal = cal
	x.cancelled = strings.EqualFold(strings.TrimSpace(cal.text("METHOD")), "CANCEL")
	x.zones = &icsZones{comps: cal.zones, hint: strings.TrimSpace(hint), known: map[string]*icsZone{}, used: map[string]int{}, warn: &x.warn, steps: &x.steps}
	x.fallback, x.floating = icsUTC, ""
	if z := icsNamedZone(x.zones.hint); z != nil {
		x.fallback = z
		if said := x.list.Conference.Zone; said != "" && said != x.zones.hint {
			x.floating = z.name
		}
	}
	events := make([]*icsEvent, 0, len(cal.events))
	x.list.Items = slices.Grow(x.list.Items, len(cal.events))
	for _, c := range cal.events {
		if ev := x.event(c); ev != nil {
			events = append(events, ev)
		}
	}
	if cal.cut != nil {
		if uid := strings.TrimSpace(icsUnescape(cal.cut.text("UID"))); uid != "" {
			x.list.Unusable = append(x.list.Unusable, uid)
		}
	}
	x.emit(events)
	x.publish()
}

// icsNoName is what a template calls every calendar.
var icsNoName = regexp.MustCompile(`(?i)^\s*(?:i?cal|(?:[iv]-?)?calendar|ics|feed|export)\s*$`)

// publish notes what the calendar says of its conference; of several calendars
// the first to say something is believed.
func (x *icsReading) publish() {
	p := &x.list.Conference
	first := func(to *string, values ...string) {
		for _, v := range values {
			if v = strings.TrimSpace(v); *to == "" && v != "" {
				*to = v
			}
		}
	}
	text := func(name string) string { return icsNoName.ReplaceAllString(icsText(x.cal.text(name)), "") }
	about := strings.TrimSpace(text("X-WR-CALDESC"))
	if len(about) > 80 || strings.Contains(about, "\n") {
		about = "" // a description, not a name
	}
	first(&p.Name, text("NAME"), text("X-WR-CALNAME"), text("SUMMARY"), about)
	first(&p.URL, x.link(x.cal.text("URL")), x.link(x.cal.text("X-ORIGINAL-URL")))
	first(&p.Zone, x.zones.hint, x.zones.favourite())
	if len(x.cal.zones) == 1 {
		first(&p.Zone, x.cal.zones[0].text("X-LIC-LOCATION"), x.cal.zones[0].text("TZID"))
	}
}

// SplitInstance takes the ref of an instance of a recurring iCalendar component
// apart: the UID, and the start that the rule gave it (a date is midnight UTC, a
// floating time is read as UTC). ok is false for any other ref, whose uid is the
// whole of it.
func SplitInstance(ref string) (uid string, start time.Time, ok bool) {
	i := strings.LastIndexByte(ref, '/')
	if i < 0 {
		return ref, time.Time{}, false
	}
	stamp, _, _ := strings.Cut(ref[i+1:], "#") // the number of a repeated ref
	for _, layout := range []string{"20060102T150405Z", "20060102T150405", "20060102"} {
		if t, err := time.Parse(layout, stamp); err == nil {
			return ref[:i], t, true
		}
	}
	return ref, time.Time{}, false
}
