package main

import (
	"context"
	"fmt"
	"sync"

	"callboard/sources"
)

// probeMost is how many addresses a probe asks for, whatever leads to them.
const probeMost = 20

// probeGetter is the one session of a probe: it counts and lists the requests,
// and hands a page out again that was asked for before.
type probeGetter struct {
	session
	mu     sync.Mutex
	asked  map[string]bool
	visits []request
}

// request is one address that a probe asked for.
type request struct {
	url, via, saw string
	err           error
}

var errProbeMost = fmt.Errorf("not asked for: a probe asks for at most %d addresses", probeMost)

// Get asks for a page, within the bound.
func (g *probeGetter) Get(ctx context.Context, r sources.Request) (*sources.Page, error) {
	g.mu.Lock()
	at := -1
	if !g.asked[r.URL] {
		if len(g.visits) >= probeMost {
			g.mu.Unlock()
			return nil, errProbeMost
		}
		g.asked[r.URL] = true
		at = len(g.visits)
		g.visits = append(g.visits, request{url: r.URL})
	}
	g.mu.Unlock()
	page, err := g.session.Get(ctx, r)
	if at >= 0 {
		g.mu.Lock()
		g.visits[at].err = err
		g.mu.Unlock()
	}
	return page, err
}

// via notes why addresses were asked for, and what was there.
func (g *probeGetter) via(list []sources.Visit) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, v := range list {
		for i := range g.visits {
			if g.visits[i].url == v.URL {
				g.visits[i].via, g.visits[i].saw = v.Via, v.Saw
			}
		}
	}
}
