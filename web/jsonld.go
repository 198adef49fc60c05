package web

import (
	"cmp"
	"time"

	"callboard"
	"callboard/internal/feeds"
)

// event is a schema.org Event as JSON-LD: clients.md K.8. A cancelled one keeps
// its dates. What may be missing is left out; a startDate never is.
type event struct {
	Context       string   `json:"@context,omitempty"`
	Type          string   `json:"@type"`
	Name          string   `json:"name"`
	StartDate     string   `json:"startDate"`
	EndDate       string   `json:"endDate,omitempty"`
	Status        string   `json:"eventStatus"`
	PreviousStart string   `json:"previousStartDate,omitempty"`
	Location      place    `json:"location"`
	URL           string   `json:"url"`
	Description   string   `json:"description,omitempty"`
	Language      string   `json:"inLanguage,omitempty"`
	Performers    []person `json:"performer,omitempty"`
	Super         *event   `json:"superEvent,omitempty"`
	RecordedIn    []work   `json:"recordedIn,omitempty"`
	SubjectOf     []work   `json:"subjectOf,omitempty"`
}

// work is a recording, slides or a post.
type work struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

type place struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type person struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

const (
	schemaOrg   = "https://schema.org"
	scheduled   = "https://schema.org/EventScheduled"
	cancelled   = "https://schema.org/EventCancelled"
	rescheduled = "https://schema.org/EventRescheduled"
)

// conferenceEvent is a conference, and false when its days are unknown.
func (s *Server) conferenceEvent(c callboard.Conference, tt timetable) (event, bool) {
	from, to := c.Start, c.End
	if from == "" && !tt.First.IsZero() {
		from, to = spanned(c, tt)
	}
	if _, ok := from.Time(time.UTC); !ok {
		return event{}, false
	}
	if _, ok := to.Time(time.UTC); !ok || to < from {
		to = ""
	}
	name := cmp.Or(c.Name, c.ID)
	return event{
		Context:   schemaOrg,
		Type:      "Event",
		Name:      name,
		StartDate: string(from),
		EndDate:   string(to),
		Status:    scheduled,
		// No source says where the house stands; its rooms are the talks'.
		Location: place{"Place", name},
		URL:      s.o.Site.URL + scope{conf: &c}.page(),
	}, true
}

func (s *Server) conferenceLD(c callboard.Conference, tt timetable) any {
	e, ok := s.conferenceEvent(c, tt)
	if !ok {
		return nil
	}
	return e
}

// conferencesLD are the conferences whose days are known, at most a hundred of
// the latest.
func (s *Server) conferencesLD(confs []callboard.Conference) any {
	var out []event
	for i := len(confs) - 1; i >= 0 && len(out) < 100; i-- {
		if e, ok := s.conferenceEvent(confs[i], timetable{}); ok {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// talkLD are the placed performances of a talk.
func (s *Server) talkLD(c scope, t callboard.Talk) any {
	var out []event
	super, known := s.conferenceEvent(*c.conf, timetable{})
	super.Context = ""
	for _, p := range t.Performances {
		if !p.Placed() {
			continue
		}
		e := event{
			Context:  schemaOrg,
			Type:     "Event",
			Name:     cmp.Or(t.Title, "Untitled"),
			Status:   scheduled,
			Location: place{"Place", cmp.Or(c.conf.Name, c.conf.ID)},
			URL:      s.o.Site.URL + c.page(),
			Language: feeds.Language(t.Language),
		}
		e.StartDate, e.EndDate = ldDates(p.Slot, *c.conf)
		e.Description = clip(describe(t), 300)
		if p.Room != "" {
			e.Location.Name = p.Room + ", " + e.Location.Name
		}
		switch {
		case p.Status == callboard.Cancelled:
			e.Status = cancelled
		case !p.PreviousStart.IsZero():
			e.Status = rescheduled
			e.PreviousStart, _ = ldDates(callboard.Slot{Start: p.PreviousStart, AllDay: p.AllDay, Zone: p.Zone}, *c.conf)
		}
		for _, sp := range t.Speakers {
			e.Performers = append(e.Performers, person{"Person", sp.Name})
		}
		if known {
			e.Super = &super
		}
		e.works(p.Links)
		e.works(t.Links)
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// works adds the links that say what they lead to.
func (e *event) works(links []callboard.Link) {
	for _, l := range links {
		w := work{"CreativeWork", feeds.LinkName(l), webURL(l.URL)}
		switch {
		case w.URL == "":
		case l.Rel == "recording":
			e.RecordedIn = append(e.RecordedIn, w)
		case l.Rel == "slides":
			w.Type = "PresentationDigitalDocument"
			e.SubjectOf = append(e.SubjectOf, w)
		case l.Rel == "discussion":
			e.SubjectOf = append(e.SubjectOf, w)
		}
	}
}

// ldDates are ISO 8601 with the venue's offset, or dates; end "" when unknown.
func ldDates(s callboard.Slot, conf callboard.Conference) (start, end string) {
	if s.AllDay {
		start = s.Start.UTC().Format(time.DateOnly)
		if s.End.After(s.Start) {
			end = s.End.UTC().Format(time.DateOnly)
		}
		return start, end
	}
	loc := s.Location(conf.Location())
	start = s.Start.In(loc).Format(time.RFC3339)
	if s.End.After(s.Start) {
		end = s.End.In(loc).Format(time.RFC3339)
	}
	return start, end
}
