package feeds

import (
	"strconv"
	"strings"
	"time"

	"callboard"
)

// ScheduleXML is a conference's programme as schedule.xml, valid by c3voc's
// schema: what Giggity, EventFahrplan and info-beamer read. The board holds one
// conference. What is not placed has no room in the format and is left out.
func ScheduleXML(b Board) []byte {
	b.prepare()
	p := b.newProgramme()
	w := xmlWriter{out: []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")}
	w.open("schedule")
	w.empty("generator", "name", "callboard", "system", hostOf(p.conf))
	w.text("url", uri(b.self()))
	w.text("version", p.version())
	b.xmlConference(&w, &p)
	for i := range p.days {
		d := &p.days[i]
		attrs := []string{"index", strconv.Itoa(d.index), "date", string(d.date), "start", d.start.Format(time.RFC3339), "end", d.end.Format(time.RFC3339)}
		w.open("day", attrs...)
		for _, room := range p.rooms {
			if len(d.events[room]) == 0 {
				continue
			}
			// open leaves out what is empty, and a room's name is required.
			w.out = append(appendXML(append(w.out, `<room name="`...), room), `" guid="`+p.guid("room", room)+`">`+"\n"...)
			for k := range d.events[room] {
				b.xmlEvent(&w, &p, &d.events[room][k])
			}
			w.close("room")
		}
		w.close("day")
	}
	w.close("schedule")
	return w.out
}

// xmlDuration has days in front of what is longer than one: apps read hours as
// a time of day, and one that is none costs the whole file in Giggity. The
// schema has two digits for each.
func xmlDuration(d time.Duration) string {
	const day = 24 * time.Hour
	if d = min(d.Round(time.Minute), 100*day-time.Minute); d <= day {
		return hhmm(d)
	}
	return strconv.Itoa(int(d/day)) + ":" + hhmm(d%day)
}

func (b *Board) xmlConference(w *xmlWriter, p *programme) {
	first, last := p.span()
	w.open("conference")
	w.text("title", b.name())
	w.text("acronym", p.acronym)
	w.text("start", string(first))
	w.text("end", string(last))
	w.text("days", strconv.Itoa(len(p.days)))
	w.text("timeslot_duration", hhmm(p.slot()))
	w.text("base_url", uri(b.Site.URL))
	if webAddress(p.conf.URL) {
		w.text("url", uri(p.conf.URL))
	} else {
		w.text("url", uri(b.page()))
	}
	w.text("time_zone_name", p.zone.String())
	for _, t := range p.tracks {
		w.empty("track", "name", t)
	}
	w.close("conference")
}

func (b *Board) xmlEvent(w *xmlWriter, p *programme, e *programmeEvent) {
	t := e.talk
	w.open("event", "id", strconv.Itoa(e.id), "guid", e.guid)
	w.text("date", e.start.Format(time.RFC3339))
	w.text("start", e.start.Format(clockLayout))
	w.text("duration", xmlDuration(e.end.Sub(e.start)))
	w.text("room", oneLine(e.perf.Room))
	w.text("slug", e.slug)
	w.text("url", uri(b.Site.URL+TalkPath(t.Conference, t.ID)))
	if webAddress(t.URL) {
		w.text("origin_url", uri(t.URL))
	}
	w.text("title", e.title)
	w.text("subtitle", oneLine(t.Subtitle))
	w.text("track", oneLine(t.Track))
	w.text("type", oneLine(t.Type))
	w.text("language", oneLine(t.Language))
	w.text("abstract", strings.TrimSpace(t.Abstract))
	w.text("description", "")
	w.open("persons")
	for _, s := range t.Speakers {
		if name := oneLine(s.Name); name != "" {
			id, guid := p.person(s)
			w.text("person", name, "id", strconv.Itoa(id), "guid", guid)
		}
	}
	w.close("persons")
	xmlLinks(w, e.links())
	w.close("event")
}

// xmlLinks writes the first recording as the format's own, slides as
// attachments, and everything else as links.
func xmlLinks(w *xmlWriter, links []callboard.Link) {
	var recording string
	var attachments, others []callboard.Link
	for _, l := range links {
		switch {
		case l.Rel == "recording" && recording == "":
			recording = l.URL
		case l.Rel == "slides":
			attachments = append(attachments, l)
		default:
			others = append(others, l)
		}
	}
	if recording != "" {
		w.open("recording")
		w.text("license", "")
		w.text("optout", "false")
		w.text("url", recording)
		w.close("recording")
	}
	list := func(names, name string, links []callboard.Link) {
		w.open(names)
		for _, l := range links {
			w.text(name, linkTitle(l), "href", l.URL, "type", l.Rel)
		}
		w.close(names)
	}
	list("links", "link", others)
	list("attachments", "attachment", attachments)
}

// version is a text that changes with the data and only with it.
func (p *programme) version() string {
	if p.conf.Modified.IsZero() {
		return strconv.FormatInt(p.conf.Version, 10)
	}
	return strconv.FormatInt(p.conf.Version, 10) + " (" + p.conf.Modified.UTC().Format("2006-01-02 15:04 UTC") + ")"
}

// span is the first and the last day: what the conference says, widened to
// what is placed.
func (p *programme) span() (first, last callboard.Date) {
	first, last = p.days[0].date, p.days[len(p.days)-1].date
	if p.conf.Start != "" && p.conf.Start < first {
		first = p.conf.Start
	}
	if p.conf.End > last {
		last = p.conf.End
	}
	return first, last
}

// slot is the raster of the programme, five minutes where there is none and a
// day at most, which is what the formats have digits for.
func (p *programme) slot() time.Duration {
	if p.raster < time.Minute {
		return 5 * time.Minute
	}
	return min(p.raster, 24*time.Hour)
}
