package sources

import "strings"

const symposionWhat = "Symposion's conference.json"

// detectSymposion looks for the fields of a slot of Symposion.
func detectSymposion(p *Page) string {
	rows := jsonPeekRows(p, "schedule")
	if jsonHas(rows, "conf_key", "start", "name") || jsonHas(rows, "conf_key", "kind", "start") || jsonHas(rows, "conf_url", "authors", "start") {
		return "it is JSON with slots of Symposion"
	}
	return ""
}

// parseSymposion reads conference.json or schedule.json of a Symposion site.
func parseSymposion(p *Page) (*Listing, error) {
	doc, after, err := jsonDocument(p, symposionWhat)
	if err != nil {
		return nil, err
	}
	rows, ok := jsonRowsOf(doc, "schedule")
	if !ok || len(rows) > 0 && detectSymposion(p) == "" {
		return nil, &WrongKindError{Want: symposionWhat, Got: Look(p)}
	}
	s := newJSONListing(p.URL, "slot")
	s.trailing(after)
	conference := jsonObject(jsonObject(doc)["conference"])
	s.Conference = Published{Name: jsonField(conference, "title", "name"), Zone: jsonField(conference, "timezone", "time_zone"),
		Start: jsonField(conference, "start", "start_date"), End: jsonField(conference, "end", "end_date"), URL: s.link(jsonField(conference, "url", "link"))}
	day := s.days(rows, "date")
	for _, entry := range rows {
		if o, ok := s.row(entry); ok {
			it := symposionItem(s, o)
			if jsonClock.MatchString(it.When.Start) {
				it.When.Date = day(o)
			}
			s.keep(it)
		}
	}
	return s.Listing, nil
}

func symposionItem(s *jsonListing, o map[string]any) Item {
	it := Item{
		Ref: jsonText(o["conf_key"]), Type: jsonField(o, "kind", "type"), Track: jsonField(o, "track", "section"), Language: jsonText(o["language"]),
		URL: s.link(jsonField(o, "conf_url", "url")), Tags: jsonWords(o["tags"]), Room: symposionRoom(o),
		When: When{Start: jsonTime(o["start"]), End: jsonTime(o["end"]), Duration: jsonMinutes(o["duration"])},
	}
	it.Where = s.where(it.Ref)
	if it.Speakers = jsonNames(o["speakers"]); len(it.Speakers) == 0 {
		it.Speakers = jsonNames(o["authors"])
	}
	switch {
	case jsonTrue(o["cancelled"]), jsonTrue(o["canceled"]):
		it.Status = "CANCELLED"
	default:
		it.Status = jsonField(o, "state", "status")
	}
	if it.When.End != "" {
		it.When.Duration = "" // zero where a slot is a point in time
	}
	it.Service = jsonService(it.Type)
	title, description := jsonField(o, "name", "title"), jsonField(o, "description")
	jsonTexts(&it, title, "", jsonText(o["abstract"]), description)
	if plain := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(description), "<p>"), "</p>"); plain == title {
		it.Abstract = "" // the description of what is no talk repeats its name
	}
	s.jsonLinks(&it, nil, jsonSlides(o), jsonText(jsonFirst(o, "video", "video_url", "recording")))
	return it
}

// symposionRoom is the room, or all of them for what takes place in several.
func symposionRoom(o map[string]any) string {
	if room := jsonText(o["room"]); room != "" {
		return room
	}
	return strings.Join(jsonWords(o["rooms"]), ", ")
}

// jsonSlides are the addresses of slides as attachments.
func jsonSlides(o map[string]any) any {
	if slides := jsonField(o, "slides", "slides_url", "slides-url"); slides != "" {
		return []any{map[string]any{"url": slides, "title": "Slides"}}
	}
	return nil
}
