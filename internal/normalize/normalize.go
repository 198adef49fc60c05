// Package normalize turns printed items into clean entries: instants in the
// right zone, names folded for comparison, repeat marks split off titles, HTML
// to text. Pure: no I/O and no clock.
package normalize

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"callboard"
	"callboard/sources"
)

// Input is one reading and what is known around it.
type Input struct {
	Listing    *sources.Listing
	Source     callboard.Source
	Conference callboard.Conference // its Zone is "" while nobody configured one
}

// Output is the same reading, clean. Seen and Left name refs for presence.
type Output struct {
	Entries   []callboard.Entry // by start (unplaced last), room key, ref; refs unique; Presence unset
	Published callboard.Published
	Zone      string              // IANA name that zone-less times were read in
	Proof     Proof               // how far Zone can be trusted
	Unusable  []string            // refs of items that were there but cannot be used: they count as seen
	Outside   []string            // as in the Listing
	Stale     []string            // refs of entries that keep their earlier abstract and speakers
	Complete  bool                // false when an item could not be used and its ref not be read
	Warnings  []callboard.Warning // the listing's own, then ours; at most 200 and one that counts the rest
}

// warningsMost are kept of one reading; the last one counts the others.
const warningsMost = 200

// Entries cleans one reading. The result does not depend on the order of the
// items, nor on anything outside of in; only warnings stand in the listing's
// order, the reader's own first.
func Entries(in Input) Output {
	if in.Listing == nil {
		return Output{Zone: "UTC"}
	}
	r := reading{out: Output{Complete: in.Listing.Complete, Outside: tidyRefs(in.Listing.Outside)}, lost: map[string]int{}}
	published, warnings := Published(in.Listing.Conference)
	r.out.Published = published
	for _, w := range slices.Concat(in.Listing.Warnings, warnings) {
		r.warn(w.Where, "%s", line(w.Text))
	}
	r.clocks = newClocks(in, r.warn)
	rows := make([]row, 0, len(in.Listing.Items))
	for _, item := range in.Listing.Items {
		if row, ok := r.read(item); ok {
			rows = append(rows, row)
		}
	}
	rows, unusable := assign(rows, r.lost, func(d row) {
		r.warn(d.where, "%q stands there twice in the same slot; one is used", clip(d.Printed))
	})
	r.out.Unusable = tidyRefs(append(unusable, in.Listing.Unusable...))
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(bySlotRoom(a, b), cmp.Compare(a.Ref, b.Ref)) })
	weakMarks(rows)
	r.out.Entries = make([]callboard.Entry, 0, len(rows))
	for _, row := range rows {
		row.Source = in.Source.ID
		r.out.Entries = append(r.out.Entries, row.Entry)
		if row.stale {
			r.out.Stale = append(r.out.Stale, row.Ref)
		}
	}
	r.zone(in.Listing.Items)
	var doubts []string
	r.out.Proof = prove(in, r.clocks, &r.out, func(text string) { doubts = append(doubts, text) })
	if r.clocks.floating {
		r.warn("", "%s", floatingText(r.out.Proof.Better))
	}
	for _, text := range doubts {
		r.warn("", "%s", text)
	}
	if r.dropped > 0 {
		r.out.Warnings = append(r.out.Warnings, callboard.Warning{Text: fmt.Sprintf("and %d more warnings", r.dropped)})
	}
	return r.out
}

// reading is one call of Entries.
type reading struct {
	out     Output
	clocks  *clocks
	lost    map[string]int // unusable items by ref
	dropped int            // warnings beyond the cap
}

func (r *reading) warn(where, format string, args ...any) {
	if len(r.out.Warnings) >= warningsMost {
		r.dropped++
		return
	}
	r.out.Warnings = append(r.out.Warnings, callboard.Warning{Where: clip(where), Text: fmt.Sprintf(format, args...)})
}

// read cleans one item. One that cannot be used is remembered by its ref; when
// even that cannot be read, absence in this reading means nothing.
func (r *reading) read(item sources.Item) (row, bool) {
	c := cleaner{item: item, warn: func(format string, args ...any) { r.warn(item.Where, format, args...) }}
	e, err := c.entry(r.clocks)
	if e.Title == "" {
		err = errors.New("it has no title")
	}
	ref := cleanRef(cmp.Or(line(item.Ref), e.URL, e.TitleKey))
	if err != nil {
		r.warn(item.Where, "not used: %v", err)
		if ref == "" {
			r.out.Complete = false
		} else {
			r.lost[ref]++
		}
		return row{}, false
	}
	e.Ref = ref
	return row{Entry: e, where: item.Where, stale: item.Stale}, true
}

// zone says which zone zone-less times were read in. Without any, a listing
// whose every time names the same one has that.
func (r *reading) zone(items []sources.Item) {
	r.out.Zone = r.clocks.loc.String()
	if r.clocks.known {
		return
	}
	if r.clocks.floating {
		return
	}
	only := ""
	for _, item := range items {
		switch name := item.When.Zone; {
		case name == "" && item.When.Start == "":
		case only == "":
			only = cmp.Or(name, "UTC")
		case only != cmp.Or(name, "UTC"):
			return
		}
	}
	r.out.Zone = r.clocks.venue(only)
}

// weakMarks cuts "- LIVE" and "- Watch First" where the rest is another entry's
// title, cut the same way or whole.
func weakMarks(rows []row) {
	type weak struct {
		at   int
		rest string
	}
	var found []weak
	for i, row := range rows {
		if rest, ok := WeakMark(row.Title); ok {
			found = append(found, weak{i, rest})
		}
	}
	if len(found) == 0 {
		return
	}
	count := map[string]int{}
	for _, row := range rows {
		count[row.TitleKey]++
	}
	for _, w := range found {
		count[keyOf(w.rest)]++
	}
	for _, w := range found {
		if key := keyOf(w.rest); count[key] > 1 {
			e := &rows[w.at].Entry
			e.Title, e.TitleKey, e.Mark = w.rest, key, true
			e.Generic = e.Generic || generic(w.rest, e.Type)
		}
	}
}

// bySlotRoom is the documented order: start (unplaced last), room key.
func bySlotRoom(a, b row) int {
	return cmp.Or(a.Compare(b.Slot), cmp.Compare(a.RoomKey, b.RoomKey))
}
