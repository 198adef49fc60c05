package sources

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
)

// osconJSONReader reads osconfeed.json, the feed of O'Reilly's conferences.
type osconJSONReader struct{ url string }

// osconJSONHead is how the feed begins; bodies of other JSON kinds do not.
var osconJSONHead = regexp.MustCompile(`^\s*\{\s*"Schedule"\s*:\s*\{`)

func detectOsconJSON(p *Page) string {
	if !osconJSONHead.Match(osconJSONBody(p)) {
		return ""
	}
	return `it is JSON with a "Schedule" object`
}

func openOsconJSON(url string, options map[string]any) (Reader, error) {
	if err := noOptions("oscon-json", options); err != nil {
		return nil, err
	}
	return &osconJSONReader{url: url}, nil
}

// Read gets the one file and parses it. The window does not matter: nothing
// recurs in this format.
func (r *osconJSONReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseOsconJSON(p)
}

func osconJSONBody(p *Page) []byte { return bytes.TrimPrefix(p.Body, []byte("\xef\xbb\xbf")) }

// osconJSONText is a string that may be written as a number or null: serials
// are numbers, but those of breaks are texts ("slot_15176").
type osconJSONText string

func (t *osconJSONText) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, []byte("null")):
		*t = ""
	case b[0] == '"':
		return json.Unmarshal(b, (*string)(t))
	case b[0] == '{' || b[0] == '[':
		return fmt.Errorf("%.20s is neither text nor number", b)
	default:
		*t = osconJSONText(b)
	}
	return nil
}

// The file as it is written. The rows stay raw until each is decoded alone, so
// that one broken row does not cost the others.
type (
	osconJSONFile struct {
		Schedule *struct {
			Conferences []json.RawMessage  `json:"conferences"`
			Events      *[]json.RawMessage `json:"events"`
			Speakers    *[]json.RawMessage `json:"speakers"`
			Venues      *[]json.RawMessage `json:"venues"`
		} `json:"Schedule"`
	}
	osconJSONEvent struct {
		Serial      osconJSONText   `json:"serial"`
		Name        osconJSONText   `json:"name"`
		Type        osconJSONText   `json:"event_type"`
		Start       osconJSONText   `json:"time_start"`
		Stop        osconJSONText   `json:"time_stop"`
		Venue       osconJSONText   `json:"venue_serial"`
		Description osconJSONText   `json:"description"`
		URL         osconJSONText   `json:"website_url"`
		Speakers    []osconJSONText `json:"speakers"`
		Categories  []osconJSONText `json:"categories"`
	}
	osconJSONNamed struct {
		Serial osconJSONText `json:"serial"`
		Name   osconJSONText `json:"name"`
	}
)

// parseOsconJSON reads the whole feed. One that is cut short gives nothing: the
// speakers and venues that its events point to stand at its end.
func parseOsconJSON(p *Page) (*Listing, error) {
	body := osconJSONBody(p)
	wrong := &WrongKindError{Want: "OSCON JSON", Got: Look(p)}
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' {
		return nil, wrong
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	var file osconJSONFile
	if err := dec.Decode(&file); err != nil {
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok || !osconJSONHead.Match(body) {
			return nil, wrong
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("the OSCON JSON breaks off after %d bytes, before its last brace: nothing of it is used", len(body))
		}
		return nil, fmt.Errorf("broken OSCON JSON: %w", err)
	}
	s := file.Schedule
	if s == nil || s.Events == nil || s.Speakers == nil || s.Venues == nil {
		return nil, wrong
	}
	l := &Listing{Complete: true}
	if rest := bytes.TrimSpace(body[dec.InputOffset():]); len(rest) > 0 {
		l.warn("", "%d bytes follow the last brace and were ignored", len(rest))
	}
	if len(s.Conferences) > 0 {
		// A name was never seen in the wild, only the serial.
		var c osconJSONNamed
		if json.Unmarshal(s.Conferences[0], &c) == nil {
			l.Conference.Name = osconJSONPlain(c.Name)
		}
	}
	names := osconJSONNames(l, "speaker", *s.Speakers)
	rooms := osconJSONNames(l, "venue", *s.Venues)
	base, err := url.Parse(p.URL)
	if err != nil {
		base = &url.URL{}
	}
	for i, raw := range *s.Events {
		osconJSONAdd(l, i, raw, &osconJSONLookup{names, rooms, base})
	}
	return l, nil
}

// osconJSONNames maps serials to names.
func osconJSONNames(l *Listing, what string, rows []json.RawMessage) map[osconJSONText]string {
	m := make(map[osconJSONText]string, len(rows))
	for i, raw := range rows {
		var row osconJSONNamed
		if err := json.Unmarshal(raw, &row); err != nil || row.Serial == "" {
			l.warn(fmt.Sprintf("%s %d", what, i+1), "this %s cannot be read and is left out", what)
			continue
		}
		m[row.Serial] = osconJSONPlain(row.Name)
	}
	return m
}

// osconJSONLookup is what an event points to.
type osconJSONLookup struct {
	speakers, rooms map[osconJSONText]string
	base            *url.URL
}

// osconJSONAdd turns row i of the events into an item.
func osconJSONAdd(l *Listing, i int, raw json.RawMessage, look *osconJSONLookup) {
	where := fmt.Sprintf("event %d", i+1)
	var e osconJSONEvent
	if err := json.Unmarshal(raw, &e); err != nil {
		// Its serial may be readable still: then it counts as seen.
		var row struct {
			Serial osconJSONText `json:"serial"`
		}
		if json.Unmarshal(raw, &row) == nil && row.Serial != "" {
			l.Unusable = append(l.Unusable, string(row.Serial))
			where = "event " + string(row.Serial)
		} else {
			l.Complete = false
		}
		l.warn(where, "this event cannot be read and is left out: %v", osconJSONFault(err))
		return
	}
	if e.Serial != "" {
		where = "event " + string(e.Serial)
	}
	if strings.TrimSpace(string(e.Name)) == "" {
		if e.Serial == "" {
			l.Complete = false
		} else {
			l.Unusable = append(l.Unusable, string(e.Serial))
		}
		l.warn(where, "this event has no name and is left out")
		return
	}
	it := Item{
		Ref: string(e.Serial), Title: string(e.Name), Abstract: osconJSONAbstract(string(e.Description)), Markup: true,
		Type: osconJSONPlain(e.Type), URL: absolute(look.base, string(e.URL)),
		When: When{Start: osconJSONTime(e.Start), End: osconJSONTime(e.Stop)},
		// Breaks have texts for serials, and no page.
		Service: e.Type == "break" || strings.HasPrefix(string(e.Serial), "slot_"),
		Where:   where,
	}
	for _, c := range e.Categories {
		if tag := osconJSONPlain(c); tag != "" {
			it.Tags = append(it.Tags, tag)
		}
	}
	if len(it.Tags) > 0 {
		it.Track = it.Tags[0]
	}
	for _, serial := range e.Speakers {
		name, ok := look.speakers[serial]
		switch {
		case !ok:
			l.warn(where, "speaker %s is not in the file", serial)
		case name != "":
			it.Speakers = append(it.Speakers, name)
		}
	}
	if room, ok := look.rooms[e.Venue]; ok {
		it.Room = room
	} else if e.Venue != "" {
		l.warn(where, "venue %s is not in the file", e.Venue)
	}
	if l.Conference.URL == "" {
		osconJSONConference(&l.Conference, it.URL)
	}
	l.Items = append(l.Items, it)
}

// osconJSONConference takes the conference from the address of a session,
// "http://oscon.com/oscon2014/public/schedule/detail/33451": the feed itself
// gives it no name.
func osconJSONConference(c *Published, session string) {
	u, err := url.Parse(session)
	if err != nil {
		return
	}
	if conference, _, ok := oreillySplit(u); ok && session != "" {
		c.URL = absolute(u, firstOf(conference, "/"))
		c.Acronym = strings.Trim(conference, "/")
	}
}

// osconJSONFault words the decoder's error without its Go types.
func osconJSONFault(err error) error {
	t, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return err
	case t.Field == "":
		return fmt.Errorf("it is a %s", t.Value)
	}
	return fmt.Errorf("its %s is a %s", t.Field, t.Value)
}

// osconJSONPlain decodes the entities of a field that holds no markup.
func osconJSONPlain(t osconJSONText) string {
	return strings.TrimSpace(html.UnescapeString(string(t)))
}

// osconJSONTime writes "2014-07-23 17:00:00" as a wall time; the feed knows no
// zone.
func osconJSONTime(t osconJSONText) string {
	return strings.Replace(strings.TrimSpace(string(t)), " ", "T", 1)
}

// osconJSONAbstract makes HTML of a description: they hold entities, mostly
// with blank lines for paragraphs, rarely with tags.
func osconJSONAbstract(s string) string {
	if s = strings.TrimSpace(s); s == "" || strings.ContainsRune(s, '<') {
		return s
	}
	return paragraphs(s)
}
