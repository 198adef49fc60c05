package web

import (
	"context"
	"strings"
	"time"

	"callboard"
)

// conferenceView is the timetable of one conference.
type conferenceView struct {
	confView
	Table     timetable
	All       int // talks without the filter
	ZoneNow   string
	Form      form
	Filter    string // in words; "" everything
	Reset     string
	Lost      bool // no configured source reads it any more
	Subscribe subscribeBox
}

func (s *Server) conference(r request) (resource, error) {
	conf, err := s.named(r)
	if err != nil {
		return resource{}, err
	}
	f, err := r.filter()
	if err != nil {
		return resource{}, err
	}
	c := scope{conf: &conf}
	res := s.resource(r.snap, c, f, c.page()+f.query())
	lost := s.unwatched(r.Context(), r.snap, conf.ID)
	if lost {
		res.stamp += "/unwatched"
	}
	return s.pageResource(res, "conference", func(ctx context.Context) (layout, error) {
		talks, err := s.allTalks(ctx, r.snap, conf.ID)
		if err != nil {
			return layout{}, err
		}
		chosen := f.Apply([]callboard.Conference{conf}, talks, s.now())
		v := conferenceView{
			confView: s.confView(conf),
			Table:    newTimetable(s.prefix, "", conf, chosen),
			All:      len(talks),
			Form:     newForm(s.prefix+c.page(), talks, f),
			Filter:   f.NameIn(talks),
			Reset:    s.prefix + c.page(),
			Lost:     lost,
		}
		name := v.Name
		if v.Filter != "" {
			name += ": " + v.Filter
		}
		v.Subscribe = s.subscribe(c, f, name)
		if v.Dates == nil && !v.Table.First.IsZero() {
			v.Dates = dateRange(spanned(conf, v.Table))
		}
		v.ZoneNow = zoneWords(conf, v.Table.First)
		return layout{
			Title:       name,
			Description: "The timetable of " + v.Name + ", with encores and changes, to subscribe to in any calendar.",
			Alternates:  s.alternates(c, f, name),
			JSONLD:      s.conferenceLD(conf, v.Table),
			State:       state(conf.Modified, &conf),
			Body:        v,
		}, nil
	}), nil
}

// spanned is the first and the last day of what is placed.
func spanned(conf callboard.Conference, tt timetable) (from, to callboard.Date) {
	return callboard.NewDate(tt.First.In(conf.Location())), callboard.NewDate(tt.End.In(conf.Location()))
}

// zoneWords names the zone and its offset at an instant: "America/Los_Angeles (PDT, UTC−07:00)".
func zoneWords(conf callboard.Conference, at time.Time) string {
	name := conf.Zone
	if name == "" {
		name = "UTC"
	}
	if at.IsZero() {
		return name
	}
	t := at.In(conf.Location())
	offset := "UTC" + strings.Replace(t.Format("-07:00"), "-", "−", 1)
	if abbr := zoneName(t); !strings.HasPrefix(abbr, "UTC") {
		offset = abbr + ", " + offset
	}
	return name + " (" + offset + ")"
}
