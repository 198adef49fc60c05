package entrytest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/diff"
	"callboard/internal/presence"
)

// World is a conference that readings come in for, without a database: the pure
// rooms in a row.
type World struct {
	Conference callboard.Conference
	Sources    []dedupe.Source
	Entries    map[string][]callboard.Entry
	Doubts     map[string]presence.Doubt
	Talks      []callboard.Talk
	Given      map[string]bool
	Pins       [][]callboard.EntryKey
	Splits     [][]callboard.EntryKey

	aliases map[string]string // of talks and performances
	names   map[string]string // T1, P2 ... of ids, by first appearance
}

// NewWorld is OSCON 2015 before anything was read.
func NewWorld() *World {
	return &World{
		Conference: callboard.Conference{ID: "oscon-2015", Zone: Zone, Start: "2015-07-20", End: "2015-07-24", Host: "talks.example.org"},
		Entries:    map[string][]callboard.Entry{}, Doubts: map[string]presence.Doubt{},
		Given: map[string]bool{}, names: map[string]string{}, aliases: map[string]string{},
	}
}

// Read applies a reading of a source and regroups. It returns the sentence of a
// suspect one.
func (w *World) Read(source string, r presence.Reading) (string, diff.Output, dedupe.Output) {
	r.Source, r.Zone = source, w.Conference.Location()
	r.Start, r.End = w.Conference.Start, w.Conference.End
	res := presence.Apply(w.Entries[source], r, w.Doubts[source])
	w.Doubts[source] = res.Doubt
	if res.Suspect != "" {
		return res.Suspect, diff.Output{}, dedupe.Output{}
	}
	w.Entries[source] = res.Entries
	i := slices.IndexFunc(w.Sources, func(s dedupe.Source) bool { return s.ID == source })
	if i < 0 {
		w.Sources = append(w.Sources, dedupe.Source{ID: source, Priority: 100})
		i = len(w.Sources) - 1
	}
	w.Sources[i].Live, w.Sources[i].Complete = true, r.Complete
	out, grouped := w.Regroup(source, r.At)
	return "", out, grouped
}

// Regroup groups all entries and keeps the result.
func (w *World) Regroup(source string, now time.Time) (diff.Output, dedupe.Output) {
	grouped := dedupe.Group(w.Input(now))
	out := diff.Compare(diff.Input{Conference: w.Conference, Before: w.Talks, After: grouped.Talks, Source: source, Now: now})
	w.Store(out, grouped)
	return out, grouped
}

// Input is what the matcher sees now.
func (w *World) Input(now time.Time) dedupe.Input {
	in := dedupe.Input{
		Conference: w.Conference, Sources: w.Sources, Before: w.Talks, Given: w.Given, Aliases: w.aliases,
		Pins: w.Pins, Splits: w.Splits, Now: now,
	}
	for _, s := range slices.Sorted(mapKeys(w.Entries)) {
		in.Entries = append(in.Entries, w.Entries[s]...)
	}
	return in
}

func mapKeys(m map[string][]callboard.Entry) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Store keeps what a regrouping changed, as the database would.
func (w *World) Store(out diff.Output, grouped dedupe.Output) {
	for _, a := range grouped.Aliases {
		w.aliases[a.Old] = a.New
	}
	byID := make(map[string]callboard.Talk)
	for _, t := range w.Talks {
		byID[t.ID] = t
	}
	for _, id := range grouped.DropTalks {
		delete(byID, id)
	}
	for _, t := range out.Talks {
		byID[t.ID] = t
	}
	w.Talks = w.Talks[:0:0]
	for _, t := range byID {
		w.Talks = append(w.Talks, t)
		w.Given[t.ID] = true
		delete(w.aliases, t.ID)
		for _, p := range t.Performances {
			w.Given[p.ID] = true
		}
	}
	slices.SortFunc(w.Talks, func(a, b callboard.Talk) int { return strings.Compare(a.ID, b.ID) })
}

// Run plays a golden: a first file "setup" (optional), then one file a step,
// and says what each step left.
//
//	-- setup --
//	source site 10          (id and priority, in field-priority order)
//	dates 2015-07-20 2015-07-24
//	-- 2015-07-01T10:00 site --              a complete reading
//	-- 2015-07-01T10:00 site partial --      ... or accept, unusable=REF, outside=REF, stale=REF
//	-- 2015-07-01T10:00 regroup --           lines: pin A:1 A:2, split A:1 A:2, dead SOURCE
//	-- 2015-07-01T10:00 explain --           why each talk is what it is
func Run(a *txtar.Archive) (string, error) {
	w := NewWorld()
	var b strings.Builder
	for _, f := range a.Files {
		if f.Name == "want" {
			continue
		}
		if err := w.step(&b, f); err != nil {
			return "", fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return b.String(), nil
}

func (w *World) step(b *strings.Builder, f txtar.File) error {
	words := strings.Fields(f.Name)
	if words[0] == "setup" {
		return w.orders(string(f.Data))
	}
	at, err := Instant(words[0])
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "== %s\n", f.Name)
	if words[1] == "regroup" {
		w.Pins, w.Splits = nil, nil
		if err := w.orders(string(f.Data)); err != nil {
			return err
		}
		out, grouped := w.Regroup("", at)
		w.print(b, out, grouped)
		return nil
	}
	if words[1] == "explain" {
		w.explain(b, at)
		return nil
	}
	r := presence.Reading{At: at, Complete: true}
	for _, o := range words[2:] {
		key, value, _ := strings.Cut(o, "=")
		switch key {
		case "partial":
			r.Complete = false
		case "accept":
			r.Accept = true
		case "unusable":
			r.Unusable = append(r.Unusable, value)
		case "outside":
			r.Outside = append(r.Outside, value)
		case "stale":
			r.Stale = append(r.Stale, value)
		default:
			return fmt.Errorf("unknown word %q", o)
		}
	}
	if r.Entries, err = Parse(words[1], string(f.Data)); err != nil {
		return err
	}
	suspect, out, grouped := w.Read(words[1], r)
	if suspect != "" {
		fmt.Fprintf(b, "suspect: %s\n", suspect)
		return nil
	}
	w.print(b, out, grouped)
	return nil
}

func (w *World) orders(text string) error {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "source":
			var priority int
			if _, err := fmt.Sscan(words[2], &priority); err != nil {
				return err
			}
			w.Sources = append(w.Sources, dedupe.Source{ID: words[1], Priority: priority, Live: true})
		case "dates":
			w.Conference.Start, w.Conference.End = callboard.Date(words[1]), callboard.Date(words[2])
		case "dead":
			i := slices.IndexFunc(w.Sources, func(s dedupe.Source) bool { return s.ID == words[1] })
			w.Sources[i].Live = false
		case "pin", "split":
			var keys []callboard.EntryKey
			for _, k := range words[1:] {
				source, ref, _ := strings.Cut(k, ":")
				keys = append(keys, callboard.EntryKey{Source: source, Ref: ref})
			}
			if words[0] == "pin" {
				w.Pins = append(w.Pins, keys)
			} else {
				w.Splits = append(w.Splits, keys)
			}
		default:
			return fmt.Errorf("unknown order %q", line)
		}
	}
	return nil
}

// name is a short name of an id, by first appearance.
func (w *World) name(id, letter string) string {
	if id == "" {
		return ""
	}
	if w.names[id] == "" {
		n := 1
		for _, v := range w.names {
			if strings.HasPrefix(v, letter) {
				n++
			}
		}
		w.names[id] = fmt.Sprintf("%s%d", letter, n)
	}
	return w.names[id]
}

// print says what changed and how things stand.
func (w *World) print(b *strings.Builder, out diff.Output, grouped dedupe.Output) {
	talks := slices.Clone(w.Talks)
	slices.SortFunc(talks, func(x, y callboard.Talk) int {
		p, q := x.Performances[0], y.Performances[0]
		return cmp.Or(cmp.Compare(last(p.Start), last(q.Start)), strings.Compare(p.Room, q.Room), strings.Compare(x.Title, y.Title), strings.Compare(x.ID, y.ID))
	})
	for _, t := range talks {
		w.name(t.ID, "T")
		for _, p := range t.Performances {
			w.name(p.ID, "P")
		}
	}
	for _, c := range out.Changes {
		fmt.Fprintf(b, "%s\n", strings.TrimRight(fmt.Sprintf("%s %s: %s -> %s", c.Kind, cmp.Or(w.name(c.Performance, "P"), w.name(c.Talk, "T")), cmp.Or(c.Before, "."), cmp.Or(c.After, ".")), " "))
	}
	if len(out.Changes) == 0 {
		fmt.Fprintf(b, "no row, visible=%t\n", out.Visible)
	}
	for _, a := range grouped.Aliases {
		fmt.Fprintf(b, "alias %s -> %s\n", cmp.Or(w.names[a.Old], "?"), w.names[a.New])
	}
	for _, g := range grouped.Warnings {
		fmt.Fprintf(b, "warning %s: %s\n", g.Where, g.Text)
	}
	for _, t := range talks {
		w.printTalk(b, t)
	}
}

func last(t time.Time) int64 {
	if t.IsZero() {
		return 1 << 62
	}
	return t.Unix()
}

func (w *World) printTalk(b *strings.Builder, t callboard.Talk) {
	var people []string
	for _, s := range t.Speakers {
		people = append(people, s.Name)
	}
	fmt.Fprintf(b, "%s %s", w.name(t.ID, "T"), t.Title)
	if len(people) > 0 {
		fmt.Fprintf(b, " by %s", strings.Join(people, ", "))
	}
	b.WriteString("\n")
	for _, p := range t.Performances {
		fmt.Fprintf(b, "  %s %s", w.name(p.ID, "P"), words(p.Slot))
		if p.Encore {
			b.WriteString(" encore")
		}
		if p.Status != callboard.Confirmed {
			b.WriteString(" " + string(p.Status))
		}
		fmt.Fprintf(b, " seq=%d mod=%s", p.Sequence, p.Modified.Format("01-02T15:04"))
		if p.LastMove != "" {
			fmt.Fprintf(b, " from=%q", p.LastMove)
		}
		for _, s := range p.Sightings {
			fmt.Fprintf(b, " [%s:%s %s", s.Source, s.Ref, s.Rule)
			if s.Presence != callboard.Seen {
				fmt.Fprintf(b, " %s", s.Presence)
			}
			b.WriteString("]")
		}
		b.WriteString("\n")
	}
}

func words(s callboard.Slot) string {
	switch {
	case !s.Placed():
		return "unplaced"
	case s.AllDay:
		return s.Start.Format("Mon 2") + ".." + s.End.Format("Mon 2") + " " + s.Room
	}
	loc := s.Location(time.UTC)
	text := s.Start.In(loc).Format("Mon 2 15:04")
	if !s.End.IsZero() {
		text += s.End.In(loc).Format("-15:04")
	}
	return text + " " + s.Room
}
