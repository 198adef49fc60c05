package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"callboard"
)

// homeView is the front page: the conferences, or the talks that a filter selects.
type homeView struct {
	Groups    []confGroup
	Subscribe subscribeBox
	Form      form
	Selected  bool   // a filter is set: the talks that it selects are shown
	Filter    string // what is selected, in words; may be ""
	Found     []confFound
	Talks     int
	AddSource string
	Search    bool // the search page: it lists no conferences
}

type confGroup struct {
	Heading string
	Confs   []confView
}

// confFound are the selected talks of one conference.
type confFound struct {
	confView
	Table timetable
}

// confView is a conference as lists show it.
type confView struct {
	ID, Href, Name string
	Dates          []clock
	Zone           string
	URL            string
	Calendar       string
	New            bool // never read
}

func (s *Server) confView(c callboard.Conference) confView {
	v := confView{
		ID:       c.ID,
		Href:     s.prefix + "/c/" + c.ID,
		Name:     clip(c.Name, 200),
		Dates:    dateRange(c.Start, c.End),
		Zone:     c.Zone,
		URL:      webURL(c.URL),
		Calendar: s.prefix + scope{conf: &c}.path("calendar.ics"),
		New:      c.Version == 0,
	}
	if v.Name == "" {
		v.Name = c.ID
	}
	return v
}

func (s *Server) home(r request) (resource, error) { return s.overview(r, "/") }

// search is the front page of talks instead of conferences.
func (s *Server) search(r request) (resource, error) { return s.overview(r, "/search") }

// overview is the front page or the search page: what a filter selects is shown
// alike.
func (s *Server) overview(r request, path string) (resource, error) {
	f, err := r.filter()
	if err != nil {
		return resource{}, err
	}
	res := s.resource(r.snap, scope{}, f, path+f.query())
	// What is upcoming depends on the hour, in zones up to a quarter of one apart.
	res.stamp += "/" + strconv.FormatInt(s.now().Truncate(15*time.Minute).Unix(), 36)
	return s.pageResource(res, "home", func(ctx context.Context) (layout, error) {
		v := homeView{
			Subscribe: s.subscribe(scope{}, f, s.o.Site.Title),
			Form:      newForm(s.prefix+"/search", nil, f),
			AddSource: s.o.AddSource,
			Search:    path == "/search",
		}
		l := layout{
			Description: "Conference schedules as calendars and feeds: talks, their encores, and what changed.",
			Alternates:  s.alternates(scope{}, f, s.o.Site.Title),
			State:       state(r.snap.newest, nil),
		}
		switch {
		case f.canonical != "":
			l.Title = "Selected talks"
			if err := s.findTalks(ctx, r.snap, f, &v); err != nil {
				return layout{}, err
			}
		case v.Search:
			l.Title, v.Form.Open = "Search", true
		default:
			v.Groups = s.groups(r.snap.confs)
			l.JSONLD = s.conferencesLD(r.snap.confs)
		}
		l.Body = v
		return l, nil
	}), nil
}

// findTalks fills in the talks of all conferences that match.
func (s *Server) findTalks(ctx context.Context, n *snapshot, f filter, v *homeView) error {
	board, err := s.board(ctx, n, scope{}, f)
	if err != nil {
		return err
	}
	v.Selected, v.Filter = true, f.NameIn(board.All)
	v.Subscribe.Name = board.Name
	v.Talks = len(board.Talks)
	found := map[string][]callboard.Talk{} // by conference
	for _, t := range board.Talks {
		found[t.Conference] = append(found[t.Conference], t)
	}
	for _, c := range board.Conferences {
		if talks := found[c.ID]; len(talks) > 0 {
			v.Found = append(v.Found, confFound{s.confView(c), newTimetable(s.prefix, c.ID+"-", c, talks)})
		}
	}
	return nil
}

// groups parts the conferences by today's date at each.
func (s *Server) groups(confs []callboard.Conference) []confGroup {
	var running, coming, past []callboard.Conference
	for _, c := range confs {
		today := callboard.NewDate(s.now().In(c.Location()))
		last := cmp.Or(c.End, c.Start)
		switch {
		case last != "" && last < today:
			past = append(past, c)
		case c.Start != "" && c.Start <= today:
			running = append(running, c)
		default:
			coming = append(coming, c)
		}
	}
	byStart := func(a, b callboard.Conference) int {
		// Those without a date last.
		return cmp.Or(order(a.Start == "", b.Start == ""), strings.Compare(string(a.Start), string(b.Start)), strings.Compare(a.ID, b.ID))
	}
	slices.SortFunc(running, byStart)
	slices.SortFunc(coming, byStart)
	slices.SortFunc(past, func(a, b callboard.Conference) int {
		return cmp.Or(strings.Compare(string(cmp.Or(b.End, b.Start)), string(cmp.Or(a.End, a.Start))), strings.Compare(a.ID, b.ID))
	})
	var out []confGroup
	for _, g := range []struct {
		heading string
		confs   []callboard.Conference
	}{{"Running now", running}, {"Upcoming", coming}, {"Past", past}} {
		if len(g.confs) == 0 {
			continue
		}
		group := confGroup{Heading: g.heading}
		for _, c := range g.confs {
			group.Confs = append(group.Confs, s.confView(c))
		}
		out = append(out, group)
	}
	return out
}
