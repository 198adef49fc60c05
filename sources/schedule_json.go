package sources

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// scheduleJSONReader reads schedule.json: version 1 of frab, pretalx and c3voc's
// tools, and version 2 (alpha), which has participants with roles and a state.
type scheduleJSONReader struct{ url string }

func detectScheduleJSON(p *Page) string {
	top := jsonPeek(jsonBody(p)).fields()
	schedule := top["schedule"].fields()
	if schedule["conference"].object() {
		return `it is JSON with a "schedule" of a "conference"`
	}
	if schedule["days"].list() && jsonHas(schedule["days"].rows(), "date") {
		return `it is JSON with a "schedule" of "days"`
	}
	conference := top["conference"].fields()
	for _, days := range []jsonPeek{conference["days"], top["days"]} {
		rows := days.rows()
		if top["conference"].object() && (jsonHas(rows, "rooms") || jsonHas(rows, "events")) || jsonHas(rows, "day_start", "rooms") {
			return `it is JSON with a "conference" of "days"`
		}
	}
	return ""
}

func openScheduleJSON(url string, options map[string]any) (Reader, error) {
	if err := noOptions("schedule-json", options); err != nil {
		return nil, err
	}
	return &scheduleJSONReader{url: url}, nil
}

// Read gets the one file and parses it. The window does not matter: nothing
// recurs in this format.
func (r *scheduleJSONReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseScheduleJSON(p)
}

// scheduleJSONScan is one reading under way.
type scheduleJSONScan struct {
	*jsonListing
	rooms, tracks map[string]string // names by guid, slug and id
	board         bool              // a callboard wrote the file
}

func parseScheduleJSON(p *Page) (*Listing, error) {
	doc, after, err := jsonDocument(p, "schedule.json")
	if err != nil {
		return nil, err
	}
	if detectScheduleJSON(p) == "" {
		return nil, &WrongKindError{Want: "schedule.json", Got: Look(p)}
	}
	top := jsonObject(doc)
	root := top
	if schedule := jsonObject(top["schedule"]); schedule != nil {
		root = schedule
	}
	conference := jsonObject(root["conference"])
	if len(conference) == 0 {
		conference = jsonObject(top["conference"])
	}
	s := &scheduleJSONScan{jsonListing: newJSONListing(p.URL, "event")}
	s.trailing(after)
	s.board = jsonText(jsonObject(top["generator"])["name"]) == boardGenerator
	s.rooms, s.tracks = scheduleJSONNames(conference["rooms"], root["rooms"]), scheduleJSONNames(conference["tracks"], root["tracks"])
	if u, err := s.base.Parse(jsonField(root, "base_url")); err == nil {
		s.base = u
	}
	s.Conference = Published{
		Name: jsonText(conference["title"]), Acronym: jsonText(conference["acronym"]),
		Zone:  jsonField(conference, "time_zone_name", "timezone", "time_zone"),
		Start: jsonText(conference["start"]), End: jsonText(conference["end"]),
		DayChange: scheduleXMLSeconds.ReplaceAllString(jsonText(conference["day_change"]), "$1"),
		URL:       s.link(firstOf(jsonText(conference["url"]), jsonField(root, "url", "base_url"))),
	}
	s.days(conference, root, top)
	for _, events := range []any{root["events"], conference["events"]} {
		s.events(events, "", "")
	}
	scheduleXMLDurations(s.Items, s.board)
	return s.Listing, nil
}

// scheduleJSONNames maps what rooms and tracks are referred to by to their names.
func scheduleJSONNames(lists ...any) map[string]string {
	names := map[string]string{}
	for _, list := range lists {
		for _, entry := range jsonList(list) {
			o := jsonObject(entry)
			name := jsonField(o, "name", "title")
			for _, key := range []string{"guid", "slug", "id"} {
				if ref := jsonText(o[key]); ref != "" && name != "" && names[ref] == "" {
					names[ref] = name
				}
			}
		}
	}
	return names
}

// days reads the first list of days that holds events. They belong into the
// conference; some exports put them beside it, or at the top.
func (s *scheduleJSONScan) days(conference, root, top map[string]any) {
	for _, days := range []any{conference["days"], root["days"], top["days"]} {
		switch days.(type) {
		case nil:
			continue
		case []any, map[string]any:
		default:
			s.Complete = false
			s.warn("", `"days" is no list and cannot be read: nothing is taken for removed`)
			continue
		}
		before := s.rows
		s.daysOf(days)
		if s.rows > before {
			return
		}
	}
}

// daysOf reads a list of days, or days by their date.
func (s *scheduleJSONScan) daysOf(days any) {
	byDate := jsonObject(days)
	dates := slices.Sorted(maps.Keys(byDate))
	for i, entry := range jsonList(days) {
		day := jsonObject(entry)
		date := jsonField(day, "date", "day", "day_start", "start")
		if date == "" && byDate != nil {
			date = dates[i]
		}
		if day == nil {
			if entry != nil {
				s.Complete = false
				s.warn(fmt.Sprintf("day %d", i+1), "this day is no object and is left out: nothing is taken for removed")
			}
			continue
		}
		if len(date) > 10 {
			date = date[:10]
		}
		if rooms := jsonObject(day["rooms"]); rooms != nil {
			for _, room := range slices.Sorted(maps.Keys(rooms)) {
				s.events(rooms[room], date, room)
			}
		} else {
			for _, entry := range jsonList(day["rooms"]) {
				room := jsonObject(entry)
				s.events(jsonFirst(room, "events", "talks", "lectures"), date, jsonField(room, "name", "title"))
			}
		}
		s.events(day["events"], date, "")
	}
}

// events reads the events of a room on a day, both of which may be unknown.
func (s *scheduleJSONScan) events(list any, date, room string) {
	if _, ok := list.([]any); !ok && jsonObject(list) == nil && list != nil {
		s.Complete = false
		s.warn("", "the events of %q on %s are no list: nothing is taken for removed", room, date)
		return
	}
	for _, entry := range jsonList(list) {
		if e, ok := s.row(entry); ok {
			s.event(e, date, room)
		}
	}
}

// event turns one event into an item.
func (s *scheduleJSONScan) event(e map[string]any, date, room string) {
	status := scheduleJSONStatus(e)
	if strings.EqualFold(status, "REJECTED") {
		return // never was in the programme
	}
	x := &scheduleXMLEvent{day: date, field: map[string]string{
		"title": jsonText(e["title"]), "subtitle": jsonText(e["subtitle"]),
		"date": jsonText(e["date"]), "start": jsonText(e["start"]), "end": jsonText(e["end"]), "duration": jsonMinutes(e["duration"]),
	}}
	language := jsonText(e["language"])
	x.field["abstract"] = jsonTextIn(e["abstract"], language)
	x.field["description"] = jsonTextIn(e["description"], language)
	it := Item{
		Code: jsonText(e["code"]), GUID: jsonText(e["guid"]),
		Language: language, Track: s.named(e["track"], s.tracks), Type: jsonText(e["type"]),
		URL:  s.link(jsonField(e, "url", "origin_url")),
		Tags: jsonWords(jsonFirst(e, "tags", "keywords")), Speakers: scheduleJSONPeople(e),
		Room: firstOf(s.named(e["room"], s.rooms), room), Status: status,
	}
	it.Ref = firstOf(it.Code, it.GUID, jsonText(e["id"]))
	if s.board {
		it.Code = boardTalk(it.URL)
	}
	it.Service = jsonService(it.Type)
	it.Where = s.where(it.Ref)
	scheduleXMLText(&it, x)
	s.jsonLinks(&it, e["links"], e["attachments"],
		jsonField(e, "video_download_url"), jsonField(e, "recording_url"), jsonField(e, "video_url"), jsonField(jsonObject(e["recording"]), "url"))
	var odd string
	if it.When, odd = scheduleXMLWhen(x); odd != "" {
		s.warn(it.Where, "%s", odd)
	}
	s.keep(it)
}

// named is the name of a room or a track, which may be given by reference.
func (s *scheduleJSONScan) named(v any, names map[string]string) string {
	o := jsonObject(v)
	if o == nil {
		text := jsonText(v)
		return firstOf(names[text], text)
	}
	for _, key := range []string{"guid", "slug", "id"} {
		if name := names[jsonText(o[key])]; name != "" {
			return name
		}
	}
	return firstOf(jsonText(o), jsonText(o["slug"]))
}

// scheduleJSONStatus is version 2's state, or what exports of version 1 add.
func scheduleJSONStatus(e map[string]any) string {
	for _, key := range []string{"cancelled", "canceled"} {
		if jsonTrue(e[key]) {
			return "CANCELLED"
		}
	}
	return jsonField(e, "state", "status")
}

// scheduleJSONPeople are the people on stage: version 2 lists those who only
// contributed among its participants, who count where nobody else is named.
func scheduleJSONPeople(e map[string]any) []string {
	people := jsonFirst(e, "persons", "participants", "speakers")
	var stage []any
	for _, person := range jsonList(people) {
		if !strings.EqualFold(jsonText(jsonObject(person)["role"]), "CONTRIBUTOR") {
			stage = append(stage, person)
		}
	}
	if names := jsonNames(stage); len(names) > 0 {
		return names
	}
	return jsonNames(people)
}
