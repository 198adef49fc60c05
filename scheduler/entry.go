package scheduler

import (
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"

	"callboard"
)

// entry is one source on cron's list: its Schedule and its Job in one.
type entry struct {
	id      string
	log     *slog.Logger
	job     func()       // fires the source
	cronID  cron.EntryID // guarded by Scheduler.mu
	running atomic.Bool

	mu   sync.Mutex
	src  Source
	busy []callboard.Span
	at   time.Time // the next firing
}

func (e *entry) set(src Source, busy []callboard.Span, at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.src, e.busy, e.at = src, busy, at
}

func (e *entry) source() Source {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.src
}

// Next is the stored next run while it lies ahead, else the spec's next firing.
// cron asks when an entry is armed and when it fires.
func (e *entry) Next(now time.Time) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.at.After(now) {
		return e.at
	}
	at, _ := next(e.src, e.busy, now, 0, time.Time{})
	return at
}

// Run is a firing. It is skipped while the source is still being read; the flag
// is cleared whatever happens inside, so that a panic never kills the entry.
func (e *entry) Run() {
	if !e.running.CompareAndSwap(false, true) {
		e.log.Info("still being read, firing skipped", "source", e.id)
		return
	}
	defer e.running.Store(false)
	defer func() {
		if p := recover(); p != nil {
			e.log.Error("a firing panicked", "source", e.id, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	e.job()
}
