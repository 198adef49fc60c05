package sources

import (
	"context"
	"net/url"
)

// sessionizeReader reads the views of Sessionize's API (All, GridSmart,
// Sessions, Speakers) and the JSON that conference apps make of them.
type sessionizeReader struct{ url string }

// sessionizeWhat is the kind in words.
const sessionizeWhat = "Sessionize JSON"

// detectSessionize looks at the shape: times are called startsAt, whatever the
// view, and only the Speakers view has none.
func detectSessionize(p *Page) string {
	body := vendorBody(p)
	if len(body) == 0 {
		return ""
	}
	if body[0] == '{' {
		if sessionizeSession(vendorFirst(vendorMember(body, "sessions"))) {
			return "it is JSON with sessions that have startsAt (Sessionize's All view)"
		}
		return ""
	}
	first := vendorFirst(body)
	switch {
	case sessionizeSession(first):
		return "it is a JSON list of sessions that have startsAt (Sessionize)"
	case vendorHas(first, "date", "rooms") && sessionizeGridDay(first):
		return "it is a JSON list of days with rooms and sessions (Sessionize's GridSmart view)"
	case vendorHas(first, "groupName", "sessions"):
		return "it is a JSON list of groups of sessions (Sessionize's Sessions view)"
	case vendorHas(first, "fullName", "sessions", "isTopSpeaker"):
		return "it is a JSON list of speakers and their sessions (Sessionize's Speakers view)"
	}
	return ""
}

// sessionizeSession reports whether a raw value is a session.
func sessionizeSession(raw []byte) bool { return vendorHas(raw, "id", "title", "startsAt") }

// sessionizeGridDay reports whether a raw day holds sessions below its rooms,
// or no room at all.
func sessionizeGridDay(day []byte) bool {
	room := vendorFirst(vendorMember(day, "rooms"))
	if room == nil {
		return vendorHas(day, "timeSlots")
	}
	sessions := vendorMember(room, "sessions")
	if !vendorIsList(sessions) {
		return false
	}
	first := vendorFirst(sessions)
	return first == nil || sessionizeSession(first)
}

func openSessionize(url string, options map[string]any) (Reader, error) {
	if err := noOptions("sessionize", options); err != nil {
		return nil, err
	}
	return &sessionizeReader{url: url}, nil
}

// Read gets the one view and parses it. The window does not matter: nothing
// recurs in this format.
func (r *sessionizeReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseSessionize(p)
}

// parseSessionize reads any of the views. An empty list is what Sessionize
// answers while a schedule is not published: a good reading of nothing.
func parseSessionize(p *Page) (*Listing, error) {
	l := &Listing{Complete: true}
	doc, err := vendorJSON(p, sessionizeWhat, l)
	if err != nil {
		return nil, err
	}
	wrong := &WrongKindError{Want: sessionizeWhat, Got: Look(p)}
	s := &sessionizeScan{l: l, base: vendorBase(p), seen: map[[4]string]bool{}}
	switch doc := doc.(type) {
	case map[string]any:
		all := vendorObject(doc)
		if _, ok := doc["sessions"].([]any); !ok {
			return nil, wrong
		}
		s.names(all)
		s.sessions(all.list("sessions"), "")
	case []any:
		if len(doc) > 0 && detectSessionize(p) == "" {
			return nil, wrong
		}
		if len(doc) > 0 && sessionizeIsSpeaker(vendorMap(doc[0])) {
			s.speakerView(doc)
			break
		}
		for _, v := range doc {
			s.group(vendorMap(v))
		}
	}
	return l, nil
}

// group reads one element of a list: a day of the grid, a group of sessions, or
// a session itself.
func (s *sessionizeScan) group(o vendorObject) {
	switch {
	case o.list("sessions") != nil:
		s.sessions(o.list("sessions"), "")
	case o.list("rooms") != nil || o.list("timeSlots") != nil:
		s.day(o)
	case o.text("title") != "" || o.text("startsAt") != "":
		s.session(o, "")
	case len(o) == 0:
		s.l.drop("", "", "an element of the list is no object and is left out")
	}
}

// day reads a day of the grid: the same sessions stand below the rooms and,
// once more, below the time slots.
func (s *sessionizeScan) day(day vendorObject) {
	for _, v := range day.list("rooms") {
		room := vendorMap(v)
		s.sessions(room.list("sessions"), room.text("name"))
	}
	if len(day.list("rooms")) > 0 {
		return
	}
	for _, v := range day.list("timeSlots") {
		for _, v := range vendorMap(v).list("rooms") {
			room := vendorMap(v)
			if session := room.object("session"); session != nil {
				s.session(session, room.text("name"))
			}
		}
	}
}

func sessionizeIsSpeaker(o vendorObject) bool {
	return o.text("fullName") != "" && o.text("title", "startsAt") == ""
}

// speakerView collects the sessions of the Speakers view: names, no times.
func (s *sessionizeScan) speakerView(speakers []any) {
	at := map[string]int{}
	for _, v := range speakers {
		speaker := vendorMap(v)
		name := sessionizeName(speaker)
		for _, v := range speaker.list("sessions") {
			session := vendorMap(v)
			id, title := session.text("id"), session.text("name", "title")
			if title == "" {
				continue // ids only: the titles are not in this document
			}
			key := firstOf(id, title)
			i, ok := at[key]
			if !ok {
				i = len(s.l.Items)
				at[key] = i
				s.l.Items = append(s.l.Items, Item{Ref: id, Title: title, Where: "session " + key})
			}
			if name != "" {
				s.l.Items[i].Speakers = append(s.l.Items[i].Speakers, name)
			}
		}
	}
}

// sessionizeName is a person's name.
func sessionizeName(o vendorObject) string {
	if name := o.text("fullName", "name"); name != "" {
		return name
	}
	first, last := o.text("firstName"), o.text("lastName")
	if first == "" || last == "" {
		return first + last
	}
	return first + " " + last
}

// sessionizeScan is one document being read.
type sessionizeScan struct {
	l        *Listing
	base     *url.URL
	speakers map[string]string // id -> name
	rooms    map[string]string
	values   map[string]sessionizeValue // id of a category's item
	asked    map[string]string          // id -> question
	seen     map[[4]string]bool         // id, title, start, room
}
