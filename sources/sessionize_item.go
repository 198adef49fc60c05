package sources

import (
	"fmt"
	"slices"
	"strings"

	"callboard"
)

// sessionizeValue is an item of a category: "Track" is the category's title,
// "Data" the item's name.
type sessionizeValue struct{ category, name string }

// names notes what sessions point to by id.
func (s *sessionizeScan) names(all vendorObject) {
	s.speakers, s.rooms = map[string]string{}, map[string]string{}
	s.values, s.asked = map[string]sessionizeValue{}, map[string]string{}
	for _, v := range all.list("speakers") {
		o := vendorMap(v)
		s.speakers[o.text("id")] = sessionizeName(o)
	}
	for _, v := range all.list("rooms") {
		o := vendorMap(v)
		s.rooms[o.text("id")] = o.text("name")
	}
	for _, v := range all.list("categories") {
		category := vendorMap(v)
		for _, v := range category.list("items") {
			o := vendorMap(v)
			s.values[o.text("id")] = sessionizeValue{category.text("title", "name"), o.text("name")}
		}
	}
	for _, v := range all.list("questions") {
		o := vendorMap(v)
		s.asked[o.text("id")] = o.text("question")
	}
}

func (s *sessionizeScan) sessions(list []any, room string) {
	for i, v := range list {
		if o := vendorMap(v); o != nil {
			s.session(o, room)
		} else {
			s.l.drop("", fmt.Sprintf("session %d", i+1), "this session is no object and is left out")
		}
	}
}

// session turns one session into an item; room is that of the grid's column.
func (s *sessionizeScan) session(o vendorObject, room string) {
	id := o.text("id")
	where := "session " + firstOf(id, o.text("title"))
	if id == "" && o.text("title") == "" {
		where = fmt.Sprintf("session %d", len(s.l.Items)+1)
	}
	if o.text("title") == "" {
		s.l.drop(id, where, "this session has no title and is left out")
		return
	}
	it := Item{
		Ref: id, Title: o.text("title"), Abstract: o.text("description"), Language: o.text("language"),
		URL:     absolute(s.base, o.text("url")),
		When:    When{Start: vendorTime(o.text("startsAt")), End: vendorTime(o.text("endsAt"))},
		Service: o.yes("isServiceSession"), Status: sessionizeStatus(o.text("status")), Where: where,
	}
	if it.Language == "TBD" {
		it.Language = ""
	}
	it.Room = firstOf(s.room(o, where), room)
	key := [4]string{id, it.Title, it.When.Start, it.Room}
	if s.seen[key] {
		return // a session stands below each group that it belongs to
	}
	s.seen[key] = true
	s.people(&it, o, where)
	s.categories(&it, o)
	s.links(&it, o)
	s.l.Items = append(s.l.Items, it)
}

// sessionizeStatus words the organiser's decision. Sessions that wait for one
// are not certain; a declined one that is still listed has been taken out.
func sessionizeStatus(status string) string {
	switch strings.ToLower(strings.NewReplacer("_", "", " ", "").Replace(status)) {
	case "declined", "canceled", "cancelled", "withdrawn", "rejected":
		return "CANCELLED"
	case "nominated", "acceptqueue", "waitlisted", "declinequeue", "inevaluation", "pending":
		return "tentative"
	}
	return status
}

// room is the session's own room, by id or by name.
func (s *sessionizeScan) room(o vendorObject, where string) string {
	if name := o.text("room", "roomName", "location"); name != "" {
		return name
	}
	if name := o.object("room").text("name"); name != "" {
		return name
	}
	id := o.text("roomId")
	if id == "" || id == "0" {
		return ""
	}
	name, ok := s.rooms[id]
	if !ok && s.rooms != nil {
		s.l.warn(where, "room %s is not in the file", id)
	}
	return name
}

// people reads speakers, which are ids in the All view and objects elsewhere.
func (s *sessionizeScan) people(it *Item, o vendorObject, where string) {
	for _, v := range slices.Concat(o.list("speakers"), o.list("speakerIds")) {
		name := ""
		if speaker := vendorMap(v); speaker != nil {
			name = sessionizeName(speaker)
		} else if id := vendorText(v); id != "" {
			var known bool
			name, known = s.speakers[id]
			if !known && (strings.Contains(id, " ") || len(s.speakers) == 0 && !guessIDs.MatchString(id)) {
				name = id // a list that borrows the names of fields has the names of people
			} else if !known {
				s.l.warn(where, "speaker %s is not in the file", id)
			}
		}
		if strings.TrimSpace(name) != "" {
			it.Speakers = append(it.Speakers, name)
		}
	}
	if speaker, ok := o["speaker"].(string); ok && len(it.Speakers) == 0 {
		it.Speakers = declaredPeople([]declaredValue{{text: speaker}}, ",")
	}
}

// categories sorts what organisers ask of a session into track, type, language
// and tags, by the titles they gave to the questions.
func (s *sessionizeScan) categories(it *Item, o vendorObject) {
	var values []sessionizeValue
	for _, v := range slices.Concat(o.list("categoryItems"), []any{o["sessionCategoryItemId"]}) {
		if id := vendorText(v); id != "" {
			values = append(values, s.values[id])
		}
	}
	for _, v := range o.list("categories") {
		category := vendorMap(v)
		for _, v := range category.list("categoryItems") {
			values = append(values, sessionizeValue{category.text("name", "title"), vendorMap(v).text("name")})
		}
	}
	for _, v := range slices.Concat(o.list("tags"), o.list("levels")) {
		values = append(values, sessionizeValue{name: vendorText(v)})
	}
	if o.yes("isPlenumSession") && !it.Service {
		values = append(values, sessionizeValue{name: "Plenum"})
	}
	for _, v := range values {
		if strings.TrimSpace(v.name) == "" {
			continue
		}
		switch field := sessionizeField(it, v.category); {
		case field != nil && *field == "":
			*field = v.name
		case !slices.Contains(it.Tags, v.name):
			it.Tags = append(it.Tags, v.name)
		}
	}
}

// sessionizeField is the field that a category fills, nil for a tag. The titles
// are the organisers' own words.
func sessionizeField(it *Item, category string) *string {
	words := strings.FieldsFunc(strings.ToLower(category), func(r rune) bool {
		return strings.ContainsRune(" -_/,:;.()?&", r)
	})
	has := func(any ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(any, w) })
	}
	switch {
	case has("language", "languages", "sprache", "langue", "idioma", "taal"):
		if has("programming") {
			return nil
		}
		return &it.Language
	case has("track", "tracks", "stream", "spur", "piste"):
		return &it.Track
	case has("format", "formats", "type", "types", "length", "duration", "vortragsart"):
		return &it.Type
	}
	return nil
}

// links reads the addresses of a session: the stream and the recording belong
// to its slot, slides to the talk.
func (s *sessionizeScan) links(it *Item, o vendorObject) {
	asset := o.object("asset")
	for _, href := range []string{o.text("recordingUrl"), o.text("videoUrl"), asset.text("videoUrl")} {
		if href = absolute(s.base, href); href != "" {
			it.SlotLinks = append(it.SlotLinks, callboard.Link{URL: href, Rel: "recording"})
		}
	}
	if href := absolute(s.base, o.text("liveUrl")); href != "" {
		it.SlotLinks = append(it.SlotLinks, callboard.Link{URL: href, Rel: "related", Title: "Live stream"})
	}
	for _, href := range []string{o.text("slidesUrl"), o.text("slideUrl"), asset.text("slideUrl")} {
		if href = absolute(s.base, href); href != "" {
			it.Links = append(it.Links, callboard.Link{URL: href, Rel: "slides"})
		}
	}
	for _, v := range o.list("questionAnswers") {
		answer := vendorMap(v)
		question := strings.ToLower(firstOf(answer.text("question"), s.asked[answer.text("questionId")]))
		href := strings.TrimSpace(answer.text("answerValue", "answer"))
		if !strings.HasPrefix(href, "https://") && !strings.HasPrefix(href, "http://") {
			continue // answers are for organisers; only slides are for everyone
		}
		if href = absolute(s.base, href); href != "" && (strings.Contains(question, "slides") || strings.Contains(question, "slide deck")) {
			it.Links = append(it.Links, callboard.Link{URL: href, Rel: "slides"})
		}
	}
}
