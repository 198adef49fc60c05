package main

import (
	"encoding/json"
	"time"

	"callboard"
)

// The JSON of explain: the talk with every sighting, rule and neighbour. Lists
// are never null, but links and earlier refs are left out where there are none.
type (
	talkWhy struct {
		ID           string           `json:"id"`
		Conference   string           `json:"conference"`
		Title        string           `json:"title"`
		Aliases      []string         `json:"aliases"`
		Performances []performanceWhy `json:"performances"`
		NotJoined    []nearWhy        `json:"not_joined"`
		Split        string           `json:"split,omitempty"` // TOML that would tell the performances apart
		Note         string           `json:"note,omitempty"`
		Links        []linkWhy        `json:"links,omitempty"`
	}
	performanceWhy struct {
		ID        string           `json:"id"`
		UID       string           `json:"uid"`
		Aliases   []string         `json:"aliases"`
		Start     *time.Time       `json:"start"`
		Room      string           `json:"room"`
		Encore    bool             `json:"encore"`
		Status    callboard.Status `json:"status"`
		Rule      string           `json:"rule"` // that joined it to the talk
		With      string           `json:"with,omitempty"`
		Values    []string         `json:"values"`
		Sightings []sightingWhy    `json:"sightings"`
		Earlier   []earlier        `json:"earlier,omitempty"` // old refs that the ledger knows
		Links     []linkWhy        `json:"links,omitempty"`
	}
	linkWhy struct {
		URL   string `json:"url"`
		Rel   string `json:"rel"` // recording, slides, discussion, related or ""
		Title string `json:"title,omitempty"`
	}
	sightingWhy struct {
		Source    string             `json:"source"`
		Ref       string             `json:"ref"`
		Title     string             `json:"title"`
		Code      string             `json:"code,omitempty"`
		GUID      string             `json:"guid,omitempty"`
		URL       string             `json:"url,omitempty"`
		Rule      string             `json:"rule"`
		Values    []string           `json:"values"`
		Presence  callboard.Presence `json:"presence"`
		FirstSeen time.Time          `json:"first_seen"`
		LastSeen  time.Time          `json:"last_seen"`
	}
	nearWhy struct {
		Talk        string   `json:"talk"`
		Title       string   `json:"title"`
		Performance string   `json:"performance"`
		With        string   `json:"with"`
		Guard       string   `json:"guard,omitempty"` // what forbids it; else evidence is missing
		Why         []string `json:"why"`
		Alike       bool     `json:"alike"`         // a suggestion
		Pin         string   `json:"pin,omitempty"` // TOML that would join the two
	}
)

func (a *app) explainJSON(list []explained) error {
	out := struct {
		Talks []talkWhy `json:"talks"`
	}{[]talkWhy{}}
	for _, e := range list {
		out.Talks = append(out.Talks, talkWhyOf(e))
	}
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func talkWhyOf(e explained) talkWhy {
	t := talkWhy{ID: e.ID, Conference: e.Conference, Title: e.Title, Aliases: filled(e.aliases[e.ID]),
		Performances: []performanceWhy{}, NotJoined: []nearWhy{}, Note: e.note, Links: linksWhy(e.Links)}
	for _, p := range e.Performances {
		join := joinOf(e.why.Joins, p.ID)
		x := performanceWhy{ID: p.ID, UID: p.UID, Aliases: filled(e.aliases[p.ID]), Room: p.Room, Encore: p.Encore, Status: p.Status,
			Rule: join.Rule, With: join.With, Values: filled(join.Values), Sightings: []sightingWhy{}, Earlier: e.earlier[p.ID],
			Links: linksWhy(p.Links)}
		if p.Placed() {
			x.Start = &p.Start
		}
		for _, s := range p.Sightings {
			values := join.Sightings[callboard.EntryKey{Source: s.Source, Ref: s.Ref}]
			x.Sightings = append(x.Sightings, sightingWhy{s.Source, s.Ref, s.Title, s.Code, s.GUID, s.URL, s.Rule, filled(values), s.Presence, s.FirstSeen, s.LastSeen})
		}
		t.Performances = append(t.Performances, x)
	}
	if len(e.why.Split) > 1 {
		t.Split = stanza("split", e.Conference, e.why.Split)
	}
	for _, n := range e.why.Nearest {
		x := nearWhy{Talk: n.Talk, Title: n.Title, Performance: n.Performance, With: n.With, Guard: n.Guard, Why: filled(n.Why), Alike: n.Alike}
		if len(n.Pin) > 1 {
			x.Pin = stanza("pin", e.Conference, n.Pin)
		}
		t.NotJoined = append(t.NotJoined, x)
	}
	return t
}

func linksWhy(links []callboard.Link) []linkWhy {
	var out []linkWhy
	for _, l := range links {
		out = append(out, linkWhy{l.URL, l.Rel, l.Title})
	}
	return out
}

func filled(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
