package sources

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

const guessPaths = 500 // of lists in a document that is worth a closer look

// guessList are the objects of all lists at one path of a document.
type guessList struct {
	path  string // ".days[].talks[]"
	rows  []map[string]any
	above []guessAbove // of the first list: what it stands in
	whole bool         // the starts of its rows have dates
	named string       // program that finds a row by its id, where the list holds ids
	// merged says that rows have all that the element has in which their list stands.
	merged bool
}

// guessAbove is an element of a list that other lists stand in.
type guessAbove struct {
	path    string
	object  map[string]any // nil for a list
	key     string         // that it stands under, where an object is used as the list
	date    string         // ".date": dates in figures, whose layout is known
	untimed bool           // its start is not that of what stands in it
	halls   bool           // one of the keys beside its own is a room's
	rooms   string         // ".tracks": its list of rooms, by whose order the lists below go
	places  string         // ".title": its place in its list is that of a room, whose name is asked so
}

// guessIDList are the texts and numbers of all lists at one path.
type guessIDList struct {
	field guessField
	above []guessAbove
}

// newGuessLists finds the lists of a document.
func newGuessLists(doc any) *guessLists {
	w := &guessLists{lists: map[string]*guessList{}, keyed: map[string]map[string]bool{}, most: map[string]int{}, found: map[string]int{}, held: map[string]bool{}, ids: map[string]*guessIDList{}, root: jsonObject(doc)}
	w.walk(doc, "", nil, 0)
	return w
}

// guessLists finds lists of objects.
type guessLists struct {
	lists map[string]*guessList
	keyed map[string]map[string]bool // of lists whose objects stand under ids: the ids
	most  map[string]int             // elements of the longest list at a path
	found map[string]int             // how many lists stand at a path, empty ones too
	held  map[string]bool            // paths at which objects of nothing but lists stand
	ids   map[string]*guessIDList
	root  map[string]any // the document, where it is an object
	seen  int
}

func (w *guessLists) walk(v any, path string, above []guessAbove, depth int) {
	if w.seen++; depth > 8 || w.seen > 300_000 {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if guessKeyed(v) || guessPeople(v) {
			keys := slices.Sorted(maps.Keys(v))
			if jsonObject(v[keys[0]]) != nil {
				w.key(firstOf(path, ".")+"[]", keys)
			}
			w.list(jsonList(v), keys, guessAbove{path: path}, above, depth)
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			w.walk(v[key], path+guessKey(key), above, depth+1)
		}
	case []any:
		w.list(v, nil, guessAbove{path: path}, above, depth)
	}
}

// guessKeyed says whether an object is used as a list: of things under their
// ids, days or times, or of several lists of the same things, as the talks of
// each room.
func guessKeyed(o map[string]any) bool {
	objects, lists := 0, 0
	for _, e := range o {
		switch e.(type) {
		case map[string]any:
			objects++
		case []any:
			lists++
		case nil:
		default:
			return false
		}
	}
	if objects+lists == 0 {
		return false
	}
	keys := slices.Sorted(maps.Keys(o))
	if !slices.ContainsFunc(keys, func(key string) bool { return !guessKeyIsData(key) }) {
		return true
	}
	if objects == len(o) && objects >= guessLeast && len(jsonObject(o[keys[0]])) > 1 && !guessSameKeys(keys) {
		return true
	}
	return guessAlike(o)
}

// guessKeyIsData says whether a key is a number, a time or a day.
func guessKeyIsData(key string) bool {
	if len(key) > 40 || key == "" {
		return false
	}
	if strings.Trim(key, "0123456789") == "" {
		return true
	}
	t := (&declaredOptions{}).read(key)
	return t.whole || t.dated() || t.start.hasClock || t.date.ordinal > 0 || t.date.weekday >= 0
}

// guessHoldsLists says whether an object is nothing but lists, each used in its
// own way, and so no row itself.
func guessHoldsLists(o map[string]any) bool {
	for _, v := range o {
		inner := jsonObject(v)
		if list, ok := v.([]any); ok && len(list) > 0 {
			inner = jsonObject(list[0])
		} else if !guessKeyed(inner) {
			return false
		}
		if inner == nil || inner["value"] != nil { // the latter is a field of Drupal
			return false
		}
	}
	return len(o) > 0
}

// guessPeople says whether an object holds things of one sort with names, people
// for example, under words of their own.
func guessPeople(o map[string]any) bool {
	for _, v := range o {
		if len(jsonObject(v)) == 0 {
			return false
		}
	}
	if len(o) < 2 || guessLanguages(o) {
		return false
	}
	first := jsonObject(jsonList(o)[0])
	shared := map[string]int{}
	for _, v := range o {
		e, same := jsonObject(v), 0
		for key := range e {
			if _, ok := first[key]; ok {
				same++
				shared[key]++
			}
		}
		if 5*same < 3*max(len(e), len(first)) {
			return false
		}
	}
	for key, n := range shared {
		if n == len(o) && (guessPlain(key) == "firstname" || guessNamed("title", key) > 0) {
			return true
		}
	}
	return false
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

// list notes the elements of a list, or of an object that is used as one and has
// keys.
func (w *guessLists) list(list []any, keys []string, at guessAbove, above []guessAbove, depth int) {
	at.path = firstOf(at.path, ".") + "[]"
	if len(list) > 0 && keys != nil {
		_, lists := list[0].([]any)
		at.halls = lists && slices.ContainsFunc(keys, func(key string) bool { return guessNamed("room", key) > 0 })
	}
	w.found[at.path]++
	w.most[at.path] = max(w.most[at.path], len(list))
	for i, e := range list {
		o := jsonObject(e)
		if keys != nil {
			at.key = keys[i]
			if len(o) == 0 && o != nil {
				continue // a free slot
			}
		}
		at.object = o
		under := append(slices.Clone(above), at)
		if o == nil || guessKeyed(o) {
			if keys == nil && o == nil {
				under = above
				w.id(e, at.path, above)
			}
			w.walk(e, at.path, under, depth+1)
			continue
		}
		if guessHoldsLists(o) {
			w.held[at.path] = true
		} else {
			if w.lists[at.path] == nil {
				w.lists[at.path] = &guessList{path: at.path, above: above}
			}
			l := w.lists[at.path]
			l.rows = append(l.rows, o)
		}
		var deeper []string
		for key, v := range o {
			switch v.(type) {
			case map[string]any, []any:
				deeper = append(deeper, key)
			}
		}
		slices.Sort(deeper)
		for _, key := range deeper {
			w.walk(o[key], at.path+guessKey(key), under, depth+1)
		}
	}
}

// id notes an element of a list that may name something elsewhere.
func (w *guessLists) id(e any, path string, above []guessAbove) {
	n, number := e.(json.Number)
	text := firstOf(guessText(e), n.String())
	if text == "" {
		return
	}
	if w.ids[path] == nil {
		w.ids[path] = &guessIDList{field: guessField{ask: "."}, above: above}
	}
	f := &w.ids[path].field
	f.values, f.numbers = append(f.values, text), f.numbers || number
}

// guessIdent says whether a key is a name in a jq program as it stands.
func guessIdent(key string) bool {
	for i := range len(key) {
		c := key[i] | 0x20
		if (c < 'a' || c > 'z') && key[i] != '_' && (i == 0 || key[i] < '0' || key[i] > '9') {
			return false
		}
	}
	return key != ""
}

func guessKey(key string) string {
	if guessIdent(key) {
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
