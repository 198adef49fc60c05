package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"callboard/sources"
)

func TestOnly200IsGood(t *testing.T) {
	for code, word := range map[int]string{
		101: "no status of HTTP", 201: "only 200", 202: "only 200", 203: "only 200", 204: "only 200", 205: "only 200", 206: "only 200",
		300: "names no address", 304: "not asked whether", 400: "url and headers", 401: "headers or password", 402: "url and headers",
		403: "turns callboard away", 404: "may have moved", 407: "headers or password", 408: "tried again", 410: "may have moved",
		418: "url and headers", 425: "tried again", 429: "fewer requests", 451: "url and headers", 500: "tried again", 502: "tried again",
		503: "tried again", 504: "tried again", 599: "tried again", 600: "no status of HTTP", 999: "no status of HTTP",
	} {
		w := newWorld(t, Options{})
		w.host("a.example", raw(fmt.Sprintf("HTTP/1.1 %d Whatever\r\nContent-Length: 0\r\n\r\n", code)))
		_, err := w.get(job("http://a.example/x"))
		wantError(t, err, "http://a.example/x", fmt.Sprint(code), word)
		if e, ok := errors.AsType[*StatusError](err); !ok || e.Code != code {
			t.Errorf("%d: %v is no StatusError of it", code, err)
		}
	}
}

func TestRetryAfterForms(t *testing.T) {
	now := start.Add(300 * time.Millisecond)
	for value, want := range map[string]time.Duration{
		"":                                  0,
		"0":                                 0,
		"-5":                                0,
		"soon":                              0,
		"1.5":                               0,
		"120":                               2*time.Minute + time.Second, // rounded up to a whole second
		" 120 ":                             2*time.Minute + time.Second,
		"86400":                             24*time.Hour + time.Second,
		"86401":                             24 * time.Hour,
		"999999999999":                      24 * time.Hour,
		"99999999999999999999999999":        24 * time.Hour,
		"Sun, 01 Mar 2026 10:10:00 GMT":     10 * time.Minute,
		"Sunday, 01-Mar-26 10:10:00 GMT":    10 * time.Minute,
		"Sun Mar  1 10:10:00 2026":          10 * time.Minute,
		"Sun, 01 Mar 2026 09:00:00 GMT":     0,
		"Sat, 01 Mar 2036 10:00:00 GMT":     24*time.Hour + time.Second,
		"Sun, 31 Feb 2026 10:00:00 Nowhere": 0,
	} {
		got := retryAfter(value, now)
		if want == 0 && !got.IsZero() || want != 0 && !got.Equal(start.Add(want)) {
			t.Errorf("retryAfter(%q) = %v, want %v", value, got, want)
		}
	}
}

func TestRetryAfterOfAnAnswer(t *testing.T) {
	for _, c := range []struct {
		code  int
		value string
		want  time.Time
	}{
		{429, "60", start.Add(time.Minute)},
		{503, "60", start.Add(time.Minute)},
		{503, "Sun, 01 Mar 2026 12:00:00 GMT", start.Add(2 * time.Hour)},
		{429, "31536000", start.Add(24 * time.Hour)},
		{429, "", time.Time{}},
		{500, "60", time.Time{}},
		{200, "60", time.Time{}},
	} {
		w := newWorld(t, Options{})
		w.host("a.example", func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Retry-After", c.value)
			rw.WriteHeader(c.code)
		})
		s := w.client.Open(job("http://a.example/"), nil)
		_, err := s.Get(t.Context(), sources.Request{URL: "http://a.example/"})
		if !s.NotBefore().Equal(c.want) {
			t.Errorf("%d %q: NotBefore = %v, want %v", c.code, c.value, s.NotBefore(), c.want)
		}
		if !c.want.IsZero() {
			wantError(t, err, "asks not to be asked before "+stamp(c.want))
		}
	}
}

// A site that wants to be left alone is: no page of it is asked for again in
// the run. The pages that were not asked for are due at once in the next run.
func TestA429EndsTheRunsRequests(t *testing.T) {
	w := newWorld(t, Options{})
	busy := true
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/2" && busy {
			rw.Header().Set("Retry-After", "60")
			rw.WriteHeader(http.StatusTooManyRequests)
			return
		}
		text("page "+r.URL.Path)(rw, r)
	})
	run := func() (failed []string, s *Session) {
		s = w.client.Open(job("http://a.example/"), w.store)
		w.mustGet(s, sources.Request{URL: "http://a.example/"})
		for _, path := range []string{"1", "2", "3", "4"} {
			_, err := s.Get(t.Context(), sources.Request{URL: "http://a.example/" + path, Detail: true, Fingerprint: path})
			if err != nil {
				failed = append(failed, path)
			}
		}
		w.store.commit(s)
		return failed, s
	}
	failed, s := run()
	equal(t, "failed", failed, []string{"2", "3", "4"})
	equal(t, "asked", w.asked(), []string{"a.example/", "a.example/robots.txt", "a.example/1", "a.example/2"})
	if want := start.Add(time.Minute); !s.NotBefore().Equal(want) {
		t.Errorf("NotBefore = %v, want %v", s.NotBefore(), want)
	}
	busy = false
	w.pass(2 * time.Minute)
	same, err := w.client.Open(job("http://a.example/"), w.store).Revalidate(t.Context())
	if same || err != nil {
		t.Errorf("Revalidate = %v, %v: pages that were put off are forgotten", same, err)
	}
	w.asked()
	if failed, _ = run(); failed != nil {
		t.Errorf("failed %q", failed)
	}
	equal(t, "asked", w.asked(), []string{"a.example/", "a.example/2", "a.example/3", "a.example/4"})
}
