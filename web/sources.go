package web

import (
	"cmp"
	"context"
	"html/template"
	"slices"
	"strings"
	"time"

	"callboard"
	"callboard/sources"
)

// sourcesView is the health page.
type sourcesView struct {
	Sources []sourceView
	Counts  []stateCount
	Events  []eventView
	Feed    string // absolute
	Webcal  template.URL
	Hint    string
}

type stateCount struct {
	State string
	N     int
}

type sourceView struct {
	ID, Conference, Href string
	Kind, URL, Cron      string
	State                string // CONTRACT 5, or "no longer watched"
	Outcome              string
	LastRun, LastGood    *clock
	NextRun              *clock
	Why                  string // NextRun is when it is
	Talks, Performances  int
	Failures             int
	Message              string
	Warnings             []callboard.Warning // the first ones
	Warned               int                 // all
	Guess                string              // TOML of options that were guessed
}

type eventView struct {
	At      *clock
	Source  string
	Failing bool
	Message string
}

// warningsShown bounds the page when a source has thousands.
const warningsShown = 50

func (s *Server) sources(r request) (resource, error) {
	if err := r.plain(); err != nil {
		return resource{}, err
	}
	res := resource{key: "/sources", stamp: r.snap.moved}
	return s.pageResource(res, "sources", func(ctx context.Context) (layout, error) {
		all, err := s.o.Sources.Health(ctx)
		if err != nil {
			return layout{}, err
		}
		events, err := s.o.Sources.HealthEvents(ctx, 20)
		if err != nil {
			return layout{}, err
		}
		v := sourcesView{Feed: s.o.Site.URL + "/sources.atom", Hint: s.o.AddSource,
			Webcal: s.subscribe(scope{}, filter{}, s.o.Site.Title).Webcal}
		for _, h := range all {
			view := healthView(h)
			if _, ok := r.snap.conference(view.Conference); ok {
				view.Href = s.prefix + "/c/" + view.Conference
			}
			v.Sources = append(v.Sources, view)
		}
		v.sort()
		for _, e := range events {
			v.Events = append(v.Events, eventView{stampClock(e.At, time.UTC), clip(e.Source, 80), e.Failing, clip(e.Message, 600)})
		}
		feeds := append([]alternate{{"application/atom+xml", "Health of the sources", s.prefix + "/sources.atom"}},
			s.alternates(scope{}, filter{}, s.o.Site.Title)...)
		return layout{
			Title:       "Sources",
			Description: "Where the schedules come from, when each source was last read, and what is wrong with it.",
			Alternates:  feeds,
			Body:        v,
		}, nil
	}), nil
}

// states in the order of how much they want attention.
var states = []string{"failing", "suspect", "new", "ok", unwatched}

const unwatched = "no longer watched"

func (v *sourcesView) sort() {
	slices.SortStableFunc(v.Sources, func(a, b sourceView) int {
		return cmp.Or(slices.Index(states, a.State)-slices.Index(states, b.State), strings.Compare(a.ID, b.ID))
	})
	for _, state := range states {
		n := 0
		for _, src := range v.Sources {
			if src.State == state {
				n++
			}
		}
		if n > 0 {
			v.Counts = append(v.Counts, stateCount{state, n})
		}
	}
}

// healthView is a source's health; it holds no secret because db keeps none.
func healthView(h callboard.Health) sourceView {
	v := sourceView{
		ID:           h.Source.ID,
		Conference:   h.Conference(),
		Kind:         h.Kind(),
		URL:          clip(h.Source.URL, 300),
		Cron:         clip(h.Source.Cron, 120),
		State:        h.State.State(),
		Outcome:      string(h.State.Outcome),
		LastRun:      stampClock(h.State.LastRun, time.UTC),
		LastGood:     stampClock(h.State.LastGood, time.UTC),
		NextRun:      stampClock(h.State.NextRun, time.UTC),
		Why:          clip(h.State.Why, 200),
		Talks:        h.State.Talks,
		Performances: h.State.Performances,
		Failures:     h.State.Failures,
		Message:      clip(cmp.Or(h.State.Message, h.Last.Message), 1000),
		Warned:       len(h.State.Warnings),
	}
	if h.State.Guessed != nil {
		v.Guess = "kind = \"" + h.State.Kind + "\"\n" + clip(sources.OptionsTOML(h.State.Kind, h.State.Guessed), 8000)
	}
	if h.State.Removed {
		v.State, v.NextRun = unwatched, nil
	}
	for _, w := range h.State.Warnings[:min(len(h.State.Warnings), warningsShown)] {
		v.Warnings = append(v.Warnings, callboard.Warning{Where: clip(w.Where, 120), Text: clip(w.Text, 400)})
	}
	return v
}
