package sources

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// pretalxJSONReader reads the JSON of pretalx that is not schedule.json: the
// data of its schedule widget, lists of its REST API (submissions, talks, slots,
// schedules), and what sites make of these.
type pretalxJSONReader struct{ url string }

// detectPretalxJSON looks for the fields that talks have in one of the forms.
func detectPretalxJSON(p *Page) string {
	doc := jsonPeek(jsonBody(p))
	if doc.list() {
		return pretalxJSONRows(doc.rows())
	}
	top := doc.fields()
	switch {
	case top["talks"].list() && (top["rooms"].list() || top["speakers"].list()) && pretalxJSONWidgetTalks(top):
		return "it is JSON with talks, rooms and speakers as pretalx' schedule widget has them"
	case top["results"].list():
		return pretalxJSONRows(top["results"].rows())
	case top["slots"].list():
		return pretalxJSONRows(top["slots"].rows())
	case top["days"].object():
		for date, day := range top["days"].fields() {
			f := day.fields()
			if pretalxJSONDate.MatchString(date) && f["rooms"].list() && (f["talks"].list() || f["events"].list()) {
				return "it is JSON with days that hold rooms and talks"
			}
		}
	case doc.object():
		var rows []map[string]jsonPeek
		for code, talk := range top {
			if pretalxJSONCode.MatchString(code) {
				rows = append(rows, talk.fields())
			}
		}
		if why := pretalxJSONRows(rows); why != "" {
			return why
		}
		if visits := 500; pretalxJSONWithin(doc, 5, &visits) {
			return "it is JSON with submissions of pretalx inside of it"
		}
	}
	return ""
}

// pretalxJSONWithin looks for a submission below objects that sites sort them
// into, as day, hour and room: so deep, and in so many values.
func pretalxJSONWithin(p jsonPeek, depth int, visits *int) bool {
	if *visits--; *visits < 0 || depth < 0 {
		return false
	}
	fields := p.fields()
	if jsonHas([]map[string]jsonPeek{fields}, "code", "title", "submission_type", "speakers") {
		return true
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if fields[key].object() && pretalxJSONWithin(fields[key], depth-1, visits) {
			return true
		}
	}
	return false
}

// pretalxJSONWidgetTalks reports whether talks are those of a widget, or there are
// none yet in what else is one.
func pretalxJSONWidgetTalks(top map[string]jsonPeek) bool {
	rows := top["talks"].rows()
	return jsonHas(rows, "title", "start", "room") || len(rows) == 0 && top["timezone"] != nil && top["version"] != nil
}

// pretalxJSONRows says why rows are submissions or slots of pretalx.
func pretalxJSONRows(rows []map[string]jsonPeek) string {
	switch {
	case jsonHas(rows, "code", "title", "submission_type"), jsonHas(rows, "code", "title", "session_type"), jsonHas(rows, "code", "title", "state", "speakers"):
		return "it is JSON with submissions of pretalx"
	case jsonHas(rows, "submission", "start", "room"), jsonHas(rows, "slot_type", "start", "room"):
		return "it is JSON with slots of pretalx"
	case jsonHas(rows, "version", "slots"):
		return "it is JSON with schedules of pretalx"
	}
	return ""
}

var (
	pretalxJSONDate = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	pretalxJSONCode = regexp.MustCompile(`^[A-Z0-9]{5,10}$`) // leaves out 0, 1 and others by default, but may be configured
)

func openPretalxJSON(url string, options map[string]any) (Reader, error) {
	if err := noOptions("pretalx-json", options); err != nil {
		return nil, err
	}
	return &pretalxJSONReader{url: url}, nil
}

// Read gets the list and its further pages. The window does not matter: nothing
// recurs in this format.
func (r *pretalxJSONReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	docs, fault, err := jsonPages(ctx, get, r.url, "pretalx JSON", func(doc any) string {
		next, _ := jsonObject(doc)["next"].(string)
		return next
	})
	if err != nil {
		return nil, err
	}
	return parsePretalxJSON(docs, fault)
}

// pretalxJSONScan is one reading under way.
type pretalxJSONScan struct {
	*jsonListing
	event                   string // address of the event, "https://pretalx.com/democon/"
	rooms, tracks, speakers map[string]string
	byName                  bool // people are texts: a short name in capitals is no code
	codes                   bool // people or submissions are named only by code
}

func parsePretalxJSON(docs []jsonPage, fault error) (*Listing, error) {
	first := docs[0].page
	if detectPretalxJSON(first) == "" && !pretalxJSONEmpty(docs[0].doc) {
		return nil, &WrongKindError{Want: "pretalx JSON", Got: Look(first)}
	}
	s := &pretalxJSONScan{jsonListing: newJSONListing(first.URL, "talk")}
	s.place(first.URL)
	for _, d := range docs {
		s.trailing(d.after)
		s.document(d.doc)
	}
	if fault != nil {
		s.Complete = false
		s.warn("", "%v: nothing is taken for removed", fault)
	}
	if s.codes {
		s.warn("", "people or rooms are given only by their codes: add ?expand=speakers,track,submission_type,slots.room "+
			"(for slots and schedules: ?expand=slots.submission.speakers,slots.room) to the url")
	}
	return s.Listing, nil
}

// pretalxJSONEmpty is an API's list with nothing in it.
func pretalxJSONEmpty(doc any) bool {
	o := jsonObject(doc)
	list, ok := o["results"].([]any)
	_, counted := o["count"]
	return ok && counted && len(list) == 0
}

var (
	pretalxJSONWidget = regexp.MustCompile(`^(/(?:.*/)?([^/]+)/)schedule/(?:[^/]+/)*[^/]*$`)
	pretalxJSONAPI    = regexp.MustCompile(`^(/(?:.*/)?)api/events/([^/]+)/`)
)

// place finds the event's pages from the address of its widget or API: pages of
// talks stand at <event>/talk/<code>/.
func (s *pretalxJSONScan) place(at string) {
	u, err := url.Parse(at)
	if err != nil {
		return
	}
	path := ""
	if m := pretalxJSONAPI.FindStringSubmatch(u.Path); m != nil {
		path, s.Conference.Acronym = m[1]+m[2]+"/", m[2]
	} else if m := pretalxJSONWidget.FindStringSubmatch(u.Path); m != nil && strings.Contains(u.Path, "/widget") {
		path, s.Conference.Acronym = m[1], m[2]
	}
	if path != "" {
		s.event = s.link(path)
		s.Conference.URL = s.event
	}
}

// document reads one page of whatever form it has.
func (s *pretalxJSONScan) document(doc any) {
	if list, ok := doc.([]any); ok {
		s.list(list)
		return
	}
	o := jsonObject(doc)
	s.lookups(o)
	switch {
	case jsonList(o["talks"]) != nil:
		s.list(o["talks"])
	case o["results"] != nil:
		s.list(o["results"])
	case o["slots"] != nil:
		s.list(o["slots"])
	case jsonObject(o["days"]) != nil:
		s.days(jsonObject(o["days"]))
	case slices.ContainsFunc(jsonList(o), func(v any) bool { return jsonObject(v)["title"] != nil }):
		s.list(o)
	default:
		s.within(o, map[string]bool{})
	}
}

// within reads the submissions below objects and lists. One of several slots
// stands in the place of each, with all of them.
func (s *pretalxJSONScan) within(v any, seen map[string]bool) {
	o := jsonObject(v)
	if o["code"] == nil || o["title"] == nil {
		for _, entry := range jsonList(v) {
			s.within(entry, seen)
		}
		return
	}
	if same := fmt.Sprint(o["code"], o["slot"], o["slots"]); !seen[same] {
		seen[same] = true
		s.list([]any{o})
	}
}

// lookups notes what the talks of a widget point to.
func (s *pretalxJSONScan) lookups(o map[string]any) {
	s.rooms, s.tracks = pretalxJSONNames(o["rooms"]), pretalxJSONNames(o["tracks"])
	s.speakers = pretalxJSONNames(o["speakers"])
	c := &s.Conference
	c.Zone = firstOf(c.Zone, jsonText(o["timezone"]))
	c.Start, c.End = firstOf(c.Start, jsonText(o["event_start"])), firstOf(c.End, jsonText(o["event_end"]))
}

func pretalxJSONNames(list any) map[string]string {
	names := map[string]string{}
	for _, entry := range jsonList(list) {
		o := jsonObject(entry)
		if name := firstOf(jsonText(o["name"]), jsonName(o)); name != "" {
			names[firstOf(jsonText(o["code"]), jsonText(o["id"]))] = name
		}
	}
	return names
}

// list reads submissions, slots or schedules.
func (s *pretalxJSONScan) list(list any) {
	for _, entry := range jsonList(list) {
		o, ok := s.row(entry)
		switch {
		case !ok:
		case jsonText(o["submission"]) != "" && jsonText(o["title"]) == "" || jsonObject(o["submission"]) != nil || o["submission"] == nil && o["slot_type"] != nil && o["code"] == nil && o["title"] == nil:
			s.slot(o)
		case o["slots"] != nil && o["code"] == nil && o["title"] == nil:
			s.lookups(o)
			s.list(o["slots"]) // a schedule
		default:
			s.submission(o)
		}
	}
}
