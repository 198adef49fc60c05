package fetch

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jimsmart/grobotstxt"
)

const (
	robotsLimit   = 500 << 10        // RFC 9309 2.5
	robotsFor     = 24 * time.Hour   // RFC 9309 2.4
	robotsRetry   = time.Hour        // after one that could not be read
	robotsTimeout = 10 * time.Second // a schedule must not wait long for it
	maxRobots     = 512              // hosts remembered
	maxRobotsSize = 8 << 20          // bytes of them together
)

// robots is what a host's robots.txt says.
type robots struct {
	rules string
	delay time.Duration // Crawl-delay, capped
	until time.Time     // when it is asked for again
	// closed says why pages found there are left alone as a whole; nil when
	// the rules decide.
	closed error
}

// robotsCache remembers them, for each scheme, host and port.
type robotsCache struct {
	mu      sync.Mutex
	entries map[string]*robotsEntry
}

type robotsEntry struct {
	busy  chan struct{} // held by the one who asks, so that no two do
	known *robots       // nil = never asked; guarded by the cache's mutex
}

func newRobotsCache() *robotsCache { return &robotsCache{entries: map[string]*robotsEntry{}} }

func (r *robotsCache) entry(key string) *robotsEntry {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.entries[key]
	if !ok {
		r.evict()
		e = &robotsEntry{busy: make(chan struct{}, 1)}
		r.entries[key] = e
	}
	return e
}

func (r *robotsCache) peek(key string) *robots {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e, ok := r.entries[key]; ok {
		return e.known
	}
	return nil
}

func (r *robotsCache) set(e *robotsEntry, known *robots) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.known = known
}

// drop forgets an entry that has nothing to say.
func (r *robotsCache) drop(key string, e *robotsEntry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.known == nil && r.entries[key] == e {
		delete(r.entries, key)
	}
}

// evict makes room: those that run out first go first.
func (r *robotsCache) evict() {
	for {
		var size int
		var first string
		var at time.Time
		for key, e := range r.entries {
			if e.known == nil {
				continue
			}
			size += len(e.known.rules)
			if first == "" || e.known.until.Before(at) {
				first, at = key, e.known.until
			}
		}
		if first == "" || len(r.entries) < maxRobots && size < maxRobotsSize {
			return
		}
		delete(r.entries, first)
	}
}

// permitted refuses an address that robots.txt closes to callboard. Configured
// addresses are not bound: their admin asked for them by name.
func (c *Client) permitted(ctx context.Context, t *trip, u *url.URL) error {
	if !t.bound || t.plain || u.Path == "/robots.txt" || c.embedded[u.Host] != nil {
		return nil
	}
	r, err := c.robotsOf(ctx, t, u)
	if err != nil {
		return err
	}
	if r.closed != nil {
		return r.closed
	}
	if !r.allows(product(c.options.UserAgent), u) {
		return fmt.Errorf("robots.txt of %s closes it to callboard; ask the site's owner, or write the address itself into the configuration", u.Host)
	}
	return nil
}

func (r *robots) allows(agent string, u *url.URL) bool {
	return grobotstxt.AgentAllowed(r.rules, agent, u.String())
}

// crawlDelay is what robots.txt wants between two requests. It binds configured
// addresses too, but is looked up for them only when it could matter: a host
// that was not asked lately has nothing to be delayed from.
func (c *Client) crawlDelay(ctx context.Context, t *trip, u *url.URL) time.Duration {
	if t.plain {
		return 0
	}
	if c.options.PerHostDelay > 0 && t.hops == 0 && c.pace.recent(u.Host) {
		if r, err := c.robotsOf(ctx, t, u); err == nil {
			return r.delay
		}
		return 0
	}
	if r := c.robots.peek(origin(u)); r != nil {
		return r.delay
	}
	return 0
}

// robotsOf is the robots.txt that binds u, from memory or asked for. The error
// is ctx's, or the guard's, which concern this source alone and are not kept.
func (c *Client) robotsOf(ctx context.Context, t *trip, u *url.URL) (*robots, error) {
	key := origin(u)
	e := c.robots.entry(key)
	select {
	case e.busy <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("stopped while waiting for robots.txt of %s: %w", u.Host, ctx.Err())
	}
	defer func() {
		<-e.busy
		c.robots.drop(key, e)
	}()
	now := c.now()
	old := c.robots.peek(key)
	if old != nil && now.Before(old.until) && old.until.Sub(now) <= robotsFor {
		return old, nil
	}
	own := trip{client: c, names: t.names, private: t.private, timeout: min(robotsTimeout, t.timeout), limit: robotsLimit, cut: true, plain: true}
	a, err := own.follow(ctx, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"})
	if ctx.Err() != nil {
		return nil, fmt.Errorf("stopped while waiting for robots.txt of %s: %w", u.Host, ctx.Err())
	}
	if _, refused := errors.AsType[*AddressError](err); refused {
		return nil, err
	}
	fresh := c.readRobots(u.Host, a, err)
	if fresh.closed != nil && old != nil && old.closed == nil {
		// What it said before is better than nothing (RFC 9309 2.4).
		fresh = &robots{rules: old.rules, delay: old.delay, until: fresh.until}
	}
	c.robots.set(e, fresh)
	return fresh, nil
}

// readRobots applies the status rules of RFC 9309 2.3.1: no robots.txt closes
// nothing, one that cannot be had closes everything for the time being.
func (c *Client) readRobots(host string, a *answer, err error) *robots {
	now := c.now()
	if errors.Is(err, errRedirects) {
		return &robots{until: now.Add(robotsFor)} // RFC 9309 2.3.1.2: as if there were none
	}
	if err != nil {
		return &robots{until: now.Add(robotsRetry), closed: fmt.Errorf(
			"robots.txt of %s could not be read, so pages found there are left alone until %s: %w", host, stamp(now.Add(robotsRetry)), err)}
	}
	switch {
	case a.status == http.StatusOK:
		rules := string(a.body)
		return &robots{rules: rules, delay: crawlDelayIn(rules, product(c.options.UserAgent)), until: now.Add(robotsFor)}
	case a.status == http.StatusTooManyRequests:
		until := now.Add(robotsRetry)
		if at := retryAfter(a.header.Get("Retry-After"), now); at.After(until) {
			until = at
		}
		return &robots{until: until, closed: fmt.Errorf("robots.txt of %s: %w", host, newStatusError(a.status, until.UTC().Truncate(time.Second), false))}
	case a.status > 200 && a.status < 500:
		return &robots{until: now.Add(robotsFor)}
	}
	return &robots{until: now.Add(robotsRetry), closed: fmt.Errorf(
		"robots.txt of %s answered %d, so pages found there are left alone until %s", host, a.status, stamp(now.Add(robotsRetry)))}
}

// product is the token of our User-Agent that robots.txt speaks of (RFC 9309 2.2.1).
func product(userAgent string) string {
	if t := token(userAgent); t != "" {
		return t
	}
	return "callboard"
}

// token is the leading token (RFC 9110 5.6.2) of text, as grobotstxt cuts it.
func token(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", r))
	})
	if end < 0 {
		return text
	}
	return text[:end]
}

// crawlDelayIn finds the Crawl-delay of the groups that name agent, else of
// those for everyone.
func crawlDelayIn(rules, agent string) time.Duration {
	d := &delays{agent: agent}
	grobotstxt.Parse(rules, d)
	if d.seen {
		return d.own
	}
	return d.all
}

// delays collects Crawl-delay, which is no part of RFC 9309, while grobotstxt
// parses.
type delays struct {
	agent       string
	mine, every bool // the group being read names agent; is for everyone
	rules       bool // it has lines already, so that the next agent begins another
	seen        bool // some group named agent
	own, all    time.Duration
}

func (d *delays) HandleRobotsStart()         {}
func (d *delays) HandleRobotsEnd()           {}
func (d *delays) HandleAllow(int, string)    { d.rules = true }
func (d *delays) HandleDisallow(int, string) { d.rules = true }
func (d *delays) HandleSitemap(int, string)  {}

func (d *delays) HandleUserAgent(_ int, value string) {
	if d.rules {
		d.mine, d.every, d.rules = false, false, false
	}
	switch {
	case value == "*" || strings.HasPrefix(value, "* "):
		d.every = true
	case strings.EqualFold(token(value), d.agent):
		d.mine, d.seen = true, true
	}
}

func (d *delays) HandleUnknownAction(_ int, action, value string) {
	if !strings.EqualFold(action, "crawl-delay") {
		return
	}
	d.rules = true
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(seconds) || seconds <= 0 {
		return
	}
	delay := time.Duration(min(seconds, maxCrawlDelay.Seconds()) * float64(time.Second))
	if d.mine {
		d.own = max(d.own, delay)
	}
	if d.every {
		d.all = max(d.all, delay)
	}
}
