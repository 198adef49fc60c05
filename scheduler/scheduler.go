// Package scheduler decides when each source is read, and does it: scheduler.go
// is when (cron, jitter, catching up, skipping, draining), run.go is what (one
// run, the whole pipeline on one screen). It never dials, serves or speaks SQL:
// the rooms that do are behind the interfaces of plan.go.
package scheduler

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"

	"callboard"
)

// regroupEvery is how often conferences are regrouped without a new reading, so
// that a source that died stops counting.
const regroupEvery = 6 * time.Hour

// publishEvery is how often the ledger is told of edits that have settled.
const publishEvery = time.Minute

// Scheduler keeps the clock of all sources.
type Scheduler struct {
	runner *Runner
	log    *slog.Logger
	lanes  *lanes
	cron   *cron.Cron
	tried  atomic.Bool // every source was tried once since the start

	wg sync.WaitGroup // everything that this scheduler started

	mu      sync.Mutex
	plan    *Plan
	entries map[string]*entry
	closed  bool
}

// New makes a scheduler of at most concurrency swift runs at once.
func New(r *Runner, concurrency int) *Scheduler {
	return &Scheduler{runner: r, log: r.Log, lanes: newLanes(concurrency), entries: map[string]*entry{},
		cron: cron.New(cron.WithLocation(time.UTC), cron.WithLogger(cron.DiscardLogger))}
}

// Start schedules the sources of a plan and begins. What was never read is read
// at once, in configuration order. Runs end when ctx does, which must be after
// Drain.
func (s *Scheduler) Start(ctx context.Context, plan *Plan) {
	s.every(ctx, regroupEvery, s.runner.RegroupAll)
	s.every(ctx, publishEvery, s.runner.Publish)
	s.cron.Start()
	s.Reload(ctx, plan)
}

// Tried reports whether every source of the first plan was tried once.
func (s *Scheduler) Tried() bool { return s.tried.Load() }

// Reload swaps the plan: sources are added, changed and removed; running work
// goes on with the plan that it began with. What an admin pinned or corrected
// takes effect without a new reading.
func (s *Scheduler) Reload(ctx context.Context, plan *Plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.plan = plan
	keep := map[string]bool{}
	var fresh []Source
	for _, src := range plan.Sources {
		keep[src.ID] = true
		e := s.entries[src.ID]
		if e == nil {
			e = &entry{id: src.ID, log: s.log}
			e.job = func() { s.fire(ctx, e) }
			s.entries[src.ID] = e
		}
		if s.arm(ctx, e, src) {
			fresh = append(fresh, src)
		}
	}
	for id, e := range s.entries {
		if !keep[id] {
			s.cron.Remove(e.cronID)
			delete(s.entries, id)
		}
	}
	s.wg.Go(func() { s.runner.RegroupAll(ctx, plan) })
	s.wg.Go(func() {
		s.Batch(ctx, plan, fresh, Options{}, nil)
		s.tried.Store(true)
	})
}

// every does something with the plan that then holds, at a distance, until
// Drain.
func (s *Scheduler) every(ctx context.Context, distance time.Duration, do func(context.Context, *Plan)) {
	s.cron.Schedule(cron.Every(distance), cron.FuncJob(func() {
		s.mu.Lock()
		plan, closed := s.plan, s.closed
		s.mu.Unlock()
		if !closed {
			do(ctx, plan)
		}
	}))
}

// arm gives an entry its source and its next firing, and reports whether the
// source was never read. The caller holds s.mu.
func (s *Scheduler) arm(ctx context.Context, e *entry, src Source) (fresh bool) {
	state, err := s.runner.Store.State(ctx, src.ID)
	if err != nil && !errors.Is(err, callboard.ErrNotFound) {
		s.log.Error("the state of a source cannot be read; it is read by its schedule", "source", src.ID, "error", err)
	}
	now := s.runner.Now()
	never := state.LastRun.IsZero() || state.URL != fingerprint(src) || state.Configured != src.Kind
	at := upcoming(src, state, now)
	if never {
		at, _ = next(src, nil, now, 0, time.Time{})
	} else if at.Before(state.NextRun) { // or the firing would be taken for one that another process has made needless
		if err := s.runner.Store.SaveNextRun(ctx, src.ID, at); err != nil {
			s.log.Error("the next run of a source cannot be stored", "source", src.ID, "error", err)
		}
	}
	e.set(src, state.Busy, at)
	s.cron.Remove(e.cronID)
	e.cronID = s.cron.Schedule(e, e)
	return never
}

// rearm lets cron ask an entry again for its next firing.
func (s *Scheduler) rearm(e *entry, state callboard.SourceState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.entries[e.id] != e {
		return
	}
	e.set(e.source(), state.Busy, state.NextRun)
	s.cron.Remove(e.cronID)
	e.cronID = s.cron.Schedule(e, e)
}

// fire runs the source of an entry, unless another process did meanwhile.
func (s *Scheduler) fire(ctx context.Context, e *entry) {
	s.mu.Lock()
	plan, closed := s.plan, s.closed
	if closed || s.entries[e.id] != e {
		s.mu.Unlock()
		return
	}
	s.wg.Add(1)
	s.mu.Unlock()
	defer s.wg.Done()
	src := e.source()
	state, err := s.runner.Store.State(ctx, src.ID)
	if now := s.runner.Now(); err == nil && state.NextRun.After(now) && !state.LastRun.After(now) {
		s.rearm(e, state) // a fetch beside us counts as a run
		return
	}
	leave, err := s.lanes.enter(ctx)
	if err != nil {
		return
	}
	defer leave()
	s.report(s.runner.RunOnce(ctx, plan, src, Options{}))
	s.settleNext(ctx, e, src)
}

// settleNext arms an entry with the next run that was stored.
func (s *Scheduler) settleNext(ctx context.Context, e *entry, src Source) {
	state, err := s.runner.Store.State(ctx, src.ID)
	if err != nil || !state.NextRun.After(s.runner.Now()) {
		state.NextRun, _ = next(src, state.Busy, s.runner.Now(), 0, time.Time{})
	}
	s.rearm(e, state)
}

// report logs a finished run.
func (s *Scheduler) report(r callboard.Run) {
	level := slog.LevelInfo
	switch r.Outcome {
	case callboard.Unchanged:
		level = slog.LevelDebug
	case callboard.Failed, callboard.Suspect:
		level = slog.LevelWarn
	}
	args := []any{"source", r.Source, "outcome", r.Outcome, "talks", r.Talks, "performances", r.Performances, "changes", r.Changes}
	if r.Message != "" {
		args = append(args, "message", r.Message)
	}
	s.log.Log(context.Background(), level, "read", args...)
}

// Drain stops the clock, waits for running work until ctx ends, then hurries it
// with stop, which must end the context of Start. Nothing runs when it returns.
func (s *Scheduler) Drain(ctx context.Context, stop func()) {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.lanes.close()
	stopped := s.cron.Stop()
	done := make(chan struct{})
	go func() { // ends with the last run, which stop hurries
		<-stopped.Done()
		s.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	stop()
	<-done
}
