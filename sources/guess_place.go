package sources

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// placed is what a list stands in, with what its slots say of rooms by their
// order alone: the first list of a slot is of the first track of the day, the
// second of the second, as in the schedules of many developer festivals.
func (w *guessLists) placed(l *guessList) []guessAbove {
	at := strings.TrimSuffix(l.path, "[]")
	stands := slices.Clone(l.above)
	switch last := len(stands) - 1; {
	case last >= 0 && stands[last].key != "":
		return stands // it has a name, and needs no place
	case strings.HasSuffix(at, "[]"):
		stands = append(stands, guessAbove{path: at})
	case last >= 0 && guessBare(stands[last].object):
		at = stands[last].path
	default:
		return stands
	}
	n := w.most[at]
	for i, a := range slices.Backward(stands[:len(stands)-1]) {
		for _, key := range slices.Sorted(maps.Keys(a.object)) {
			list, ok := a.object[key].([]any)
			if !ok || n < 2 || len(list) < n || guessNamed("room", key) == 0 && guessNamed("track", key) == 0 {
				continue
			}
			if name, ok := guessPlaceName(list[0]); ok {
				stands[i].rooms, stands[len(stands)-1].places = guessKey(key), name
				return stands
			}
		}
	}
	return l.above
}

// guessBare says whether an object is a list and at most figures beside it, such
// as how many slots it fills.
func guessBare(o map[string]any) bool {
	lists := 0
	for _, v := range o {
		switch v.(type) {
		case []any:
			lists++
		case json.Number:
		default:
			return false
		}
	}
	return lists == 1
}

// guessPlaceName asks an element of a list of rooms for its name.
func guessPlaceName(room any) (ask string, ok bool) {
	o := jsonObject(room)
	if o == nil {
		return " // empty", guessText(room) != ""
	}
	for _, key := range []string{"title", "name", "label"} {
		if guessText(o[key]) != "" {
			return guessKey(key), true
		}
	}
	return "", false
}
