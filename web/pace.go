package web

import (
	"time"

	"callboard"
)

// The three ages of a feed, seconds: by how often its sources are read. They
// are steps and not what is left until the next reading, so that a feed's
// headers do not count down.
const (
	fastAge   = 300
	mediumAge = 900
	slowAge   = 3600
)

// paces are the shortest distances between readings, by conference.
type paces struct {
	every   map[string]time.Duration
	fastest time.Duration // of all
}

// SetPaces tells the server how often sources are read, for Cache-Control. It
// is called with SetVersions; until then feeds may be five minutes old.
func (s *Server) SetPaces(health []callboard.Health) {
	p := &paces{every: make(map[string]time.Duration)}
	for i := range health {
		h := &health[i]
		every := h.State.NextRun.Sub(h.State.LastRun)
		if h.State.Removed || h.State.LastRun.IsZero() || every <= 0 {
			continue
		}
		id := h.Conference()
		if was, known := p.every[id]; !known || every < was {
			p.every[id] = every
		}
		if p.fastest == 0 || every < p.fastest {
			p.fastest = every
		}
	}
	s.paces.Store(p)
}

// age is how long, in seconds, a feed of a conference may be kept; of
// everything for "".
func (s *Server) age(conf string) int {
	p := s.paces.Load()
	if p == nil {
		return fastAge
	}
	every := p.fastest
	if conf != "" {
		every = p.every[conf]
	}
	switch {
	case every == 0: // nobody reads it, or nobody knows
		return fastAge
	case every <= 15*time.Minute:
		return fastAge
	case every <= 2*time.Hour:
		return mediumAge
	}
	return slowAge
}
