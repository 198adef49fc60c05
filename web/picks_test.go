package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Forty picked talks are a subscription without an account: their calendar
// holds them and nothing else, says how many there are, and blocks time.
func TestFortyPickedTalks(t *testing.T) {
	s := newTest(t, oscon().many(200))
	var query, turned []string
	for i := range 40 {
		pick := fmt.Sprintf("talk=t%04d", i*5)
		query, turned = append(query, pick), append([]string{pick}, turned...)
	}
	path := "/c/big/big.ics?" + strings.Join(query, "&")
	w := get(s, path)
	text := strings.ReplaceAll(w.Body.String(), "\r\n ", "")
	if n := strings.Count(text, "BEGIN:VEVENT"); w.Code != 200 || n != 40 || strings.Count(text, "TRANSP:OPAQUE") != 40 {
		t.Errorf("%d, %d events", w.Code, n)
	}
	if !strings.Contains(text, "X-WR-CALNAME:Big Conf: 40 talks\r\n") {
		t.Errorf("%.500s", text)
	}
	if again := get(s, "/c/big/big.ics?"+strings.Join(turned, "&"), "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
		t.Errorf("in another order: %d", again.Code)
	}
	if n := strings.Count(get(s, "/api/talks.json?"+strings.Join(query, "&")).Body.String(), `"conference":"big"`); n != 40 {
		t.Errorf("%d in the API", n)
	}
}

// A crowd with filters that nobody asked for before is slow to serve and never
// refused: a 5xx makes clients give up a calendar.
func TestCrowdIsServed(t *testing.T) {
	s := newTest(t, oscon().many(300))
	h := s.Handler()
	var wg sync.WaitGroup
	for i := range 150 {
		wg.Go(func() {
			for _, name := range []string{"big.ics", "feed.atom", "changes.atom"} {
				w := &nobody{header: http.Header{}}
				h.ServeHTTP(w, httptest.NewRequest("GET", fmt.Sprintf("/c/big/%s?q=subject+-%d", name, i), nil))
				if w.status != 200 {
					t.Errorf("%s %d: %d", name, i, w.status)
				}
			}
		})
	}
	wg.Wait()
}
