package zone_test

import (
	"testing"
	"time"

	"callboard/internal/zone"
)

// reference is the rule of RFC 5545 3.3.5 by brute force over the zone's
// periods: the earliest instant that shows the wall clock, else the offset
// before the gap that swallowed it.
func reference(wall time.Time, periods []period) time.Time {
	for _, p := range periods {
		t := wall.Add(-time.Duration(p.offset) * time.Second)
		if !t.Before(p.from) && t.Before(p.to) {
			return t
		}
	}
	for i, p := range periods[1:] {
		gapFrom := p.from.Add(time.Duration(periods[i].offset) * time.Second)
		gapTo := p.from.Add(time.Duration(p.offset) * time.Second)
		if !wall.Before(gapFrom) && wall.Before(gapTo) {
			return wall.Add(-time.Duration(periods[i].offset) * time.Second)
		}
	}
	return time.Time{}
}

type period struct {
	from, to time.Time
	offset   int
}

// periods are those of loc that touch the years from 1970 to 2041.
func periods(loc *time.Location) []period {
	var ps []period
	end := time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC)
	for t := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); t.Before(end); {
		_, offset := t.In(loc).Zone()
		_, to := t.In(loc).ZoneBounds()
		if to.IsZero() {
			to = end
		}
		// Go ends the last period of a leap year a day early, at its 365th day.
		if !to.After(t) {
			to = t.Add(24 * time.Hour)
		}
		ps = append(ps, period{t, to.UTC(), offset})
		t = to.UTC()
	}
	return ps
}

// TestInstantAtEveryTransition walks every zone of the table through each of
// its transitions from 1972 to 2040, in quarters of an hour around it.
func TestInstantAtEveryTransition(t *testing.T) {
	names, seen, asked := zone.Names(), 0, 0
	if len(names) < 500 {
		t.Fatalf("%d zones", len(names))
	}
	step := 15 * time.Minute
	if testing.Short() {
		step = time.Hour
	}
	for _, name := range names {
		loc := load(t, name)
		ps := periods(loc)
		for i, p := range ps[1:] {
			if p.from.Year() < 1972 || p.from.Year() > 2039 {
				continue
			}
			seen++
			old := time.Duration(ps[i].offset) * time.Second
			near := ps[max(0, i-2):min(len(ps), i+4)]
			for _, d := range around(step) {
				w := p.from.Add(old + d)
				asked++
				if got, want := zone.Instant(w, loc), reference(w, near); !got.Equal(want) {
					t.Fatalf("%s: %s = %s, want %s (transition at %s)", name, w.Format(wallLayout), got, want, p.from)
				}
			}
		}
	}
	t.Logf("%d transitions, %d wall clocks", seen, asked)
}

// around are the distances from a transition that are asked about: every step
// within three hours, the seconds beside each border, and whole days beyond.
func around(step time.Duration) []time.Duration {
	var ds []time.Duration
	for d := -3 * time.Hour; d <= 3*time.Hour; d += step {
		ds = append(ds, d)
	}
	for _, h := range []time.Duration{-24 * time.Hour, -time.Hour, -time.Hour / 2, 0, time.Hour / 2, time.Hour, 24 * time.Hour} {
		ds = append(ds, h-time.Second, h+time.Second)
	}
	for h := -48 * time.Hour; h <= 48*time.Hour; h += 6 * time.Hour {
		ds = append(ds, h)
	}
	return ds
}
