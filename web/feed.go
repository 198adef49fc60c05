package web

import (
	"context"
	"strconv"
	"strings"
	"time"

	"callboard"
	"callboard/internal/feeds"
)

// scope is what an address is about: everything, one conference, or one talk.
type scope struct {
	conf *callboard.Conference // nil = everything
	talk string                // "" = all talks
	feed string                // of a talk: the feed that was asked for, "" = the page
}

// movedTo is the same kind of address of another talk.
func (c scope) movedTo(talk string) error {
	to := scope{conf: c.conf, talk: talk}
	if c.feed != "" {
		return &movedError{to.path(c.feed)}
	}
	return &movedError{to.page()}
}

// page is the path of the page that shows the scope.
func (c scope) page() string {
	switch {
	case c.conf == nil:
		return "/"
	case c.talk == "":
		return "/c/" + c.conf.ID
	}
	return feeds.TalkPath(c.conf.ID, c.talk)
}

// path is the path of one of the scope's feeds. The calendar of a conference
// has a name that speaks: Thunderbird shows the last segment.
func (c scope) path(name string) string {
	if name == "calendar.ics" && c.conf != nil && c.talk == "" {
		name = c.conf.ID + ".ics"
	}
	return strings.TrimSuffix(c.page(), "/") + "/" + name
}

// key is the specific part of the tag: ids of the scope's feeds.
func (c scope) key(name string) string {
	switch {
	case c.conf == nil:
		return name
	case c.talk == "":
		return c.conf.ID + "/" + name
	}
	return c.conf.ID + "/talk/" + c.talk + "/" + name
}

// modified is when the data of the scope was last changed.
func (c scope) modified(n *snapshot) time.Time {
	if c.conf == nil {
		return n.newest
	}
	return c.conf.Modified
}

// told is when the ledger of the scope last grew.
func (c scope) told(n *snapshot) time.Time {
	if c.conf == nil {
		return n.told
	}
	return c.conf.Told
}

// id is the conference's, "" for everything.
func (c scope) id() string {
	if c.conf == nil {
		return ""
	}
	return c.conf.ID
}

func (c scope) stamp(n *snapshot) string {
	if c.conf == nil {
		return n.all
	}
	return n.stamps[c.conf.ID]
}

func (s *Server) boardFeed(r request) (resource, error) {
	return s.feed(r, scope{}, strings.TrimPrefix(r.URL.Path, "/"))
}

func (s *Server) conferenceFeed(r request) (resource, error) {
	conf, err := s.named(r)
	if err != nil {
		return resource{}, err
	}
	name := r.PathValue("feed")
	if name == conf.ID+".ics" {
		name = "calendar.ics"
	}
	return s.feed(r, scope{conf: &conf}, name)
}

func (s *Server) talkFeed(r request) (resource, error) {
	conf, err := s.named(r)
	if err != nil {
		return resource{}, err
	}
	name, id := r.PathValue("feed"), r.PathValue("talk")
	if !talkID.MatchString(id) || name != "calendar.ics" && name != "feed.atom" {
		return resource{}, callboard.ErrNotFound
	}
	return s.feed(r, scope{&conf, id, name}, name)
}

// formats are the feeds of a scope, by the last segment of their address.
var formats = map[string]struct {
	kind
	render func(feeds.Board) []byte
}{
	"calendar.ics": {icsKind, feeds.ICalendar},
	"feed.atom":    {atomKind, feeds.Atom},
	"feed.json":    {jsonKind, feeds.JSONFeed},
	// Of one conference only: the formats have no other.
	"schedule.xml":  {xmlKind, feeds.ScheduleXML},
	"schedule.json": {scheduleKind, feeds.ScheduleJSON},
}

// paging is the parameter that further pages of a feed are asked for by: talks by
// number, the ledger by the change that a page begins behind.
var paging = map[string]string{"feed.atom": "page", "feed.json": "page", "changes.atom": "before"}

// feed is one feed of a scope, filtered by the request's query.
func (s *Server) feed(r request, c scope, name string) (resource, error) {
	format, ok := formats[name]
	if !ok && name != "changes.atom" {
		return resource{}, callboard.ErrNotFound
	}
	f, err := r.paged(paging[name])
	if err != nil {
		return resource{}, err
	}
	if name != "calendar.ics" {
		if err := f.noAlarm(); err != nil {
			return resource{}, err
		}
	}
	if name == "changes.atom" {
		return s.changesFeed(r.snap, c, f), nil
	}
	path := c.path(name) + f.query()
	key := path
	if f.page > 1 {
		key += pageMark + strconv.FormatInt(f.page, 10)
	}
	res := s.resource(r.snap, c, f, key)
	res.filtered = res.filtered || f.page > 1 // numbers can be invented too
	res.kind = format.kind
	if name == "calendar.ics" {
		res.filename = filename(c)
		if c.conf == nil {
			s.byDay(&res, r.snap)
		}
	}
	res.render = func(ctx context.Context) ([]byte, error) {
		board, err := s.board(ctx, r.snap, c, f)
		if err != nil {
			return nil, err
		}
		board.Path = path
		board.Key = c.key("feed") + f.query()
		board.Number = int(f.page)
		switch {
		case name == "calendar.ics" && c.conf == nil:
			board.Ended = ended(board.Conferences, board.All, s.today())
		case name == "feed.atom" && c.talk == "":
			if board.Withdrawn, err = s.withdrawn(ctx, r.snap, c); err != nil {
				return nil, err
			}
		}
		return format.render(board), nil
	}
	return res, nil
}

// pageMark parts the key of a further page from that of the first: no query
// holds it unescaped.
const pageMark = "\x00page "

// filename is what a calendar is saved as.
func filename(c scope) string {
	switch {
	case c.conf == nil:
		return "calendar.ics"
	case c.talk == "":
		return c.conf.ID + ".ics"
	}
	return c.conf.ID + "-" + c.talk + ".ics"
}

// resource fills in what all resources of a scope share.
func (s *Server) resource(n *snapshot, c scope, f filter, key string) resource {
	stamp, clocked := s.stamp(c.stamp(n), f)
	res := resource{key: key, stamp: stamp, filtered: f.canonical != "", scoped: true, conf: c.id()}
	if !clocked {
		res.modified = c.modified(n)
	}
	return res
}

// changesFeed is the ledger of a scope. A filtered one has the changes of those
// talks that matched when they changed.
func (s *Server) changesFeed(n *snapshot, c scope, f filter) resource {
	path := c.path("changes.atom") + f.query()
	key := path
	if f.page > 0 {
		key += pageMark + strconv.FormatInt(f.page, 10)
	}
	res := s.resource(n, c, f, key)
	res.filtered = res.filtered || f.page > 0
	res.kind = changesKind
	if told := c.told(n); told.After(res.modified) && !res.modified.IsZero() {
		res.modified = told // edits that had settled were published since
	}
	res.render = func(ctx context.Context) ([]byte, error) {
		limit := changesLength + 1
		if f.canonical != "" {
			limit = changesSearched
		}
		changes, err := s.o.Ledger.Changes(ctx, c.id(), "", f.page, limit)
		if err != nil {
			return nil, err
		}
		board := s.emptyBoard(n, c, f)
		board.Path = path
		board.Key = c.key("changes") + f.query()
		board.Before = f.page
		if len(changes) == changesSearched {
			board.Older = changes[len(changes)-1].ID // where the search ended
		}
		changes = s.matching(board.Conferences, f, changes)
		board.Name = nameOf(board.Name, f, asTheyWere(changes))
		return feeds.ChangesAtom(board, changes), nil
	}
	return res
}

// matching are the first changes whose talk, as it was then, is selected: one
// more than are on a page, where there are as many.
func (s *Server) matching(confs []callboard.Conference, f filter, changes []callboard.Change) []callboard.Change {
	if f.canonical == "" {
		return changes
	}
	var out []callboard.Change
	for _, ch := range changes {
		if len(out) > changesLength {
			break
		}
		if ch.Snapshot == nil {
			continue // an import is about no talk
		}
		if len(f.Apply(confs, []callboard.Talk{*ch.Snapshot}, s.now())) > 0 {
			out = append(out, ch)
		}
	}
	return out
}

// asTheyWere are the talks of changes, for their spelling.
func asTheyWere(changes []callboard.Change) []callboard.Talk {
	var talks []callboard.Talk
	for _, ch := range changes {
		if ch.Snapshot != nil {
			talks = append(talks, *ch.Snapshot)
		}
	}
	return talks
}

// api is the JSON of CONTRACT 5.
func (s *Server) api(r request) (resource, error) {
	f, err := r.filter()
	if err != nil {
		return resource{}, err
	}
	if err := f.noAlarm(); err != nil {
		return resource{}, err
	}
	res := s.resource(r.snap, scope{}, f, "/api/talks.json"+f.query())
	res.kind = apiKind
	res.render = func(ctx context.Context) ([]byte, error) {
		board, err := s.board(ctx, r.snap, scope{}, f)
		if err != nil {
			return nil, err
		}
		return feeds.TalksJSON(board.Talks), nil
	}
	return res, nil
}

// sourcesAtom tells when sources start and stop failing.
func (s *Server) sourcesAtom(r request) (resource, error) {
	if err := r.plain(); err != nil {
		return resource{}, err
	}
	k := atomKind
	k.name = "sources"
	return resource{kind: k, key: "/sources.atom", stamp: r.snap.moved, render: func(ctx context.Context) ([]byte, error) {
		events, err := s.o.Sources.HealthEvents(ctx, eventsLength)
		if err != nil {
			return nil, err
		}
		return feeds.SourcesAtom(s.o.Site, events), nil
	}}, nil
}
