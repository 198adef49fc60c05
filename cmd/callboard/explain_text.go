package main

import (
	"fmt"
	"strings"

	"callboard"
	"callboard/internal/catalog"
	"callboard/internal/dedupe"
)

// explainText prints one talk for a person.
func (a *app) explainText(e explained) {
	fmt.Fprintf(a.out, "%s\n  talk %s of %s\n", titleLine(e.Talk), e.ID, e.Conference)
	a.aliasLine("  ", e.aliases[e.ID])
	a.linksText("  ", e.Links)
	for i, p := range e.Performances {
		fmt.Fprintf(a.out, "  performance %s\n    uid %s, sequence %d\n", performanceLine(p), p.UID, p.Sequence)
		a.aliasLine("    ", e.aliases[p.ID])
		a.linksText("    ", p.Links)
		var join dedupe.Join
		if i < len(e.why.Joins) {
			join = joinOf(e.why.Joins, p.ID)
		}
		for _, s := range p.Sightings {
			a.sightingText(s, join)
		}
		for _, old := range e.earlier[p.ID] {
			fmt.Fprintf(a.out, "    earlier: %s:%s, until %s\n", old.Source, oneLine(old.Ref), moment(old.Until))
		}
	}
	if e.note != "" {
		fmt.Fprintf(a.out, "  %s\n", e.note)
	}
	if len(e.why.Split) > 1 {
		fmt.Fprintln(a.out, "  to tell them apart:")
		a.stanza("    ", "split", e.Conference, e.why.Split)
	}
	if len(e.why.Nearest) > 0 {
		fmt.Fprintln(a.out, "  not joined:")
	}
	for _, n := range e.why.Nearest {
		a.nearText(e.Conference, n)
	}
}

// linksText is a line a link: what it leads to, where, and its own title.
func (a *app) linksText(indent string, links []callboard.Link) {
	for _, l := range links {
		rel := oneLine(l.Rel)
		if rel == "" {
			rel = "link"
		}
		fmt.Fprintf(a.out, "%s%s %s", indent, rel, oneLine(l.URL))
		if l.Title != "" {
			fmt.Fprintf(a.out, "  %q", oneLine(l.Title))
		}
		fmt.Fprintln(a.out)
	}
}

func joinOf(joins []dedupe.Join, performance string) dedupe.Join {
	for _, j := range joins {
		if j.Performance == performance {
			return j
		}
	}
	return dedupe.Join{}
}

func (a *app) sightingText(s callboard.Sighting, join dedupe.Join) {
	fmt.Fprintf(a.out, "    %s:%s  %q\n", s.Source, oneLine(s.Ref), oneLine(s.Title))
	fmt.Fprintf(a.out, "      joined by: %s; %s; seen %s to %s\n", dash(s.Rule), presenceWord(s.Presence), moment(s.FirstSeen), moment(s.LastSeen))
	if s.Rule == join.Rule && len(join.Values) > 0 {
		fmt.Fprintf(a.out, "      with %s: %s\n", join.With, sentence(join.Values))
	} else if v := join.Sightings[callboard.EntryKey{Source: s.Source, Ref: s.Ref}]; len(v) > 0 {
		fmt.Fprintf(a.out, "      one performance: %s\n", sentence(v))
	}
	for _, v := range [][2]string{{"code", s.Code}, {"guid", s.GUID}, {"url", s.URL}} {
		if v[1] != "" {
			fmt.Fprintf(a.out, "      %s %s\n", v[0], oneLine(v[1]))
		}
	}
}

// presenceWord tells old refs from those that the source holds.
func presenceWord(p callboard.Presence) string {
	if p == callboard.Gone {
		return "gone, an old ref"
	}
	return string(p)
}

func (a *app) nearText(conference string, n dedupe.Near) {
	fmt.Fprintf(a.out, "    %s  %q\n", n.Talk, oneLine(n.Title))
	switch {
	case n.Guard == "split":
		fmt.Fprintf(a.out, "      kept apart by you: %s\n", sentence(n.Why))
	case n.Guard != "":
		fmt.Fprintf(a.out, "      kept apart by a guard, %s: %s\n", n.Guard, sentence(n.Why))
	default:
		fmt.Fprintf(a.out, "      evidence is missing: %s\n", sentence(n.Why))
	}
	if n.Alike {
		fmt.Fprintln(a.out, "      titles, abstracts and speakers are alike: perhaps it is the same talk")
	}
	if len(n.Pin) > 1 && n.Guard != "split" {
		fmt.Fprintln(a.out, "      to join them:")
		a.stanza("        ", "pin", conference, n.Pin)
	}
}

// sentence joins values; what strangers wrote in them is made safe.
func sentence(values []string) string { return oneLine(strings.Join(values, "; ")) }

func (a *app) aliasLine(indent string, old []string) {
	if len(old) > 0 {
		fmt.Fprintf(a.out, "%salso known as %s\n", indent, strings.Join(old, ", "))
	}
}

func (a *app) stanza(indent, word, conference string, items []callboard.EntryKey) {
	for line := range strings.Lines(stanza(word, conference, items)) {
		fmt.Fprint(a.out, indent, line)
	}
}

// stanza is TOML for the configuration.
func stanza(word, conference string, items []callboard.EntryKey) string {
	list := make([]string, len(items))
	for i, k := range items {
		list[i] = catalog.Quote(k.Source + ":" + k.Ref)
	}
	return fmt.Sprintf("[[%s]]\nconference = %s\nitems = [%s]\n", word, catalog.Quote(conference), strings.Join(list, ", "))
}
