package web

import (
	"context"
	"errors"
	"slices"
	"strings"

	"callboard"
	"callboard/internal/feeds"
)

// loaded is a conference's talks as read at a stamp. They are shared: nobody
// changes them.
type loaded struct {
	stamp string
	talks []callboard.Talk
	gone  []callboard.Withdrawal // instead of talks: what left a scope's feeds
}

// board reads the talks of a scope and applies the filter.
func (s *Server) board(ctx context.Context, n *snapshot, c scope, f filter) (feeds.Board, error) {
	board := s.emptyBoard(n, c, f)
	var talks []callboard.Talk // before the filter
	if c.talk != "" {
		talk, err := s.oneTalk(ctx, c)
		if err != nil {
			return feeds.Board{}, err
		}
		board.Name = talk.Title + " (" + c.conf.Name + ")"
		talks = []callboard.Talk{talk}
	} else {
		for _, conf := range board.Conferences {
			more, err := s.allTalks(ctx, n, conf.ID)
			if err != nil {
				return feeds.Board{}, err
			}
			talks = append(talks, more...)
		}
	}
	board.All = talks
	board.Talks = f.Apply(board.Conferences, talks, s.now())
	board.Name = nameOf(board.Name, f, talks)
	return board, nil
}

// nameOf is the name of what a filter left: "OSCON 2015: track Solve", spelled as
// the talks print it.
func nameOf(whole string, f filter, talks []callboard.Talk) string {
	if name := f.NameIn(talks); name != "" {
		return whole + ": " + name
	}
	return whole
}

// emptyBoard is a board without its talks, path and key, named as if nothing
// was filtered.
func (s *Server) emptyBoard(n *snapshot, c scope, f filter) feeds.Board {
	board := feeds.Board{
		Site:      s.o.Site,
		Page:      c.page(),
		Name:      s.o.Site.Title,
		Cancelled: f.Cancelled,
		Personal:  f.Personal(),
		Alarm:     f.Alarm,
		Next:      f.onlyNext(),
	}
	if c.talk == "" {
		board.Page += f.query()
	}
	if c.conf != nil {
		board.Name = c.conf.Name
		board.Conferences = []callboard.Conference{*c.conf}
	} else {
		board.Conferences = wanted(n.confs, f)
	}
	return board
}

// wanted are the conferences that a filter can select from, so that the talks
// of the others are not read.
func wanted(confs []callboard.Conference, f filter) []callboard.Conference {
	if len(f.Conferences) == 0 {
		return confs
	}
	var out []callboard.Conference
	for _, c := range confs {
		if slices.ContainsFunc(f.Conferences, func(id string) bool { return strings.EqualFold(id, c.ID) }) {
			out = append(out, c)
		}
	}
	return out
}

// allTalks are the talks of a conference, read once for each state of it while
// they fit the cache: filters of one conference share them.
func (s *Server) allTalks(ctx context.Context, n *snapshot, conf string) ([]callboard.Talk, error) {
	stamp := n.stamps[conf]
	if got, ok := s.talks.get(conf); ok && got.stamp == stamp {
		return got.talks, nil
	}
	talks, err := s.o.Schedule.Talks(ctx, conf)
	if errors.Is(err, callboard.ErrNotFound) || errors.Is(err, callboard.ErrForgotten) {
		// It left after the list was read: the next list will not have it.
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.talks.put(conf, loaded{stamp: stamp, talks: talks}, weigh(talks))
	return talks, nil
}

// withdrawn is what left the feeds of a scope for good, read once for each state
// of it.
func (s *Server) withdrawn(ctx context.Context, n *snapshot, c scope) ([]callboard.Withdrawal, error) {
	key, stamp := "withdrawn from "+c.id(), c.stamp(n) // no id of a conference holds a blank
	if got, ok := s.talks.get(key); ok && got.stamp == stamp {
		return got.gone, nil
	}
	gone, err := s.o.Ledger.Withdrawn(ctx, c.id(), withdrawnLength)
	if err != nil {
		return nil, err
	}
	s.talks.put(key, loaded{stamp: stamp, gone: gone}, 100*len(gone))
	return gone, nil
}

// weigh is about how many bytes talks hold.
func weigh(talks []callboard.Talk) int {
	n := 0
	for i := range talks {
		t := &talks[i]
		n += 400 + len(t.Title) + len(t.Abstract) + len(t.AbstractHTML) + 100*len(t.Speakers) + 150*len(t.Links)
		for _, p := range t.Performances {
			n += 400 + 300*len(p.Sightings) + 150*len(p.Links)
		}
	}
	return n
}

// oneTalk is the talk of a scope; an id that means another talk now is a
// movedError to the same kind of address there.
func (s *Server) oneTalk(ctx context.Context, c scope) (callboard.Talk, error) {
	talk, err := s.o.Schedule.Talk(ctx, c.conf.ID, c.talk)
	if err == nil && talk.ID != c.talk && talkID.MatchString(talk.ID) {
		// The store followed the alias itself.
		return callboard.Talk{}, c.movedTo(talk.ID)
	}
	if !errors.Is(err, callboard.ErrNotFound) {
		return talk, err
	}
	target, resolveErr := s.o.Schedule.Resolve(ctx, c.conf.ID, c.talk)
	switch {
	case errors.Is(resolveErr, callboard.ErrForgotten):
		return callboard.Talk{}, resolveErr
	case resolveErr != nil || target == c.talk || !talkID.MatchString(target):
		return callboard.Talk{}, err
	}
	return callboard.Talk{}, c.movedTo(target)
}
