package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"callboard"
	"callboard/db"
	"callboard/internal/config"
	"callboard/internal/fetch"
	"callboard/scheduler"
	"callboard/sources"
)

// house is a board with its own database file, its own site and its own clock.
type house struct {
	t    testing.TB
	db   *db.DB
	now  time.Time // of the runner, where no bubble gives the clock
	site *site
	plan *scheduler.Plan
	log  *slog.Logger

	clock         func() time.Time
	start, reload func() // of a scheduler in a bubble
}

func newHouse(t *testing.T, ids ...string) *house {
	t.Helper()
	d, err := db.Open(context.Background(), filepath.Join(t.TempDir(), "board.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // a second close where the test has closed it
	h := houseOn(t, d)
	h.configure(ids...)
	return h
}

func houseOn(t testing.TB, d *db.DB) *house {
	h := &house{t: t, db: d, now: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC), site: &site{pages: map[string]*page{}}, log: slog.New(slog.DiscardHandler)}
	h.clock = func() time.Time { return h.now }
	return h
}

// configure makes a plan of one source for each id, all of conference "conf",
// read hourly, lower priority first.
func (h *house) configure(ids ...string) {
	h.t.Helper()
	hourly, err := config.Schedule("@hourly")
	if err != nil {
		h.t.Fatal(err)
	}
	client := fetch.New(fetch.Options{Now: func() time.Time { return h.clock() }, Embedded: map[string]http.Handler{"site.example": h.site}})
	h.plan = &scheduler.Plan{}
	var views []callboard.SourceView
	for i, id := range ids {
		s := callboard.Source{ID: id, Conference: "conf", URL: "http://site.example/" + id, Masked: "http://site.example/" + id, Zone: "Europe/Berlin", Priority: i, Order: i}
		h.plan.Sources = append(h.plan.Sources, scheduler.Source{Source: s, Schedule: hourly})
		views = append(views, callboard.SourceView{ID: id, Conference: "conf", URL: s.Masked, Order: i})
	}
	if err := h.db.SyncSources(context.Background(), views); err != nil {
		h.t.Fatal(err)
	}
	store := h.db
	h.plan.Open = func(j scheduler.Job) scheduler.Session {
		return session{client.Open(fetch.Job{Source: j.Source, Force: j.Force, Stored: j.Stored}, store)}
	}
}

// useClock puts another clock in the place of the hand-moved one.
func (h *house) useClock(now func() time.Time) { h.clock = now }

func (h *house) runner() *scheduler.Runner {
	return &scheduler.Runner{Store: h.db, Now: h.clock, Log: h.log}
}

// read makes one run of a source, an hour after the one before.
func (h *house) read(id string, opt scheduler.Options) callboard.Run {
	h.t.Helper()
	h.now = h.now.Add(time.Hour)
	for _, s := range h.plan.Sources {
		if s.ID == id {
			return h.runner().RunOnce(context.Background(), h.plan, s, opt)
		}
	}
	h.t.Fatalf("no source %s", id)
	return callboard.Run{}
}

// want reads and demands an outcome.
func (h *house) want(outcome callboard.Outcome, id string) callboard.Run {
	h.t.Helper()
	r := h.read(id, scheduler.Options{})
	if r.Outcome != outcome {
		h.t.Fatalf("outcome %s (%s), want %s", r.Outcome, r.Message, outcome)
	}
	return r
}

func (h *house) talks() []callboard.Talk {
	h.t.Helper()
	talks, err := h.db.Talks(context.Background(), "conf")
	if err != nil {
		h.t.Fatal(err)
	}
	return talks
}

// board is what a subscriber sees, a line a performance.
func (h *house) board() string {
	h.t.Helper()
	var b strings.Builder
	for _, t := range h.talks() {
		for _, p := range t.Performances {
			start := "-"
			if p.Placed() {
				start = p.Start.Format("02 15:04")
			}
			status := p.Status
			if status == "" {
				status = callboard.Confirmed
			}
			fmt.Fprintf(&b, "%s | %s | %s | %s | seq %d", t.Title, start, p.Room, status, p.Sequence)
			if p.Encore {
				b.WriteString(" | encore")
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// ledger is the kinds of all changes, oldest first.
func (h *house) ledger() string {
	h.t.Helper()
	list, err := h.db.Changes(context.Background(), db.ChangeQuery{})
	if err != nil {
		h.t.Fatal(err)
	}
	var kinds []string
	for _, c := range list {
		kinds = append([]string{string(c.Kind)}, kinds...)
	}
	return strings.Join(kinds, " ")
}

func (h *house) state(id string) callboard.SourceState {
	h.t.Helper()
	s, err := h.db.State(context.Background(), id)
	if err != nil && !errors.Is(err, callboard.ErrNotFound) {
		h.t.Fatal(err)
	}
	return s
}

// session is what cmd makes of a fetch session.
type session struct{ s *fetch.Session }

func (s session) Get(ctx context.Context, r sources.Request) (*sources.Page, error) {
	return s.s.Get(ctx, r)
}
func (s session) Revalidate(ctx context.Context) (bool, error) { return s.s.Revalidate(ctx) }
func (s session) Outcome() scheduler.Fetched {
	return scheduler.Fetched{Unchanged: s.s.Unchanged(), Pages: s.s.Pages(), Unused: s.s.Unused(), NotBefore: s.s.NotBefore(), FreshUntil: s.s.FreshUntil()}
}

// site answers for every source by the last segment of its address.
type site struct {
	mu    sync.Mutex
	pages map[string]*page
	asked map[string]int
}

type page struct {
	body, kind string
	status     int
	etag       string
	hang       bool // until the request is given up
	header     http.Header
}

func (s *site) set(id string, p page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[id] = &p
}

func (s *site) count(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[id]
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := strings.TrimPrefix(r.URL.Path, "/")
	s.mu.Lock()
	if s.asked == nil {
		s.asked = map[string]int{}
	}
	s.asked[id]++
	p := s.pages[id]
	s.mu.Unlock()
	switch {
	case p == nil:
		http.NotFound(w, r)
		return
	case p.hang:
		<-r.Context().Done()
		return
	}
	for k, v := range p.header {
		w.Header()[k] = v
	}
	if p.kind != "" {
		w.Header().Set("Content-Type", p.kind)
	}
	if p.etag != "" {
		w.Header().Set("ETag", p.etag)
		if r.Header.Get("If-None-Match") == p.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if p.status != 0 {
		w.WriteHeader(p.status)
	}
	_, _ = w.Write([]byte(p.body)) // the reader may be gone
}

// calendar writes a calendar of lines "uid | title | day hour | room": June 2026
// in Berlin, one hour each.
func calendar(lines ...string) page {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nX-WR-CALNAME:Conf 2026\r\n")
	for _, l := range lines {
		f := strings.Split(l, " | ")
		day, hour, _ := strings.Cut(f[2], " ")
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:%s\r\nDTSTART:202606%sT%s0000\r\nDURATION:PT1H\r\nLOCATION:%s\r\nEND:VEVENT\r\n", f[0], f[1], day, hour, f[3])
	}
	b.WriteString("END:VCALENDAR\r\n")
	return page{body: b.String(), kind: "text/calendar"}
}
