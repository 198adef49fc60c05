package presence

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"callboard"
)

func byRef(entries []callboard.Entry) []callboard.Entry {
	slices.SortStableFunc(entries, func(a, b callboard.Entry) int { return strings.Compare(a.Ref, b.Ref) })
	return entries
}

// slotKey says that two entries are the same title in the same slot.
type slotKey struct {
	start       int64
	room, title string
}

func keyOf(e callboard.Entry) slotKey { return slotKey{unix(e.Start), e.RoomKey, e.TitleKey} }

// dropTwins leaves out entries that are gone from now on and that stand in the
// list again under another ref, in the same slot. The slot tells who they are;
// a site that hands out new refs at every reading must not fill the database.
func dropTwins(all []callboard.Entry, before map[string]callboard.Entry) []callboard.Entry {
	live := make(map[slotKey]bool, len(all))
	for _, e := range all {
		if e.Live() && e.Placed() {
			live[keyOf(e)] = true
		}
	}
	return slices.DeleteFunc(all, func(e callboard.Entry) bool {
		was, known := before[e.Ref]
		return known && was.Live() && !e.Live() && e.TitleKey != "" && live[keyOf(e)]
	})
}

// changed reports whether the entries differ, LastSeen apart.
func changed(before, after []callboard.Entry) bool {
	if len(before) != len(after) {
		return true
	}
	old := make(map[string]callboard.Entry, len(before))
	for _, e := range before {
		old[e.Ref] = e
	}
	for _, e := range after {
		was, ok := old[e.Ref]
		if !ok || !reflect.DeepEqual(plain(was), plain(e)) {
			return true
		}
	}
	return false
}

// plain is e in the form that equal entries share, whether they come from a
// reader or back from the database: empty lists nil, instants in UTC.
func plain(e callboard.Entry) callboard.Entry {
	e.LastSeen = time.Time{}
	e.FirstSeen = e.FirstSeen.UTC().Truncate(time.Second)
	e.HintModified = e.HintModified.UTC()
	e.Start, e.End = e.Start.UTC(), e.End.UTC()
	if len(e.Tags) == 0 {
		e.Tags = nil
	}
	if len(e.Speakers) == 0 {
		e.Speakers = nil
	}
	if len(e.Links) == 0 {
		e.Links = nil
	}
	if len(e.SlotLinks) == 0 {
		e.SlotLinks = nil
	}
	return e
}
