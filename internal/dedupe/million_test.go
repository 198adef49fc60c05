package dedupe

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"callboard"
)

// strangers are n performances of talks with titles and speakers of their own,
// each hundredth given twice, as joinTalks finds them.
func strangers(n int) *grouping {
	start := time.Date(2015, 7, 20, 9, 0, 0, 0, time.UTC)
	g := &grouping{zones: map[string]*time.Location{}}
	entries, items, perfs := make([]callboard.Entry, n), make([]item, n), make([]perf, n)
	for i := range n {
		what := i
		if i%100 == 1 {
			what = i - 1
		}
		e := &entries[i]
		e.Source, e.Ref, e.Presence = "site", fmt.Sprint(i), callboard.Seen
		e.Title = fmt.Sprintf("How we learned lesson %d of distributed systems", what)
		e.Printed, e.TitleKey = e.Title, fmt.Sprintf("howwelearnedlesson%dofdistributedsystems", what)
		e.Speakers = []callboard.Speaker{{Name: fmt.Sprint("Speaker ", what), Key: fmt.Sprint(what, "-speaker")}}
		e.Start = start.Add(time.Duration(i/20)*30*time.Minute + time.Duration(i%3)*time.Minute)
		e.End, e.Room, e.RoomKey = e.Start.Add(25*time.Minute), "Room", fmt.Sprint("room", i%20)
		items[i] = item{e: e, base: e.Ref, title: e.TitleKey}
		p := &perfs[i]
		p.items, p.order = []*item{&items[i]}, i
		p.out.Slot = e.Slot
		g.perfs = append(g.perfs, p)
	}
	return g
}

// BenchmarkMillion joins performances to talks: views, blocks, guards, rungs.
// MB/op is all that is allocated on the way, garbage too, beyond the entries
// that are given. The bounds are 6 s and 512 MiB for a million, and near-linear
// growth. Measured on two cores of a busy machine:
//
//	  100,000   0.18 to 0.24 s    19 MB
//	1,000,000   2.0 to 3.1 s     195 MB
//
// What Group does besides, reading entries and writing talks, is linear too: its
// input and output alone are a kilobyte a talk (BenchmarkImport).
func BenchmarkMillion(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := strangers(n)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for b.Loop() {
				g.clusters = nil
				for _, p := range g.perfs {
					p.rule, p.via, p.view = "", nil, view{}
				}
				g.joinTalks()
			}
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/(1<<20), "MB/op")
			if want := n - n/100; len(g.clusters) != want {
				b.Errorf("%d talks, want %d", len(g.clusters), want)
			}
		})
	}
}
