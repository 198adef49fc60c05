package sources

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"callboard"
)

// schemaListing adds the programme of a page to a listing: the conference to
// what it publishes, the talks to its items.
func schemaListing(l *Listing, roots []schemaNode, base *url.URL) {
	tree := schemaCollect(roots)
	conference, talks := tree.programme()
	if conference != nil {
		l.Conference = schemaPublished(conference, base)
	}
	if len(talks) == 0 && conference != nil {
		l.warn("", "the page describes only the conference itself, no talks of it")
	}
	for i, e := range talks {
		schemaAdd(l, i, e, base)
	}
	for _, s := range tree.stubs {
		if address := absolute(base, s); address != "" {
			l.Unusable = append(l.Unusable, address)
		} else {
			l.Complete = false
		}
		l.warn(firstN(s, 200), "this part is named only and described nowhere on the page: it is left out")
	}
}

// schemaCounts counts the talks of a page and how many have a name and a start,
// for recognition.
func schemaCounts(roots []schemaNode) (talks, whole int) {
	_, events := schemaCollect(roots).programme()
	for _, e := range events {
		if e.node.text("name", "headline") != "" && (e.node.text("startDate") != "" || len(e.node["eventSchedule"]) > 0) {
			whole++
		}
	}
	return len(events), whole
}

// schemaAdd turns event i of a page into an item.
func schemaAdd(l *Listing, i int, e *schemaEvent, base *url.URL) {
	n := e.node
	ref := schemaRef(n)
	where := "event " + firstOf(firstN(ref, 200), fmt.Sprint(i+1))
	title := n.text("name", "headline")
	if title == "" {
		switch address := absolute(base, n.text("url")); {
		case ref != "":
			l.Unusable = append(l.Unusable, ref)
		case address != "":
			l.Unusable = append(l.Unusable, address)
		default:
			l.Complete = false
		}
		l.warn(where, "this event has no name and is left out")
		return
	}
	it := Item{
		Ref: ref, Title: title, Subtitle: n.text("alternativeHeadline"), Abstract: n.text("description", "abstract"),
		Language: schemaLanguage(n), URL: absolute(base, n.text("url", "mainEntityOfPage")), Status: n.text("eventStatus"),
		Room: schemaRoom(n), Tags: schemaTags(n), Speakers: schemaSpeakers(n), Where: where,
	}
	if t := n.text("additionalType", "eventType"); !strings.Contains(t, ":") {
		it.Type = t
	}
	it.When = schemaWhen(e)
	if it.Room == "" && e.parent != nil && e.parent.parent != nil {
		it.Room = schemaRoom(e.parent.node)
	}
	it.Track = schemaTrack(e)
	if it.Abstract == "" {
		for _, work := range schemaNodes(n, "workPerformed", "workFeatured", "about") {
			it.Abstract = firstOf(it.Abstract, work.text("abstract", "description"))
		}
	}
	schemaLinks(&it, n, base)
	schemaMarkup(&it)
	if it.When == (When{}) {
		l.warn(where, "this event has no startDate: it is announced without a slot")
	}
	l.Items = append(l.Items, it)
}

// schemaRef is the event's own id: its identifier, else its @id.
func schemaRef(n schemaNode) string {
	for _, v := range n["identifier"] {
		if inner, ok := v.(schemaNode); ok {
			if s := inner.text("value"); s != "" {
				return s
			}
			continue
		}
		if s := schemaText(v); s != "" {
			return s
		}
	}
	if id := n.text("@id"); !strings.HasPrefix(id, "_:") {
		return id
	}
	return ""
}

// schemaWhen is an event's time. doorTime is when the doors open, before the
// start, and is not used.
func schemaWhen(e *schemaEvent) When {
	n := e.node
	start, end := n.text("startDate", "startTime"), n.text("endDate", "endTime")
	var w When
	if s := schemaNodes(n, "eventSchedule"); start == "" && len(s) > 0 {
		if day, clock := s[0].text("startDate"), s[0].text("startTime"); day != "" && clock != "" {
			w = When{Date: schemaDay(day), Start: schemaClockOf(clock), End: schemaClockOf(s[0].text("endTime")), Duration: s[0].text("duration"), Zone: s[0].text("scheduleTimezone")}
		}
		return w
	}
	if start == "" {
		return w
	}
	w = When{Start: start, End: end, Duration: n.text("duration")}
	switch {
	case schemaDay(start) == "":
		// Only a clock time: the day may stand at what the event belongs to.
		for p := e.parent; p != nil; p = p.parent {
			if day := schemaDay(p.node.text("startDate")); day != "" {
				w.Date = day
				break
			}
		}
	case !schemaClock(start):
		if clock := n.text("startTime"); clock != "" {
			return When{Date: schemaDay(start), Start: schemaClockOf(clock), End: schemaClockOf(n.text("endTime")), Duration: w.Duration}
		}
		w = When{Start: schemaDay(start), End: schemaDay(end), AllDay: true}
	case schemaDay(end) != "" && !schemaClock(end):
		w.End = "" // a day only: it says nothing of when this one ends
	}
	return w
}

// schemaClockOf cuts the seconds' zone mark off a clock time: "09:00:00Z" of a
// Schedule is a wall time all the same.
func schemaClockOf(s string) string {
	if i := strings.LastIndexByte(s, 'T'); i >= 0 {
		s = s[i+1:]
	}
	return strings.TrimSuffix(s, "Z")
}

// schemaNodes are the nodes among the values of the properties.
func schemaNodes(n schemaNode, keys ...string) []schemaNode {
	var out []schemaNode
	for _, key := range keys {
		for _, v := range n[key] {
			if inner, ok := v.(schemaNode); ok {
				out = append(out, inner)
			}
		}
	}
	return out
}

// schemaRoom is the name of the first place that is no web page.
func schemaRoom(n schemaNode) string {
	if room := n.text("room"); room != "" {
		return room
	}
	virtual := ""
	for _, v := range n["location"] {
		inner, ok := v.(schemaNode)
		if !ok {
			if s := schemaText(v); s != "" && !strings.Contains(s, "://") {
				return s
			}
			continue
		}
		name := inner.text("name")
		if inner.is("VirtualLocation") {
			virtual = firstOf(virtual, name)
		} else if name != "" && !strings.Contains(name, "://") {
			return name
		}
	}
	return virtual
}

// schemaSpeakers are the performers; without any, the authors of the work
// performed, and last an organizer who is a person.
func schemaSpeakers(n schemaNode) []string {
	var names []string
	add := func(v any) {
		if s := schemaText(v); s != "" && !strings.Contains(s, "://") && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	for _, key := range []string{"performer", "performers", "speaker", "speakers", "actor", "instructor", "author"} {
		for _, v := range n[key] {
			add(v)
		}
		if len(names) > 0 && key != "performer" {
			return names
		}
	}
	if len(names) > 0 {
		return names
	}
	for _, work := range schemaNodes(n, "workPerformed", "workFeatured") {
		for _, key := range []string{"author", "creator"} {
			for _, v := range work[key] {
				add(v)
			}
		}
	}
	if len(names) > 0 {
		return names
	}
	for _, o := range schemaNodes(n, "organizer") {
		if o.is("Person") {
			add(o)
		}
	}
	return names
}

func schemaTags(n schemaNode) []string {
	var tags []string
	for _, s := range n.texts("keywords") {
		for tag := range strings.SplitSeq(s, ",") {
			if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
	}
	return tags
}

func schemaLanguage(n schemaNode) string {
	said := n["inLanguage"]
	if len(said) == 0 {
		return ""
	}
	if inner, ok := said[0].(schemaNode); ok {
		return inner.text("alternateName", "identifier", "name")
	}
	return schemaText(said[0])
}

// schemaTrack is the name of the session that a talk stands in: a part of the
// conference that is not merely one of its days.
func schemaTrack(e *schemaEvent) string {
	if track := e.node.text("track"); track != "" {
		return track
	}
	p := e.parent
	if p == nil || p.parent == nil {
		return ""
	}
	name := p.node.text("name")
	if schemaDayName.MatchString(name) {
		return ""
	}
	return name
}

var schemaDayName = regexp.MustCompile(`(?i)^(?:day|tag|jour|día|giorno|dag)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:19|20)\d\d\b`)

// schemaLinks are recordings, slides and discussions of an event.
func schemaLinks(it *Item, n schemaNode, base *url.URL) {
	address := func(v any) string {
		if inner, ok := v.(schemaNode); ok {
			return absolute(base, inner.text("url", "contentUrl", "embedUrl", "@id"))
		}
		s, _ := v.(string)
		return absolute(base, s)
	}
	for _, key := range []string{"recordedIn", "video"} {
		for _, v := range n[key] {
			if a := address(v); a != "" {
				it.SlotLinks = append(it.SlotLinks, callboard.Link{URL: a, Rel: "recording"})
			}
		}
	}
	for _, v := range n["discussionUrl"] {
		if a := address(v); a != "" {
			it.Links = append(it.Links, callboard.Link{URL: a, Rel: "discussion"})
		}
	}
	for _, work := range schemaNodes(n, "subjectOf", "workPerformed", "workFeatured") {
		a := address(work)
		switch {
		case a == "" || a == it.URL:
		case work.is("PresentationDigitalDocument"):
			it.Links = append(it.Links, callboard.Link{URL: a, Rel: "slides", Title: work.text("name")})
		case work.is("VideoObject"):
			it.SlotLinks = append(it.SlotLinks, callboard.Link{URL: a, Rel: "recording", Title: work.text("name")})
		}
	}
}

var (
	schemaTag    = regexp.MustCompile(`(?i)</?(?:p|br|a|ul|ol|li|div|span|strong|em|b|i|h[1-6])\b[^>]*>`)
	schemaEntity = regexp.MustCompile(`&(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos|nbsp|[a-z]{2,8});`)
)

// schemaMarkup settles whether the texts are HTML. By the vocabulary they are
// plain; in the wild half of the sites paste HTML, or escape once too often.
func schemaMarkup(it *Item) {
	for _, s := range []*string{&it.Title, &it.Subtitle, &it.Room, &it.Track} {
		if schemaEntity.MatchString(*s) {
			*s = html.UnescapeString(*s)
		}
	}
	for i, s := range it.Speakers {
		it.Speakers[i] = html.UnescapeString(s)
	}
	if !schemaTag.MatchString(it.Abstract) && !schemaEntity.MatchString(it.Abstract) {
		return
	}
	it.Markup = true
	it.Title, it.Subtitle = domEscape.Replace(it.Title), domEscape.Replace(it.Subtitle)
	if !strings.ContainsRune(it.Abstract, '<') {
		it.Abstract = paragraphs(it.Abstract)
	}
}

// domEscape escapes a plain text that is to stand where markup is expected.
var domEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
