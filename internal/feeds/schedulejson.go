package feeds

import (
	"regexp"
	"strings"
	"time"

	"callboard"
)

// scheduleSchema is the address that names the format.
const scheduleSchema = "https://c3voc.de/schedule/schema.json"

type (
	scheduleJSON struct {
		Schema    string        `json:"$schema"`
		Generator generatorJSON `json:"generator"`
		Schedule  struct {
			Version    string             `json:"version"`
			BaseURL    string             `json:"base_url"`
			URL        string             `json:"url"`
			Conference scheduleConference `json:"conference"`
		} `json:"schedule"`
	}
	generatorJSON struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	scheduleConference struct {
		Acronym  string          `json:"acronym"`
		Title    string          `json:"title"`
		Start    callboard.Date  `json:"start"`
		End      callboard.Date  `json:"end"`
		Count    int             `json:"daysCount"`
		Timeslot string          `json:"timeslot_duration"`
		Zone     string          `json:"time_zone_name,omitempty"`
		URL      string          `json:"url"`
		Tracks   []scheduleTrack `json:"tracks"`
		Rooms    []scheduleRoom  `json:"rooms"`
		Days     []scheduleDay   `json:"days"`
	}
	scheduleTrack struct {
		Name string `json:"name"`
	}
	scheduleRoom struct {
		Name string `json:"name"`
		GUID string `json:"guid"`
	}
	scheduleDay struct {
		Index int                        `json:"index"`
		Date  callboard.Date             `json:"date"`
		Start string                     `json:"day_start"`
		End   string                     `json:"day_end"`
		Rooms map[string][]scheduleEvent `json:"rooms"`
	}
	scheduleEvent struct {
		GUID        string              `json:"guid"`
		ID          int                 `json:"id"`
		Date        string              `json:"date"`
		Start       string              `json:"start"`
		End         string              `json:"end"`
		Duration    string              `json:"duration"`
		Room        string              `json:"room"`
		Slug        string              `json:"slug"`
		URL         string              `json:"url"`
		OriginURL   string              `json:"origin_url,omitempty"`
		Title       string              `json:"title"`
		Subtitle    string              `json:"subtitle"`
		Track       *string             `json:"track"`
		Type        string              `json:"type"`
		Language    *string             `json:"language"`
		Abstract    string              `json:"abstract"`
		Description string              `json:"description"`
		Persons     []schedulePerson    `json:"persons"`
		Links       []scheduleReference `json:"links"`
		Attachments []scheduleReference `json:"attachments"`
	}
	schedulePerson struct {
		ID   int    `json:"id"`
		GUID string `json:"guid"`
		Name string `json:"name"`
	}
	scheduleReference struct {
		URL   string `json:"url"`
		Type  string `json:"type"`
		Title string `json:"title"`
	}
)

// scheduleZone is which zones the format's schema takes.
var scheduleZone = regexp.MustCompile(`^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$`)

// ScheduleJSON is a conference's programme as schedule.json, version 1, valid by
// c3voc's schema. The board holds one conference. What is not placed is left out.
func ScheduleJSON(b Board) []byte {
	b.prepare()
	p := b.newProgramme()
	doc := scheduleJSON{Schema: scheduleSchema, Generator: generatorJSON{"callboard", uri(b.Site.URL)}}
	doc.Schedule.Version, doc.Schedule.BaseURL, doc.Schedule.URL = p.version(), uri(b.Site.URL), uri(b.self())
	first, last := p.span()
	c := scheduleConference{
		Acronym: p.acronym, Title: b.name(), Start: first, End: last, Count: len(p.days), Timeslot: hhmm(p.slot()),
		URL: uri(b.page()), Tracks: []scheduleTrack{}, Rooms: []scheduleRoom{}, Days: []scheduleDay{},
	}
	if scheduleZone.MatchString(p.zone.String()) {
		c.Zone = p.zone.String()
	}
	if webAddress(p.conf.URL) {
		c.URL = uri(p.conf.URL)
	}
	for _, t := range p.tracks {
		c.Tracks = append(c.Tracks, scheduleTrack{t})
	}
	for _, r := range p.rooms {
		c.Rooms = append(c.Rooms, scheduleRoom{r, p.guid("room", r)})
	}
	for i := range p.days {
		d := &p.days[i]
		day := scheduleDay{Index: d.index, Date: d.date, Start: d.start.Format(time.RFC3339), End: d.end.Format(time.RFC3339),
			Rooms: map[string][]scheduleEvent{}}
		for room, events := range d.events {
			for k := range events {
				day.Rooms[room] = append(day.Rooms[room], b.scheduleEvent(&p, &events[k]))
			}
		}
		c.Days = append(c.Days, day)
	}
	doc.Schedule.Conference = c
	return encode(doc)
}

func (b *Board) scheduleEvent(p *programme, e *programmeEvent) scheduleEvent {
	t := e.talk
	j := scheduleEvent{
		GUID: e.guid, ID: e.id, Date: e.start.Format(time.RFC3339), Start: e.start.Format(clockLayout), End: e.end.Format(time.RFC3339),
		Duration: hhmm(e.end.Sub(e.start)), Room: oneLine(e.perf.Room), Slug: e.slug,
		URL: uri(b.Site.URL + TalkPath(t.Conference, t.ID)), Title: clean(e.title), Subtitle: oneLine(t.Subtitle),
		Track: orNull(oneLine(t.Track)), Type: oneLine(t.Type), Language: orNull(oneLine(t.Language)),
		Abstract: clean(strings.TrimSpace(t.Abstract)), Persons: []schedulePerson{}, Links: []scheduleReference{}, Attachments: []scheduleReference{},
	}
	if webAddress(t.URL) {
		j.OriginURL = uri(t.URL)
	}
	for _, s := range t.Speakers {
		if name := oneLine(s.Name); name != "" {
			id, guid := p.person(s)
			j.Persons = append(j.Persons, schedulePerson{id, guid, name})
		}
	}
	for _, l := range e.links() {
		switch r := (scheduleReference{l.URL, "related", linkTitle(l)}); l.Rel {
		case "recording":
			r.Type, r.Title = "media", "Video recording"
			j.Links = append(j.Links, r)
		case "slides":
			r.Type = "slides"
			j.Attachments = append(j.Attachments, r)
		default:
			r.Title = LinkName(l)
			j.Links = append(j.Links, r)
		}
	}
	return j
}

// orNull is null for "".
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
