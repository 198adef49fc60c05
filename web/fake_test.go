package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"callboard"
	"callboard/internal/feeds"
)

// testNow is when all tests of this package take place.
var testNow = time.Date(2015, 7, 21, 12, 0, 0, 0, time.UTC)

// fakeStore is a database in memory, with faults on demand.
type fakeStore struct {
	confs     map[string]callboard.Conference
	talks     map[string][]callboard.Talk
	aliases   map[string]string // talk id -> talk id
	forgotten map[string]bool   // conference or talk ids
	changes   []callboard.Change
	withdrawn []callboard.Withdrawal
	health    []callboard.Health
	events    []callboard.HealthEvent
	err       error        // answers everything
	queries   atomic.Int64 // how often anything was asked
	onTalks   func()       // called before Talks answers
}

func (f *fakeStore) ask() error { f.queries.Add(1); return f.err }

func (f *fakeStore) Conference(_ context.Context, id string) (callboard.Conference, error) {
	if err := f.ask(); err != nil {
		return callboard.Conference{}, err
	}
	if f.forgotten[id] {
		return callboard.Conference{}, fmt.Errorf("conference %q: %w", id, callboard.ErrForgotten)
	}
	c, ok := f.confs[id]
	if !ok {
		return c, fmt.Errorf("conference %q: %w", id, callboard.ErrNotFound)
	}
	return c, nil
}

func (f *fakeStore) Talks(_ context.Context, conf string) ([]callboard.Talk, error) {
	if f.onTalks != nil {
		f.onTalks()
	}
	return f.talks[conf], f.ask()
}

func (f *fakeStore) Talk(_ context.Context, conf, id string) (callboard.Talk, error) {
	if err := f.ask(); err != nil {
		return callboard.Talk{}, err
	}
	if f.forgotten[id] {
		return callboard.Talk{}, fmt.Errorf("talk %q: %w", id, callboard.ErrForgotten)
	}
	for _, t := range f.talks[conf] {
		if t.ID == id {
			return t, nil
		}
	}
	return callboard.Talk{}, fmt.Errorf("talk %q: %w", id, callboard.ErrNotFound)
}

func (f *fakeStore) Resolve(_ context.Context, _, id string) (string, error) {
	if err := f.ask(); err != nil {
		return "", err
	}
	if to, ok := f.aliases[id]; ok {
		return to, nil
	}
	return "", callboard.ErrNotFound
}

func (f *fakeStore) Withdrawn(_ context.Context, conf string, limit int) ([]callboard.Withdrawal, error) {
	return f.withdrawn[:min(limit, len(f.withdrawn))], f.ask()
}

func (f *fakeStore) Changes(_ context.Context, conf, talk string, before int64, limit int) ([]callboard.Change, error) {
	var out []callboard.Change
	for _, c := range f.changes {
		if (before == 0 || c.ID < before) && (conf == "" || c.Conference == conf) && (talk == "" || c.Talk == talk) && len(out) < limit {
			out = append(out, c)
		}
	}
	return out, f.ask()
}

func (f *fakeStore) Health(context.Context) ([]callboard.Health, error) { return f.health, f.ask() }

func (f *fakeStore) HealthEvents(_ context.Context, limit int) ([]callboard.HealthEvent, error) {
	return f.events[:min(limit, len(f.events))], f.ask()
}

func (f *fakeStore) Ready(context.Context) error { return f.ask() }

func (f *fakeStore) list() []callboard.Conference {
	var out []callboard.Conference
	for _, id := range []string{"oscon-2015", "big", "empty"} {
		if c, ok := f.confs[id]; ok {
			out = append(out, c)
		}
	}
	return out
}

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// oscon is a board of one small conference with an encore, a cancelled talk, a
// move, a talk without a slot and a failing source.
func oscon() *fakeStore {
	const zone = "America/Los_Angeles"
	read := instant("2015-07-01T08:00:00Z")
	slotAt := func(start, end, room string) callboard.Slot {
		return callboard.Slot{Start: instant(start), End: instant(end), Zone: zone, Room: room}
	}
	perf := func(id string, s callboard.Slot, status callboard.Status) callboard.Performance {
		return callboard.Performance{ID: id, UID: id + "@talks.example.org", Slot: s, Status: status, Created: read, Modified: read}
	}
	first := perf("p1", slotAt("2015-07-22T20:30:00Z", "2015-07-22T21:10:00Z", "E145"), callboard.Confirmed)
	first.Sightings = []callboard.Sighting{{Source: "oscon-site", Ref: "42037", Title: "Docker in Production: Reality, Not Hype",
		URL: "http://www.oscon.com/detail/42037", Presence: callboard.Seen, Rule: "first", FirstSeen: read, LastSeen: read}}
	again := perf("p2", slotAt("2015-07-23T23:10:00Z", "2015-07-23T23:50:00Z", "Portland 256"), callboard.Confirmed)
	again.Encore, again.LastMove = true, "Thu 23 July, 15:30, Portland 256"
	again.PreviousStart = instant("2015-07-23T22:30:00Z")
	again.Sightings = []callboard.Sighting{{Source: "oscon-site", Ref: "45371", Title: "Docker in Production: Reality, Not Hype (repeat)",
		Presence: callboard.Seen, Rule: "mark", FirstSeen: read, LastSeen: read}}
	docker := callboard.Talk{ID: "docker", Conference: "oscon-2015", Created: read, Modified: read,
		Content: callboard.Content{Title: "Docker in Production: Reality, Not Hype", Track: "Solve", Type: "40-minute conference session", Language: "en",
			Abstract: "What breaks.\n\nAnd what does not.", AbstractHTML: "<p>What <em>breaks</em>.</p><p>And what does not.</p>",
			URL: "http://www.oscon.com/detail/42037", Speakers: []callboard.Speaker{{Name: "Bridget Kromhout", Key: "bridget kromhout"}},
			Links: []callboard.Link{{URL: "https://slides.example.org/docker", Rel: "slides"}}},
		Performances: []callboard.Performance{first, again}}
	earlier := docker
	earlier.Performances = []callboard.Performance{first, again}
	earlier.Performances[1].Start = instant("2015-07-23T22:30:00Z")
	simple := func(id, title string, p callboard.Performance) callboard.Talk {
		return callboard.Talk{ID: id, Conference: "oscon-2015", Created: read, Modified: read,
			Content: callboard.Content{Title: title, Track: "Protect", Speakers: []callboard.Speaker{{Name: "Ada Example", Key: "ada example"}}}, Performances: []callboard.Performance{p}}
	}
	return &fakeStore{
		confs: map[string]callboard.Conference{
			"oscon-2015": {ID: "oscon-2015", Name: "OSCON 2015", Zone: zone, Start: "2015-07-20", End: "2015-07-24",
				URL: "http://www.oscon.com/open-source-2015", Host: "talks.example.org", Version: 3, Modified: instant("2015-07-20T10:00:00Z")},
			"empty": {ID: "empty", Name: "Empty Conf", Host: "empty"},
		},
		talks: map[string][]callboard.Talk{"oscon-2015": {
			docker,
			simple("tls", "TLS for the rest of us", perf("p3", slotAt("2015-07-22T20:30:00Z", "2015-07-22T21:10:00Z", "D136"), callboard.Cancelled)),
			simple("party", "Attendee party", perf("p4", callboard.Slot{Start: instant("2015-07-22T00:00:00Z"), End: instant("2015-07-23T00:00:00Z"), AllDay: true}, callboard.Confirmed)),
			simple("later", "Announced, not yet placed", perf("p5", callboard.Slot{}, callboard.Tentative)),
		}},
		aliases:   map[string]string{"docker-old": "docker"},
		forgotten: map[string]bool{"gone-2014": true, "removed": true},
		changes: []callboard.Change{
			{ID: 3, At: instant("2015-07-20T10:00:00Z"), Conference: "oscon-2015", Talk: "docker", Performance: "p2", Kind: callboard.Moved,
				Before: "Thu 23 July, 15:30, Portland 256", After: "Thu 23 July, 16:10, Portland 256", Source: "oscon-site", Snapshot: &docker},
			{ID: 2, At: instant("2015-07-10T10:00:00Z"), Conference: "oscon-2015", Talk: "docker", Performance: "p2", Kind: callboard.EncoreAdded,
				After: "Thu 23 July, 15:30, Portland 256", Source: "oscon-site", Snapshot: &earlier},
			{ID: 1, At: read, Conference: "oscon-2015", Kind: callboard.Imported, After: "4 talks", Source: "oscon-site"},
		},
		health: []callboard.Health{
			{Source: callboard.SourceView{ID: "oscon-site", Conference: "oscon-2015", Kind: "oreilly", URL: "http://www.oscon.com/open-source-2015/public/schedule/full", Cron: "@every 30m"},
				State: callboard.SourceState{Source: "oscon-site", Conference: "oscon-2015", Kind: "oreilly", Outcome: callboard.OK, LastRun: read, LastGood: read,
					NextRun: read.Add(30 * time.Minute), Talks: 4, Performances: 5, Warnings: []callboard.Warning{{Where: "event 7", Text: "has no room"}}}},
			{Source: callboard.SourceView{ID: "broken", URL: "https://example.org/schedule.xml", Cron: "auto"},
				State: callboard.SourceState{Source: "broken", Outcome: callboard.Failed, LastRun: read, Failures: 3,
					Message: "got an HTML page titled Maintenance instead of XML: the last good data stay served; check the address"}},
		},
		events: []callboard.HealthEvent{{ID: 1, Source: "broken", At: read, Failing: true, Outcome: callboard.Failed, Message: "got an HTML page titled Maintenance instead of XML"}},
	}
}

// many adds a conference of so many talks to a store.
func (f *fakeStore) many(n int) *fakeStore {
	start := instant("2026-01-31T09:00:00Z")
	var talks []callboard.Talk
	for i := range n {
		at := start.Add(time.Duration(i/20) * 30 * time.Minute)
		id := fmt.Sprintf("t%04d", i)
		talks = append(talks, callboard.Talk{ID: id, Conference: "big", Created: start, Modified: start,
			Content: callboard.Content{Title: fmt.Sprintf("Talk number %d on a subject of interest", i), Track: fmt.Sprintf("Track %d", i%40),
				Abstract: string(bytes.Repeat([]byte("Some words that say what this talk is about. "), 8)), Speakers: []callboard.Speaker{{Name: fmt.Sprintf("Speaker %d", i)}}},
			Performances: []callboard.Performance{{ID: "p" + id, UID: "p" + id + "@talks.example.org", Status: callboard.Confirmed, Created: start, Modified: start,
				Slot: callboard.Slot{Start: at, End: at.Add(25 * time.Minute), Zone: "Europe/Brussels", Room: fmt.Sprintf("H.%d", i%20)}}}})
	}
	f.confs["big"] = callboard.Conference{ID: "big", Name: "Big Conf", Zone: "Europe/Brussels", Start: "2026-01-31", End: "2026-02-01", Host: "talks.example.org", Version: 1, Modified: start.AddDate(-11, 0, 0)}
	f.talks["big"] = talks
	return f
}

// newTest is a server over a store, at testNow.
func newTest(t testing.TB, f *fakeStore, change ...func(*Options)) *Server {
	t.Helper()
	o := Options{
		Site:     feeds.Site{URL: "https://talks.example.org", Title: "Callboard", Host: "talks.example.org"},
		Schedule: f, Ledger: f, Sources: f,
		Now: func() time.Time { return testNow },
	}
	for _, c := range change {
		c(&o)
	}
	s := New(o)
	s.SetVersions(f.list())
	return s
}

// get asks a server; headers are name, value pairs.
func get(s *Server, target string, headers ...string) *httptest.ResponseRecorder {
	return do(s, http.MethodGet, target, headers...)
}

func do(s *Server, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}
