package fetch

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"callboard/sources"
)

// robotsSite answers /robots.txt with a handler and everything else with a page.
func robotsSite(w *world, robots http.HandlerFunc) {
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			robots(rw, r)
			return
		}
		_, _ = rw.Write([]byte("page"))
	})
}

func status(code int) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(code) }
}

func TestRobotsBindsFoundAddressesOnly(t *testing.T) {
	for name, c := range map[string]struct {
		robots http.HandlerFunc
		open   bool // to /found
		words  []string
	}{
		"closed":             {says("User-agent: *\nDisallow: /"), false, []string{"robots.txt of a.example closes it"}},
		"closed by name":     {says("User-agent: *\nAllow: /\n\nUser-agent: CALLBOARD\nDisallow: /found"), false, []string{"closes it to callboard"}},
		"open by name":       {says("User-agent: *\nDisallow: /\n\nUser-agent: callboard\nAllow: /"), true, nil},
		"other's":            {says("User-agent: googlebot\nDisallow: /"), true, nil},
		"longest wins":       {says("User-agent: *\nDisallow: /\nAllow: /fou"), true, nil},
		"wildcard":           {says("User-agent: *\nDisallow: /*und$"), false, []string{"closes"}},
		"empty":              {says(""), true, nil},
		"an HTML page":       {says("<html><title>Not found</title></html>"), true, nil},
		"404":                {status(404), true, nil},
		"401":                {status(401), true, nil},
		"403":                {status(403), true, nil},
		"204":                {status(204), true, nil},
		"500":                {status(500), false, []string{"robots.txt of a.example answered 500", "left alone until"}},
		"503":                {status(503), false, []string{"answered 503"}},
		"429":                {status(429), false, []string{"robots.txt", "429"}},
		"redirects for ever": {to(302, "/robots.txt"), true, nil},
		"broken":             {raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser"), false, []string{"could not be read", "cut short"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{})
			robotsSite(w, c.robots)
			j := job("http://a.example/found?configured")
			s := w.client.Open(j, nil)
			if p := w.mustGet(s, sources.Request{URL: j.Source.URL}); string(p.Body) != "page" {
				t.Errorf("%q", p.Body)
			}
			equal(t, "asked", w.asked(), []string{"a.example/found?configured"})
			_, err := s.Get(t.Context(), sources.Request{URL: "http://a.example/found"})
			if c.open && err != nil {
				t.Errorf("closed: %v", err)
			}
			if !c.open {
				wantError(t, err, c.words...)
				if asked := w.asked(); strings.Contains(strings.Join(asked, " "), "found") {
					t.Errorf("asked %q", asked)
				}
			}
		})
	}
}

func says(body string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte(body)) }
}

func TestRobotsIsKeptForADay(t *testing.T) {
	w := newWorld(t, Options{})
	robotsSite(w, says("User-agent: *\nDisallow: /closed"))
	find := func(path string) error {
		_, err := w.client.Open(job("http://a.example/"), nil).Get(t.Context(), requestFor("http://a.example"+path))
		return err
	}
	for range 3 {
		_ = find("/open")
		wantError(t, find("/closed"), "closes")
	}
	equal(t, "asked", w.asked(), []string{"a.example/robots.txt", "a.example/open", "a.example/open", "a.example/open"})
	// When it fails later, what it said before holds, and it is tried again
	// within the hour.
	robotsSite(w, status(500))
	w.pass(24 * time.Hour)
	wantError(t, find("/closed"), "closes")
	if err := find("/open"); err != nil {
		t.Error(err)
	}
	equal(t, "asked", w.asked(), []string{"a.example/robots.txt", "a.example/open"})
	robotsSite(w, status(404))
	w.pass(time.Hour)
	if err := find("/closed"); err != nil {
		t.Error(err)
	}
}

func TestRobotsOfARedirectsTarget(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(rw, r)
			return
		}
		http.Redirect(rw, r, "http://b.example/closed", http.StatusFound)
	})
	w.host("b.example", func(rw http.ResponseWriter, r *http.Request) {
		_, _ = rw.Write([]byte("User-agent: *\nDisallow: /closed"))
	})
	j := job("http://a.example/list")
	s := w.client.Open(j, nil)
	_, err := s.Get(t.Context(), requestFor("http://a.example/found"))
	wantError(t, err, "redirected to http://b.example/closed", "robots.txt of b.example closes it")
	w.mustGet(s, requestFor(j.Source.URL)) // a configured address leads where it leads
}

// RFC 9309 2.5: what stands behind 500 KiB is not read, and what stands before
// it counts.
func TestRobotsIsCut(t *testing.T) {
	w := newWorld(t, Options{MaxBytes: 1000})
	long := "User-agent: *\nDisallow: /closed\n" + strings.Repeat("# filler\n", 70000) + "Disallow: /found\n"
	if len(long) <= robotsLimit {
		t.Fatal("too short")
	}
	robotsSite(w, says(long))
	s := w.client.Open(job("http://a.example/"), nil)
	w.mustGet(s, requestFor("http://a.example/found"))
	_, err := s.Get(t.Context(), requestFor("http://a.example/closed/x"))
	wantError(t, err, "closes")
}

func TestRobots429IsKept(t *testing.T) {
	w := newWorld(t, Options{})
	robotsSite(w, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "7200")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	s := w.client.Open(job("http://a.example/"), nil)
	_, err := s.Get(t.Context(), requestFor("http://a.example/found"))
	wantError(t, err, "2026-03-01 12:00:00 UTC")
	if want := start.Add(2 * time.Hour); !s.NotBefore().Equal(want) {
		t.Errorf("NotBefore = %v", s.NotBefore())
	}
	w.pass(119 * time.Minute)
	_, _ = w.client.Open(job("http://a.example/"), nil).Get(t.Context(), requestFor("http://a.example/found"))
	equal(t, "asked", w.asked(), []string{"a.example/robots.txt"})
}

func TestRobotsCacheIsBounded(t *testing.T) {
	c := newRobotsCache()
	for i := range 2 * maxRobots {
		e := c.entry(fmt.Sprint(i))
		c.set(e, &robots{rules: strings.Repeat("x", 100<<10), until: start.Add(time.Duration(i))})
	}
	var size int
	for _, e := range c.entries {
		size += len(e.known.rules)
	}
	if len(c.entries) > maxRobots || size > maxRobotsSize+100<<10 {
		t.Errorf("%d entries, %d bytes", len(c.entries), size)
	}
	// One that has nothing to say is not kept.
	e := c.entry("empty")
	c.drop("empty", e)
	if c.peek("empty") != nil || c.entries["empty"] != nil {
		t.Error("kept")
	}
}

func TestProductToken(t *testing.T) {
	for agent, want := range map[string]string{
		DefaultUserAgent: "callboard", "callboard": "callboard", "My-Bot (x)": "My-Bot", "": "callboard", "(x)": "callboard",
	} {
		if got := product(agent); got != want {
			t.Errorf("product(%q) = %q", agent, got)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nCrawl-delay: 5\nDisallow: /x*$", "/x")
	f.Fuzz(func(t *testing.T, rules, path string) {
		c := New(Options{Now: func() time.Time { return start }})
		r := c.readRobots("a.example", &answer{status: 200, body: []byte(rules)}, nil)
		if r.delay < 0 || r.delay > maxCrawlDelay {
			t.Errorf("delay %v", r.delay)
		}
		if u, err := address("http://a.example/" + path); err == nil {
			_ = r.allows("callboard", u)
		}
	})
}
