package fetch

import (
	"context"
	"sync"
	"time"
)

const (
	// perHost is how many requests to one host run side by side.
	perHost = 2
	// maxHosts bounds the hosts that are remembered. Those that are neither
	// asked nor waited for carry no information and go first.
	maxHosts = 1024
	// maxCrawlDelay caps what a robots.txt can ask for.
	maxCrawlDelay = 60 * time.Second
)

// pace spreads the requests to each host over time.
type pace struct {
	now   func() time.Time
	mu    sync.Mutex
	hosts map[string]*hostPace
}

type hostPace struct {
	slots chan struct{} // perHost of them
	users int           // that hold or await a slot
	last  time.Time     // start of the latest request, perhaps still to come
}

func newPace(now func() time.Time) *pace {
	return &pace{now: now, hosts: map[string]*hostPace{}}
}

// turn waits until host may be asked, delay after the request before. The
// caller asks, reads the answer, and then calls release, once.
func (p *pace) turn(ctx context.Context, host string, delay time.Duration) (release func(), err error) {
	h := p.enter(host)
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		p.leave(h)
		return nil, ctx.Err()
	}
	release = func() {
		<-h.slots
		p.leave(h)
	}
	if err := sleep(ctx, p.book(h, delay)); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// recent reports whether host was asked, or has requests under way, so lately
// that any delay could matter.
func (p *pace) recent(host string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	h, ok := p.hosts[host]
	return ok && (h.users > 0 || p.now().Sub(h.last) < maxCrawlDelay)
}

func (p *pace) enter(host string) *hostPace {
	p.mu.Lock()
	defer p.mu.Unlock()
	h, ok := p.hosts[host]
	if !ok {
		p.evict()
		h = &hostPace{slots: make(chan struct{}, perHost)}
		p.hosts[host] = h
	}
	h.users++
	return h
}

func (p *pace) leave(h *hostPace) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h.users--
}

// book reserves the next start and says how long to wait for it.
func (p *pace) book(h *hostPace, delay time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	at := now
	if !h.last.IsZero() {
		at = h.last.Add(delay)
	}
	// A clock that was set back must not keep a host waiting for it.
	if at.Before(now) || at.Sub(now) > perHost*max(delay, maxCrawlDelay) {
		at = now
	}
	h.last = at
	return at.Sub(now)
}

// evict makes room for one more host: it forgets idle hosts whose delay is
// over, and if there are none the one that was idle longest.
func (p *pace) evict() {
	if len(p.hosts) < maxHosts {
		return
	}
	now := p.now()
	var oldest string
	for name, h := range p.hosts {
		if h.users > 0 {
			continue
		}
		if now.Sub(h.last) >= maxCrawlDelay {
			delete(p.hosts, name)
		} else if oldest == "" || h.last.Before(p.hosts[oldest].last) {
			oldest = name
		}
	}
	if len(p.hosts) >= maxHosts && oldest != "" {
		delete(p.hosts, oldest)
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
