package presence

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"callboard"
)

// What it takes until a doubted listing is believed without an admin, DESIGN 4.
const (
	proofReadings = 3
	proofTime     = 24 * time.Hour
)

// again counts one more suspect reading: the same listing, or another one.
func (d Doubt) again(hash string, at time.Time) Doubt {
	if d.Hash != hash || d.Count == 0 {
		return Doubt{Hash: hash, Since: at, Count: 1}
	}
	d.Count++
	return d
}

func (d *Doubt) believe(at time.Time) {
	d.Count = max(d.Count, proofReadings)
	if since := at.Add(-proofTime); d.Since.After(since) {
		d.Since = since
	}
}

func (d Doubt) believed(at time.Time) bool {
	return d.Count >= proofReadings && at.Sub(d.Since) >= proofTime
}

// suspect says why a reading is not believed at first sight, "" when it is.
// Only live entries count: what is gone was given up before.
func suspect(before []callboard.Entry, r Reading) string {
	var live []callboard.Entry
	for _, e := range before {
		if e.Live() {
			live = append(live, e)
		}
	}
	mend := "run: callboard fetch --accept " + r.Source
	if len(live) > 0 && len(r.Entries)+len(r.Unusable)+len(r.Outside) == 0 {
		if !r.Complete {
			return fmt.Sprintf("found no entries where there were %d, and cannot have read the whole listing; nothing was removed. It is read again when it is next due", len(live))
		}
		return fmt.Sprintf("found no entries where there were %d; nothing was removed. If the schedule was really emptied, %s", len(live), mend)
	}
	if why := elsewhere(live, r); why != "" {
		return why + " If this is right, " + mend
	}
	if !r.Complete {
		return "" // it removes nothing, so there is nothing to doubt
	}
	if found, of, which := foundAgain(live, r); found*2 < of {
		return fmt.Sprintf("found %d of %d entries%s again; nothing was removed. If the site really cut its schedule, %s", found, of, which, mend)
	}
	return ""
}

// foundAgain counts how many of the entries that are not over (of all, when
// all are over) the reading holds. An entry that comes back under another ref
// is found by its title, else by its slot, one for one: a site that renumbers
// or translates everything has not cut anything.
func foundAgain(live []callboard.Entry, r Reading) (found, of int, which string) {
	exempt := r.exempt()
	var expect, ahead []callboard.Entry
	for _, e := range live {
		if exempt(e) {
			continue
		}
		expect = append(expect, e)
		if !e.Over(r.At) {
			ahead = append(ahead, e)
		}
	}
	if len(ahead) > 0 {
		if len(ahead) < len(expect) {
			which = " that are still to come"
		}
		expect = ahead
	}
	refs := setOf(r.Unusable)
	for _, e := range r.Entries {
		refs[e.Ref] = true
	}
	known := make(map[string]bool, len(live))
	for _, e := range live {
		known[e.Ref] = true
	}
	spare := newSpares(r.Entries, known)
	var lost []callboard.Entry
	for _, e := range expect {
		if refs[e.Ref] || spare.take(titleOf(e)) {
			found++
		} else {
			lost = append(lost, e)
		}
	}
	for _, e := range lost {
		if spare.take(slotOf(e)) {
			found++
		}
	}
	return found, len(expect), which
}

// spares are the entries of a reading under refs that nobody knows, each to be
// taken once, by its title or by its slot.
type spares struct {
	by    map[string][]int
	taken []bool
}

func newSpares(entries []callboard.Entry, known map[string]bool) *spares {
	s := &spares{map[string][]int{}, make([]bool, len(entries))}
	for i, e := range entries {
		if known[e.Ref] {
			continue
		}
		for _, key := range []string{titleOf(e), slotOf(e)} {
			s.by[key] = append(s.by[key], i)
		}
	}
	return s
}

func (s *spares) take(key string) bool {
	list := s.by[key]
	for len(list) > 0 && s.taken[list[0]] {
		list = list[1:]
	}
	if key == "" || len(list) == 0 {
		return false
	}
	s.taken[list[0]], s.by[key] = true, list[1:]
	return true
}

// titleOf and slotOf are names that an entry is found again by, "" for none.
func titleOf(e callboard.Entry) string {
	if e.TitleKey == "" {
		return ""
	}
	return "title " + e.TitleKey
}

func slotOf(e callboard.Entry) string {
	if !e.Placed() {
		return ""
	}
	return fmt.Sprintf("slot %d %s", unix(e.Start), e.RoomKey)
}

// elsewhere says that no entry lies within the conference's days although
// those before did: a new edition under an old address.
func elsewhere(live []callboard.Entry, r Reading) string {
	if r.Start == "" || r.End == "" {
		return ""
	}
	first, last, n, inside := span(r.Entries, r)
	if n == 0 || inside > 0 {
		return ""
	}
	if _, _, had, inside := span(live, r); had > 0 && inside == 0 {
		return "" // they were believed to lie there before
	}
	return fmt.Sprintf("found %d entries between %s and %s, none of them within the conference's days, %s to %s; nothing was changed.", n, first, last, r.Start, r.End)
}

// span is the first and the last day of the placed entries, their number, and
// how many begin within the conference.
func span(entries []callboard.Entry, r Reading) (first, last callboard.Date, n, inside int) {
	for _, e := range entries {
		if !e.Placed() {
			continue
		}
		day, end := callboard.NewDate(e.Start.In(r.Zone)), callboard.Date("")
		if e.AllDay { // civil dates, at midnight UTC
			day, end = callboard.NewDate(e.Start.UTC()), callboard.NewDate(e.End.UTC())
		}
		n++
		if first == "" || day < first {
			first = day
		}
		last = max(last, day)
		if day <= r.End && max(day, end) >= r.Start {
			inside++
		}
	}
	return first, last, n, inside
}

// hash is the same for the same listing in any order: refs, slots and titles.
func hash(entries []callboard.Entry) string {
	lines := make([]string, 0, len(entries))
	for _, e := range entries {
		title := e.TitleKey
		if title == "" {
			title = e.Title
		}
		lines = append(lines, fmt.Sprintf("%q %d %d %t %q %q", e.Ref, unix(e.Start), unix(e.End), e.AllDay, e.RoomKey, title))
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
