package sources

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

const devoxxWhat = "Devoxx JSON"

// devoxxReader reads the schedules of Devoxx and Voxxed sites: the REST API of
// 2010 to 2013, the CFP API after it (a document for each day behind a list of
// links), and that of dev.events.
type devoxxReader struct{ url string }

// detectDevoxx looks for the fields of a slot.
func detectDevoxx(p *Page) string {
	rows := jsonPeekRows(p, "slots")
	switch {
	case jsonHas(rows, "fromTime", "toTime", "kind"), jsonHas(rows, "fromTime", "toTime", "room", "code"):
		return "it is JSON with slots of Devoxx' first API"
	case jsonHas(rows, "slotId", "fromTimeMillis"), jsonHas(rows, "slotId", "roomName", "fromTime"):
		return "it is JSON with slots of Devoxx' CFP API"
	case jsonHas(rows, "fromDate", "toDate", "room", "proposal"), jsonHas(rows, "fromDate", "toDate", "sessionType"):
		return "it is JSON with slots of a dev.events API"
	}
	for _, link := range jsonPeek(jsonBody(p)).fields()["links"].rows() {
		if strings.Contains(string(link["rel"]), "schedule") && strings.Contains(string(link["href"]), "/schedules/") {
			return "it is JSON with links to the days of a Devoxx schedule"
		}
	}
	return ""
}

func openDevoxx(url string, options map[string]any) (Reader, error) {
	if err := noOptions("devoxx-json", options); err != nil {
		return nil, err
	}
	return &devoxxReader{url}, nil
}

// devoxxMaxDays bounds how many days a list of links leads to.
const devoxxMaxDays = 14

// Read reads one document, or each of the days that it links to.
func (r *devoxxReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	s := newJSONListing(p.URL, "slot")
	days, err := devoxxRead(s, p)
	if err != nil {
		return nil, err
	}
	for i, day := range days {
		if i == devoxxMaxDays {
			s.Complete = false
			s.warn("", "the schedule has more than %d days: the rest was not read", devoxxMaxDays)
			break
		}
		p, err := get.Get(ctx, Request{URL: day})
		if err == nil {
			_, err = devoxxRead(s, p)
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("reading %s: %w", day, context.Cause(ctx))
		}
		if err != nil {
			s.Complete = false
			s.warn(day, "this day cannot be read, so that nothing is taken for removed: %v", err)
		}
	}
	return s.Listing, nil
}

// devoxxRead adds the slots of a document, or gives the days that it links to.
func devoxxRead(s *jsonListing, p *Page) (days []string, err error) {
	doc, after, err := jsonDocument(p, devoxxWhat)
	if err != nil {
		return nil, err
	}
	rows, ok := jsonRowsOf(doc, "slots")
	if ok && (len(rows) == 0 || detectDevoxx(p) != "") {
		s.trailing(after)
		for _, entry := range rows {
			if o, ok := s.row(entry); ok {
				devoxxSlot(s, o)
			}
		}
		return nil, nil
	}
	base, err := url.Parse(p.URL)
	if err != nil {
		base = &url.URL{}
	}
	for _, entry := range jsonList(jsonObject(doc)["links"]) {
		href := absolute(base, jsonText(jsonObject(entry)["href"]))
		if u, err := url.Parse(href); err == nil && strings.Contains(u.Path, "/schedules/") && strings.EqualFold(u.Host, base.Host) {
			days = append(days, href)
		}
	}
	if len(days) == 0 {
		return nil, &WrongKindError{Want: devoxxWhat, Got: Look(p)}
	}
	return days, nil
}

// devoxxSlot adds one slot. What is no talk has its name in kind, code, break or
// sessionType; a slot that nothing fills yet is none.
func devoxxSlot(s *jsonListing, o map[string]any) {
	talk := o
	for _, key := range []string{"talk", "proposal"} {
		if inner := jsonObject(o[key]); inner != nil {
			talk = inner
		}
	}
	session, pause := jsonObject(o["sessionType"]), jsonObject(o["break"])
	it := Item{
		Ref:  firstOf(jsonText(o["slotId"]), jsonText(o["id"])),
		Type: firstOf(jsonField(talk, "talkType", "type"), jsonText(talk["sessionType"]), jsonText(session)), Track: jsonText(talk["track"]),
		Language: jsonText(talk["lang"]), Room: devoxxRoom(o), Speakers: devoxxPeople(talk["speakers"]),
		Tags: jsonWords(jsonFirst(talk, "keywords", "tags")),
		When: When{Start: devoxxTime(o, "fromDate", "fromTimeMillis", "fromTime"), End: devoxxTime(o, "toDate", "toTimeMillis", "toTime")},
	}
	if len(it.Speakers) == 0 {
		it.Speakers = jsonNames(talk["speaker"])
	}
	if s.Conference.Zone == "" {
		s.Conference.Name, s.Conference.Zone = jsonText(o["eventName"]), jsonText(o["timezone"])
	}
	it.Where = s.where(it.Ref)
	title := jsonText(talk["title"])
	if title == "" {
		title = firstOf(jsonField(pause, "nameEN", "name"), jsonField(session, "name"), jsonField(o, "note"), devoxxWords(o["code"]), jsonField(o, "kind", "code"))
		it.Service = title != "" && (jsonService(title) || pause != nil || jsonTrue(session["pause"]) || jsonService(jsonText(o["kind"])))
		if title == "" || jsonTrue(o["notAllocated"]) || session != nil && !jsonTrue(session["pause"]) {
			return
		}
	}
	jsonTexts(&it, title, "", "", jsonField(talk, "description", "summaryAsHtml", "summary"))
	s.jsonLinks(&it, nil, nil, jsonField(talk, "videoURL", "video", "youtube"))
	s.keep(it)
}

// devoxxWords is the code of a slot where it is a name that people gave it, as
// "Film night" is and "D10_B_15_01_02" is not.
func devoxxWords(v any) string {
	code := jsonText(v)
	if strings.ContainsFunc(code, unicode.IsLower) && !strings.Contains(code, "_") {
		return code
	}
	return ""
}

// devoxxRoom is the room's name.
func devoxxRoom(o map[string]any) string {
	return firstOf(jsonText(o["roomName"]), jsonText(o["room"]))
}

// devoxxTime is the first of the keys as a time: an instant, milliseconds since
// 1970, or a wall time with tenths of seconds.
func devoxxTime(o map[string]any, keys ...string) string {
	for _, key := range keys {
		if text := jsonTime(o[key]); text != "" {
			return strings.TrimSuffix(text, ".0")
		}
	}
	return ""
}

// devoxxPeople are the names of speakers; the CFP API writes them into links.
func devoxxPeople(v any) []string {
	var names []string
	for _, entry := range jsonList(v) {
		o := jsonObject(entry)
		names = append(names, jsonNames([]any{firstOf(jsonName(o), jsonText(jsonObject(o["link"])["title"]))})...)
	}
	return names
}
