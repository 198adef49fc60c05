package sources

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// inherit takes from what the list stands in what its rows do not have: the day,
// the time of their slot, the room, the track. Slots without a list are rows of
// their own where they have a title, as breaks have beside parallel talks, unless
// the list is one among several that are read.
func (l *guessList) inherit(options map[string]any, w *guessLists, among bool) {
	stands := w.placed(l)
	takes := make([][]string, len(stands))
	untimed := l.parts()
	for i, a := range slices.Backward(stands) {
		a.untimed = untimed
		if days := w.lists[a.path]; days != nil && !l.whole && options["date"] == nil {
			a.date = days.figures(options)
		}
		takes[i] = a.gives(options, l.whole)
	}
	if options["start"] != nil && options["date"] == nil && options["day"] == nil && !l.whole {
		w.rootDay(options)
	}
	tail := "[]"
	if w.gaps(l) {
		tail = "[]?"
	}
	item, at, ref, last := "", "", "", len(stands)-1
	within := func(path string) string {
		below := strings.TrimPrefix(path, at)
		if ref != "" {
			return ref + strings.ReplaceAll(below, "[]", tail)
		}
		first, rest, _ := strings.Cut(below, "[]")
		return first + "[]" + strings.ReplaceAll(rest, "[]", tail)
	}
	var add []string
	mixed := ""
	if !among {
		mixed = w.mixed(l, options)
	}
	for i, a := range stands {
		if len(takes[i]) == 0 && (i < last || mixed == "" && !l.merged) {
			continue
		}
		name := "$above"
		if i < last && slices.ContainsFunc(takes[i+1:], func(t []string) bool { return len(t) > 0 }) {
			name = fmt.Sprintf("$above%d", len(stands)-i)
		}
		in, value := within(a.path), name
		if slices.ContainsFunc(takes[i], func(take string) bool { return strings.HasSuffix(take, ": %s.key") }) {
			in, value = strings.TrimSuffix(strings.TrimSuffix(in, "?"), "[]")+" | to_entries[]", name+".value"
		}
		for _, take := range takes[i] {
			of := value
			if strings.HasSuffix(take, ": %s.key") {
				of = name
			}
			add = append(add, fmt.Sprintf(take, of))
		}
		item, at, ref = item+in+" as "+name+" | ", a.path, value
	}
	below := within(l.path)
	if mixed != "" {
		below = fmt.Sprintf("(%s%s // [%s])[]", ref, mixed, ref)
	}
	item += below
	if l.merged {
		item += " | " + ref + " + ."
	}
	if l.named != "" {
		item += " | " + l.named
	}
	if len(add) > 0 {
		item += " | . + {" + strings.Join(add, ", ") + "}"
	}
	if w.held[l.path] && !among {
		item += " | select(" + firstOf(guessText(options["title"]), ".") + ")"
	}
	options["item"] = item
}

// guessTalks are names of lists that hold talks, wherever they stand.
var guessTalks = []string{"talk", "session", "presentation", "topic", "vortrag", "paper", "contribution", "event", "item", "slot", "timeslot", "activity", "activitie", "lecture", "entry", "entrie", "subsession", "content", "block", "schedule", "workshop", "tutorial", "keynote",
	"program", "programme", "agenda", "speech", "course", "panel", "poster", "time"}

// parts says whether a list holds parts of talks, such as their people or links:
// it stands in what has a title itself, and is not called talks.
func (l *guessList) parts() bool {
	if len(l.above) == 0 || l.merged || slices.ContainsFunc(guessSingular(l.path), func(w string) bool { return slices.Contains(guessTalks, w) }) {
		return false
	}
	fields := map[string]*guessField{}
	guessFlatten(fields, l.above[len(l.above)-1].object, "", 0)
	found := guessOptions(guessSorted(fields), 1)
	return found["title"] != nil
}

// figures finds the dates in figures of days, which all of them together tell
// how to read, and notes their layout.
func (l *guessList) figures(options map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(l.rows[0])) {
		f := guessField{ask: guessKey(key), name: key}
		for _, row := range l.rows {
			if text := guessText(row[key]); text != "" {
				f.values = append(f.values, text)
			}
		}
		if guessNamed("date", key) == 0 || len(f.values) < len(l.rows) {
			continue
		}
		if layout := guessDateLayout([]guessField{f}); layout != "" && options["date_layout"] == nil {
			options["date_layout"] = layout
			return f.ask
		}
	}
	return ""
}

// rootDay takes the one date that the document as a whole has, beside no other:
// that of a conference of one day.
func (w *guessLists) rootDay(options map[string]any) {
	fields := map[string]*guessField{}
	guessFlatten(fields, w.root, "$root", 1)
	dates, ask := 0, ""
	for _, f := range guessSorted(fields) {
		if strings.Count(f.name, ".") < 2 && (&declaredOptions{}).read(f.values[0]).dated() {
			dates, ask = dates+1, f.ask
			if guessNamed("date", f.name[strings.LastIndexByte(f.name, '.')+1:]) == 0 {
				return
			}
		}
	}
	if dates == 1 {
		options["date"] = ask
	}
}

// gives fills options with what an element gives to the rows below it, and says
// how their object is completed: "day_above: %s.date" of the element's variable.
// Starts that are whole need no day.
func (a guessAbove) gives(options map[string]any, whole bool) []string {
	fields := map[string]*guessField{}
	guessFlatten(fields, a.object, "", 2)
	found := guessOptions(guessSorted(fields), 1)
	key := declaredTimes{date: declaredStamp{weekday: -1}}
	if guessKeyIsData(a.key) {
		key = (&declaredOptions{}).read(a.key)
	}
	var add []string
	take := func(key, field, from string) {
		if options[key] == nil && from != "" {
			add = append(add, field+": %s"+strings.ReplaceAll(from, "%", "%%"))
			options[key] = "." + field
		}
	}
	byKey := func(is bool) string {
		if is {
			return ".key"
		}
		return ""
	}
	timeless := options["start"] == nil
	if a.places != "" && options["room"] == nil {
		add = append(add, "at_above: %s.key")
		options["room"] = ".rooms_above[.at_above]" + a.places
	} else if a.rooms != "" && strings.HasPrefix(guessText(options["room"]), ".rooms_above[") {
		add = append(add, "rooms_above: %s"+a.rooms)
	}
	if !whole {
		take("date", "day_above", firstOf(guessText(found["date"]), a.date, byKey(key.dated() && !key.start.hasClock)))
	}
	if !whole && options["date"] == nil {
		take("day", "day_above", firstOf(guessText(found["day"]), byKey(key.date.weekday >= 0 || key.date.ordinal > 0)))
	}
	if !a.untimed {
		take("start", "start_above", firstOf(guessText(found["start"]), byKey(key.whole || key.start.hasClock)))
	}
	if timeless && options["start"] != nil && options["duration"] == nil {
		take("end", "end_above", guessText(found["end"]))
	}
	path := strings.ToLower(a.path)
	for _, place := range []string{"room", "track"} {
		if strings.Contains(path, place) {
			take(place, place+"_above", firstOf(guessText(found[place]), guessText(found["title"])))
		}
		take(place, place+"_above", byKey(a.key != "" && a.object == nil && (strings.Contains(path, place) || guessNamed(place, a.key) > 0 || place == "room" && a.halls)))
	}
	return add
}

// gaps says whether an element that lists stand in lacks one on the way to l.
func (w *guessLists) gaps(l *guessList) bool {
	paths := []string{}
	for _, a := range l.above {
		paths = append(paths, a.path)
	}
	paths = append(paths, l.path)
	for i := range paths[:len(paths)-1] {
		if outer := w.lists[paths[i]]; outer != nil && w.found[paths[i+1]] < len(outer.rows) {
			return true
		}
	}
	return false
}

// mixed is the key of a list that some of the elements around it have and the
// others stand for themselves, "" where it is not so.
func (w *guessLists) mixed(l *guessList, options map[string]any) string {
	if len(l.above) == 0 {
		return ""
	}
	outer := w.lists[l.above[len(l.above)-1].path]
	if outer == nil {
		return ""
	}
	key := strings.TrimSuffix(strings.TrimPrefix(l.path, outer.path), "[]")
	title := guessText(options["title"])
	for _, row := range outer.rows {
		titled, lists := false, false
		for _, k := range slices.Sorted(maps.Keys(row)) {
			text, _ := row[k].(string)
			titled = titled || guessKey(k) == title && strings.TrimSpace(text) != ""
			lists = lists || guessKey(k) == key && row[k] != nil
		}
		if titled && !lists {
			return key
		}
	}
	return ""
}
