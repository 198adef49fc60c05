package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"callboard"
	"callboard/internal/feeds"
	"callboard/internal/normalize"
)

// probeFirst is how many talks are shown.
const probeFirst = 10

// census counts what a probe would import.
type census struct {
	talks, performances, rooms, speakers, days, unplaced int
}

func (p *probe) census() census {
	c := census{talks: len(p.tried.Talks)}
	rooms, people, days := map[string]bool{}, map[string]bool{}, map[callboard.Date]bool{}
	loc := p.tried.Conference.Location()
	for _, t := range p.tried.Talks {
		for _, s := range t.Speakers {
			people[cmp.Or(s.Key, s.Name)] = true
		}
		for _, q := range t.Performances {
			c.performances++
			if q.Room != "" {
				rooms[normalize.FoldWords(q.Room)] = true
			}
			switch {
			case !q.Placed():
				c.unplaced++
			case q.AllDay:
				days[callboard.NewDate(q.Start)] = true
			default:
				days[callboard.NewDate(q.Start.In(loc))] = true
			}
		}
	}
	c.rooms, c.speakers, c.days = len(rooms), len(people), len(days)
	return c
}

// firstTalks are the talks that begin first, those without a start last.
func (p *probe) firstTalks() []callboard.Talk {
	list := slices.Clone(p.tried.Talks)
	begin := func(t callboard.Talk) (at int64) {
		at = 1 << 62
		for _, q := range t.Performances {
			if q.Placed() {
				at = min(at, q.Start.Unix())
			}
		}
		return at
	}
	slices.SortStableFunc(list, func(a, b callboard.Talk) int {
		return cmp.Or(cmp.Compare(begin(a), begin(b)), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(len(list), probeFirst)]
}

// print writes the result for people.
func (p *probe) print(w io.Writer) error {
	t, c := p.tried, p.census()
	fmt.Fprintf(w, "%s is %s (kind %s): %s\n", p.shown(p.chosen.URL), kindWords(t.Kind), t.Kind, oneLine(cmp.Or(p.chosen.Why, t.Why)))
	if p.chosen.Via != "" {
		fmt.Fprintf(w, "found from %s: %s\n", p.shown(p.address), oneLine(p.chosen.Via))
	}
	for _, also := range p.chosen.Also {
		fmt.Fprintf(w, "also recognised as %s (%s); --kind %s reads it so\n", also.Kind, oneLine(also.Why), also.Kind)
	}
	for _, other := range p.others {
		fmt.Fprintf(w, "also there: %s, %s\n", p.shown(other.URL), kindWords(other.Kind))
	}
	if p.already != "" {
		fmt.Fprintf(w, "already configured as source %s\n", p.already)
	}
	fmt.Fprintf(w, "\nconference  %s (%s)", oneLine(t.Conference.Name), t.Conference.ID)
	if t.Conference.Start != "" {
		fmt.Fprintf(w, ", %s to %s", t.Conference.Start, t.Conference.End)
	}
	fmt.Fprintf(w, "\nzone        %s\n", p.zoneWords())
	fmt.Fprintf(w, "holds       %s, %s, %s, %s, %s%s\n\n", counted(c.talks, "talk"), counted(c.performances, "performance"),
		counted(c.rooms, "room"), counted(c.speakers, "speaker"), counted(c.days, "day"), p.incomplete(c))
	if err := p.printTable(w, c); err != nil {
		return err
	}
	if groups := grouped(t.Warnings); len(groups) > 0 {
		fmt.Fprintf(w, "\n%s:\n", counted(len(t.Warnings), "warning"))
		for _, g := range groups {
			fmt.Fprintf(w, "  %s\n", g)
		}
	}
	fmt.Fprintf(w, "\nfor config.toml:\n\n%s\n", p.source.String())
	p.printRequests(w)
	return nil
}

// zoneWords is the zone and how sure that is.
func (p *probe) zoneWords() string {
	text := fmt.Sprintf("%s, %s: %s", p.proof.Zone, p.proof.Sure, p.proof.Why)
	if p.source.zone != "" && p.cmd.Timezone == "" {
		text = fmt.Sprintf("%s, a guess: %s, but %s", p.source.zone, p.proof.Why, p.proof.BetterWhy)
	} else if p.proof.Better != "" {
		text += fmt.Sprintf("; better perhaps %s: %s", p.proof.Better, p.proof.BetterWhy)
	}
	return oneLine(text)
}

func (p *probe) incomplete(c census) string {
	text := ""
	if c.unplaced > 0 {
		text = fmt.Sprintf("; %d without a start", c.unplaced)
	}
	if !p.tried.Complete {
		text += "; incomplete, so absence will mean nothing"
	}
	return text
}

func (p *probe) printTable(w io.Writer, c census) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "START\tROOM\tTITLE\tSPEAKERS")
	for _, talk := range p.firstTalks() {
		names := make([]string, len(talk.Speakers))
		for i, s := range talk.Speakers {
			names[i] = s.Name
		}
		start, room := "-", ""
		if len(talk.Performances) > 0 {
			start, room = when(talk.Performances[0].Slot), talk.Performances[0].Room
		}
		title := short(talk.Title, 60)
		if n := len(talk.Performances); n > 1 {
			title += fmt.Sprintf(" (%d times)", n)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", start, dash(short(room, 24)), title, dash(short(strings.Join(names, ", "), 40)))
	}
	if more := c.talks - probeFirst; more > 0 {
		fmt.Fprintf(t, "and %d more\n", more)
	}
	return t.Flush()
}

func (p *probe) printRequests(w io.Writer) {
	fmt.Fprintf(w, "%s:\n", counted(len(p.get.visits), "request"))
	for _, v := range p.get.visits {
		line := p.shown(v.url)
		if v.via != "" {
			line += "  " + oneLine(v.via)
		}
		switch {
		case v.err != nil:
			line += "  -> " + oneLine(v.err.Error())
		case v.saw != "":
			line += "  -> " + oneLine(v.saw)
		}
		fmt.Fprintln(w, "  "+line)
	}
}

// counted counts in words: "1 talk", "2 talks".
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// short cuts text of strangers to a column.
func short(s string, most int) string {
	r := []rune(oneLine(s))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}

// varying is what differs between warnings of one sort.
var varying = regexp.MustCompile(`"[^"]*"|\d+`)

// grouped are warnings by sort, each with its count and its first one.
func grouped(list []callboard.Warning) []string {
	var order []string
	counts, first := map[string]int{}, map[string]string{}
	for _, w := range list {
		key := varying.ReplaceAllString(w.Text, "#")
		if counts[key]++; counts[key] == 1 {
			order = append(order, key)
			first[key] = oneLine(warningText(w))
		}
	}
	out := make([]string, len(order))
	for i, key := range order {
		out[i] = first[key]
		if n := counts[key]; n > 1 {
			out[i] = fmt.Sprintf("%d times, first %s", n, first[key])
		}
	}
	return out
}

// printJSON writes the JSON of CONTRACT 5; what it does not name is additive.
func (p *probe) printJSON() error {
	type requestJSON struct {
		URL   string `json:"url"`
		Via   string `json:"via,omitempty"`
		Saw   string `json:"saw,omitempty"`
		Error string `json:"error,omitempty"`
	}
	type candidateJSON struct {
		URL  string `json:"url"`
		Kind string `json:"kind"`
		Why  string `json:"why"`
	}
	t, c := p.tried, p.census()
	var first struct {
		Talks json.RawMessage `json:"talks"`
	}
	if err := json.Unmarshal(feeds.TalksJSON(p.firstTalks()), &first); err != nil {
		return fmt.Errorf("write the first talks: %w", err)
	}
	type conferenceJSON struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Timezone string `json:"timezone"`
		Start    string `json:"start"`
		End      string `json:"end"`
	}
	type zoneJSON struct {
		Name   string `json:"name"`
		Sure   string `json:"sure"`
		Why    string `json:"why"`
		Better string `json:"better,omitempty"`
	}
	out := struct {
		Kind         string          `json:"kind"`
		URL          string          `json:"url"`
		Conference   conferenceJSON  `json:"conference"`
		Talks        int             `json:"talks"`
		Performances int             `json:"performances"`
		First        json.RawMessage `json:"first"`
		Warnings     []string        `json:"warnings"`
		TOML         string          `json:"toml"`
		Why          string          `json:"why"`
		Via          string          `json:"via,omitempty"`
		Zone         zoneJSON        `json:"zone"`
		Rooms        int             `json:"rooms"`
		Speakers     int             `json:"speakers"`
		Days         int             `json:"days"`
		Complete     bool            `json:"complete"`
		Candidates   []candidateJSON `json:"candidates"`
		Requests     []requestJSON   `json:"requests"`
	}{Kind: t.Kind, URL: p.shown(p.chosen.URL), Talks: c.talks, Performances: c.performances, First: first.Talks,
		Conference: conferenceJSON{t.Conference.ID, t.Conference.Name, cmp.Or(t.Conference.Zone, t.Zone), string(t.Conference.Start), string(t.Conference.End)},
		Warnings:   []string{}, TOML: p.source.String(), Why: cmp.Or(p.chosen.Why, t.Why), Via: p.chosen.Via,
		Zone:  zoneJSON{p.proof.Zone, string(p.proof.Sure), p.proof.Why, p.proof.Better},
		Rooms: c.rooms, Speakers: c.speakers, Days: c.days, Complete: t.Complete, Candidates: []candidateJSON{}}
	for _, w := range t.Warnings {
		out.Warnings = append(out.Warnings, warningText(w))
	}
	for _, o := range p.others {
		out.Candidates = append(out.Candidates, candidateJSON{p.shown(o.URL), o.Kind, o.Why})
	}
	for _, o := range p.chosen.Also {
		out.Candidates = append(out.Candidates, candidateJSON{p.shown(p.chosen.URL), o.Kind, o.Why})
	}
	for _, v := range p.get.visits {
		r := requestJSON{URL: p.shown(v.url), Via: v.via, Saw: v.saw}
		if v.err != nil {
			r.Error = v.err.Error()
		}
		out.Requests = append(out.Requests, r)
	}
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}
