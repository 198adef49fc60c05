package db

import (
	"fmt"
	"math/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"callboard"
)

// big is a first reading of n talks without encores, with abstracts of about a
// kilobyte, and its body of three megabytes: what FOSDEM publishes.
func big(n int) *callboard.Update {
	u := reading(conf(), "site", n)
	u.Entries = nil
	for i := range u.Talks {
		u.Talks[i].Performances = u.Talks[i].Performances[:1]
		u.Entries = append(u.Entries, entryNo("site", i, 0))
	}
	rng := rand.New(rand.NewSource(1))
	var body strings.Builder
	for i := range u.Talks {
		var b strings.Builder
		for range 120 {
			fmt.Fprintf(&b, "word%d ", rng.Intn(5000))
		}
		u.Talks[i].Abstract = b.String()
		u.Talks[i].AbstractHTML = "<p>" + b.String() + "</p>"
		body.WriteString(b.String() + b.String() + b.String())
	}
	for i := range u.Entries {
		u.Entries[i].Abstract = u.Talks[i].Abstract
		u.Entries[i].AbstractHTML = u.Talks[i].AbstractHTML
	}
	u.Pages = []callboard.Page{{Source: "site", URL: "https://conf.example/schedule.xml", Body: []byte(body.String()), ReadAt: noon}}
	return u
}

// unchanged is the Update of a reading that found everything as before.
func unchanged(u *callboard.Update, run callboard.Run) *callboard.Update {
	run.Ended, run.Outcome = run.Started.Add(time.Second), callboard.Unchanged
	s := u.State
	s.LastRun, s.LastGood, s.Outcome = run.Started, run.Ended, callboard.Unchanged
	return &callboard.Update{Run: run, State: s}
}

func BenchmarkFirstCommit(b *testing.B) {
	u := big(943)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		d := openFile(b, filepath.Join(b.TempDir(), fmt.Sprint(i)))
		u.Run.ID = 0
		b.StartTimer()
		commit(b, d, u)
	}
}

func BenchmarkUnchangedCommit(b *testing.B) {
	d := openTemp(b)
	u := big(943)
	commit(b, d, u)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		run, err := d.StartRun(b.Context(), "site", noon.Add(time.Duration(i)*time.Minute))
		if err != nil {
			b.Fatal(err)
		}
		commit(b, d, unchanged(u, run))
	}
}

func BenchmarkTalks(b *testing.B) {
	d := openTemp(b)
	commit(b, d, big(943))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Talks(b.Context(), "conf"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEntries(b *testing.B) {
	d := openTemp(b)
	commit(b, d, big(943))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Entries(b.Context(), "conf"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSameEntriesCommit(b *testing.B) {
	d := openTemp(b)
	u := big(943)
	commit(b, d, u)
	u.Conference, u.Talks, u.Changes = nil, nil, nil
	b.ReportAllocs()
	for b.Loop() {
		u.Run.ID = 0
		commit(b, d, u)
	}
}
