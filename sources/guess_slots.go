package sources

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// named adds candidates for slots that name their talks by ids: the talks are
// taken from the list that says them, their times from the slots.
func (w *guessLists) named(directories []guessDirectory) []guessCandidate {
	var out []guessCandidate
	for _, path := range slices.Sorted(maps.Keys(w.ids)) {
		ids := w.ids[path]
		about := func(key string) bool { return guessNamed(key, path[strings.LastIndexByte(path, '.')+1:]) > 0 }
		if len(ids.above) == 0 || len(ids.field.values) < guessLeast || slices.ContainsFunc(guessLookedUp, about) {
			continue // ids of people are no ids of talks
		}
		for _, d := range directories {
			talks := w.lists[d.path]
			if !d.says(ids.field) || talks == nil || len(ids.field.values)*d.size > guessLookupsMost || strings.HasPrefix(path, d.path) {
				continue
			}
			d.name = "."
			l := &guessList{path: path, rows: talks.rows, above: ids.above, named: strings.TrimSuffix(d.program(ids.field), " | .")}
			if c := l.candidate(directories, w); strings.Contains(guessText(c.options["start"]), "_above") {
				c.rows = len(ids.field.values)
				out = append(out, c)
			}
		}
	}
	return out
}

// referring adds candidates for slots that point to their talk by an id among
// other fields. A slot without a talk, a break, stands for itself.
func (w *guessLists) referring(lists []*guessList, found []guessCandidate, directories []guessDirectory) []guessCandidate {
	var out []guessCandidate
	for i, l := range lists {
		if len(l.rows) < guessLeast || found[i].options["title"] != nil {
			continue
		}
		fields, _ := l.fields()
		for _, f := range guessSorted(fields) {
			for _, d := range directories {
				talks := w.lists[d.path]
				if strings.Count(f.ask, ".") != 1 || !guessIdent(f.ask[1:]) || d.path == l.path || talks == nil || !d.says(f) ||
					len(l.rows)*d.size > guessLookupsMost || guessKin("title", f.name, d.path) < 1 {
					continue
				}
				full := &guessList{path: l.path, above: l.above, rows: d.complete(l.rows, talks.rows, f.ask), named: d.slot(f)}
				if c := full.candidate(directories, w); c.options["title"] != nil {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// complete puts together slots and the talks that they point to.
func (d guessDirectory) complete(slots, talks []map[string]any, ask string) []map[string]any {
	byID := map[string]map[string]any{}
	ids := slices.Sorted(maps.Keys(d.ids))
	for i, talk := range talks {
		if d.id == "" && i < len(ids) {
			byID[ids[i]] = talk
			continue
		}
		byID[fmt.Sprint(talk[strings.TrimPrefix(d.id, ".")])] = talk
	}
	var out []map[string]any
	for _, slot := range slots {
		full := maps.Clone(byID[fmt.Sprint(slot[strings.TrimPrefix(ask, ".")])])
		if full == nil {
			full = map[string]any{}
		}
		maps.Copy(full, slot)
		out = append(out, full)
	}
	return out
}

// slot is the program that completes a slot by the talk that it points to.
func (d guessDirectory) slot(f guessField) string {
	f.ask, d.name = "$slot"+f.ask, "."
	return fmt.Sprintf(". as $slot | (first(%s) // {}) + $slot", strings.TrimSuffix(d.program(f), " | ."))
}

// repeated adds candidates for talks that hold a list of their times: each time
// is an item, with all that its talk says.
func (w *guessLists) repeated(lists []*guessList, found []guessCandidate, directories []guessDirectory) []guessCandidate {
	var out []guessCandidate
	for i, l := range lists {
		if found[i].options["title"] != nil || found[i].options["start"] == nil || len(l.above) == 0 {
			continue
		}
		talks := w.lists[l.above[len(l.above)-1].path]
		if talks == nil {
			continue
		}
		key := strings.TrimSuffix(strings.TrimPrefix(l.path, talks.path), "[]")
		full := &guessList{path: l.path, above: l.above, whole: l.whole, merged: true}
		for _, talk := range talks.rows {
			for k, v := range talk {
				if guessKey(k) != key {
					continue
				}
				for _, slot := range jsonList(v) {
					row := maps.Clone(talk)
					maps.Copy(row, jsonObject(slot))
					delete(row, k)
					full.rows = append(full.rows, row)
				}
			}
		}
		if len(full.rows) == 0 {
			continue
		}
		if c := full.candidate(directories, w); c.options["title"] != nil {
			out = append(out, c)
		}
	}
	return out
}
