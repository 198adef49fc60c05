package sources

import (
	"fmt"
	"slices"
	"strings"

	"callboard"
)

// indicoParent is what a contribution has from what it stands in.
type indicoParent struct {
	ref           string // put before the id, where ids are not contributions'
	session, room string
	when          When // of the contribution that a subcontribution belongs to
	service       bool
}

func (s *indicoScan) row(v any, where string, parent *indicoParent) {
	if o := vendorMap(v); o != nil {
		s.contribution(o, parent)
	} else {
		s.l.drop("", where, "this row is no object and is left out")
	}
}

// slot reads a session's block: its contributions are the items. A block that
// has none, or none with a time of its own (posters), is an item itself.
func (s *indicoScan) slot(v any, where string) {
	block := vendorMap(v)
	if block == nil {
		s.l.drop("", where, "this session is no object and is left out")
		return
	}
	parent := &indicoParent{session: indicoSession(block), room: indicoRoom(block)}
	timed := false
	for i, v := range block.list("contributions") {
		timed = timed || vendorMap(v).object("startDate") != nil
		s.row(v, fmt.Sprintf("%s, contribution %d", where, i+1), parent)
	}
	if !timed && block.object("startDate") != nil {
		s.contribution(block, &indicoParent{ref: "session-"})
	}
}

// indicoSession is the title of a block's session.
func indicoSession(block vendorObject) string {
	return firstOf(block.object("session").text("title"), block.text("title"))
}

// contribution turns a contribution, a break, a block or an event into an item,
// and its subcontributions into further ones in the same slot: the API gives
// them a length, but no start.
func (s *indicoScan) contribution(o vendorObject, parent *indicoParent) {
	id := firstOf(o.text("contributionId", "db_id"), o.text("id"))
	if parent.ref != "" {
		id = o.text("db_id", "id")
	}
	ref := ""
	if id != "" {
		ref = parent.ref + id
	}
	where := "contribution " + firstOf(ref, o.text("title"))
	if o.text("title") == "" {
		s.l.drop(ref, where, "it has no title and is left out")
		return
	}
	it := Item{
		Ref: ref, Title: o.text("title"), Abstract: o.text("description"), Type: firstOf(o.text("type"), o.object("type").text("name")),
		Track: firstOf(o.text("track"), o.object("track").text("title")), URL: absolute(s.base, o.text("url")),
		Room: firstOf(indicoRoom(o), parent.room), When: indicoWhen(o), Service: parent.service, Where: where,
	}
	it.Markup = icsIsHTML(it.Abstract)
	if slot := o.text("slotTitle"); slot != "" && !strings.Contains(it.Title, slot) {
		it.Subtitle = slot
	}
	if s.cancelled {
		it.Status = "CANCELLED"
	}
	if it.When.Start == "" {
		it.When = parent.when
	}
	switch session := firstOf(o.text("session"), parent.session); {
	case session == "" || parent.ref != "" && session == it.Title:
	case it.Track == "":
		it.Track = session
	case session != it.Track:
		it.Tags = append(it.Tags, session)
	}
	for _, v := range o.list("keywords") {
		if tag := vendorText(v); strings.TrimSpace(tag) != "" && !slices.Contains(it.Tags, tag) {
			it.Tags = append(it.Tags, tag)
		}
	}
	indicoPeople(&it, o)
	s.links(&it, o)
	s.l.Items = append(s.l.Items, it)
	sub := &indicoParent{ref: "sub-", session: firstOf(it.Track, parent.session), room: it.Room, when: it.When}
	for i, v := range o.list("subContributions") {
		s.row(v, fmt.Sprintf("%s, part %d", where, i+1), sub)
	}
}

// indicoRoom prefers the room's full name, which says the building too. The
// location is the venue, and better than nothing.
func indicoRoom(o vendorObject) string {
	return strings.TrimSpace(o.text("roomFullname", "room", "location"))
}

// indicoWhen reads the zone objects. Their zone is the one the times are
// printed in: the server's, the event's or the reader's.
func indicoWhen(o vendorObject) When {
	w := When{}
	start, zone := indicoStamp(o.object("startDate"))
	end, endZone := indicoStamp(o.object("endDate"))
	w.Start, w.Zone = start, zone
	switch {
	case start == "":
		return When{}
	case end != "" && endZone == zone:
		w.End = end
	case end == "":
		w.Duration = o.text("duration") // minutes
	}
	return w
}

// indicoStamp writes {date, time, tz} as a wall time and its zone; UTC as an
// instant, because that is where most servers print everything.
func indicoStamp(o vendorObject) (stamp, zone string) {
	date, clock := o.text("date"), o.text("time")
	if date == "" || clock == "" {
		return date, ""
	}
	clock, _, _ = strings.Cut(clock, ".")
	zone = o.text("tz")
	if zone == "UTC" {
		return date + "T" + clock + "Z", ""
	}
	return date + "T" + clock, zone
}

// indicoPeople are the speakers; where nobody is named as such, those who a
// timetable says present it, the first authors, the chairs or the conveners.
func indicoPeople(it *Item, o vendorObject) {
	for _, key := range []string{"speakers", "presenters", "primaryauthors", "chairs", "conveners"} {
		for _, v := range o.list(key) {
			name := indicoName(vendorMap(v))
			if v, ok := v.(string); ok {
				name = v
			}
			if strings.TrimSpace(name) != "" && !slices.Contains(it.Speakers, name) {
				it.Speakers = append(it.Speakers, name)
			}
		}
		if len(it.Speakers) > 0 {
			return
		}
	}
}

// indicoName turns "Peres, Martin" round; older servers print "Martin Peres".
func indicoName(o vendorObject) string {
	first := o.text("first_name", "firstName")
	last := o.text("last_name", "familyName")
	if first != "" && last != "" {
		return first + " " + last
	}
	name := o.text("fullName", "name")
	last, first, ok := strings.Cut(name, ", ")
	if !ok || strings.Contains(first, ",") {
		return name
	}
	switch strings.ToLower(strings.TrimRight(first, ".")) {
	case "jr", "sr", "ii", "iii", "iv", "phd", "ph.d", "md", "m.d":
		return name // "Jim Smith, Jr."
	}
	return first + " " + last
}

// links reads attachments, in the manner of old servers (material) and of new
// ones (folders).
func (s *indicoScan) links(it *Item, o vendorObject) {
	add := func(folder, title, href string) {
		if href = absolute(s.base, href); href == "" {
			return
		}
		link := callboard.Link{URL: href, Title: title, Rel: indicoRel(folder, title, href)}
		same := func(l callboard.Link) bool { return l.URL == href }
		if slices.ContainsFunc(it.Links, same) || slices.ContainsFunc(it.SlotLinks, same) {
			return
		}
		if link.Rel == "recording" {
			it.SlotLinks = append(it.SlotLinks, link)
		} else {
			it.Links = append(it.Links, link)
		}
	}
	for _, v := range o.list("folders") {
		folder := vendorMap(v)
		for _, v := range folder.list("attachments") {
			a := vendorMap(v)
			add(folder.text("title"), a.text("title", "filename"), a.text("link_url", "download_url"))
		}
	}
	for _, v := range o.list("material") {
		folder := vendorMap(v)
		for _, v := range folder.list("resources") {
			r := vendorMap(v)
			add(folder.text("title"), r.text("name", "fileName"), r.text("url"))
		}
	}
}

// indicoRel says what an attachment is, by its folder's name and its own.
func indicoRel(folder, title, href string) string {
	words := strings.ToLower(folder + " " + title)
	for _, w := range []string{"paper", "proceeding", "poster", "minutes", "abstract"} {
		if strings.Contains(words, w) {
			return "related"
		}
	}
	if strings.Contains(words, "recording") || strings.Contains(words, "video") {
		return "recording"
	}
	if rel := scheduleXMLRel(scheduleXMLLink{text: words, href: href}, true); rel != "feedback" {
		return rel
	}
	return "related"
}
