package sources

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"strings"
)

const osemWhat = "OSEM's API"

// osemReader reads the JSON of an Open Source Event Manager: the events of a
// conference, whose rooms, tracks and speakers stand in documents beside them, or
// a conference with the events of each room. Its schedule.xml and calendars are
// read by the kinds of those formats.
type osemReader struct{ url string }

// detectOsem looks for the fields of an event, or of a conference.
func detectOsem(p *Page) string {
	if jsonHas(jsonPeekRows(p, "events"), "guid", "title", "scheduled_date") {
		return "it is JSON with events of OSEM"
	}
	for _, row := range jsonPeekRows(p, "data") {
		if a := row["attributes"].fields(); a["scheduled-date"] != nil || a["scheduled_date"] != nil {
			return "it is JSON with events of OSEM"
		}
	}
	top := jsonPeek(jsonBody(p)).fields()
	for _, inner := range []map[string]jsonPeek{top, top["conference"].fields(), top["data"].fields()["attributes"].fields()} {
		if (inner["short_title"] != nil || inner["short-title"] != nil) && inner["rooms"].list() {
			return "it is JSON with a conference of OSEM"
		}
	}
	return ""
}

func openOsem(url string, options map[string]any) (Reader, error) {
	if err := noOptions("osem", options); err != nil {
		return nil, err
	}
	return &osemReader{url}, nil
}

// osemScan is one reading under way.
type osemScan struct {
	*jsonListing
	rooms, tracks, speakers map[string]string // names by guid or number
}

func (r *osemReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	doc, after, err := jsonDocument(p, osemWhat)
	if err != nil {
		return nil, err
	}
	if detectOsem(p) == "" && !osemNone(doc) {
		return nil, &WrongKindError{Want: osemWhat, Got: Look(p)}
	}
	s := &osemScan{jsonListing: newJSONListing(p.URL, "event")}
	s.trailing(after)
	if conference := osemConference(doc); conference != nil {
		s.conference(conference)
		return s.Listing, nil
	}
	for _, beside := range []struct {
		name string
		into *map[string]string
	}{{"rooms", &s.rooms}, {"tracks", &s.tracks}, {"speakers", &s.speakers}} {
		if *beside.into, err = osemNames(ctx, get, p.URL, beside.name); ctx.Err() != nil {
			return nil, fmt.Errorf("reading the %s: %w", beside.name, context.Cause(ctx))
		} else if err != nil {
			s.warn(beside.name, "the %s cannot be read, so that events are shown without them: %v", beside.name, err)
		}
	}
	rows, _ := jsonRowsOf(doc, "events", "data")
	for _, entry := range rows {
		if o, ok := s.row(entry); ok {
			s.event(osemFlat(o))
		}
	}
	return s.Listing, nil
}

// osemNone is the list of a conference without events.
func osemNone(doc any) bool {
	rows, ok := jsonRowsOf(doc, "events")
	return ok && len(rows) == 0
}

// osemConference is the conference that a document is about, nil for events.
func osemConference(doc any) map[string]any {
	top := jsonObject(doc)
	for _, o := range []map[string]any{jsonObject(top["conference"]), osemFlat(jsonObject(top["data"])), top} {
		if o = osemFlat(o); jsonField(o, "short_title") != "" && o["rooms"] != nil {
			return o
		}
	}
	return nil
}

// osemFlat is a resource with its attributes beside its id; names have dashes
// where the API speaks jsonapi.org's format.
func osemFlat(o map[string]any) map[string]any {
	flat := maps.Clone(o)
	for key, v := range jsonObject(o["attributes"]) {
		flat[strings.ReplaceAll(key, "-", "_")] = v
	}
	return flat
}

// osemBeside is the document name beside the events at address.
var osemBeside = regexp.MustCompile(`/events(\.json)?$`)

// osemNumber is a number at the end of a person's address.
var osemNumber = regexp.MustCompile(`(\d+)(?:-[^/]*)?$`)

// osemNames are the names in the document beside the events, by guid and number.
func osemNames(ctx context.Context, get Getter, address, name string) (map[string]string, error) {
	u, err := url.Parse(address)
	if err != nil || !osemBeside.MatchString(u.Path) {
		return nil, fmt.Errorf("the address of the events does not end in /events")
	}
	u.Path = osemBeside.ReplaceAllString(u.Path, "/"+name+"$1")
	p, err := get.Get(ctx, Request{URL: u.String()})
	if err != nil {
		return nil, err
	}
	doc, _, err := jsonDocument(p, osemWhat)
	if err != nil {
		return nil, err
	}
	rows, _ := jsonRowsOf(doc, name, "data")
	names := map[string]string{}
	for _, entry := range rows {
		o := osemFlat(jsonObject(entry))
		keys := []string{jsonText(o["guid"]), jsonText(o["id"])}
		if m := osemNumber.FindStringSubmatch(jsonText(o["url"])); m != nil {
			keys = append(keys, m[1])
		}
		for _, key := range keys {
			if text := jsonText(o["name"]); key != "" && text != "" {
				names[key] = text
			}
		}
	}
	return names, nil
}

// event adds an event of the list. length is in minutes.
func (s *osemScan) event(o map[string]any) {
	it := Item{
		Ref: firstOf(jsonText(o["guid"]), jsonText(o["id"])), GUID: jsonText(o["guid"]), Type: jsonText(o["type"]), Language: jsonText(o["language"]),
		Room: osemNamed(o["room"], s.rooms), Track: osemNamed(o["track"], s.tracks), URL: s.link(jsonText(o["url"])),
		When: When{Start: jsonTime(o["scheduled_date"]), Duration: jsonMinutes(o["length"])},
	}
	if it.When.Start == "" {
		it.When.Duration = ""
	}
	it.Where = s.where(it.Ref)
	for _, id := range jsonList(o["speaker_ids"]) {
		if name := s.speakers[jsonText(id)]; name != "" {
			it.Speakers = append(it.Speakers, name)
		}
	}
	jsonTexts(&it, jsonText(o["title"]), jsonText(o["subtitle"]), jsonText(o["abstract"]), jsonText(o["description"]))
	s.keep(it)
}

// osemNamed is the name of what is given by its guid; a guid alone is none.
func osemNamed(v any, names map[string]string) string {
	if o := jsonObject(v); o != nil {
		return jsonText(o)
	}
	return names[jsonText(v)]
}

// conference adds the events of each room.
func (s *osemScan) conference(c map[string]any) {
	s.Conference = Published{Name: jsonField(c, "title", "short_title"), Acronym: jsonText(c["short_title"]),
		Start: jsonText(c["start_date"]), End: jsonText(c["end_date"]), Zone: jsonText(c["timezone"])}
	tracks, types := map[string]string{}, map[string]map[string]any{}
	for _, entry := range jsonList(c["tracks"]) {
		o := jsonObject(entry)
		tracks[jsonText(o["id"])] = jsonText(o["name"])
	}
	for _, entry := range jsonList(c["event_types"]) {
		o := jsonObject(entry)
		types[jsonText(o["id"])] = o
	}
	for _, entry := range jsonList(c["rooms"]) {
		room := jsonObject(entry)
		for _, entry := range jsonList(room["events"]) {
			o, ok := s.row(entry)
			if !ok {
				continue
			}
			kind := types[jsonText(o["event_type_id"])]
			it := Item{
				Ref: jsonText(o["guid"]), Room: jsonText(room["name"]), Track: tracks[jsonText(o["track_id"])], Type: jsonText(kind["title"]),
				When: When{Start: jsonTime(o["start_time"]), Duration: jsonMinutes(kind["length"])},
			}
			if it.When.Start == "" {
				it.When.Duration = ""
			}
			it.Where = s.where(it.Ref)
			for name := range strings.SplitSeq(jsonText(o["speaker_names"]), ",") {
				it.Speakers = append(it.Speakers, jsonNames(name)...)
			}
			jsonTexts(&it, jsonText(o["title"]), jsonText(o["subtitle"]), jsonText(o["abstract"]), jsonText(o["description"]))
			s.keep(it)
		}
	}
}
