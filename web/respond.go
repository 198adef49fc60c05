package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"
)

// gzipSuffix parts the strong tag of the compressed bytes from that of the
// plain ones, RFC 9110 8.8.3.3.
const gzipSuffix = "-gzip"

// kind is what is common to all resources of one format.
type kind struct {
	name     string // for metrics
	mime     string
	maxAge   int  // seconds
	feed     bool // fetched by programs: CORS, Last-Modified, errors in plain text
	filename string
}

// resource is one address with its canonical query, and how to render it.
type resource struct {
	kind
	key   string // path and canonical query: one key, one body
	stamp string // of all that the bytes are made from
	// modified is the Last-Modified of a feed; zero when the data has none, or
	// when the clock decides too.
	modified time.Time
	filtered bool
	scoped   bool   // about a conference, or all: its sources decide how long it is kept
	conf     string // "" = all
	render   func(ctx context.Context) ([]byte, error)
}

// respond answers a request for a resource: from memory when its data has not
// moved since it was rendered, else by rendering it, once for all who wait.
func (s *Server) respond(w http.ResponseWriter, r *http.Request, res resource) {
	if res.scoped && res.feed {
		res.maxAge = s.age(res.conf)
	}
	if h, ok := s.heads.get(res.key); ok && h.stamp == res.stamp {
		if s.answeredNotModified(w, r, res.kind, h) {
			return
		}
	}
	b, err := s.body(r.Context(), res)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !s.answeredNotModified(w, r, res.kind, b.head) {
		s.write(w, r, res, b)
	}
}

// answeredNotModified sends a 304 when the client has these bytes.
func (s *Server) answeredNotModified(w http.ResponseWriter, r *http.Request, k kind, h head) bool {
	have, ok := notModified(r.Header, h, s.lastModified(h))
	if !ok {
		return false
	}
	if have == "" {
		have = h.tag
		if acceptsGzip(r.Header["Accept-Encoding"]) {
			have += gzipSuffix
		}
	}
	s.describe(w.Header(), k, h, have)
	w.WriteHeader(http.StatusNotModified)
	return true
}

// lastModified is what may be said: never later than now, RFC 9110 8.8.2.1.
func (s *Server) lastModified(h head) time.Time {
	if h.modified.IsZero() || h.modified.After(s.o.Now()) {
		return time.Time{}
	}
	return h.modified
}

// describe sets the fields that a 200 and a 304 share, RFC 9110 15.4.5.
func (s *Server) describe(out http.Header, k kind, h head, tag string) {
	out["Etag"] = []string{`"` + tag + `"`}
	out["Cache-Control"] = []string{"public, max-age=" + strconv.Itoa(k.maxAge)}
	out["Vary"] = varyEncoding
	if t := s.lastModified(h); !t.IsZero() {
		out["Last-Modified"] = []string{httpDate(t)}
	}
	if k.feed {
		out["Access-Control-Allow-Origin"] = anyOrigin
	}
}

var (
	varyEncoding = []string{"Accept-Encoding"}
	anyOrigin    = []string{"*"}
)

// write sends a body in the coding that the client takes. Range is ignored:
// everything is an allowed answer to it, RFC 9110 14.2.
func (s *Server) write(w http.ResponseWriter, r *http.Request, res resource, b *body) {
	key, k := res.key, res.kind
	data, tag := b.plain, b.tag
	out := w.Header()
	if acceptsGzip(r.Header["Accept-Encoding"]) {
		gz := b.compressed(r.Context(), s.zips, func(n int) {
			if now, ok := s.bodies.get(key); ok && now == b {
				s.bodies.put(key, b, len(b.plain)+n)
			}
		})
		if gz != nil {
			data, tag = gz, b.tag+gzipSuffix
			out["Content-Encoding"] = []string{"gzip"}
		}
	}
	s.describe(out, k, b.head, tag)
	out.Set("Content-Type", k.mime)
	out.Set("Content-Length", strconv.Itoa(len(data)))
	if k.filename != "" {
		out.Set("Content-Disposition", `inline; filename="`+k.filename+`"`)
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(data) // whoever hangs up has hung up
	}
}

// body is the resource's body, rendered if need be. When rendering fails and an
// older body is there, that is the answer: a subscriber sees the last good
// state, never a fault that will pass.
func (s *Server) body(ctx context.Context, res resource) (*body, error) {
	old, ok := s.bodies.get(res.key)
	if ok && old.stamp == res.stamp {
		s.metrics.hits.Inc()
		return old, nil
	}
	s.metrics.misses.Inc()
	for {
		fresh, err := s.shared(ctx, res)
		switch {
		case err == nil:
			return fresh, nil
		case errors.Is(err, context.Canceled) && ctx.Err() == nil:
			continue // the client that began this render left: begin it anew
		case permanent(err) || !ok:
			return nil, err
		}
		s.log.Error("serving an older state", "path", res.key, "err", err)
		return old, nil
	}
}

// shared renders the resource, or waits for whoever is rendering it.
func (s *Server) shared(ctx context.Context, res resource) (*body, error) {
	done := s.flights.DoChan(res.key+"\x00"+res.stamp, func() (any, error) {
		slots := s.whole
		if res.filtered {
			slots = s.filtered
		}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		return s.rendered(ctx, res)
	})
	select {
	case got := <-done:
		if got.Err != nil {
			return nil, got.Err
		}
		return got.Val.(*body), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// rendered renders and keeps a body. It outlives the request that began it,
// within the deadline, and turns a panic into an error: it runs in a goroutine
// of its own, where a panic would end the process.
func (s *Server) rendered(ctx context.Context, res resource) (b *body, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renderDeadline)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic while rendering", "path", res.key, "panic", p, "stack", string(debug.Stack()))
			b, err = nil, fmt.Errorf("rendering %s: panic", res.key)
		}
	}()
	start := s.o.Now()
	plain, err := res.render(ctx)
	if err != nil {
		return nil, err
	}
	s.metrics.rendered.WithLabelValues(res.kind.name).Observe(s.o.Now().Sub(start).Seconds())
	b = newBody(res.kind, res.stamp, res.modified.Truncate(time.Second), plain)
	s.bodies.put(res.key, b, len(plain))
	s.heads.put(res.key, b.head, len(b.tag)+len(b.stamp))
	return b, nil
}
