package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"callboard"
)

// maxSilent is how many requests in a row may die (no connection, no answer in
// time) before the host is left alone for the rest of the run.
const maxSilent = 3

// fatigue is how a host took this run so far.
type fatigue struct {
	silent int   // requests that died, in a row
	rest   error // why it is left alone for the rest of the run
}

// putOffError says that a page was not asked for, because its host wants or
// needs to be left alone in this run.
type putOffError struct{ why error }

func (e *putOffError) Error() string { return "not asked for: " + e.why.Error() }
func (e *putOffError) Unwrap() error { return e.why }

// once makes the entry of an address, or waits for whoever makes it. The error
// is ctx's alone; the page's own is in the entry.
func (s *Session) once(ctx context.Context, u *url.URL, detail bool, print string) (*entry, error) {
	key := u.String()
	s.mu.Lock()
	e, ok := s.asked[key]
	if !ok {
		e = &entry{ready: make(chan struct{})}
		s.asked[key] = e
		s.turns = append(s.turns, e)
	}
	s.mu.Unlock()
	if ok {
		select {
		case <-e.ready:
			return e, nil
		case <-ctx.Done():
			return nil, fmt.Errorf("fetch %s: %w", s.names.of(u), ctx.Err())
		}
	}
	defer close(e.ready)
	s.visit(ctx, u, detail, print, e)
	return e, nil
}

// visit fills an entry: from the store where that is good enough, else by
// asking the site.
func (s *Session) visit(ctx context.Context, u *url.URL, detail bool, print string, e *entry) {
	s.mu.Lock()
	stored, have := s.known[u.String()]
	s.mu.Unlock()
	failed := have && unread(stored)
	fresh := have && !s.job.Force && s.fresh(stored) && stored.Fingerprint == print
	switch {
	case failed && (s.job.Stored || detail && fresh):
		e.page, e.err = stored, fmt.Errorf("fetch %s: could not be read at %s; it is asked for again after %s",
			s.names.of(u), stamp(stored.ReadAt), stamp(stored.ReadAt.Add(freshFor)))
		return
	case have && !failed && (s.job.Stored || detail && fresh):
		e.page = stored
		return
	}
	known := stored
	if failed || s.job.Force {
		known = callboard.Page{}
	}
	page, err := s.ask(ctx, u, known)
	page.Fingerprint = print
	switch {
	case err == nil:
		e.page, e.keep = page, true
		e.changed = !have || failed || s.differs(ctx, stored, page)
		if !e.changed {
			e.spare, e.page.Body = page.Body, nil
		}
	default:
		e.err, e.changed = err, true
		if detail && ctx.Err() == nil {
			s.remember(u, stored, print, e)
		}
	}
}

// unread reports whether a stored row only says that its page could not be
// read. A page that was read has come from somewhere, even if it was empty.
func unread(p callboard.Page) bool { return p.Hash == "" || p.FinalURL == "" }

// fresh reports whether a page was read less than a day ago. A time well ahead
// comes from a clock that was wrong then or is now, and counts for nothing.
func (s *Session) fresh(p callboard.Page) bool {
	age := s.client.now().Sub(p.ReadAt)
	return age < freshFor && age > -time.Hour
}

// differs compares an answer with what is stored: by its bytes, and where those
// are the same but their declared charset is not, by what they then say.
func (s *Session) differs(ctx context.Context, stored, page callboard.Page) bool {
	if stored.Hash != page.Hash {
		return true
	}
	if stored.ContentType == page.ContentType || page.Body == nil {
		return false
	}
	return !bytes.Equal(toUTF8(page.Body, stored.ContentType), toUTF8(page.Body, page.ContentType))
}

// remember keeps in mind that a detail page could not be read, so that it is
// not asked for at each run. One that was not even asked for is due at once.
func (s *Session) remember(u *url.URL, stored callboard.Page, print string, e *entry) {
	now := s.client.now().UTC().Truncate(time.Second)
	// Failing as before, and asked for in the same way, is nothing new.
	e.changed = stored.URL == "" || !unread(stored) || stored.Fingerprint != print
	if temporary(e.err) {
		if stored.URL != "" && stored.Fingerprint == print {
			e.page = stored // due already, its body is still good for another day
			return
		}
		now = now.Add(-freshFor)
	}
	e.page = callboard.Page{Source: s.job.Source.ID, URL: u.String(), Fingerprint: print, ReadAt: now}
	e.keep = true
}

// ask goes to the site. The page's body is nil when the site said, or its bytes
// show, that it is the stored one.
func (s *Session) ask(ctx context.Context, u *url.URL, stored callboard.Page) (callboard.Page, error) {
	if err := s.rested(u); err != nil {
		return callboard.Page{}, fmt.Errorf("fetch %s: %w", s.names.of(u), err)
	}
	a, err := s.travel(ctx, u, stored)
	if err == nil {
		err = s.accept(a)
	}
	if err != nil {
		s.tire(ctx, u, err)
		return callboard.Page{}, fmt.Errorf("fetch %s: %w", s.names.of(u), err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.tired[u.Host]; f != nil {
		f.silent = 0
	}
	if s.own != nil && u.String() == s.own.String() {
		s.freshUntil = freshUntil(a.header, s.client.now())
	}
	page := callboard.Page{
		Source:       s.job.Source.ID,
		URL:          u.String(),
		FinalURL:     a.url.String(),
		ContentType:  validator(a.header.Get("Content-Type")),
		ETag:         validator(a.header.Get("Etag")),
		LastModified: validator(a.header.Get("Last-Modified")),
		ReadAt:       s.client.now().UTC().Truncate(time.Second),
	}
	if a.status == http.StatusNotModified {
		page.Hash, page.ContentType = stored.Hash, stored.ContentType
		if page.ETag == "" {
			page.ETag = stored.ETag
		}
		if page.LastModified == "" {
			page.LastModified = stored.LastModified
		}
		return page, nil
	}
	sum := sha256.Sum256(a.body)
	page.Hash, page.Body = hex.EncodeToString(sum[:]), a.body
	if page.Body == nil {
		page.Body = []byte{}
	}
	if page.Hash != stored.Hash {
		// A run keeps its new bodies until it stores them.
		if s.kept += int64(len(a.body)); s.kept > 2*s.client.options.MaxBytes {
			return callboard.Page{}, fmt.Errorf("fetch %s: %w", s.names.of(u),
				&TooLargeError{Limit: 2 * s.client.options.MaxBytes, what: "what this run read"})
		}
	}
	return page, nil
}

// travel makes the trip.
func (s *Session) travel(ctx context.Context, u *url.URL, stored callboard.Page) (*answer, error) {
	configured := s.written[u.String()]
	t := &trip{
		client: s.client, names: s.names,
		private: s.job.AllowPrivate, timeout: s.job.Timeout, limit: s.client.options.MaxBytes,
		bound: !configured, headers: s.headers[origin(u)],
		etag: stored.ETag, modified: stored.LastModified, validFor: stored.FinalURL,
	}
	if u.Scheme == "file" {
		if !configured {
			return nil, errors.New("a file: address is only read when it is configured, never because a page names it")
		}
		return t.readFile(ctx, u)
	}
	return t.follow(ctx, u)
}

// accept lets a 200 pass, and a 304 that was asked for.
func (s *Session) accept(a *answer) error {
	if a.status == http.StatusOK || a.status == http.StatusNotModified && a.asked {
		return nil
	}
	var retry time.Time
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		retry = retryAfter(a.header.Get("Retry-After"), s.client.now())
	}
	return newStatusError(a.status, retry, a.dropped)
}

// rested refuses to ask a host that is left alone for the rest of the run.
func (s *Session) rested(u *url.URL) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.tired[u.Host]; f != nil && f.rest != nil {
		return &putOffError{f.rest}
	}
	return nil
}

// tire draws the lesson from a request that failed.
func (s *Session) tire(ctx context.Context, u *url.URL, err error) {
	if ctx.Err() != nil || u.Scheme == "file" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.tired[u.Host]
	if f == nil {
		f = &fatigue{}
		s.tired[u.Host] = f
	}
	status, answered := errors.AsType[*StatusError](err)
	_, slow := errors.AsType[*SlowError](err)
	_, line := errors.AsType[*lineError](err)
	switch {
	case answered:
		f.silent = 0
		if status.RetryAfter.After(s.before) {
			s.before = status.RetryAfter
		}
		if temporary(status) {
			f.rest = fmt.Errorf("%s wants to be left alone (it answered %d)", u.Host, status.Code)
		}
	case slow || line:
		if f.silent++; f.silent >= maxSilent {
			f.rest = fmt.Errorf("%d requests in a row got no answer from %s", f.silent, u.Host)
		}
	}
}

// validator is a header's value that is worth keeping; a page has no say in how
// much is stored of it.
func validator(value string) string {
	if len(value) > 1024 {
		return ""
	}
	return value
}
