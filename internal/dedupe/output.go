package dedupe

import (
	"cmp"
	"slices"
	"strings"

	"callboard"
)

// output makes the talks of the clusters.
func (g *grouping) output(clusters []*cluster) Output {
	out := Output{Aliases: g.aliases, DropTalks: g.dropT, DropPerformances: g.dropP, Warnings: g.warnings}
	// Pointers are sorted, not talks: those are large.
	clusters = slices.Clone(clusters)
	slices.SortFunc(clusters, func(a, b *cluster) int { return strings.Compare(a.id, b.id) })
	out.Talks = make([]callboard.Talk, 0, len(clusters))
	for _, c := range clusters {
		t := callboard.Talk{ID: c.id, Conference: g.in.Conference.ID, Performances: make([]callboard.Performance, 0, len(c.perfs))}
		stored := c.keep
		if stored != nil {
			t.Content, t.Created, t.Modified = stored.Content, stored.Created, stored.Modified
		} else if p := c.perfs[0]; p.talk != nil {
			t.Content = p.talk.Content // the younger part of a split
		}
		if content := c.content(); content != nil {
			t.Content = *content
		}
		markEncores(c.perfs)
		for _, p := range c.perfs {
			p.out.Sightings = g.sightings(p)
			t.Performances = append(t.Performances, p.out)
		}
		slices.SortFunc(t.Performances, func(a, b callboard.Performance) int {
			return cmp.Or(compareStart(a.Start, b.Start), strings.Compare(a.Room, b.Room), strings.Compare(a.ID, b.ID))
		})
		out.Talks = append(out.Talks, t)
	}
	slices.SortFunc(out.Aliases, func(a, b callboard.Alias) int { return strings.Compare(a.Old, b.Old) })
	slices.Sort(out.DropTalks)
	slices.Sort(out.DropPerformances)
	return out
}

// sightings are the entries behind p, by source order and ref. The one that
// was seen first bears the rule that joined the performance to its talk, the
// others the rule that joined them to the performance.
func (g *grouping) sightings(p *perf) []callboard.Sighting {
	var before map[callboard.EntryKey]string
	if p.before != nil {
		before = make(map[callboard.EntryKey]string, len(p.before.Sightings))
		for _, s := range p.before.Sightings {
			before[callboard.EntryKey{Source: s.Source, Ref: s.Ref}] = s.Rule
		}
	}
	if len(p.items) == 1 && p.before == nil { // most, at an import
		return []callboard.Sighting{sighting(p.items[0].e, p.rule)}
	}
	items := slices.Clone(p.items)
	slices.SortFunc(items, func(a, b *item) int { return cmp.Compare(a.order, b.order) })
	var anchor *item
	rules := make(map[*item]string, len(items))
	for _, it := range items {
		rules[it] = cmp.Or(it.rule, "same-slot")
		if was := before[it.e.Key()]; was != "" && it.rule == ruleKept && !aboutTalk(was) {
			rules[it] = was
		}
		if rules[it] != ruleOnePlace && (anchor == nil || it.e.FirstSeen.Before(anchor.e.FirstSeen)) {
			anchor = it
		}
	}
	out := make([]callboard.Sighting, 0, len(items))
	for _, it := range items {
		rule := rules[it]
		if it == anchor {
			rule = p.rule
		}
		out = append(out, sighting(it.e, rule))
	}
	if len(out) == 0 && p.before != nil { // nothing is left of it but its name
		for _, s := range p.before.Sightings {
			if g.byKey[callboard.EntryKey{Source: s.Source, Ref: s.Ref}] == nil {
				s.Presence = callboard.Gone
				out = append(out, s)
			}
		}
	}
	return out
}

func sighting(e *callboard.Entry, rule string) callboard.Sighting {
	return callboard.Sighting{
		Source: e.Source, Ref: e.Ref, Title: e.Printed, Code: e.Code, GUID: e.GUID, URL: e.URL,
		Presence: e.Presence, Rule: rule, FirstSeen: e.FirstSeen, LastSeen: e.LastSeen,
	}
}

// aboutTalk reports whether a stored rule tells of the talk: it moves with the
// anchor.
func aboutTalk(rule string) bool {
	return rule == "first" || rule == "alone" || isTalkRule(rule)
}
