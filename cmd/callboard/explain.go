package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"callboard"
	"callboard/internal/selection"
)

type explainCmd struct {
	JSON  bool     `help:"The same for scripts."`
	Words []string `arg:"" name:"id" help:"A talk, performance, UID or page URL, or words of a title."`
}

// Run says which sightings make up a talk, and by which rule.
func (c *explainCmd) Run(ctx context.Context, a *app) error {
	if err := a.openFilled(ctx); err != nil {
		return err
	}
	talks, err := c.find(ctx, a, strings.Join(c.Words, " "))
	if err != nil {
		return err
	}
	if c.JSON {
		return c.json(ctx, a, talks)
	}
	for i, t := range talks {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		if err := c.text(ctx, a, t); err != nil {
			return err
		}
	}
	return nil
}

// find looks for an id first, then for words.
func (c *explainCmd) find(ctx context.Context, a *app, text string) ([]callboard.Talk, error) {
	id := text
	if u, err := url.Parse(text); err == nil && strings.Contains(u.Path, "/t/") {
		_, id, _ = strings.Cut(u.Path, "/t/")
		id, _, _ = strings.Cut(id, "/")
	}
	r, err := a.store.Resolve(ctx, id)
	switch {
	case err == nil:
		t, err := a.store.Talk(ctx, r.Conference, r.Talk)
		if err != nil {
			return nil, fmt.Errorf("read talk %s: %w", r.Talk, err)
		}
		return []callboard.Talk{t}, nil
	case errors.Is(err, callboard.ErrForgotten):
		return nil, fmt.Errorf("%s was given out once and has been removed for good", id)
	case !errors.Is(err, callboard.ErrNotFound):
		return nil, err
	}
	sel, err := selection.FromFlags(map[string][]string{"q": {text}})
	if err != nil {
		return nil, usage(err)
	}
	_, talks, err := a.selected(ctx, sel)
	if err != nil {
		return nil, err
	}
	if len(talks) == 0 {
		return nil, fmt.Errorf("nothing is known by the id or the words %q", text)
	}
	if len(talks) > 10 {
		return nil, fmt.Errorf("%d talks hold the words %q; use more of them, or an id from callboard talks", len(talks), text)
	}
	return talks, nil
}

func (c *explainCmd) text(ctx context.Context, a *app, t callboard.Talk) error {
	fmt.Fprintf(a.out, "%s\n  talk %s of %s\n", titleLine(t), t.ID, t.Conference)
	if err := aliasLine(ctx, a, "  ", t.ID); err != nil {
		return err
	}
	for _, p := range t.Performances {
		fmt.Fprintf(a.out, "  performance %s\n    uid %s, sequence %d\n", performanceLine(p), p.UID, p.Sequence)
		if err := aliasLine(ctx, a, "    ", p.ID); err != nil {
			return err
		}
		for _, s := range p.Sightings {
			fmt.Fprintf(a.out, "    %s:%s  %q\n", s.Source, oneLine(s.Ref), oneLine(s.Title))
			fmt.Fprintf(a.out, "      joined by: %s; %s; seen %s to %s\n", dash(s.Rule), s.Presence, moment(s.FirstSeen), moment(s.LastSeen))
			for _, v := range [][2]string{{"code", s.Code}, {"guid", s.GUID}, {"url", s.URL}} {
				if v[1] != "" {
					fmt.Fprintf(a.out, "      %s %s\n", v[0], oneLine(v[1]))
				}
			}
		}
	}
	return nil
}

func aliasLine(ctx context.Context, a *app, indent, id string) error {
	old, err := a.store.Aliases(ctx, id)
	if err != nil {
		return err
	}
	if len(old) > 0 {
		fmt.Fprintf(a.out, "%salso known as %s\n", indent, strings.Join(old, ", "))
	}
	return nil
}

// explained is the JSON of explain: the talk with every sighting and its rule.
type explained struct {
	ID           string                 `json:"id"`
	Conference   string                 `json:"conference"`
	Title        string                 `json:"title"`
	Aliases      []string               `json:"aliases"`
	Performances []explainedPerformance `json:"performances"`
}

type explainedPerformance struct {
	ID        string              `json:"id"`
	UID       string              `json:"uid"`
	Aliases   []string            `json:"aliases"`
	Encore    bool                `json:"encore"`
	Status    callboard.Status    `json:"status"`
	Sightings []explainedSighting `json:"sightings"`
}

type explainedSighting struct {
	Source    string             `json:"source"`
	Ref       string             `json:"ref"`
	Title     string             `json:"title"`
	Code      string             `json:"code,omitempty"`
	GUID      string             `json:"guid,omitempty"`
	URL       string             `json:"url,omitempty"`
	Rule      string             `json:"rule"`
	Presence  callboard.Presence `json:"presence"`
	FirstSeen time.Time          `json:"first_seen"`
	LastSeen  time.Time          `json:"last_seen"`
}

func (c *explainCmd) json(ctx context.Context, a *app, talks []callboard.Talk) error {
	out := struct {
		Talks []explained `json:"talks"`
	}{[]explained{}}
	for _, t := range talks {
		e := explained{ID: t.ID, Conference: t.Conference, Title: t.Title, Performances: []explainedPerformance{}}
		var err error
		if e.Aliases, err = a.aliases(ctx, t.ID); err != nil {
			return err
		}
		for _, p := range t.Performances {
			x := explainedPerformance{ID: p.ID, UID: p.UID, Encore: p.Encore, Status: p.Status, Sightings: []explainedSighting{}}
			if x.Aliases, err = a.aliases(ctx, p.ID); err != nil {
				return err
			}
			for _, s := range p.Sightings {
				x.Sightings = append(x.Sightings, explainedSighting{s.Source, s.Ref, s.Title, s.Code, s.GUID, s.URL, s.Rule, s.Presence, s.FirstSeen, s.LastSeen})
			}
			e.Performances = append(e.Performances, x)
		}
		out.Talks = append(out.Talks, e)
	}
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

// aliases are the older ids of id, never nil.
func (a *app) aliases(ctx context.Context, id string) ([]string, error) {
	list, err := a.store.Aliases(ctx, id)
	if list == nil {
		list = []string{}
	}
	return list, err
}
