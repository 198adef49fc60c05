package web

import "context"

// watch is which conferences no configured source reads any more, as of one
// state of the database.
type watch struct {
	moved string
	lost  map[string]bool
}

// unwatched reports whether the sources of a conference are all removed: its
// talks are kept, and its page says so. The sources are asked at most once for
// each move of the database, and only for pages; when they cannot be asked, the
// last answer stands.
func (s *Server) unwatched(ctx context.Context, n *snapshot, conf string) bool {
	last := s.watched.Load()
	if last != nil && last.moved == n.moved {
		return last.lost[conf]
	}
	all, err := s.o.Sources.Health(ctx)
	if err != nil {
		return last != nil && last.lost[conf]
	}
	fresh := &watch{moved: n.moved, lost: map[string]bool{}}
	for _, h := range all {
		id := h.Conference()
		lost, seen := fresh.lost[id]
		fresh.lost[id] = h.State.Removed && (lost || !seen)
	}
	s.watched.Store(fresh)
	return fresh.lost[conf]
}
