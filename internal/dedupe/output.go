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
	for _, c := range clusters {
		t := callboard.Talk{ID: c.id, Conference: g.in.Conference.ID}
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
	slices.SortFunc(out.Talks, func(a, b callboard.Talk) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(out.Aliases, func(a, b callboard.Alias) int { return strings.Compare(a.Old, b.Old) })
	slices.Sort(out.DropTalks)
	slices.Sort(out.DropPerformances)
	return out
}

// sightings are the entries behind p, by source order and ref. The one that
// was seen first bears the rule that joined the performance to its talk, the
// others the rule that joined them to the performance.
func (g *grouping) sightings(p *perf) []callboard.Sighting {
	before := make(map[callboard.EntryKey]string)
	if p.before != nil {
		for _, s := range p.before.Sightings {
			before[callboard.EntryKey{Source: s.Source, Ref: s.Ref}] = s.Rule
		}
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
	var out []callboard.Sighting
	for _, it := range items {
		rule := rules[it]
		if it == anchor {
			rule = p.rule
		}
		e := it.e
		out = append(out, callboard.Sighting{
			Source: e.Source, Ref: e.Ref, Title: e.Printed, Code: e.Code, GUID: e.GUID, URL: e.URL,
			Presence: e.Presence, Rule: rule, FirstSeen: e.FirstSeen, LastSeen: e.LastSeen,
		})
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

// aboutTalk reports whether a stored rule tells of the talk: it moves with the
// anchor.
func aboutTalk(rule string) bool {
	return rule == "first" || rule == "alone" || isTalkRule(rule)
}
