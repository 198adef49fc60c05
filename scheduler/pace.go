package scheduler

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/robfig/cron/v3"

	"callboard"
)

// maxGap is the longest that a failing source is left alone.
const maxGap = 24 * time.Hour

// share is a number in [0, 1) that is always the same for one key: jitter that
// survives a restart, so that a next run kept in the database stays right.
func share(key string) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // unreachable: an in-memory hash does not fail
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33 // FNV alone hardly stirs the high bits of short keys
	return float64(x>>11) / (1 << 53)
}

// jitter spreads sources that share a spec over a tenth of their interval, at
// most five minutes, so that they do not all wake in the same second.
func jitter(id string, interval time.Duration) time.Duration {
	return time.Duration(share(id) * float64(min(interval/10, 5*time.Minute))).Truncate(time.Second)
}

// interval is how far apart two firings of s lie after t.
func interval(s cron.Schedule, t time.Time) time.Duration {
	first := s.Next(t)
	return s.Next(first).Sub(first)
}

// firing is when the spec of a source fires next after now, jittered, how far
// apart its firings lie, and why.
func firing(src Source, busy []callboard.Span, now time.Time) (t time.Time, every time.Duration, why string) {
	if src.Cron == auto && len(busy) > 0 {
		at, every, why := autoPace(busy, now)
		return at.Add(jitter(src.ID, every)), every, why
	}
	every = interval(src.Schedule, now)
	// Looking from a jitter earlier keeps a firing whose spec time has passed
	// and whose jittered time has not.
	j := jitter(src.ID, every)
	t = src.Schedule.Next(now.Add(-j)).Add(j)
	if t.Sub(now) < every/4 { // just read, by hand or at the start
		t = src.Schedule.Next(t.Add(-j)).Add(j)
	}
	if src.Cron == auto {
		return t, every, "hourly: the conference's dates are not known"
	}
	return t, every, "cron " + src.Cron
}

// next is when a source is read again after a run that ended at now, and why:
// by its spec and its jitter; after failures in a row by a gap that doubles from
// the interval up to a day, stirred by a tenth either way; never before
// notBefore. The result is UTC, whole seconds.
func next(src Source, busy []callboard.Span, now time.Time, failures int, notBefore time.Time) (time.Time, string) {
	t, every, why := firing(src, busy, now)
	if failures > 0 {
		gap := every
		for i := 1; i < failures && gap < maxGap; i++ {
			gap *= 2
		}
		gap = time.Duration(float64(gap) * (0.9 + 0.2*share(src.ID+"#"+strconv.Itoa(failures))))
		if every < maxGap {
			gap = min(gap, time.Duration(float64(maxGap)*(0.9+0.1*share(src.ID))))
		}
		if failures > 1 || now.Add(gap).After(t) {
			t, why = now.Add(gap), fmt.Sprintf("waiting longer after %d failures in a row", failures)
		}
	}
	if t.Before(notBefore) {
		t, why = notBefore, "the site asked not to be asked before"
	}
	return t.UTC().Truncate(time.Second), why
}

// upcoming says when a source must run, at start or after a reload. What was
// never read is read at once; what was missed is caught up once, spread over a
// minute. A stored time that lies further off than the spec allows (the clock
// went back, the spec changed, a failing source may wait a day) is not believed.
func upcoming(src Source, state callboard.SourceState, now time.Time) time.Time {
	stored := state.NextRun
	switch {
	case stored.IsZero():
		return now
	case !stored.After(now):
		return now.Add(time.Duration(share(src.ID) * float64(time.Minute))).Truncate(time.Second)
	}
	latest, _ := next(src, state.Busy, now, state.Failures, time.Time{})
	if state.Failures > 0 {
		latest = now.Add(maxGap)
	}
	if stored.After(latest) {
		return latest
	}
	return stored
}
