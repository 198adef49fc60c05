package sources

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// indicoReader reads Indico's HTTP export API: /export/event/N.json with any
// detail, /export/categ/N.json and /export/timetable/N.json.
type indicoReader struct{ url string }

const indicoWhat = "Indico's JSON export"

// detectIndico looks for the API's envelope or, in files made of it, for one
// event with its contributions.
func detectIndico(p *Page) string {
	body := vendorBody(p)
	if len(body) == 0 || body[0] != '{' {
		return ""
	}
	var results, kind []byte
	contributions := false
	for key, v := range vendorScan(body) {
		switch key {
		case "results":
			results = v
		case "_type":
			kind = v
		case "contributions", "sessions":
			contributions = contributions || vendorIsList(v)
		}
	}
	switch {
	case string(kind) == `"HTTPAPIResult"` && results != nil:
		return "it is JSON of the type HTTPAPIResult"
	case string(kind) == `"Conference"` && contributions:
		return "it is JSON of the type Conference with contributions"
	case vendorIsList(results) && vendorHas(vendorFirst(results), "_fossil", "startDate"):
		return "it is JSON whose results are events of Indico"
	case indicoTimetable(results):
		return "it is JSON whose results are a timetable of Indico"
	}
	return ""
}

// indicoTimetable reports whether raw results are event -> day -> entries.
func indicoTimetable(results []byte) bool {
	for _, event := range vendorScan(results) {
		for day, entries := range vendorScan(event) {
			return indicoDay(day) && len(entries) > 0 && (entries[0] == '{' || string(entries) == "[]")
		}
	}
	return false
}

// indicoDay reports whether a key is a day, "20210915".
func indicoDay(key string) bool { return len(key) == 8 && icsNumeric(key) }

func openIndico(url string, options map[string]any) (Reader, error) {
	if err := noOptions("indico-json", options); err != nil {
		return nil, err
	}
	return &indicoReader{url: url}, nil
}

// Read gets the export. One of a single conference without its contributions
// was asked for without a detail, and is asked for once more with it.
func (r *indicoReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	l, bare, err := parseIndico(p)
	if err != nil || !bare {
		return l, err
	}
	more, ok := indicoWithDetail(r.url)
	if !ok {
		return l, nil
	}
	if p, err = get.Get(ctx, Request{URL: more}); err != nil {
		return nil, fmt.Errorf("the export holds no contributions, and with ?detail=contributions: %w", err)
	}
	l, _, err = parseIndico(p)
	return l, err
}

// indicoWithDetail adds detail=contributions to the address of an export.
func indicoWithDetail(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || !strings.Contains(u.Path, "/export/event/") {
		return "", false
	}
	q := u.Query()
	if q.Has("detail") || q.Has("d") {
		return "", false
	}
	q.Set("detail", "contributions")
	u.RawQuery = q.Encode()
	return u.String(), true
}

// indicoScan is one document being read.
type indicoScan struct {
	l    *Listing
	base *url.URL
	// cancelled says that the event in hand carries a label saying that it
	// does not take place.
	cancelled bool
}

// parseIndico reads any of the forms. bare says that the one event in it came
// without contributions and sessions.
func parseIndico(p *Page) (l *Listing, bare bool, err error) {
	l = &Listing{Complete: true}
	doc, err := vendorJSON(p, indicoWhat, l)
	if err != nil {
		return nil, false, err
	}
	if detectIndico(p) == "" {
		return nil, false, &WrongKindError{Want: indicoWhat, Got: Look(p)}
	}
	s := &indicoScan{l: l, base: vendorBase(p)}
	all := vendorMap(doc)
	if complete, ok := all["complete"].(bool); ok && !complete {
		l.Complete = false
		l.warn("", "Indico says that it cut the list: nothing is taken for removed")
	}
	switch results := all["results"].(type) {
	case []any:
		bare = s.events(results)
	case map[string]any:
		s.timetables(results)
	default:
		if all.text("_type") != "Conference" {
			return nil, false, &WrongKindError{Want: indicoWhat, Got: Look(p)}
		}
		s.events([]any{doc})
	}
	return l, bare, nil
}

// events reads a list of events. Of a category's events each is an item; so is
// a lecture, which has nothing but itself.
func (s *indicoScan) events(list []any) (bare bool) {
	for i, v := range list {
		event := vendorMap(v)
		if event == nil {
			s.l.drop("", fmt.Sprintf("event %d", i+1), "this event is no object and is left out")
			continue
		}
		if len(list) == 1 {
			s.publish(event)
		}
		s.cancelled = event.object("label").yes("is_event_not_happening")
		if event["contributions"] == nil && event["sessions"] == nil {
			bare = len(list) == 1
			s.contribution(event, &indicoParent{ref: "event-"})
			continue
		}
		if len(event.list("contributions"))+len(event.list("sessions")) == 0 && event.text("type") != "conference" {
			s.contribution(event, &indicoParent{ref: "event-"})
			continue
		}
		parent := &indicoParent{room: indicoRoom(event)}
		for i, v := range event.list("contributions") {
			s.row(v, fmt.Sprintf("contribution %d", i+1), parent)
		}
		for i, v := range event.list("sessions") {
			s.slot(v, fmt.Sprintf("session %d", i+1))
		}
	}
	return bare
}

// publish notes what the event says of itself. Its dates are in the zone that
// they name, which need not be its own: only those in its own zone are days.
func (s *indicoScan) publish(event vendorObject) {
	s.l.Conference = Published{
		Name: event.text("title"), Zone: event.text("timezone"), URL: absolute(s.base, event.text("url")),
	}
	for _, d := range []struct {
		key string
		to  *string
	}{{"startDate", &s.l.Conference.Start}, {"endDate", &s.l.Conference.End}} {
		date := event.object(d.key)
		if tz := date.text("tz"); tz == s.l.Conference.Zone || s.l.Conference.Zone == "" {
			*d.to = date.text("date")
			s.l.Conference.Zone = firstOf(s.l.Conference.Zone, tz)
		}
	}
}

// timetables reads event -> day -> entries, in the order of the keys.
func (s *indicoScan) timetables(results vendorObject) {
	for _, id := range slices.Sorted(maps.Keys(results)) {
		days := results.object(id)
		for _, day := range slices.Sorted(maps.Keys(days)) {
			if !indicoDay(day) {
				s.l.warn("event "+id, "%q is no day of a timetable and is left out", day)
				continue
			}
			s.entries(days.object(day), nil)
		}
	}
}

// entries reads the entries of a day or of a session's block.
func (s *indicoScan) entries(entries vendorObject, block vendorObject) {
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		entry := entries.object(key)
		if entry == nil {
			s.l.drop("", "entry "+key, "this entry is no object and is left out")
			continue
		}
		parent := &indicoParent{session: indicoSession(block), room: indicoRoom(block)}
		switch inner := entry.object("entries"); {
		case len(inner) > 0:
			s.entries(inner, entry)
			if entry.yes("isPoster") {
				parent.ref = "session-"
				s.contribution(entry, parent)
			}
		case entry.text("entryType") == "Session":
			parent.ref = "session-"
			s.contribution(entry, parent)
		case entry.text("entryType") == "Break":
			parent.ref, parent.service = "break-", true
			s.contribution(entry, parent)
		default:
			s.contribution(entry, parent)
		}
	}
}
