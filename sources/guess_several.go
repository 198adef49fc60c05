package sources

import (
	"maps"
	"slices"
	"strings"
)

// guessSeveral adds candidates for lists that hold talks together: keynotes in
// one and workshops in another, or a list for each stage. They have a title and
// a start under the same names, and other fields too, and no talk of each other.
func (w *guessLists) several(lists []*guessList, found []guessCandidate) []guessCandidate {
	groups := map[string][]int{}
	for i, c := range found {
		title, start := guessText(c.options["title"]), guessText(c.options["start"])
		if title != "" && start != "" {
			key := title + "\n" + start + "\n" + guessText(c.options["date"])
			groups[key] = append(groups[key], i)
		}
	}
	var out []guessCandidate
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		if members := groups[key]; len(members) > 1 && len(members) <= guessMost {
			slices.SortStableFunc(members, func(a, b int) int { return found[b].rows - found[a].rows })
			if c, ok := w.together(lists, found, members); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

// together makes one candidate of lists, the fullest first.
func (w *guessLists) together(lists []*guessList, found []guessCandidate, members []int) (guessCandidate, bool) {
	main := found[members[0]]
	c := guessCandidate{kind: main.kind, options: maps.Clone(main.options)}
	title := guessText(main.options["title"])
	var items, what []string
	talks, untitled := map[string]bool{}, false
	for _, i := range members {
		l := lists[i]
		titles, again := guessTitles(l.rows, title), 0
		for _, text := range titles {
			if talks[text] {
				again++
			}
		}
		if 2*len(titles) < len(l.rows) || 3*again > len(titles) || !guessShares(lists[members[0]].rows, l.rows) {
			continue
		}
		options := maps.Clone(found[i].options)
		l.inherit(options, w, true)
		item := guessText(options["item"])
		if strings.Contains(item, " | ") {
			item = "(" + item + ")"
		}
		items, what = append(items, item), append(what, l.path)
		untitled = untitled || w.held[l.path] || len(titles) < len(l.rows)
		c.rows += len(titles)
		for _, text := range titles {
			talks[text] = true
		}
		for key, ask := range options {
			if c.options[key] == nil {
				c.options[key] = ask
			}
		}
	}
	c.what = strings.Join(what, ", ")
	c.options["item"] = strings.Join(items, ", ")
	if untitled {
		c.options["item"] = "(" + guessText(c.options["item"]) + ") | select(" + title + "?)"
	}
	return c, len(items) > 1
}

// guessTitles are the titles of rows, with what else tells talks apart.
func guessTitles(rows []map[string]any, ask string) []string {
	var out []string
	for _, row := range rows {
		for key, v := range row {
			if text := guessText(v); guessKey(key) == ask && strings.TrimSpace(text) != "" {
				out = append(out, text)
			}
		}
	}
	return out
}

// guessShares says whether rows have most of their fields in common.
func guessShares(a, b []map[string]any) bool {
	fields := func(rows []map[string]any) map[string]bool {
		out := map[string]bool{}
		for _, row := range rows[:min(len(rows), guessSamples)] {
			for key := range row {
				out[key] = true
			}
		}
		return out
	}
	one, two := fields(a), fields(b)
	same := 0
	for key := range two {
		if one[key] {
			same++
		}
	}
	return 5*same >= 3*min(len(one), len(two)) && same > 2
}
