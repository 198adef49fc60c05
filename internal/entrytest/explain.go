package entrytest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"callboard"
	"callboard/internal/dedupe"
)

// explain says of each talk why it is what it is, in the order of names.
func (w *World) explain(b *strings.Builder, at time.Time) {
	talks := slices.Clone(w.Talks)
	slices.SortFunc(talks, func(x, y callboard.Talk) int { return natural(w.name(x.ID, "T"), w.name(y.ID, "T")) })
	for _, t := range talks {
		x, ok := dedupe.Explain(w.Input(at), t.ID)
		if !ok {
			fmt.Fprintf(b, "%s is no talk\n", w.name(t.ID, "T"))
			continue
		}
		fmt.Fprintf(b, "%s %s\n", w.name(t.ID, "T"), t.Title)
		for _, j := range x.Joins {
			if j.With != "" {
				fmt.Fprintf(b, "  %s with %s by %s: %s\n", w.name(j.Performance, "P"), w.name(j.With, "P"), j.Rule, strings.Join(j.Values, "; "))
			}
			for _, t := range w.Talks {
				for _, p := range t.Performances {
					for _, s := range p.Sightings {
						if v := j.Sightings[callboard.EntryKey{Source: s.Source, Ref: s.Ref}]; p.ID == j.Performance && len(v) > 0 {
							fmt.Fprintf(b, "  %s:%s is %s: %s\n", s.Source, s.Ref, w.name(p.ID, "P"), strings.Join(v, "; "))
						}
					}
				}
			}
		}
		for _, n := range x.Nearest {
			alike := ""
			if n.Alike {
				alike = ", though alike"
			}
			fmt.Fprintf(b, "  not %s%s: %s\n", w.name(n.Talk, "T"), alike, strings.Join(append(guard(n.Guard), n.Why...), "; "))
		}
	}
}

func guard(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// natural orders T2 before T10.
func natural(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}
