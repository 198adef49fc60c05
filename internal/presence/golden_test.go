package presence_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"callboard"
	"callboard/internal/entrytest"
	"callboard/internal/presence"
)

var update = flag.Bool("update", false, "write what presence gives into the goldens")

// TestGoldens plays the cases of testdata, one for each sentence of DESIGN 4.
// A file is a reading, "2015-07-01T10:00 complete" and entries, or an unchanged
// one, "2015-07-01T10:00 repeat". Words: partial, accept, nodates,
// unusable=REF, outside=REF, stale=REF, window=FROM..TO.
func TestGoldens(t *testing.T) { entrytest.Goldens(t, *update, play) }

func play(a *txtar.Archive) (string, error) {
	var b strings.Builder
	var entries []callboard.Entry
	var doubt presence.Doubt
	complete := false
	for _, f := range a.Files {
		if f.Name == "want" {
			continue
		}
		words := strings.Fields(f.Name)
		at, err := entrytest.Instant(words[0])
		if err != nil {
			return "", err
		}
		var res presence.Result
		if words[1] == "repeat" {
			res = presence.Repeat(entries, complete, at)
		} else {
			r, err := reading(words[1:], at)
			if err != nil {
				return "", err
			}
			if r.Entries, err = entrytest.Parse("site", string(f.Data)); err != nil {
				return "", err
			}
			res = presence.Apply(entries, r, doubt)
			complete = r.Complete
		}
		entries, doubt = res.Entries, res.Doubt
		fmt.Fprintf(&b, "== %s: changed=%t\n", f.Name, res.Changed)
		if res.Suspect != "" {
			fmt.Fprintf(&b, "suspect, %d in a row: %s\n", doubt.Count, res.Suspect)
		}
		for _, e := range entries {
			fmt.Fprintf(&b, "%s %s, first %s, last %s", e.Ref, e.Presence, e.FirstSeen.Format("01-02T15:04"), e.LastSeen.Format("01-02T15:04"))
			if e.Abstract != "" {
				fmt.Fprintf(&b, ", %q", e.Abstract)
			}
			for _, s := range e.Speakers {
				fmt.Fprintf(&b, ", %s", s.Name)
			}
			b.WriteString("\n")
		}
	}
	return b.String(), nil
}

func reading(words []string, at time.Time) (presence.Reading, error) {
	r := presence.Reading{Source: "site", At: at, Complete: true, Start: "2015-07-20", End: "2015-07-24"}
	loc, err := time.LoadLocation(entrytest.Zone)
	r.Zone = loc
	for _, w := range words {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "complete":
		case "partial":
			r.Complete = false
		case "accept":
			r.Accept = true
		case "nodates":
			r.Start, r.End = "", ""
		case "unusable":
			r.Unusable = append(r.Unusable, value)
		case "outside":
			r.Outside = append(r.Outside, value)
		case "stale":
			r.Stale = append(r.Stale, value)
		case "window":
			from, to, _ := strings.Cut(value, "..")
			if r.WindowFrom, err = entrytest.Instant(from); err != nil {
				return r, err
			}
			if r.WindowTo, err = entrytest.Instant(to); err != nil {
				return r, err
			}
		default:
			return r, fmt.Errorf("unknown word %q", w)
		}
	}
	return r, err
}

// TestHash: a doubted listing in another order is the same listing.
func TestHash(t *testing.T) {
	before, err := entrytest.Parse("site", "1 | A | 2015-07-21 09:00\n2 | B | 2015-07-21 10:00\n3 | C | 2015-07-21 11:00\n4 | D | 2015-07-21 12:00\n5 | E | 2015-07-21 13:00")
	if err != nil {
		t.Fatal(err)
	}
	r := presence.Reading{Complete: true, At: time.Date(2015, 7, 1, 0, 0, 0, 0, time.UTC), Entries: []callboard.Entry{before[0], before[1]}}
	one := presence.Apply(before, r, presence.Doubt{})
	r.Entries = []callboard.Entry{before[1], before[0]}
	two := presence.Apply(before, r, one.Doubt)
	if two.Suspect == "" || two.Doubt.Count != 2 || two.Doubt.Hash != one.Doubt.Hash {
		t.Errorf("first %+v, then %+v", one.Doubt, two.Doubt)
	}
	if two.Changed || len(two.Entries) != len(before) {
		t.Errorf("a suspect reading changed entries")
	}
}
