package scheduler

import (
	"hash/fnv"
	"strconv"
	"time"

	"github.com/robfig/cron/v3"
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

// next is when a source is read again after a run that ended at now: by its
// spec and its jitter; after failures in a row by a gap that doubles from the
// interval up to a day, stirred by a tenth either way; never before notBefore.
// The result is UTC, whole seconds.
func next(s cron.Schedule, id string, now time.Time, failures int, notBefore time.Time) time.Time {
	every := interval(s, now)
	// Looking from a jitter earlier keeps a firing whose spec time has passed
	// and whose jittered time has not.
	j := jitter(id, every)
	t := s.Next(now.Add(-j)).Add(j)
	if t.Sub(now) < every/4 { // just read, by hand or at the start
		t = s.Next(t.Add(-j)).Add(j)
	}
	if failures > 0 {
		gap := every
		for i := 1; i < failures && gap < maxGap; i++ {
			gap *= 2
		}
		stir := 0.9 + 0.2*share(id+"#"+strconv.Itoa(failures))
		gap = time.Duration(float64(gap) * stir)
		if every < maxGap {
			gap = min(gap, time.Duration(float64(maxGap)*(0.9+0.1*share(id))))
		}
		if failures > 1 || now.Add(gap).After(t) {
			t = now.Add(gap)
		}
	}
	if t.Before(notBefore) {
		t = notBefore
	}
	return t.UTC().Truncate(time.Second)
}

// upcoming says when a source must run, at start or after a reload. stored is
// its next run as last computed, zero when it was never read: then at once. What
// was missed is caught up once, spread over a minute. A stored time that lies
// further off than the spec allows (the clock went back, the spec changed, a
// failing source may wait a day) is not believed.
func upcoming(s cron.Schedule, id string, now, stored time.Time, failures int) time.Time {
	switch {
	case stored.IsZero():
		return now
	case !stored.After(now):
		return now.Add(time.Duration(share(id) * float64(time.Minute))).Truncate(time.Second)
	}
	latest := next(s, id, now, failures, time.Time{})
	if failures > 0 {
		latest = now.Add(maxGap)
	}
	if stored.After(latest) {
		return latest
	}
	return stored
}
