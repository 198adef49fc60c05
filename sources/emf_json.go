package sources

import (
	"regexp"
	"strings"
)

const emfWhat = "the line-up of Electromagnetic Field"

// detectEMF looks for the fields that the camp's rows alone have together. The
// early years have no slug; later ones list the occurrences of an item inside of it.
func detectEMF(p *Page) string {
	rows := jsonPeekRows(p, "schedule", "items")
	if jsonHas(rows, "slug", "start_date", "venue", "is_from_cfp") || jsonHas(rows, "slug", "start_date", "venue", "map_link") ||
		jsonHas(rows, "slug", "start_date", "venue", "is_family_friendly") || jsonHas(rows, "slug", "title", "occurrences") ||
		jsonHas(rows, "source", "start_date", "venue", "speaker") {
		return "it is JSON with items of Electromagnetic Field's schedule"
	}
	return ""
}

// parseEMF reads schedule.json of emfcamp.org: a list of items with wall times.
func parseEMF(p *Page) (*Listing, error) {
	doc, after, err := jsonDocument(p, emfWhat)
	if err != nil {
		return nil, err
	}
	rows, ok := jsonRowsOf(doc, "schedule", "items")
	if !ok || len(rows) > 0 && detectEMF(p) == "" {
		return nil, &WrongKindError{Want: emfWhat, Got: Look(p)}
	}
	s := newJSONListing(p.URL, "item")
	s.trailing(after)
	s.Conference = Published{Name: emfName(p.URL), Zone: "Europe/London"}
	for _, entry := range rows {
		o, ok := s.row(entry)
		if !ok {
			continue
		}
		occurrences := jsonList(o["occurrences"])
		if len(occurrences) == 0 {
			s.keep(emfItem(s, o, o))
		}
		for _, occurrence := range occurrences {
			if slot := jsonObject(occurrence); slot != nil {
				s.keep(emfItem(s, o, slot))
			}
		}
	}
	return s.Listing, nil
}

// emfYear is the year in the address of an export.
var emfYear = regexp.MustCompile(`/(20\d\d)(?:[/.]|$)`)

func emfName(address string) string {
	if m := emfYear.FindStringSubmatch(address); m != nil {
		return "Electromagnetic Field " + m[1]
	}
	return "Electromagnetic Field"
}

// emfItem is one slot of an item; in the flat form the item is its own slot.
func emfItem(s *jsonListing, o, slot map[string]any) Item {
	it := Item{
		Ref: jsonText(o["id"]), Type: jsonText(o["type"]), URL: s.link(jsonField(o, "link", "url")),
		Room: jsonText(jsonFirst(slot, "venue", "venue_name", "location")), Status: jsonField(slot, "state", "status"),
		When: When{Start: jsonTime(jsonFirst(slot, "start_date", "start_time")), End: jsonTime(jsonFirst(slot, "end_date", "end_time"))},
	}
	it.Where = s.where(it.Ref)
	it.Code = it.Ref // an item's occurrences are one talk
	// One text names all speakers, as they wrote it.
	for _, name := range jsonNames(jsonFirst(o, "speakers", "speaker", "names")) {
		it.Speakers = append(it.Speakers, emfPeople(name)...)
	}
	jsonTexts(&it, jsonText(o["title"]), "", "", jsonField(o, "description", "short_description"))
	video := jsonObject(jsonFirst(slot, "video"))
	if video == nil {
		video = jsonObject(o["video"])
	}
	s.jsonLinks(&it, nil, nil, jsonText(video["ccc"]), jsonText(video["youtube"]), jsonText(video["archiveorg"]), jsonText(video["url"]))
	return it
}

// emfPeople are the people of one printed text, which is a name as a whole more
// often than a list.
func emfPeople(text string) []string {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return []string{text}
}
