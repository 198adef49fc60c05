package sources

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// guessList are the objects of all lists at one path of a document.
type guessList struct {
	path  string // ".days[].talks[]"
	rows  []map[string]any
	above []guessAbove // of the first list: the objects that it stands in
}

// guessAbove is an object of a list that other lists stand in.
type guessAbove struct {
	path   string
	object map[string]any
}

// guessLists finds lists of objects.
type guessLists struct {
	lists map[string]*guessList
	keyed map[string]map[string]bool // of lists whose objects stand under ids: the ids
	seen  int
}

func guessJSON(p *Page) []guessCandidate {
	doc, after, err := jsonDocument(p, "JSON")
	if err != nil || after > 0 {
		return nil
	}
	w := &guessLists{lists: map[string]*guessList{}, keyed: map[string]map[string]bool{}}
	w.walk(doc, "", nil, 0)
	directories := w.directories()
	var out []guessCandidate
	for _, path := range slices.Sorted(maps.Keys(w.lists)) {
		if l := w.lists[path]; len(l.rows) >= guessLeast {
			out = append(out, l.candidate(directories))
		}
	}
	return out
}

func (w *guessLists) walk(v any, path string, above []guessAbove, depth int) {
	if w.seen++; depth > 8 || w.seen > 300_000 {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		objects := 0
		for _, e := range v {
			if jsonObject(e) != nil {
				objects++
			}
		}
		if objects >= guessLeast && objects == len(v) && len(v) > 0 { // keyed by something
			keys := slices.Sorted(maps.Keys(v))
			if len(jsonObject(v[keys[0]])) > 1 && !guessSameKeys(keys) {
				w.key(firstOf(path, ".")+"[]", keys)
				w.list(jsonList(v), path, above, depth)
				return
			}
		}
		if guessAlike(v) {
			for _, e := range jsonList(v) {
				w.walk(e, firstOf(path, ".")+"[]", above, depth+1)
			}
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			w.walk(v[key], path+guessKey(key), above, depth+1)
		}
	case []any:
		w.list(v, path, above, depth)
	}
}

// guessAlike says whether an object holds several lists of the same things, as
// the talks of each room.
func guessAlike(o map[string]any) bool {
	var first map[string]any
	for _, v := range jsonList(o) {
		list, ok := v.([]any)
		if !ok {
			return false
		}
		if len(list) == 0 {
			continue
		}
		e := jsonObject(list[0])
		if len(e) < 3 {
			return false
		}
		if first == nil {
			first = e
		}
		same := 0
		for key := range e {
			if _, ok := first[key]; ok {
				same++
			}
		}
		if 5*same < 4*max(len(e), len(first)) {
			return false
		}
	}
	return len(o) > 1 && first != nil
}

// guessSameKeys says whether the keys of an object are words, such as
// "conference", "rooms" and "talks", rather than ids.
func guessSameKeys(keys []string) bool {
	for _, key := range keys {
		if strings.ContainsAny(key, "0123456789-") {
			return false
		}
	}
	return true
}

func (w *guessLists) list(list []any, path string, above []guessAbove, depth int) {
	path = firstOf(path, ".") + "[]"
	for _, e := range list {
		o := jsonObject(e)
		if o == nil {
			w.walk(e, path, above, depth+1)
			continue
		}
		if w.lists[path] == nil {
			w.lists[path] = &guessList{path: path, above: above}
		}
		l := w.lists[path]
		l.rows = append(l.rows, o)
		for _, key := range slices.Sorted(maps.Keys(o)) {
			switch o[key].(type) {
			case map[string]any, []any:
				w.walk(o[key], path+guessKey(key), append(slices.Clone(above), guessAbove{path, o}), depth+1)
			}
		}
	}
}

var guessIdent = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func guessKey(key string) string {
	if guessIdent.MatchString(key) {
		return "." + key
	}
	quoted, err := json.Marshal(key)
	if err != nil {
		return ""
	}
	return ".[" + string(quoted) + "]"
}

// key notes under which ids the objects of a list stand.
func (w *guessLists) key(path string, ids []string) {
	if w.keyed[path] != nil || w.lists[path] != nil {
		return // several objects share the path: which one is meant?
	}
	w.keyed[path] = map[string]bool{}
	for _, id := range ids {
		w.keyed[path][id] = true
	}
}

func (l *guessList) candidate(directories []guessDirectory) guessCandidate {
	fields, rows := l.fields()
	sorted := guessSorted(fields)
	options := guessOptions(sorted, rows)
	l.lookUp(options, sorted, directories)
	options["item"] = l.path
	l.inherit(options)
	return guessCandidate{kind: "json", what: l.path, options: options, rows: len(l.rows)}
}

// fields are what a sample of the rows has, and the sample's size.
func (l *guessList) fields() (map[string]*guessField, int) {
	fields := map[string]*guessField{}
	step := max(1, len(l.rows)/guessSamples)
	rows := 0
	for i := 0; i < len(l.rows); i += step {
		rows++
		guessFlatten(fields, l.rows[i], "", 0)
	}
	return fields, rows
}

// inherit takes the day and the room from the objects that the list stands in,
// as far as its rows do not have them.
func (l *guessList) inherit(options map[string]any) {
	for _, a := range slices.Backward(l.above) {
		fields := map[string]*guessField{}
		guessFlatten(fields, a.object, "", 2)
		found := guessOptions(guessSorted(fields), 1)
		var add []string
		if options["date"] == nil && found["date"] != nil {
			add = append(add, fmt.Sprintf("day_above: $above%s", found["date"]))
			options["date"] = ".day_above"
		}
		if room := firstOf(guessAsk(found["room"]), guessAsk(found["title"])); options["room"] == nil && room != "" && strings.Contains(strings.ToLower(a.path), "room") {
			add = append(add, "room_above: $above"+room)
			options["room"] = ".room_above"
		}
		if len(add) > 0 {
			below := strings.TrimPrefix(l.path, a.path)
			options["item"] = fmt.Sprintf("%s as $above | $above%s | . + {%s}", a.path, below, strings.Join(add, ", "))
			return
		}
	}
}

func guessAsk(v any) string { s, _ := v.(string); return s }

// guessFlatten notes the texts and numbers of an object, and of the objects in it.
func guessFlatten(fields map[string]*guessField, o map[string]any, prefix string, depth int) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		ask := prefix + guessKey(key)
		switch v := o[key].(type) {
		case map[string]any:
			if depth < 2 {
				guessFlatten(fields, v, ask, depth+1)
			}
		case []any:
			if len(v) > 0 && depth < 2 {
				guessFlattenList(fields, v[0], ask)
			}
		default:
			guessNote(fields, ask, ask, v)
		}
	}
}

// guessFlattenList notes a list of texts, ids or named things by its first one.
func guessFlattenList(fields map[string]*guessField, first any, name string) {
	e := jsonObject(first)
	if e == nil {
		guessNote(fields, name+"[]?", name, first)
		return
	}
	keys := slices.Sorted(maps.Keys(e))
	for _, plain := range []string{"name", "fullname", "displayname", "publicname", "speakername", "title"} {
		for _, key := range keys {
			if text, ok := e[key].(string); ok && guessPlain(key) == plain && text != "" {
				guessNote(fields, name+"[]?"+guessKey(key), name+guessKey(key), text)
				return
			}
		}
	}
	if given, family := guessPersonal(e); given != "" {
		ask := fmt.Sprintf(`%s[]? | "\(%s) \(%s)"`, name, guessKey(given), guessKey(family))
		guessNote(fields, ask, name+".name", fmt.Sprint(e[given], " ", e[family]))
		return
	}
	for _, key := range keys {
		if plain := guessPlain(key); plain == "id" || plain == "guid" || plain == "code" {
			guessNote(fields, name+"[]?"+guessKey(key), name, e[key])
			return
		}
	}
}

// guessNote notes what a row has under a name.
func guessNote(fields map[string]*guessField, ask, name string, v any) {
	text, number := "", false
	switch v := v.(type) {
	case string:
		text = v
	case json.Number:
		text, number = v.String(), true
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	f := fields[ask]
	if f == nil {
		f = &guessField{ask: ask, name: strings.TrimPrefix(name, ".")}
		fields[ask] = f
	}
	f.rows++
	f.values = append(f.values, text)
	f.numbers = f.numbers || number
}

func guessSorted(fields map[string]*guessField) []guessField {
	var out []guessField
	for _, ask := range slices.Sorted(maps.Keys(fields)) {
		out = append(out, *fields[ask])
	}
	return out
}
