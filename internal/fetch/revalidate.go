package fetch

import (
	"context"

	"callboard/sources"
)

// Revalidate asks again, conditionally and in stored order, for what is stored
// of the source; detail pages only when they were last asked for a day ago. It
// reports true when all of it is as it was, and stops at the first page that is
// not. What it learned serves the following Gets. An error is that of a page
// which is no detail page: without it the source cannot be read.
func (s *Session) Revalidate(ctx context.Context) (unchanged bool, err error) {
	if err := s.list(ctx); err != nil {
		return false, err
	}
	s.mu.Lock()
	order := s.order
	_, begun := s.known[s.start()]
	s.mu.Unlock()
	// A source whose address changed has not been read at all.
	if !begun || s.job.Force {
		return false, nil
	}
	for _, key := range order {
		same, err := s.recheck(ctx, key)
		if err != nil || !same {
			return false, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whole = true
	return true, nil
}

func (s *Session) start() string {
	if s.own == nil {
		return ""
	}
	return s.own.String()
}

// recheck reports whether one stored page is as it was.
func (s *Session) recheck(ctx context.Context, key string) (bool, error) {
	s.mu.Lock()
	stored := s.known[key]
	s.mu.Unlock()
	detail := stored.Fingerprint != "" || unread(stored)
	if detail && s.fresh(stored) {
		return true, nil
	}
	u, err := address(key)
	if err != nil {
		return false, nil // the reading finds out whether it still matters
	}
	print := fingerprint(sources.Request{Detail: detail, Fingerprint: stored.Fingerprint})
	e, err := s.once(ctx, u, detail, print)
	switch {
	case err != nil:
		return false, err
	case e.err != nil && (!detail || ctx.Err() != nil):
		return false, e.err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e.spare = nil // the reading will rarely need it again
	return !e.changed, nil
}
