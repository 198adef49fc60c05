package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// nobody is a response that is thrown away, so that a benchmark measures us.
type nobody struct {
	header http.Header
	status int
}

func (w *nobody) Header() http.Header         { return w.header }
func (w *nobody) Write(b []byte) (int, error) { return len(b), nil }
func (w *nobody) WriteHeader(status int)      { w.status = status }

func serveLoop(b *testing.B, s *Server, want int, target func(int) string, headers ...string) {
	b.Helper()
	h := s.Handler()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		r := httptest.NewRequest("GET", target(i), nil)
		for j := 0; j < len(headers); j += 2 {
			r.Header.Set(headers[j], headers[j+1])
		}
		w := &nobody{header: http.Header{}}
		h.ServeHTTP(w, r)
		if w.status != want {
			b.Fatalf("status %d", w.status)
		}
		i++
	}
}

func always(path string) func(int) string { return func(int) string { return path } }

// Benchmark304: a subscriber of a calendar of 1,000 events who is up to date.
// Building the request is part of it.
func Benchmark304(b *testing.B) {
	s := newTest(b, oscon().many(1000))
	for _, path := range []string{"/c/big/big.ics", "/c/big/big.ics?track=track+3&q=subject"} {
		tag := get(s, path).Header().Get("ETag")
		b.Run(path, func(b *testing.B) {
			serveLoop(b, s, 304, always(path), "If-None-Match", tag, "Accept-Encoding", "gzip")
		})
	}
}

// Benchmark200: the same calendar from the cache, plain and compressed.
func Benchmark200(b *testing.B) {
	s := newTest(b, oscon().many(1000))
	get(s, "/c/big/big.ics", "Accept-Encoding", "gzip")
	b.Run("plain", func(b *testing.B) { serveLoop(b, s, 200, always("/c/big/big.ics")) })
	b.Run("gzip", func(b *testing.B) { serveLoop(b, s, 200, always("/c/big/big.ics"), "Accept-Encoding", "gzip") })
}

// BenchmarkRender: a calendar, a feed and a page of 1,000 talks, rendered anew.
func BenchmarkRender(b *testing.B) {
	s := newTest(b, oscon().many(1000))
	for _, path := range []string{"/c/big/big.ics", "/c/big/feed.atom", "/c/big"} {
		b.Run(path, func(b *testing.B) {
			serveLoop(b, s, 200, func(int) string {
				s.bodies.put(path, nil, bodyCacheBytes) // larger than is kept: drops it
				return path
			})
		})
	}
}

// BenchmarkFilters: filters that nobody asked for before, on 1,000 talks.
func BenchmarkFilters(b *testing.B) {
	s := newTest(b, oscon().many(1000))
	serveLoop(b, s, 200, func(i int) string { return fmt.Sprintf("/c/big/big.ics?q=subject+-%d", i) })
	bytes, n := s.bodies.size()
	b.ReportMetric(float64(bytes), "cache-bytes")
	b.ReportMetric(float64(n), "cache-bodies")
}
