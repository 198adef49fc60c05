package web

import (
	"net/http"
	"strconv"
)

// healthz answers as long as the process does; it asks nobody.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	s.say(w, r, http.StatusOK, "ok")
}

// readyz says whether traffic should come here: the database is open and
// migrated, and a run is stored or each source was tried, at most 30 seconds.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if err := s.o.Sources.Ready(r.Context()); err != nil {
		s.log.Warn("not ready", "err", err)
		s.say(w, r, http.StatusServiceUnavailable, "the database is not ready")
		return
	}
	if !s.ready.Load() {
		if s.o.Tried != nil && !s.o.Tried() && s.o.Now().Sub(s.started) < readyAtLatest {
			s.say(w, r, http.StatusServiceUnavailable, "the first readings are under way")
			return
		}
		s.ready.Store(true)
	}
	s.say(w, r, http.StatusOK, "ready")
}

// say answers in one line of plain text, never cached.
func (s *Server) say(w http.ResponseWriter, r *http.Request, status int, text string) {
	out := w.Header()
	out.Set("Cache-Control", "no-store")
	out.Set("Content-Type", textKind.mime)
	out.Set("Content-Length", strconv.Itoa(len(text)+1))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write([]byte(text + "\n"))
	}
}
