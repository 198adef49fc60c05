package sources

import "maps"

const openEventWhat = "Open Event's sessions"

// detectOpenEvent looks for the fields of a session of Open Event (eventyay), in
// an export or in an answer of its API.
func detectOpenEvent(p *Page) string {
	rows := jsonPeekRows(p, "sessions", "data")
	for _, row := range rows {
		attributes := row["attributes"].fields()
		if _, ok := attributes["starts-at"]; ok && attributes["title"] != nil {
			return "it is JSON with sessions of Open Event's API"
		}
	}
	for _, pair := range [][]string{{"starts-at", "microlocation"}, {"starts-at", "session-type"}, {"starts_at", "microlocation"}, {"start_time", "microlocation"}, {"starts-at", "short-abstract"}} {
		if jsonHas(rows, append(pair, "title")...) {
			return "it is JSON with sessions of Open Event"
		}
	}
	return ""
}

// parseOpenEvent reads the file sessions of an export, or sessions of the API
// with what they include (jsonapi.org).
func parseOpenEvent(p *Page) (*Listing, error) {
	doc, after, err := jsonDocument(p, openEventWhat)
	if err != nil {
		return nil, err
	}
	rows, ok := jsonRowsOf(doc, "sessions", "data")
	if !ok || len(rows) > 0 && detectOpenEvent(p) == "" {
		return nil, &WrongKindError{Want: openEventWhat, Got: Look(p)}
	}
	s := newJSONListing(p.URL, "session")
	s.trailing(after)
	included := map[string]map[string]any{}
	for _, entry := range jsonList(jsonObject(doc)["included"]) {
		if o := jsonObject(entry); o != nil {
			included[jsonText(o["type"])+"/"+jsonText(o["id"])] = openEventFlat(o, nil)
		}
	}
	for _, o := range included {
		if name := jsonText(o["timezone"]); name != "" && s.Conference.Name == "" && jsonText(o["starts-at"]) != "" {
			s.Conference = Published{Name: jsonText(o["name"]), Zone: name, Start: jsonTime(o["starts-at"]), End: jsonTime(o["ends-at"])}
		}
	}
	judged := openEventJudged(rows)
	for _, entry := range rows {
		if o, ok := s.row(entry); ok {
			state := openEventState(o)
			open := state == "draft" || state == "pending"
			if state == "rejected" || judged && open {
				continue // never was in the programme
			}
			it := openEventItem(s, openEventFlat(o, included))
			if open {
				it.Status = ""
			}
			s.keep(it)
		}
	}
	return s.Listing, nil
}

func openEventState(o map[string]any) string {
	return firstOf(jsonField(o, "state"), jsonField(jsonObject(o["attributes"]), "state"))
}

// openEventJudged says whether organisers used the states of sessions. Exports of
// programmes that were typed in have all of their sessions as drafts.
func openEventJudged(rows []any) bool {
	open, settled := 0, 0
	for _, entry := range rows {
		switch openEventState(jsonObject(entry)) {
		case "draft", "pending":
			open++
		default:
			settled++
		}
	}
	return settled >= open
}

// openEventFlat is a resource of the API as an export writes it: attributes and
// what its relationships point to side by side.
func openEventFlat(o map[string]any, included map[string]map[string]any) map[string]any {
	attributes := jsonObject(o["attributes"])
	if attributes == nil {
		return o
	}
	flat := maps.Clone(attributes)
	flat["id"] = o["id"]
	for name, relationship := range jsonObject(o["relationships"]) {
		data := jsonObject(relationship)["data"]
		if one := jsonObject(data); one != nil {
			flat[name] = included[jsonText(one["type"])+"/"+jsonText(one["id"])]
			continue
		}
		var all []any
		for _, entry := range jsonList(data) {
			ref := jsonObject(entry)
			if found := included[jsonText(ref["type"])+"/"+jsonText(ref["id"])]; found != nil {
				all = append(all, found)
			}
		}
		flat[name] = all
	}
	return flat
}

func openEventItem(s *jsonListing, o map[string]any) Item {
	it := Item{
		Ref: jsonText(o["id"]), Language: jsonText(o["language"]), Track: jsonText(o["track"]),
		Type: jsonText(jsonFirst(o, "session-type", "session_type")), Room: jsonText(jsonFirst(o, "microlocation", "location")),
		Speakers: jsonNames(o["speakers"]), Status: jsonField(o, "state"),
		When: When{Start: jsonTime(jsonFirst(o, "starts-at", "starts_at", "start_time")), End: jsonTime(jsonFirst(o, "ends-at", "ends_at", "end_time"))},
	}
	if jsonField(o, "deleted-at", "deleted_at") != "" {
		it.Status = "DELETED"
	}
	it.Where = s.where(it.Ref)
	it.Service = jsonService(it.Type)
	subtitle := jsonText(o["subtitle"])
	if len(subtitle) > 0 && subtitle == openEventSlug(subtitle) {
		subtitle = "" // an address part that landed in the field
	}
	jsonTexts(&it, jsonText(o["title"]), subtitle, jsonField(o, "short-abstract", "short_abstract"), jsonField(o, "long-abstract", "long_abstract", "description"))
	s.jsonLinks(&it, nil, jsonSlides(o), jsonField(o, "video-url", "video_url", "video"), jsonField(o, "audio-url", "audio_url", "audio"))
	return it
}

// openEventSlug is s without what a slug cannot hold.
func openEventSlug(s string) string {
	out := make([]rune, 0, len(s))
	dashes := 0
	for _, r := range s {
		switch {
		case r == ' ' || r == '.' || r == ',' || r == ':':
			continue
		case r == '-':
			dashes++
		}
		out = append(out, r)
	}
	if dashes < 2 {
		return ""
	}
	return string(out)
}
