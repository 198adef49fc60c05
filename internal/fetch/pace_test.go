package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"callboard/sources"
)

// bubble runs a test in a bubble with its own clock.
func bubble(t *testing.T, o Options, f func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, o)
		w.clock = time.Time{}
		f(t, w)
	})
}

// stamps notes when each request began.
func stamps(w *world, next http.HandlerFunc) (http.HandlerFunc, func() string) {
	begin := time.Now()
	var mu sync.Mutex
	var seen []string
	return func(rw http.ResponseWriter, r *http.Request) {
			mu.Lock()
			seen = append(seen, fmt.Sprintf("%s@%v", r.URL.Path, time.Since(begin)))
			mu.Unlock()
			next(rw, r)
		}, func() string {
			mu.Lock()
			defer mu.Unlock()
			return strings.Join(seen, " ")
		}
}

func TestDelayBetweenRequestsToAHost(t *testing.T) {
	bubble(t, Options{PerHostDelay: time.Second}, func(t *testing.T, w *world) {
		handler, seen := stamps(w, text("x"))
		w.host("a.example", handler)
		w.host("b.example", text("x"))
		j := job("http://a.example/1")
		j.Configured = []string{"http://a.example/2", "http://a.example/3", "http://b.example/"}
		s := w.client.Open(j, nil)
		begin := time.Now()
		for _, url := range append([]string{j.Source.URL}, j.Configured...) {
			w.mustGet(s, sources.Request{URL: url})
		}
		// Crawl-delay binds configured pages too, so it is looked up once there
		// is something to delay.
		if got, want := seen(), "/1@0s /robots.txt@1s /2@2s /3@3s"; got != want {
			t.Errorf("asked %s, want %s", got, want)
		}
		if took := time.Since(begin); took != 3*time.Second {
			t.Errorf("another host waited too: %v", took)
		}
	})
}

func TestCrawlDelay(t *testing.T) {
	for lines, want := range map[string]string{
		"User-agent: *\nCrawl-delay: 5":                                          "/1@0s /robots.txt@1s /2@6s",
		"User-agent: *\nCrawl-delay: 0.5":                                        "/1@0s /robots.txt@1s /2@2s", // ours is longer
		"User-agent: *\nCrawl-delay: 1.5":                                        "/1@0s /robots.txt@1s /2@2.5s",
		"User-agent: *\nCrawl-delay: 86400":                                      "/1@0s /robots.txt@1s /2@1m1s", // capped
		"User-agent: *\nCrawl-delay: NaN":                                        "/1@0s /robots.txt@1s /2@2s",
		"User-agent: *\nCrawl-delay: -5":                                         "/1@0s /robots.txt@1s /2@2s",
		"User-agent: *\nCrawl-delay: 9\n\nUser-agent: Callboard\nCrawl-delay: 2": "/1@0s /robots.txt@1s /2@3s",
		"User-agent: *\nCrawl-delay: 9\n\nUser-agent: callboard/9\nDisallow:":    "/1@0s /robots.txt@1s /2@2s",
		"User-agent: other\nUser-agent: callboard\nCrawl-delay: 7":               "/1@0s /robots.txt@1s /2@8s",
		"User-agent: other\nCrawl-delay: 7":                                      "/1@0s /robots.txt@1s /2@2s",
		"Crawl-delay: 7":                                                         "/1@0s /robots.txt@1s /2@2s",
	} {
		bubble(t, Options{PerHostDelay: time.Second}, func(t *testing.T, w *world) {
			handler, seen := stamps(w, func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					_, _ = rw.Write([]byte(lines))
				}
			})
			w.host("a.example", handler)
			j := job("http://a.example/1")
			j.Configured = []string{"http://a.example/2"}
			s := w.client.Open(j, nil)
			w.mustGet(s, sources.Request{URL: j.Source.URL})
			w.mustGet(s, sources.Request{URL: j.Configured[0]})
			if seen() != want {
				t.Errorf("%q: asked %s, want %s", lines, seen(), want)
			}
		})
	}
}

// A robots.txt that hangs delays a configured page by its own short deadline.
func TestRobotsThatHangs(t *testing.T) {
	bubble(t, Options{PerHostDelay: time.Second}, func(t *testing.T, w *world) {
		handler, seen := stamps(w, func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				<-r.Context().Done()
			}
		})
		w.host("a.example", handler)
		j := job("http://a.example/1")
		j.Configured = []string{"http://a.example/2"}
		s := w.client.Open(j, nil)
		w.mustGet(s, sources.Request{URL: j.Source.URL})
		w.mustGet(s, sources.Request{URL: j.Configured[0]})
		_, err := s.Get(t.Context(), sources.Request{URL: "http://a.example/found"})
		wantError(t, err, "robots.txt of a.example could not be read", "left alone until")
		if want := "/1@0s /robots.txt@1s /2@11s"; seen() != want {
			t.Errorf("asked %s, want %s", seen(), want)
		}
	})
}

func TestTwoRequestsToAHostAtOnce(t *testing.T) {
	bubble(t, Options{PerHostDelay: time.Millisecond}, func(t *testing.T, w *world) {
		arrived, gate := make(chan struct{}), make(chan struct{})
		w.host("a.example", func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/robots.txt" {
				arrived <- struct{}{}
				<-gate
			}
		})
		const requests = 8
		var all sync.WaitGroup
		for i := range requests {
			url := fmt.Sprintf("http://a.example/%d", i)
			all.Go(func() {
				if _, err := w.client.Open(job(url), nil).Get(t.Context(), requestFor(url)); err != nil {
					t.Error(err)
				}
			})
		}
		for range perHost {
			<-arrived
		}
		for range requests - perHost {
			select {
			case <-arrived:
				t.Errorf("more than %d requests side by side", perHost)
			case <-time.After(time.Second): // of the bubble's clock, far beyond the delay
				gate <- struct{}{}
				<-arrived
			}
		}
		close(gate)
		all.Wait()
	})
}

func TestWaitingEndsWithTheRun(t *testing.T) {
	bubble(t, Options{PerHostDelay: time.Minute}, func(t *testing.T, w *world) {
		w.host("a.example", text("x"))
		w.mustGet(w.client.Open(job("http://a.example/1"), nil), requestFor("http://a.example/1"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		_, err := w.client.Open(job("http://a.example/2"), nil).Get(ctx, requestFor("http://a.example/2"))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if w.client.pace.hosts["a.example"].users != 0 {
			t.Error("a place is held for ever")
		}
	})
}

func TestOneDeadlineForTheWholeRequest(t *testing.T) {
	drip := func(rw http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := rw.Write([]byte("x")); err != nil {
				return
			}
			rw.(http.Flusher).Flush()
			_ = sleep(r.Context(), time.Second)
		}
	}
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	stall := func(rw http.ResponseWriter, r *http.Request) {
		_, _ = rw.Write([]byte("half"))
		rw.(http.Flusher).Flush()
		<-r.Context().Done()
	}
	hops := func(rw http.ResponseWriter, r *http.Request) { // each is in time, all of them are not
		_ = sleep(r.Context(), 4*time.Second)
		rw.Header().Set("Location", r.URL.Path+"x")
		rw.WriteHeader(http.StatusFound)
	}
	for name, handler := range map[string]http.HandlerFunc{"slow-body": drip, "hang": hang, "stall": stall, "slow-redirects": hops} {
		bubble(t, Options{Timeout: time.Minute}, func(t *testing.T, w *world) {
			w.host("a.example", handler)
			j := job("http://a.example/")
			j.Timeout = 10 * time.Second
			begin := time.Now()
			_, err := w.get(j)
			wantError(t, err, "no complete answer within 10s", "raise timeout")
			if _, ok := errors.AsType[*SlowError](err); !ok || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
			if took := time.Since(begin); took != 10*time.Second {
				t.Errorf("%s ended after %v", name, took)
			}
		})
	}
}

// Waiting for a turn is no fault of the site and does not count.
func TestWaitingDoesNotCountAsTheSitesTime(t *testing.T) {
	bubble(t, Options{PerHostDelay: 30 * time.Second, Timeout: 5 * time.Second}, func(t *testing.T, w *world) {
		w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/3" {
				return
			}
			http.Redirect(rw, r, "/"+string(r.URL.Path[1]+1), http.StatusFound)
		})
		if _, err := w.get(job("http://a.example/1")); err != nil {
			t.Error(err)
		}
	})
}

func TestHostsAreForgotten(t *testing.T) {
	now := start
	p := newPace(func() time.Time { return now })
	for i := range 3 * maxHosts {
		release, err := p.turn(t.Context(), fmt.Sprint(i), time.Second)
		if err != nil {
			t.Fatal(err)
		}
		release()
		if i%2 == 0 {
			now = now.Add(time.Second)
		}
	}
	if len(p.hosts) > maxHosts {
		t.Errorf("%d hosts are remembered", len(p.hosts))
	}
	if !p.recent(fmt.Sprint(3*maxHosts-1)) || p.recent("0") {
		t.Error("the wrong ones are")
	}
}

// A clock that is set back must not make a host wait for it to catch up.
func TestPaceSurvivesTheClock(t *testing.T) {
	now := start
	p := newPace(func() time.Time { return now })
	h := p.enter("a.example")
	if d := p.book(h, time.Second); d != 0 {
		t.Errorf("first waits %v", d)
	}
	now = now.Add(-time.Hour)
	if d := p.book(h, time.Second); d != 0 {
		t.Errorf("waits %v after the clock went back", d)
	}
	if d := p.book(h, time.Second); d != time.Second {
		t.Errorf("then waits %v", d)
	}
}
