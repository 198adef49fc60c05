package sources

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// submission reads a talk, with the slots that it has.
func (s *pretalxJSONScan) submission(o map[string]any) {
	if strings.EqualFold(jsonText(o["state"]), "rejected") {
		return // never was in the programme
	}
	slots := s.slotsOf(o)
	it := s.talk(o)
	if len(slots) == 0 {
		it.When = pretalxJSONWhen(o)
		it.Room = s.room(o["room"])
		s.keep(it)
		return
	}
	for _, slot := range slots {
		it.When, it.Room = pretalxJSONWhen(slot), s.room(slot["room"])
		s.keep(it)
	}
}

// slotsOf are the slots of a submission in the forms that the versions of the
// API give them.
func (s *pretalxJSONScan) slotsOf(o map[string]any) []map[string]any {
	if slot := jsonObject(o["slot"]); slot != nil {
		return []map[string]any{slot}
	}
	var slots []map[string]any
	list, _ := o["slots"].([]any)
	for _, entry := range list {
		if slot := jsonObject(entry); slot != nil {
			slots = append(slots, slot)
		} else if entry != nil {
			s.codes = true
		}
	}
	return slots
}

// slot reads a slot, with the talk that stands in it. A break has a description
// instead.
func (s *pretalxJSONScan) slot(o map[string]any) {
	talk := jsonObject(o["submission"])
	if talk == nil {
		if code := jsonText(o["submission"]); code != "" && jsonText(o["title"]) == "" {
			s.codes = true
			s.Unusable = append(s.Unusable, code)
			s.warn(s.where(code), "the slot names its talk only by code and is left out")
			return
		}
		it := Item{Ref: jsonText(o["id"]), Type: jsonText(o["slot_type"]), Service: true, When: pretalxJSONWhen(o), Room: s.room(o["room"])}
		jsonTexts(&it, firstOf(jsonText(o["title"]), jsonText(o["description"])), "", "", "")
		if it.Title == "" || strings.EqualFold(it.Type, "blocker") {
			return // nothing was announced
		}
		s.keep(it)
		return
	}
	if strings.EqualFold(jsonText(talk["state"]), "rejected") {
		return
	}
	it := s.talk(talk)
	it.When, it.Room = pretalxJSONWhen(o), s.room(o["room"])
	if it.When.Duration == "" && it.When.End == "" {
		it.When.Duration = jsonMinutes(talk["duration"])
	}
	s.keep(it)
}

// talk is what is said, without its slot.
func (s *pretalxJSONScan) talk(o map[string]any) Item {
	language := jsonField(o, "content_locale", "language", "locale")
	it := Item{
		Code:     jsonField(o, "code", "talk_id"),
		Language: language,
		Track:    s.named(o["track"], s.tracks),
		Type:     s.named(jsonFirst(o, "submission_type", "session_type", "type", "slot_type"), nil),
		URL:      s.link(jsonField(o, "website_url", "url", "link")),
		Tags:     pretalxJSONTags(o["tags"]),
		Status:   jsonField(o, "state", "status"),
		Speakers: s.people(jsonFirst(o, "speakers", "persons", "speaker", "speakerIds", "speaker_ids")),
	}
	// Breaks in the widget have an id of their slot and no code.
	it.Ref = firstOf(it.Code, jsonText(o["id"]))
	_, coded := o["code"]
	it.Service = jsonService(it.Type) || jsonService(jsonText(o["event_type"])) || coded && it.Code == ""
	if o["talk_id"] != nil && it.Code == "" && it.Type == "" || o["slot_type"] != nil && !coded {
		it.Service = true
	}
	if it.URL == "" && it.Code != "" && s.event != "" {
		it.URL = s.event + "talk/" + it.Code + "/"
	}
	jsonTexts(&it, firstOf(jsonTextIn(o["title"], language), jsonField(o, "name", "ev_custom")), jsonText(o["subtitle"]),
		jsonTextIn(o["abstract"], language), jsonTextIn(o["description"], language))
	s.jsonLinks(&it, nil, jsonFirst(o, "resources", "links", "attachments"), jsonField(o, "recording_url", "video_url", "youtube_url"))
	return it
}

// pretalxJSONTags are tags that are words; some versions give numbers.
func pretalxJSONTags(v any) []string {
	var tags []string
	for _, tag := range jsonWords(v) {
		if strings.Trim(tag, "0123456789") != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// named is the name of a track or a type; a number that points nowhere is none.
func (s *pretalxJSONScan) named(v any, names map[string]string) string {
	text := jsonText(v)
	if name := names[text]; name != "" {
		return name
	}
	if strings.Trim(text, "0123456789") == "" {
		return ""
	}
	return text
}

// room is the name of a room; several rooms are one place with all their names.
func (s *pretalxJSONScan) room(v any) string {
	if list, ok := v.([]any); ok {
		var rooms []string
		for _, entry := range list {
			if room := s.room(entry); room != "" && !slices.Contains(rooms, room) {
				rooms = append(rooms, room)
			}
		}
		return strings.Join(rooms, ", ")
	}
	name := s.named(v, s.rooms)
	if name == "" && jsonText(v) != "" {
		s.codes = true
	}
	return name
}

// people are the names of speakers, who may be given by code.
func (s *pretalxJSONScan) people(v any) []string {
	list, ok := v.([]any)
	if !ok {
		return jsonNames(v)
	}
	var people []any
	for _, entry := range list {
		code, isText := entry.(string)
		if id, ok := entry.(json.Number); ok {
			code, isText = id.String(), true
		}
		switch {
		case !isText:
			people = append(people, entry)
		case s.speakers[code] != "":
			people = append(people, s.speakers[code])
		case len(s.speakers) > 0 && pretalxJSONCode.MatchString(code):
			s.warn(s.where(""), "speaker %s is not in the file", code)
		case !s.byName && pretalxJSONCode.MatchString(code):
			s.codes = true
		default:
			people = append(people, code)
		}
	}
	return jsonNames(people)
}

// pretalxJSONWhen is the time of a slot.
func pretalxJSONWhen(o map[string]any) When {
	w := When{Start: jsonTime(o["start"]), End: jsonTime(o["end"])}
	if w.Start == "" {
		return When{}
	}
	if w.End == "" {
		w.Duration = jsonMinutes(o["duration"])
	}
	return w
}

// days reads {"2022-07-13": {"rooms": [...], "talks": [...]}}, which EuroPython's
// site makes of pretalx: clock times on the day, minutes as text. Later years
// write full times, and "events" for "talks".
func (s *pretalxJSONScan) days(days map[string]any) {
	s.byName = true
	for _, date := range slices.Sorted(maps.Keys(days)) {
		day := jsonObject(days[date])
		if day == nil {
			s.Complete = false
			s.warn("day "+date, "this day is no object and is left out: nothing is taken for removed")
			continue
		}
		for _, entry := range jsonList(jsonFirst(day, "talks", "events", "sessions")) {
			o, ok := s.row(entry)
			if !ok {
				continue
			}
			it := s.talk(o)
			it.When, it.Room = s.dayWhen(o, date), s.room(jsonFirst(o, "rooms", "room"))
			s.keep(it)
		}
	}
}

// dayWhen is the time of a talk that stands on a day.
func (s *pretalxJSONScan) dayWhen(o map[string]any, date string) When {
	w := pretalxJSONWhen(o)
	if w.Start == "" {
		w.Start = scheduleXMLSeconds.ReplaceAllString(jsonField(o, "start_time", "time"), "$1")
		w.End = scheduleXMLSeconds.ReplaceAllString(jsonField(o, "end_time"), "$1")
		if w.End == "" {
			w.Duration = jsonMinutes(jsonFirst(o, "ev_duration", "tt_duration", "duration"))
		}
	}
	if len(w.Start) < 10 { // a clock time
		w.Date = firstOf(jsonText(o["day"]), date)
	}
	if w.Start == "" {
		s.warn(fmt.Sprintf("day %s", date), "a talk has no time of day: it is kept on the day")
		return When{Start: w.Date, End: w.Date, AllDay: true}
	}
	return w
}
