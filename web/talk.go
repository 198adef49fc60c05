package web

import (
	"context"
	"html/template"
	"strconv"
	"strings"

	"callboard"
	"callboard/internal/feeds"
)

// talkView is one talk: what is said, when, and how we know.
type talkView struct {
	ID           string
	Conf         confView
	ZoneNow      string
	Title        string
	Subtitle     string
	Lang         string
	Speakers     []string
	Track, Type  string
	Tags         []string
	AbstractHTML template.HTML
	Paragraphs   []string
	Links        []linkView
	Performances []performanceView
	History      []changeView
	Subscribe    subscribeBox
}

type linkView struct{ Href, Text string }

type performanceView struct {
	ID        string
	Day       *clock
	Start     *clock
	End       *clock
	AllDay    bool
	Zone      string
	Room      string
	Encore    bool
	Cancelled bool
	Tentative bool
	Moved     string
	Links     []linkView
	Sightings []sightingView
}

type sightingView struct {
	Source, Ref, Title, URL string
	Code, GUID              string // where they say more than the ref
	Rule, Presence          string
	First                   *clock
}

type changeView struct {
	At            *clock
	Kind          string
	Before, After string
	Href          string // where After is an address
	Source        string
}

func (s *Server) talk(r request) (resource, error) {
	conf, err := s.named(r)
	if err != nil {
		return resource{}, err
	}
	id := r.PathValue("talk")
	if !talkID.MatchString(id) {
		return resource{}, callboard.ErrNotFound
	}
	if err := r.plain(); err != nil {
		return resource{}, err
	}
	c := scope{conf: &conf, talk: id}
	res := s.resource(r.snap, c, filter{}, c.page())
	return s.pageResource(res, "talk", func(ctx context.Context) (layout, error) {
		t, err := s.oneTalk(ctx, c)
		if err != nil {
			return layout{}, err
		}
		changes, err := s.o.Ledger.Changes(ctx, conf.ID, id, 0, historyLength)
		if err != nil {
			return layout{}, err
		}
		v := s.talkView(c, t, changes)
		alternates := append(s.alternates(c, filter{}, v.Title), s.alternates(scope{conf: &conf}, filter{}, v.Conf.Name)...)
		return layout{
			Title:       v.Title + " – " + v.Conf.Name,
			Description: clip(describe(t), 200),
			Alternates:  alternates,
			JSONLD:      s.talkLD(c, t),
			State:       state(t.Modified, &conf),
			Body:        v,
		}, nil
	}), nil
}

// describe is a sentence about a talk for search engines and previews.
func describe(t callboard.Talk) string {
	if text := strings.Join(strings.Fields(clip(t.Abstract, 600)), " "); text != "" {
		return text
	}
	if names := speakers(t.Speakers); names != "" {
		return t.Title + ", by " + names
	}
	return t.Title
}

func (s *Server) talkView(c scope, t callboard.Talk, changes []callboard.Change) talkView {
	v := talkView{
		ID:           t.ID,
		Conf:         s.confView(*c.conf),
		Title:        clip(t.Title, 1000),
		Subtitle:     clip(t.Subtitle, 1000),
		Lang:         feeds.Language(t.Language),
		Track:        clip(t.Track, 200),
		Type:         clip(t.Type, 200),
		AbstractHTML: safeHTML(t.AbstractHTML),
		Links:        links(t.URL, t.Links),
		Subscribe:    s.subscribe(c, filter{}, clip(t.Title, 200)),
	}
	if v.Title == "" {
		v.Title = "Untitled"
	}
	for _, sp := range t.Speakers {
		v.Speakers = append(v.Speakers, clip(sp.Name, 200))
	}
	for _, tag := range t.Tags {
		if strings.EqualFold(tag, t.Track) || strings.EqualFold(tag, t.Type) {
			continue // said already
		}
		v.Tags = append(v.Tags, clip(tag, 100))
	}
	if v.AbstractHTML == "" {
		v.Paragraphs = paragraphs(t.Abstract)
	}
	for _, p := range t.Performances {
		v.Performances = append(v.Performances, newPerformanceView(*c.conf, p))
		if v.ZoneNow == "" && p.Placed() && !p.AllDay {
			v.ZoneNow = zoneWords(*c.conf, p.Start)
		}
	}
	for _, ch := range changes {
		v.History = append(v.History, changeView{
			At:     stampClock(ch.At, c.conf.Location()),
			Kind:   kindWord(ch.Kind),
			Before: clip(ch.Before, 600),
			After:  clip(ch.After, 600),
			Href:   recordingURL(ch),
			Source: ch.Source,
		})
	}
	return v
}

func newPerformanceView(conf callboard.Conference, p callboard.Performance) performanceView {
	loc := p.Slot.Location(conf.Location())
	v := performanceView{
		ID:        p.ID,
		AllDay:    p.AllDay,
		Room:      clip(p.Room, 300),
		Encore:    p.Encore,
		Cancelled: p.Status == callboard.Cancelled,
		Tentative: p.Status == callboard.Tentative,
		Moved:     clip(p.LastMove, 300),
		Links:     links("", p.Links),
	}
	if p.Placed() {
		v.Day = dateClock(midnight(p.Slot, conf), "Monday 2 January 2006")
		v.Start, v.End = bounds(p.Slot, loc)
		if !p.AllDay {
			v.Zone = zoneName(p.Start.In(loc))
		}
	}
	for _, g := range p.Sightings {
		v.Sightings = append(v.Sightings, sightingView{
			Code: other(g.Code, g.Ref), GUID: other(g.GUID, g.Ref), Source: g.Source, Ref: clip(g.Ref, 200), Title: clip(g.Title, 300), URL: webURL(g.URL),
			Rule: ruleSentence(g.Rule), Presence: string(g.Presence),
			First: stampClock(g.FirstSeen, conf.Location()),
		})
	}
	return v
}

// other is a name that says more than the ref, or "".
func other(name, ref string) string {
	if name == ref {
		return ""
	}
	return clip(name, 200)
}

// links are the addresses that a page may link to; first is the source's own page.
func links(first string, more []callboard.Link) []linkView {
	var out []linkView
	if u := webURL(first); u != "" {
		out = append(out, linkView{u, "Page at the conference"})
	}
	named := make(map[string]int)
	for _, l := range more {
		u := webURL(l.URL)
		if u == "" {
			continue
		}
		text := feeds.LinkName(l)
		if text == "Link" {
			text = clip(u, 80)
		}
		if named[text]++; named[text] > 1 { // links of one name lead to several pages
			text += " " + strconv.Itoa(named[text])
		}
		out = append(out, linkView{u, text})
	}
	return out
}

// recordingURL is the address that a change tells of, "" when it tells of none.
func recordingURL(ch callboard.Change) string {
	if ch.Kind != callboard.RecordingAttached {
		return ""
	}
	return webURL(ch.After)
}

// paragraphs are the parts of a plain text between blank lines.
func paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// kindWord is a change's kind for people.
func kindWord(k callboard.ChangeKind) string {
	switch k {
	case callboard.Imported:
		return "First read"
	case callboard.Added:
		return "Added"
	case callboard.EncoreAdded:
		return "Encore added"
	case callboard.Moved:
		return "Moved"
	case callboard.RoomChanged:
		return "Room changed"
	case callboard.TitleChanged:
		return "Title changed"
	case callboard.SpeakersChanged:
		return "Speakers changed"
	case callboard.AbstractChanged:
		return "Abstract changed"
	case callboard.CancelledChange:
		return "Cancelled"
	case callboard.Restored:
		return "Restored"
	case callboard.RecordingAttached:
		return "Recording added"
	}
	return string(k)
}
