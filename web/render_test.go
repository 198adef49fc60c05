package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"callboard"
)

// TestLastGoodState: a known address answers 200 whatever the database does,
// from what was rendered last.
func TestLastGoodState(t *testing.T) {
	f := oscon()
	s := newTest(t, f)
	want := get(s, "/calendar.ics").Body.String()
	f.err = errors.New("disk I/O error: /var/lib/secret.db")
	c := f.confs["oscon-2015"]
	c.Version++
	f.confs["oscon-2015"] = c
	s.SetVersions(f.list())
	if w := get(s, "/calendar.ics"); w.Code != 200 || w.Body.String() != want {
		t.Errorf("status %d", w.Code)
	}
	if w := get(s, "/c/oscon-2015/calendar.ics"); w.Code != 503 || w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("never rendered: %d %q", w.Code, w.Body)
	}
	f.err = nil
	if w := get(s, "/c/oscon-2015/calendar.ics"); w.Code != 200 {
		t.Errorf("after the fault: %d", w.Code)
	}
}

// TestGoneIsNotStale: an error that says something of the address is not
// covered by an older body.
func TestGoneIsNotStale(t *testing.T) {
	f := oscon()
	s := newTest(t, f)
	get(s, "/c/oscon-2015/t/tls")
	f.forgotten["tls"] = true
	c := f.confs["oscon-2015"]
	c.Version++
	f.confs["oscon-2015"] = c
	s.SetVersions(f.list())
	if w := get(s, "/c/oscon-2015/t/tls"); w.Code != 410 {
		t.Errorf("status %d", w.Code)
	}
}

// TestPanics: a panic while rendering or answering costs its own request only,
// and is logged.
func TestPanics(t *testing.T) {
	var log bytes.Buffer
	f := oscon()
	s := newTest(t, f, func(o *Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	f.onTalks = func() { panic("rendering") }
	if w := get(s, "/calendar.ics"); w.Code != 503 || strings.Contains(w.Body.String(), "goroutine") {
		t.Errorf("rendering: %d %q", w.Code, w.Body)
	}
	f.onTalks = nil
	if w := get(s, "/calendar.ics"); w.Code != 200 {
		t.Errorf("afterwards: %d", w.Code)
	}
	h := s.guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("answering") }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/x.ics", nil))
	if w.Code != 500 || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("answering: %d", w.Code)
	}
	if got := log.String(); !strings.Contains(got, "panic=rendering") || !strings.Contains(got, "panic=answering") {
		t.Errorf("log: %s", got)
	}
}

// TestRenderedOnce: a hundred clients at once cost one rendering.
func TestRenderedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := oscon()
		everybody := make(chan struct{})
		f.onTalks = func() { <-everybody }
		s := newTest(t, f)
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if w := get(s, "/calendar.ics"); w.Code != 200 {
					t.Errorf("status %d", w.Code)
				}
			})
		}
		synctest.Wait() // one renders, all others wait for it
		close(everybody)
		wg.Wait()
		if n := f.queries.Load(); n != int64(len(f.confs)) {
			t.Errorf("%d queries for %d conferences", n, len(f.confs))
		}
	})
}

// TestFirstClientLeaves: whoever waits for a rendering that another client
// began gets it when that client hangs up, also while it still queued.
func TestFirstClientLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := oscon()
		s := newTest(t, f)
		for range cap(s.whole) {
			s.whole <- struct{}{} // everything is busy
		}
		ctx, leave := context.WithCancel(t.Context())
		first, second := httptest.NewRecorder(), httptest.NewRecorder()
		h := s.Handler()
		var wg sync.WaitGroup
		wg.Go(func() { h.ServeHTTP(first, httptest.NewRequestWithContext(ctx, "GET", "/calendar.ics", nil)) })
		synctest.Wait()
		wg.Go(func() { h.ServeHTTP(second, httptest.NewRequest("GET", "/calendar.ics", nil)) })
		synctest.Wait()
		leave()
		synctest.Wait()
		for range cap(s.whole) {
			<-s.whole
		}
		wg.Wait()
		if first.Code != 499 || second.Code != 200 {
			t.Errorf("first %d, second %d", first.Code, second.Code)
		}
	})
}

// TestDeadline: a database that hangs ends in an answer.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTest(t, oscon(), func(o *Options) { o.Ledger = hanging{} })
		if w := get(s, "/changes.atom"); w.Code != 503 {
			t.Errorf("status %d", w.Code)
		}
	})
}

// hanging is a ledger that answers when it is told to stop.
type hanging struct{}

func (hanging) Changes(ctx context.Context, _, _ string, _ int64, _ int) ([]callboard.Change, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (hanging) Withdrawn(ctx context.Context, _ string, _ int) ([]callboard.Withdrawal, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestBoundedCache: distinct filters do not grow memory past the limits, and
// the plain feed survives them.
func TestBoundedCache(t *testing.T) {
	f := oscon().many(30)
	s := newTest(t, f)
	s.bodies.limit, s.heads.limit = 1<<20, 64<<10
	for i := range 10_000 {
		path := fmt.Sprintf("/c/big/feed.atom?q=%d", i)
		if w := get(s, path, "Accept-Encoding", "gzip"); w.Code != 200 {
			t.Fatalf("%s: %d", path, w.Code)
		}
	}
	if bytes, n := s.bodies.size(); bytes > 1<<20 || n == 0 {
		t.Errorf("%d bytes in %d bodies", bytes, n)
	}
	if bytes, n := s.heads.size(); bytes > 64<<10 || n == 0 {
		t.Errorf("%d bytes in %d heads", bytes, n)
	}
	if n := f.queries.Load(); n != 2 {
		t.Errorf("talks and tombstones were read %d times for 10,000 filters", n)
	}
}

// TestHeadsOutliveBodies: a subscriber of a feed whose body left the cache still
// gets 304 without a rendering.
func TestHeadsOutliveBodies(t *testing.T) {
	f := oscon()
	s := newTest(t, f)
	tag := get(s, "/feed.atom?q=docker").Header().Get("ETag")
	s.bodies = newLRU[*body](bodyCacheBytes)
	before := f.queries.Load()
	if w := get(s, "/feed.atom?q=docker", "If-None-Match", tag); w.Code != 304 || f.queries.Load() != before {
		t.Errorf("status %d, %d queries", w.Code, f.queries.Load()-before)
	}
}

// TestSpellingMakesNoOtherFeed: order, case and repetition of parameters share
// one body and one name.
func TestSpellingMakesNoOtherFeed(t *testing.T) {
	s := newTest(t, oscon())
	want := get(s, "/calendar.ics?track=solve&track=protect&q=docker").Body.String()
	_, n := s.bodies.size()
	for _, q := range []string{"q=docker&track=protect&track=solve", "track=Solve&track=PROTECT&track=solve&q=Docker", "q=docker&track=%20protect&track=solve&room="} {
		if got := get(s, "/calendar.ics?"+q).Body.String(); got != want {
			t.Errorf("%s is another feed", q)
		}
	}
	if _, now := s.bodies.size(); now != n {
		t.Errorf("%d bodies instead of %d", now, n)
	}
	if !strings.Contains(want, "X-WR-CALNAME:Callboard: ") {
		t.Errorf("the name does not say what it holds:\n%.600s", want)
	}
}

// TestUnwatched: the page of a conference whose sources are all removed says so.
func TestUnwatched(t *testing.T) {
	f := oscon()
	s := newTest(t, f)
	const words = "No source reads this conference any more"
	if strings.Contains(get(s, "/c/oscon-2015").Body.String(), words) {
		t.Error("a watched conference says so")
	}
	f.health[0].State.Removed = true
	s.SetVersions(f.list())
	if !strings.Contains(get(s, "/c/oscon-2015").Body.String(), words) {
		t.Error("it does not")
	}
}

func TestReadiness(t *testing.T) {
	now, tried := testNow, false
	f := oscon()
	s := newTest(t, f, func(o *Options) {
		o.Now = func() time.Time { return now }
		o.Tried = func() bool { return tried }
	})
	check := func(when string, want int) {
		t.Helper()
		if w := get(s, "/readyz"); w.Code != want {
			t.Errorf("%s: %d, want %d", when, w.Code, want)
		}
		if w := get(s, "/healthz"); w.Code != 200 || w.Body.String() != "ok\n" {
			t.Errorf("healthz %s: %d", when, w.Code)
		}
	}
	check("at start", 503)
	now = now.Add(29 * time.Second)
	check("after 29 s", 503)
	now = now.Add(time.Second)
	check("after 30 s", 200)
	f.err = errors.New("no database")
	check("without a database", 503)
	f.err = nil
	check("with one again", 200)

	tried = true
	s = newTest(t, f, func(o *Options) { o.Tried = func() bool { return tried } })
	check("when all were tried", 200)
}

func TestMetrics(t *testing.T) {
	f := oscon()
	f.health = append(f.health, callboard.Health{Source: callboard.SourceView{ID: "old"}, State: callboard.SourceState{Removed: true}})
	s := newTest(t, f, func(o *Options) { o.Version = "1.2.3" })
	get(s, "/calendar.ics")
	get(s, "/no/such/<script>")
	w := get(s, "/metrics")
	for _, want := range []string{
		`callboard_http_requests_total{code="200",route="/calendar.ics"} 1`,
		`callboard_http_requests_total{code="404",route="other"} 1`,
		`callboard_render_seconds_count{format="ics"} 1`,
		`callboard_cache_bodies 1`,
		`callboard_build_info{version="1.2.3"} 1`,
		`callboard_source_failing{conference="",source="broken"} 1`,
		`callboard_source_failing{conference="oscon-2015",source="oscon-site"} 0`,
		`callboard_source_talks{conference="oscon-2015",source="oscon-site"} 4`,
		`callboard_source_last_success_timestamp_seconds{conference="oscon-2015",source="oscon-site"} 1.4357376e+09`,
	} {
		if !strings.Contains(w.Body.String(), want+"\n") {
			t.Errorf("no %s", want)
		}
	}
	for _, name := range []string{"\ngo_goroutines ", "\nprocess_resident_memory_bytes "} {
		if !strings.Contains(w.Body.String(), name) {
			t.Errorf("no %s", name)
		}
	}
	if strings.Contains(w.Body.String(), `source="old"`) || strings.Contains(w.Body.String(), "<script") {
		t.Error("a removed source or a hostile path makes series")
	}
	f.err = errors.New("no database")
	if w := get(s, "/metrics"); w.Code != 200 || strings.Contains(w.Body.String(), "callboard_source_failing{") {
		t.Errorf("without a database: %d", w.Code)
	}
}
