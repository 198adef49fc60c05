package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"callboard"
)

// nameWait is how long a first reading waits for the ones before it while their
// conference is not known: ids of conferences then follow the configuration,
// but a site that hangs does not keep the others back.
const nameWait = 3 * time.Second

// Batch reads sources side by side, once each, and reports each run as it ends,
// one at a time; a nil report logs them. It returns when all are done.
func (s *Scheduler) Batch(ctx context.Context, plan *Plan, list []Source, opt Options, report func(callboard.Run)) {
	if report == nil {
		report = s.report
	}
	q := newQueue(ctx, s.runner.Store, list)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i, src := range list {
		leave, err := s.lanes.enter(ctx)
		if err != nil {
			break
		}
		wg.Go(func() {
			defer leave()
			defer close(q.done[i])
			own := opt
			own.Turn = func(ctx context.Context) error { return q.turn(ctx, i) }
			run, skipped := s.once(ctx, plan, src, own)
			if skipped {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			report(run)
		})
	}
	wg.Wait()
}

// RegroupAll regroups every conference from what is stored.
func (s *Scheduler) RegroupAll(ctx context.Context, plan *Plan) { s.runner.RegroupAll(ctx, plan) }

// once runs a source, holding its entry where it has one, so that a firing at
// the same moment is skipped.
func (s *Scheduler) once(ctx context.Context, plan *Plan, src Source, opt Options) (run callboard.Run, skipped bool) {
	s.mu.Lock()
	e := s.entries[src.ID]
	s.mu.Unlock()
	if e == nil {
		return s.runner.RunOnce(ctx, plan, src, opt), false
	}
	if !e.running.CompareAndSwap(false, true) {
		return callboard.Run{}, true
	}
	defer e.running.Store(false)
	run = s.runner.RunOnce(ctx, plan, src, opt)
	s.settleNext(ctx, e, src)
	return run, false
}

// queue orders the commits of readings that were started together.
type queue struct {
	conference []string // of each; "" while not known
	done       []chan struct{}
}

func newQueue(ctx context.Context, store RunStore, list []Source) *queue {
	q := &queue{}
	for _, src := range list {
		id := src.Conference
		if state, err := store.State(ctx, src.ID); err == nil {
			id = cmp.Or(id, state.Conference)
		}
		q.conference = append(q.conference, id)
		q.done = append(q.done, make(chan struct{}))
	}
	return q
}

// turn waits until those before i that may touch the same conference are done.
func (q *queue) turn(ctx context.Context, i int) error {
	timer := time.NewTimer(nameWait)
	defer timer.Stop()
	patience := timer.C
	for k := range i {
		switch {
		case q.conference[k] == "" || q.conference[i] == "":
			if q.conference[k] != q.conference[i] {
				continue // a name that one of them finds never is the other's conference
			}
			select {
			case <-q.done[k]:
			case <-patience:
				patience = closed // waited long enough for all of them
			case <-ctx.Done():
				return ctx.Err()
			}
		case q.conference[k] == q.conference[i]:
			select {
			case <-q.done[k]:
			case <-ctx.Done():
				return fmt.Errorf("waiting for an earlier source of %s: %w", q.conference[i], ctx.Err())
			}
		}
	}
	return nil
}

// closed is a clock that has always rung.
var closed = func() <-chan time.Time {
	c := make(chan time.Time)
	close(c)
	return c
}()
