package feeds

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"callboard"
)

// The structs of CONTRACT 5: names and order are promised. What is added later
// goes behind.
type (
	talkJSON struct {
		ID           string            `json:"id"`
		Conference   string            `json:"conference"`
		Title        string            `json:"title"`
		Subtitle     string            `json:"subtitle"`
		Abstract     string            `json:"abstract"`
		Language     string            `json:"language"`
		Track        string            `json:"track"`
		Type         string            `json:"type"`
		URL          string            `json:"url"`
		Speakers     []jsonName        `json:"speakers"`
		Links        []linkJSON        `json:"links"`
		Performances []performanceJSON `json:"performances"`
	}
	linkJSON struct {
		URL   string `json:"url"`
		Rel   string `json:"rel"`
		Title string `json:"title,omitempty"`
	}
	performanceJSON struct {
		ID        string         `json:"id"`
		Start     *string        `json:"start"` // null while it has no slot
		End       *string        `json:"end"`   // null when nobody says
		AllDay    bool           `json:"all_day,omitempty"`
		Timezone  string         `json:"timezone"`
		Room      string         `json:"room"`
		Status    string         `json:"status"`
		Encore    bool           `json:"encore"`
		Sequence  int            `json:"sequence"`
		Links     []linkJSON     `json:"links"`
		Sightings []sightingJSON `json:"sightings"`
	}
	sightingJSON struct {
		Source string `json:"source"`
		Ref    string `json:"ref"`
		Title  string `json:"title"`
	}
	changeJSON struct {
		ID          int64  `json:"id"`
		At          string `json:"at"`
		Conference  string `json:"conference"`
		Talk        string `json:"talk"`
		Performance string `json:"performance"`
		Kind        string `json:"kind"`
		Before      string `json:"before"`
		After       string `json:"after"`
		Source      string `json:"source"`
	}
	sourceJSON struct {
		ID           string  `json:"id"`
		Conference   string  `json:"conference"`
		Kind         string  `json:"kind"`
		URL          string  `json:"url"`
		State        string  `json:"state"`
		LastRun      *string `json:"last_run"`
		LastSuccess  *string `json:"last_success"`
		NextRun      *string `json:"next_run"`
		Talks        int     `json:"talks"`
		Performances int     `json:"performances"`
		Error        string  `json:"error"`
		// Warnings of the latest reading that parsed, and of the configuration.
		Warnings []string `json:"warnings,omitempty"`
		// Guessed are the options of a kind that was guessed.
		Guessed map[string]any `json:"guessed,omitempty"`
	}
)

// TalksJSON is the JSON of CONTRACT 5, talks in the order given.
func TalksJSON(talks []callboard.Talk) []byte {
	all := make([]talkJSON, 0, len(talks))
	for i := range talks {
		t := &talks[i]
		j := talkJSON{ID: t.ID, Conference: t.Conference, Title: t.Title, Subtitle: t.Subtitle, Abstract: t.Abstract,
			Language: t.Language, Track: t.Track, Type: t.Type, URL: t.URL,
			Speakers: make([]jsonName, 0, len(t.Speakers)), Links: linksJSON(t.Links),
			Performances: make([]performanceJSON, 0, len(t.Performances))}
		for _, s := range t.Speakers {
			j.Speakers = append(j.Speakers, jsonName{s.Name})
		}
		for k := range t.Performances {
			j.Performances = append(j.Performances, jsonPerformance(&t.Performances[k]))
		}
		all = append(all, j)
	}
	return encode(struct {
		Talks []talkJSON `json:"talks"`
	}{all})
}

func jsonPerformance(p *callboard.Performance) performanceJSON {
	j := performanceJSON{ID: p.ID, AllDay: p.AllDay && p.Placed(), Timezone: cmp.Or(p.Zone, "UTC"), Room: p.Room, Status: string(status(p)),
		Encore: p.Encore, Sequence: p.Sequence, Links: linksJSON(p.Links), Sightings: make([]sightingJSON, 0, len(p.Sightings))}
	switch {
	case !p.Placed():
	case p.AllDay:
		first, last := string(callboard.NewDate(p.Start.UTC())), string(callboard.NewDate(lastDay(p.Slot).UTC()))
		j.Start, j.End = &first, &last
	default:
		j.Start, j.End = instant(p.Start), instant(p.End)
	}
	for _, s := range p.Sightings {
		j.Sightings = append(j.Sightings, sightingJSON{s.Source, s.Ref, s.Title})
	}
	return j
}

func linksJSON(links []callboard.Link) []linkJSON {
	all := make([]linkJSON, 0, len(links))
	for _, l := range links {
		all = append(all, linkJSON{l.URL, l.Rel, l.Title})
	}
	return all
}

// instant is null for an unknown time.
func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := rfc3339(t)
	return &s
}

// ChangesJSON is the ledger for scripts, newest first.
func ChangesJSON(changes []callboard.Change) []byte {
	all := make([]changeJSON, 0, len(changes))
	for _, c := range changes {
		all = append(all, changeJSON{c.ID, rfc3339(c.At), c.Conference, c.Talk, c.Performance, string(c.Kind), c.Before, c.After, c.Source})
	}
	slices.SortStableFunc(all, func(x, y changeJSON) int { return cmp.Or(cmp.Compare(y.At, x.At), cmp.Compare(y.ID, x.ID)) })
	return encode(struct {
		Changes []changeJSON `json:"changes"`
	}{all})
}

// SourcesJSON is the health of the sources for scripts, in the order given.
func SourcesJSON(health []callboard.Health) []byte {
	all := make([]sourceJSON, 0, len(health))
	for i := range health {
		h := &health[i]
		j := sourceJSON{ID: h.Source.ID, Conference: h.Conference(), Kind: h.Kind(), URL: h.Source.URL, State: h.State.State(),
			LastRun: instant(h.State.LastRun), LastSuccess: instant(h.State.LastGood), NextRun: instant(h.State.NextRun),
			Talks: h.Last.Talks, Performances: h.Last.Performances, Guessed: h.State.Guessed}
		if h.State.Outcome.Failing() {
			j.Error = cmp.Or(h.State.Message, h.Last.Message)
		}
		for _, w := range h.State.Warnings {
			j.Warnings = append(j.Warnings, strings.TrimPrefix(w.Where+": "+w.Text, ": "))
		}
		all = append(all, j)
	}
	return encode(struct {
		Sources []sourceJSON `json:"sources"`
	}{all})
}
