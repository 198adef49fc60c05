package scheduler

import (
	"context"
	"errors"
	"sync"
	"time"
)

// slowAfter is when a run leaves the swift lane, so that sites that hang do not
// keep the others waiting. slowLanes times as many runs may be slow.
const (
	slowAfter = 2 * time.Second
	slowLanes = 4
)

var errClosed = errors.New("shutting down")

// lanes limits how many runs are under way: n swift ones, and slowLanes*n that
// have taken longer than slowAfter.
type lanes struct {
	swift, slow chan struct{}
	closing     chan struct{}
	once        sync.Once
}

func newLanes(n int) *lanes {
	n = max(n, 1)
	return &lanes{swift: make(chan struct{}, n), slow: make(chan struct{}, slowLanes*n), closing: make(chan struct{})}
}

// close turns away everybody who still waits.
func (l *lanes) close() { l.once.Do(func() { close(l.closing) }) }

// enter waits for a place. leave must be called once.
func (l *lanes) enter(ctx context.Context) (leave func(), err error) {
	select {
	case <-l.closing:
		return nil, errClosed
	default:
	}
	select {
	case l.swift <- struct{}{}:
	case <-l.closing:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	done := make(chan struct{})
	go l.watch(done)
	return func() { close(done) }, nil
}

// watch owns a run's place: it moves to the slow lane when the run takes long
// and that lane has room, and gives the place back when the run is done.
func (l *lanes) watch(done chan struct{}) {
	timer := time.NewTimer(slowAfter)
	defer timer.Stop()
	select {
	case <-done:
		<-l.swift
		return
	case <-timer.C:
	}
	select {
	case <-done:
		<-l.swift
	case l.slow <- struct{}{}:
		<-l.swift
		<-done
		<-l.slow
	}
}
