package web

import (
	"context"
	"slices"
	"strings"

	"callboard"
)

// subscribeView builds the address of a filtered subscription and counts what
// it holds now.
type subscribeView struct {
	Form      form
	Subscribe subscribeBox
	Filter    string // in words; "" everything
	Talks     int
	Placed    int // performances in the calendar
	Unplaced  int // and those that no calendar shows yet
}

func (s *Server) subscribePage(r request) (resource, error) {
	f, err := r.filter()
	if err != nil {
		return resource{}, err
	}
	const path = "/subscribe"
	return s.pageResource(s.resource(r.snap, scope{}, f, path+f.query()), "subscribe", func(ctx context.Context) (layout, error) {
		board, err := s.board(ctx, r.snap, scope{}, f)
		if err != nil {
			return layout{}, err
		}
		c, own := s.narrowed(r.snap, f)
		name := board.Name
		v := subscribeView{Filter: f.NameIn(board.All), Talks: len(board.Talks)}
		if c.conf != nil {
			name = nameOf(s.confView(*c.conf).Name, own, board.All)
		}
		v.Subscribe = s.subscribe(c, own, name)
		for i := range board.Talks {
			for k := range board.Talks[i].Performances {
				if board.Talks[i].Performances[k].Placed() {
					v.Placed++
				} else {
					v.Unplaced++
				}
			}
		}
		// The tracks and rooms of one conference are a list to choose from; those
		// of all are none.
		offered := board.All
		if len(board.Conferences) != 1 {
			offered = nil
		}
		v.Form = newForm(s.prefix+path, offered, f)
		v.Form.Open = true
		v.Form.chooseConference(r.snap.confs, f)
		v.Form.ask(f,
			text{Name: "speaker", Label: "Speaker", Hint: "Grace Hopper"},
			text{Name: "tag", Label: "Tag"},
			text{Name: "from", Label: "From", Hint: "2015-07-22"},
			text{Name: "to", Label: "To, included", Hint: "2015-07-24"},
			text{Name: "alarm", Label: "Remind me, minutes before", Hint: "never"})
		return layout{
			Title:       "Subscribe",
			Description: "Build the address of a calendar or a feed that holds just the talks you want.",
			Alternates:  s.alternates(c, own, name),
			State:       state(r.snap.newest, nil),
			Body:        v,
		}, nil
	}), nil
}

// narrowed is the scope whose feeds say the same with fewer parameters: those of
// a conference where the filter names just one.
func (s *Server) narrowed(n *snapshot, f filter) (scope, filter) {
	if len(f.Conferences) != 1 {
		return scope{}, f
	}
	i := slices.IndexFunc(n.confs, func(c callboard.Conference) bool { return strings.EqualFold(c.ID, f.Conferences[0]) })
	if i < 0 {
		return scope{}, f
	}
	conf := n.confs[i]
	f.Conferences = nil
	f.canonical = f.Canonical()
	return scope{conf: &conf}, f
}

// chooseConference puts the conferences in front of a form's choices.
func (v *form) chooseConference(confs []callboard.Conference, f filter) {
	c := choice{Name: "conference", Label: "Conference"}
	for _, conf := range confs {
		asked := slices.ContainsFunc(f.Conferences, func(id string) bool { return strings.EqualFold(id, conf.ID) })
		c.Options = append(c.Options, option{conf.ID, clip(conf.Name, 60), asked})
	}
	c.Multiple = len(confs) > 1 // none chosen is all of them
	v.Selects = append([]choice{c}, v.Selects...)
	v.Kept = slices.DeleteFunc(v.Kept, func(p pair) bool { return p.Name == c.Name })
}
