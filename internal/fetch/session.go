package fetch

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"callboard"
	"callboard/sources"
)

// Session fetches for one run of one source. It is a sources.Getter and safe
// for concurrent use. Nothing is stored until the run stores Pages.
type Session struct {
	client  *Client
	job     Job
	store   Store
	names   names
	own     *url.URL               // the source's address, nil when it cannot be read
	written map[string]bool        // configured addresses
	headers map[string]http.Header // by the origin that they may be sent to

	load   sync.Mutex // held while the stored pages are listed
	loaded bool
	mu     sync.Mutex
	known  map[string]callboard.Page // what is stored, without bodies
	order  []string
	asked  map[string]*entry // of this run, by address
	turns  []*entry          // in the order of asking
	kept   int64             // bytes of new bodies
	tired  map[string]*fatigue
	before time.Time
	// freshUntil is of the source's own address.
	freshUntil time.Time
	whole      bool // Revalidate found everything as it was
}

// entry is what this run knows of an address. It is complete once ready is
// closed; what Get changes in it afterwards, the session's mutex guards.
type entry struct {
	ready chan struct{}
	// page is the row to store. A body that is stored already is not in it.
	page    callboard.Page
	spare   []byte // such a body that came again nevertheless, for the first Get
	wanted  bool   // a Get asked for it
	keep    bool   // the row is news
	changed bool
	err     error
}

var _ sources.Getter = (*Session)(nil)

func newSession(c *Client, job Job, store Store) *Session {
	s := &Session{
		client: c, job: job, store: store,
		names:   newNames(job.Source.URL, job.Source.Masked),
		written: map[string]bool{},
		headers: map[string]http.Header{},
		known:   map[string]callboard.Page{},
		asked:   map[string]*entry{},
		tired:   map[string]*fatigue{},
	}
	for i, text := range append([]string{job.Source.URL}, job.Configured...) {
		u, err := address(text)
		if err != nil {
			continue // Get says what is wrong with it
		}
		s.written[u.String()] = true
		h := http.Header{}
		if i == 0 {
			s.own = u
			h = ownHeaders(job.Headers)
		}
		if full, err := url.Parse(text); err == nil && full.User != nil && h.Get("Authorization") == "" {
			password, _ := full.User.Password()
			h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(full.User.Username()+":"+password)))
		}
		if _, taken := s.headers[origin(u)]; !taken && len(h) > 0 {
			s.headers[origin(u)] = h
		}
	}
	return s
}

// ownHeaders are the configured ones without those that are not theirs to set.
func ownHeaders(configured http.Header) http.Header {
	h := http.Header{}
	for name, values := range configured {
		if name = http.CanonicalHeaderKey(name); !reservedHeader(name) {
			h[name] = append(h[name], values...)
		}
	}
	return h
}

// Get brings a page. It asks for each address at most once in a run.
func (s *Session) Get(ctx context.Context, req sources.Request) (*sources.Page, error) {
	u, err := address(req.URL)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	if err := s.list(ctx); err != nil {
		return nil, err
	}
	e, err := s.once(ctx, u, req.Detail, fingerprint(req))
	if err != nil {
		return nil, err
	}
	page, err := s.want(e, fingerprint(req))
	if err != nil {
		return nil, err
	}
	if page.Body == nil {
		if page, err = s.recall(ctx, u, e, page); err != nil {
			return nil, err
		}
	}
	return &sources.Page{URL: page.FinalURL, ContentType: page.ContentType, Body: toUTF8(page.Body, page.ContentType)}, nil
}

// fingerprint is what is stored for a request: never "" for a detail page, so
// that Revalidate knows them.
func fingerprint(req sources.Request) string {
	switch {
	case !req.Detail:
		return ""
	case req.Fingerprint == "":
		return "-"
	}
	return req.Fingerprint
}

// want notes that the run uses an entry, and hands out a copy of its page.
func (s *Session) want(e *entry, print string) (callboard.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.wanted = true
	// Revalidate asks before the list says what leads to a page. What was
	// asked for in this run is new enough for any list entry.
	if e.keep && e.page.Fingerprint != print {
		e.page.Fingerprint = print
	}
	page := e.page
	if page.Body == nil {
		page.Body, e.spare = e.spare, nil
	}
	return page, e.err
}

// recall fills in a body that is in the store.
func (s *Session) recall(ctx context.Context, u *url.URL, e *entry, page callboard.Page) (callboard.Page, error) {
	stored, err := s.store.Page(ctx, s.job.Source.ID, u.String())
	switch {
	case err == nil && stored.Hash == page.Hash:
		page.Body = stored.Body
		return page, nil
	case ctx.Err() != nil:
		return page, fmt.Errorf("fetch %s: %w", s.names.of(u), ctx.Err())
	}
	// Nothing changed, says the site, but the body that it meant is lost: ask
	// again as if it never had been there.
	s.client.log.WarnContext(ctx, "a stored page is lost and read again", "source", s.job.Source.ID, "url", s.names.of(u), "error", err)
	fresh, err := s.ask(ctx, u, callboard.Page{})
	if err != nil {
		return page, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh.Fingerprint = e.page.Fingerprint
	e.page, e.keep, e.changed = fresh, true, true
	return fresh, nil
}

// Unchanged reports whether every page that this run asked for is as it was
// stored, and there was one.
func (s *Session) Unchanged() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.turns {
		if e.changed {
			return false
		}
	}
	return len(s.turns) > 0
}

// Pages are the rows to store with the run: new and changed pages with their
// bodies; pages that are as they were with new validators and ReadAt, their
// Hash, and no Body (the stored one stays); and detail pages that could not be
// read, with neither Hash nor Body. Other failures are not among them.
func (s *Session) Pages() []callboard.Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	var pages []callboard.Page
	for _, e := range s.turns {
		if e.keep {
			pages = append(pages, e.page)
		}
	}
	return pages
}

// Unused are stored addresses that this run did not ask for: when it read the
// whole source they can be dropped.
func (s *Session) Unused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.whole {
		return nil
	}
	var unused []string
	for _, key := range s.order {
		if e := s.asked[key]; e == nil || !e.wanted {
			unused = append(unused, key)
		}
	}
	return unused
}

// NotBefore is the earliest next request that the site asked for with
// Retry-After, at most a day ahead; zero when it did not.
func (s *Session) NotBefore() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.before
}

// list loads what is stored of the source's pages, once.
func (s *Session) list(ctx context.Context) error {
	s.load.Lock()
	defer s.load.Unlock()
	if s.loaded || s.store == nil {
		return nil
	}
	pages, err := s.store.Pages(ctx, s.job.Source.ID)
	if err != nil && !errors.Is(err, callboard.ErrNotFound) {
		return fmt.Errorf("fetch: list the stored pages of source %s: %w", s.job.Source.ID, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range pages {
		p.Body = nil
		if _, twice := s.known[p.URL]; !twice {
			s.order = append(s.order, p.URL)
		}
		s.known[p.URL] = p
	}
	s.loaded = true
	return nil
}
