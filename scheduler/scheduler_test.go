package scheduler_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"callboard"
	"callboard/internal/config"
	"callboard/scheduler"
)

// clockwork runs a test in a bubble whose clock the scheduler uses: hours pass
// at once.
func clockwork(t *testing.T, ids []string, test func(h *house, s *scheduler.Scheduler)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, ids...)
		r := &scheduler.Runner{Store: h.db, Now: time.Now, Log: h.log}
		ctx, stop := context.WithCancel(context.Background())
		s := scheduler.New(r, 2)
		h.start = func() { s.Start(ctx, h.plan) }
		h.reload = func() { s.Reload(ctx, h.plan) }
		h.useClock(time.Now)
		test(h, s)
		drain, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		s.Drain(drain, stop)
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A source never read is read at once, then by its spec, and the next run is kept.
func TestReadAtOnceThenBySpec(t *testing.T) {
	clockwork(t, []string{"s"}, func(h *house, s *scheduler.Scheduler) {
		h.site.set("s", calendar(three...))
		h.start()
		synctest.Wait()
		if n := h.site.count("s"); n != 1 || !s.Tried() {
			t.Fatalf("%d requests at start, tried %v", n, s.Tried())
		}
		if next := h.state("s").NextRun; !next.After(time.Now()) || next.After(time.Now().Add(66*time.Minute)) {
			t.Errorf("next run %v at %v", next, time.Now())
		}
		pass(5*time.Hour + 10*time.Minute)
		synctest.Wait()
		if n := h.site.count("s"); n != 6 {
			t.Errorf("%d requests after five hours, want 6", n)
		}
	})
}

// A run that another process made counts: the firing is put off.
func TestFetchBesideCountsAsARun(t *testing.T) {
	clockwork(t, []string{"s"}, func(h *house, s *scheduler.Scheduler) {
		h.site.set("s", calendar(three...))
		h.start()
		synctest.Wait()
		if err := h.db.SaveNextRun(context.Background(), "s", time.Now().Add(3*time.Hour)); err != nil {
			t.Fatal(err)
		}
		pass(2 * time.Hour)
		synctest.Wait()
		if n := h.site.count("s"); n != 1 {
			t.Errorf("%d requests, want the one of the start", n)
		}
	})
}

// A source that hangs is never read twice at once and delays nobody.
func TestHangDelaysNobody(t *testing.T) {
	clockwork(t, []string{"bad1", "bad2", "bad3", "good"}, func(h *house, s *scheduler.Scheduler) {
		for _, id := range []string{"bad1", "bad2", "bad3"} {
			h.site.set(id, page{hang: true})
		}
		for i := range h.plan.Sources {
			h.plan.Sources[i].Conference = h.plan.Sources[i].ID
		}
		h.site.set("good", calendar(three...))
		h.start()
		pass(5 * time.Second)
		synctest.Wait()
		if got := h.state("good").Outcome; got != callboard.OK {
			t.Errorf("after five seconds the good source is %q, behind three that hang and two lanes", got)
		}
	})
}

// A failing source backs off to at most a day; one success resets it.
func TestBackOff(t *testing.T) {
	clockwork(t, []string{"s"}, func(h *house, s *scheduler.Scheduler) {
		h.site.set("s", page{status: 500})
		h.start()
		synctest.Wait()
		var gaps []time.Duration
		for range 9 {
			next := h.state("s").NextRun
			gaps = append(gaps, time.Until(next))
			pass(time.Until(next) + time.Second)
			synctest.Wait()
		}
		for i := 1; i < len(gaps); i++ {
			if gaps[i] > 24*time.Hour {
				t.Errorf("gap %d is %v", i, gaps[i])
			}
			if i < 5 && gaps[i] < gaps[i-1]*3/2 {
				t.Errorf("gap %d is %v after %v: it does not double", i, gaps[i], gaps[i-1])
			}
		}
		if last := gaps[len(gaps)-1]; last < 20*time.Hour {
			t.Errorf("after nine failures the gap is %v", last)
		}
		h.site.set("s", calendar(three...))
		pass(25 * time.Hour)
		synctest.Wait()
		if st := h.state("s"); st.Failures != 0 || time.Until(st.NextRun) > 66*time.Minute {
			t.Errorf("one success does not reset: %+v", st)
		}
	})
}

// Retry-After is kept.
func TestRetryAfter(t *testing.T) {
	clockwork(t, []string{"s"}, func(h *house, s *scheduler.Scheduler) {
		h.site.set("s", page{status: 429, header: http.Header{"Retry-After": {"36000"}}})
		h.start()
		synctest.Wait()
		pass(9 * time.Hour)
		synctest.Wait()
		if n := h.site.count("s"); n != 1 {
			t.Errorf("%d requests within Retry-After", n)
		}
	})
}

// What was missed while the daemon was down is caught up once, within a minute.
func TestCatchUpOnce(t *testing.T) {
	clockwork(t, []string{"s"}, func(h *house, s *scheduler.Scheduler) {
		h.site.set("s", calendar(three...))
		run := &scheduler.Runner{Store: h.db, Now: time.Now, Log: h.log}
		run.RunOnce(context.Background(), h.plan, h.plan.Sources[0], scheduler.Options{})
		pass(72 * time.Hour)
		h.start()
		synctest.Wait()
		if n := h.site.count("s"); n > 2 {
			t.Errorf("%d requests at once", n)
		}
		pass(time.Minute)
		synctest.Wait()
		if n := h.site.count("s"); n != 2 {
			t.Errorf("%d requests a minute after the start, want 2", n)
		}
	})
}

// A reload adds, changes and removes sources; a removed one is read no more.
func TestReload(t *testing.T) {
	clockwork(t, []string{"a", "b"}, func(h *house, s *scheduler.Scheduler) {
		for _, id := range []string{"a", "b", "c"} {
			h.site.set(id, calendar(three...))
		}
		h.start()
		synctest.Wait()
		h.configure("b", "c")
		every, err := config.Schedule("@every 10m")
		if err != nil {
			t.Fatal(err)
		}
		h.plan.Sources[0].Schedule = every
		h.reload()
		synctest.Wait()
		if n := h.site.count("c"); n != 1 {
			t.Errorf("the added source was asked %d times", n)
		}
		pass(2 * time.Hour)
		synctest.Wait()
		if a, b := h.site.count("a"), h.site.count("b"); a != 1 || b < 11 {
			t.Errorf("removed source asked %d times, changed one %d times", a, b)
		}
	})
}

// Draining waits for running work, and hurries it in the end.
func TestDrainHurries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "s")
		h.useClock(time.Now)
		h.site.set("s", page{hang: true})
		ctx, stop := context.WithCancel(context.Background())
		s := scheduler.New(&scheduler.Runner{Store: h.db, Now: time.Now, Log: h.log}, 1)
		s.Start(ctx, h.plan)
		synctest.Wait()
		began := time.Now()
		drain, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		s.Drain(drain, stop)
		if took := time.Since(began); took < 9*time.Second || took > 11*time.Second {
			t.Errorf("drained after %v", took)
		}
		if st := h.state("s"); st.Failures != 0 {
			t.Errorf("being stopped is no failure of the source: %+v", st)
		}
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// pass lets the bubble's clock run on; outside of one it would wait.
func pass(d time.Duration) { <-time.After(d) }
