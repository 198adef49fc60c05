// Package presence compares a source's entries with a new reading of it:
// absence needs proof (DESIGN 4). Pure.
package presence

import (
	"slices"
	"strings"
	"time"

	"callboard"
)

// Reading is one good reading, normalised.
type Reading struct {
	// Source is the source's id, for the sentence of a suspect reading.
	Source   string
	Entries  []callboard.Entry
	Complete bool
	Unusable []string // refs that count as seen
	Outside  []string // refs (or UIDs of whose instances all are meant) that are neither missing nor gone
	// Stale are refs whose detail page could not be read: what it would have
	// said (abstract and speakers) stays as it was.
	Stale []string
	// WindowFrom and WindowTo bound the instances of recurring entries that
	// this reading expanded, To exclusive: an instance `UID/<start>` outside is
	// neither missing nor gone. Zero = no window.
	WindowFrom, WindowTo time.Time
	// Start and End bound the conference as known before this reading; "" unknown.
	Start, End callboard.Date
	Zone       *time.Location // of the conference's days; nil = UTC
	At         time.Time      // when it was read; its whole seconds count
	Accept     bool           // an admin believes it
}

// Doubt is what is remembered of suspect readings in a row.
type Doubt struct {
	Hash  string    // of the listing
	Since time.Time // when it was first read, UTC
	Count int       // how often it was read
}

// Result is the source's entries after the reading.
type Result struct {
	Entries []callboard.Entry // all of them, gone ones too, by ref
	Changed bool              // any entry differs from before, LastSeen apart
	Suspect string            // the sentence; "" when the reading is believed
	// Doubt is zero when the reading is believed, but for an incomplete one
	// that was doubted first: absence never means anything there, so the next
	// one would be doubted again if the proof were forgotten.
	Doubt Doubt
}

// Apply gives the entries after a reading that was parsed.
func Apply(before []callboard.Entry, r Reading, doubt Doubt) Result {
	r.At = r.At.UTC().Truncate(time.Second)
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	why := suspect(before, r)
	if why == "" {
		return step(before, r, false)
	}
	doubt = doubt.again(hash(r.Entries), r.At)
	if r.Accept {
		doubt.believe(r.At)
	}
	if !doubt.believed(r.At) {
		return Result{Entries: byRef(slices.Clone(before)), Suspect: why, Doubt: doubt}
	}
	// The proof that this absence is meant has just been given: what is not
	// there is gone at once, for a second look would only be doubted again.
	res := step(before, r, true)
	if !r.Complete {
		res.Doubt = doubt
	}
	return res
}

// step sets what the reading holds to seen and, when it is complete, moves the
// rest seen -> missing -> gone, or straight to gone when that is proven.
func step(before []callboard.Entry, r Reading, proven bool) Result {
	old := make(map[string]callboard.Entry, len(before))
	for _, e := range before {
		old[e.Ref] = e
	}
	stale, unusable := setOf(r.Stale), setOf(r.Unusable)
	read := make(map[string]bool, len(r.Entries))
	all := make([]callboard.Entry, 0, max(len(before), len(r.Entries)))
	for _, e := range r.Entries {
		if read[e.Ref] {
			continue
		}
		read[e.Ref] = true
		was, known := old[e.Ref]
		if known && stale[e.Ref] {
			e = keepDetail(e, was)
		}
		e.FirstSeen = r.At
		if known && !was.FirstSeen.IsZero() {
			e.FirstSeen = was.FirstSeen
		}
		e.Presence, e.LastSeen = callboard.Seen, r.At
		all = append(all, e)
	}
	exempt := r.exempt()
	for _, e := range before {
		switch {
		case read[e.Ref]:
			continue
		case unusable[e.Ref]:
			e.Presence, e.LastSeen = callboard.Seen, r.At
		case !r.Complete || exempt(e):
		case proven:
			e.Presence = callboard.Gone
		default:
			e.Presence = next(e.Presence)
		}
		all = append(all, e)
	}
	all = byRef(dropTwins(all, old))
	return Result{Entries: all, Changed: changed(before, all)}
}

// Repeat gives the entries after an unchanged reading: the effect of the
// reading it equals once more, from stored entries.
func Repeat(before []callboard.Entry, complete bool, at time.Time) Result {
	at = at.UTC().Truncate(time.Second)
	var latest time.Time
	old := make(map[string]callboard.Entry, len(before))
	for _, e := range before {
		old[e.Ref] = e
		if e.LastSeen.After(latest) {
			latest = e.LastSeen
		}
	}
	all := slices.Clone(before)
	for i := range all {
		e := &all[i]
		switch {
		case e.Presence == callboard.Seen:
			// Those that an incomplete reading did not hold were seen before it.
			if e.LastSeen.Equal(latest) {
				e.LastSeen = at
			}
		case complete:
			e.Presence = next(e.Presence)
		}
	}
	all = byRef(dropTwins(all, old))
	return Result{Entries: all, Changed: changed(before, all)}
}

// next is the presence after one more complete reading without the entry.
func next(p callboard.Presence) callboard.Presence {
	if p == callboard.Seen {
		return callboard.Missing
	}
	return callboard.Gone
}

// keepDetail gives e what its detail page said the last time it could be read.
func keepDetail(e, was callboard.Entry) callboard.Entry {
	if e.Abstract == "" {
		e.Abstract, e.AbstractHTML = was.Abstract, was.AbstractHTML
	}
	if len(e.Speakers) == 0 {
		e.Speakers = was.Speakers
	}
	return e
}

// exempt finds the entries that the reading says nothing about although it is
// complete: those of Outside, and instances beyond the window.
func (r Reading) exempt() func(callboard.Entry) bool {
	outside := setOf(r.Outside)
	windowed := !r.WindowFrom.IsZero() || !r.WindowTo.IsZero()
	return func(e callboard.Entry) bool {
		if outside[e.Ref] {
			return true
		}
		uid, start, ok := instance(e.Ref)
		if outside[uid] {
			return true
		}
		if !ok || !windowed {
			return false
		}
		if !e.Start.IsZero() {
			start = e.Start
		}
		return start.Before(r.WindowFrom) || !r.WindowTo.IsZero() && !start.Before(r.WindowTo)
	}
}

// instance splits the ref of an instance of a recurring entry, `UID/<start>`
// (its RECURRENCE-ID, RFC 5545 3.8.4.4), perhaps with a `#2` behind it. A URL
// that merely holds slashes is none: ok is false and uid the ref without `#2`.
func instance(ref string) (uid string, start time.Time, ok bool) {
	if i := strings.LastIndexByte(ref, '#'); i > 0 && digits(ref[i+1:]) {
		ref = ref[:i]
	}
	i := strings.LastIndexByte(ref, '/')
	if i <= 0 {
		return ref, time.Time{}, false
	}
	for _, layout := range []string{
		"20060102T150405Z", "20060102T150405", "20060102",
		time.RFC3339, "2006-01-02T15:04:05", time.DateOnly,
	} {
		if t, err := time.Parse(layout, ref[i+1:]); err == nil {
			return ref[:i], t, true
		}
	}
	return ref, time.Time{}, false
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}
