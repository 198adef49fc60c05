package fetch

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"callboard/sources"
)

// site is a list and detail pages that can change and break.
type site struct {
	*world
	body map[string]string // by path; "" = 500
}

func newSite(t *testing.T) *site {
	s := &site{newWorld(t, Options{}), map[string]string{"/list": "list", "/1": "one", "/2": "two"}}
	s.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		body, ok := s.body[r.URL.Path]
		switch {
		case !ok:
			http.NotFound(rw, r)
		case body == "":
			rw.WriteHeader(http.StatusInternalServerError)
		default:
			rw.Header().Set("Etag", `"`+body+`"`)
			if r.Header.Get("If-None-Match") == `"`+body+`"` {
				rw.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = rw.Write([]byte(body))
		}
	})
	return s
}

// read is a whole run: the list, then details with one fingerprint.
func (s *site) read(print string) (got string, session *Session) {
	s.t.Helper()
	session = s.client.Open(job(listURL), s.store)
	got = string(s.mustGet(session, sources.Request{URL: listURL}).Body)
	for _, path := range []string{"/1", "/2"} {
		p, err := session.Get(s.t.Context(), sources.Request{URL: "http://a.example" + path, Detail: true, Fingerprint: print})
		if err != nil {
			got += " -"
			continue
		}
		got += " " + string(p.Body)
	}
	s.store.commit(session)
	return got, session
}

func (s *site) revalidate() (bool, *Session) {
	s.t.Helper()
	session := s.client.Open(job(listURL), s.store)
	same, err := session.Revalidate(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return same, session
}

func (s *site) wantAsked(paths string) {
	s.t.Helper()
	equal(s.t, "asked", s.asked(), strings.Fields(strings.ReplaceAll(" "+paths, " /", " a.example/")))
}

func TestDetailPagesServeForADay(t *testing.T) {
	s := newSite(t)
	if got, _ := s.read("p"); got != "list one two" {
		t.Errorf("got %q", got)
	}
	s.wantAsked("/list /robots.txt /1 /2")
	s.pass(23 * time.Hour)
	got, session := s.read("p")
	if got != "list one two" || !session.Unchanged() || len(session.Pages()) != 1 {
		t.Errorf("within the day: %q, unchanged %v, %d rows", got, session.Unchanged(), len(session.Pages()))
	}
	s.wantAsked("/list")
	if got, _ := s.read("q"); got != "list one two" {
		t.Errorf("got %q", got)
	}
	s.wantAsked("/list /1 /2") // their list entries changed
	s.pass(24 * time.Hour)
	got, session = s.read("q")
	if got != "list one two" || !session.Unchanged() || len(session.Pages()) != 3 {
		t.Errorf("after a day: %q, unchanged %v, %d rows", got, session.Unchanged(), len(session.Pages()))
	}
	s.wantAsked("/list /robots.txt /1 /2") // conditionally
}

func TestRevalidateAsksWhatIsDue(t *testing.T) {
	s := newSite(t)
	s.read("p")
	s.asked()
	same, session := s.revalidate()
	if !same || !session.Unchanged() || session.Unused() != nil || s.store.loads != 0 {
		t.Errorf("same %v, unchanged %v, unused %v, loads %d", same, session.Unchanged(), session.Unused(), s.store.loads)
	}
	s.wantAsked("/list")
	s.pass(25 * time.Hour)
	if same, session = s.revalidate(); !same || len(session.Pages()) != 3 {
		t.Errorf("same %v, %d rows", same, len(session.Pages()))
	}
	s.wantAsked("/list /robots.txt /1 /2")
	s.store.commit(session)
	if same, _ = s.revalidate(); !same {
		t.Error("changed")
	}
	s.wantAsked("/list")
}

func TestRevalidateStopsAtTheFirstChange(t *testing.T) {
	s := newSite(t)
	s.read("p")
	s.pass(25 * time.Hour)
	s.body["/1"] = "one, new"
	s.asked()
	same, session := s.revalidate()
	if same || session.Unchanged() {
		t.Error("the change was not seen")
	}
	s.wantAsked("/list /robots.txt /1")
	// The reading that follows asks for nothing twice, and a list entry that
	// changed meanwhile is no reason to.
	if p := s.mustGet(session, sources.Request{URL: listURL}); string(p.Body) != "list" {
		t.Errorf("%q", p.Body)
	}
	if p := s.mustGet(session, sources.Request{URL: "http://a.example/1", Detail: true, Fingerprint: "q"}); string(p.Body) != "one, new" {
		t.Errorf("%q", p.Body)
	}
	s.wantAsked("")
	equal(t, "Unused", session.Unused(), []string{"http://a.example/2"})
	s.store.commit(session)
	if p := s.store.pages["http://a.example/1"]; p.Fingerprint != "q" || string(p.Body) != "one, new" {
		t.Errorf("stored %+v", p)
	}
}

func TestRevalidateFailsWithTheList(t *testing.T) {
	s := newSite(t)
	s.read("p")
	s.body["/list"] = ""
	s.asked()
	session := s.client.Open(job(listURL), s.store)
	same, err := session.Revalidate(t.Context())
	if same {
		t.Error("a list that cannot be read is unchanged")
	}
	wantError(t, err, "500")
	_, again := session.Get(t.Context(), sources.Request{URL: listURL})
	if again != err || session.Pages() != nil {
		t.Errorf("%v, %v", again, session.Pages())
	}
	s.wantAsked("/list")
}

func TestRevalidateWithoutTheSourcesOwnPage(t *testing.T) {
	s := newSite(t)
	if same, session := s.revalidate(); same || session.Unchanged() {
		t.Error("nothing is stored, and yet it is unchanged")
	}
	s.read("p")
	s.asked()
	moved := s.client.Open(job("http://a.example/moved"), s.store)
	if same, err := moved.Revalidate(t.Context()); same || err != nil {
		t.Errorf("the pages of another address answer for a new one: %v, %v", same, err)
	}
	forced := job(listURL)
	forced.Force = true
	if same, _ := s.client.Open(forced, s.store).Revalidate(t.Context()); same {
		t.Error("a forced reading is never unchanged beforehand")
	}
	s.wantAsked("")
}

func TestFailedDetailPagesRestForADay(t *testing.T) {
	s := newSite(t)
	s.body["/2"] = ""
	got, session := s.read("p")
	if got != "list one -" || session.Unchanged() {
		t.Errorf("got %q", got)
	}
	row := s.store.pages["http://a.example/2"]
	if row.Hash != "" || row.Body != nil || !row.ReadAt.Equal(start) || row.Fingerprint != "p" {
		t.Errorf("row %+v", row)
	}
	s.asked()
	s.pass(time.Hour)
	if got, session = s.read("p"); got != "list one -" || !session.Unchanged() {
		t.Errorf("got %q, unchanged %v", got, session.Unchanged())
	}
	_, err := session.Get(t.Context(), sources.Request{URL: "http://a.example/2", Detail: true, Fingerprint: "p"})
	wantError(t, err, "http://a.example/2", "could not be read at 2026-03-01 10:00:00 UTC", "after 2026-03-02 10:00:00 UTC")
	s.wantAsked("/list")
	same, _ := s.revalidate()
	if !same {
		t.Error("a page that failed and is not due makes a difference")
	}
	s.wantAsked("/list")
	s.pass(24 * time.Hour) // it fails again
	if same, session = s.revalidate(); !same {
		t.Error("a page that fails as before makes a difference")
	}
	s.store.commit(session)
	s.asked()
	if same, _ = s.revalidate(); !same {
		t.Error("it is asked for at every run")
	}
	s.wantAsked("/list")
	s.body["/2"] = "two" // it is mended, and found out after a day at the latest
	s.pass(24 * time.Hour)
	if same, _ = s.revalidate(); same {
		t.Error("a page that can be read at last makes no difference")
	}
	if got, _ = s.read("p"); got != "list one two" {
		t.Errorf("got %q", got)
	}
}

func TestFailedDetailPageIsAskedAgainWhenItsEntryChanged(t *testing.T) {
	s := newSite(t)
	s.body["/2"] = ""
	s.read("p")
	s.body["/2"] = "two"
	if got, _ := s.read("q"); got != "list one two" {
		t.Errorf("got %q", got)
	}
}

// db keeps a hash of nothing for a row without a body; such a row is no page.
func TestARowWithoutAddressIsNoPage(t *testing.T) {
	s := newSite(t)
	s.body["/2"] = ""
	s.read("p")
	row := s.store.pages["http://a.example/2"]
	row.Hash, row.Body = hashOf(""), []byte{}
	s.store.pages[row.URL] = row
	if got, _ := s.read("p"); got != "list one -" {
		t.Errorf("got %q", got)
	}
}

func TestGoodDetailPageThatFailsLater(t *testing.T) {
	s := newSite(t)
	s.read("p")
	s.pass(25 * time.Hour)
	s.body["/2"] = ""
	if same, _ := s.revalidate(); same {
		t.Error("a page that can no longer be read makes no difference")
	}
	got, session := s.read("p")
	if got != "list one -" || session.Unchanged() {
		t.Errorf("got %q", got)
	}
}

func TestDetailPageWithoutFingerprint(t *testing.T) {
	s := newSite(t)
	s.read("")
	s.asked()
	if same, _ := s.revalidate(); !same {
		t.Error("changed")
	}
	s.wantAsked("/list")
	if p := s.store.pages["http://a.example/1"]; p.Fingerprint == "" {
		t.Error("a detail page cannot be told from a list")
	}
}

// A clock that was far ahead when a page was read must not keep it for years.
func TestPagesFromTheFutureAreNotFresh(t *testing.T) {
	s := newSite(t)
	s.read("p")
	s.pass(-10 * 365 * 24 * time.Hour)
	s.asked()
	s.read("p")
	s.wantAsked("/list /robots.txt /1 /2")
}

// A host that is gone is not asked two thousand times.
func TestADeadHostIsLeftAlone(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", raw(""))
	j := job(listURL)
	for i := range 20 {
		j.Configured = append(j.Configured, listURL+strings.Repeat("x", i))
	}
	s := w.client.Open(j, w.store)
	var err error
	for _, url := range j.Configured {
		if _, err = s.Get(t.Context(), sources.Request{URL: url, Detail: true}); err == nil {
			t.Fatal("read")
		}
	}
	wantError(t, err, "not asked for", "3 requests in a row got no answer from a.example")
	if n := len(w.asked()); n != 3 {
		t.Errorf("%d requests", n)
	}
	var due int
	for _, p := range s.Pages() {
		if unread(p) && !s.fresh(p) {
			due++
		}
	}
	if due != 17 {
		t.Errorf("%d of the pages that were not asked for are due at the next run", due)
	}
}

// A page that was put off keeps its stored body, and is due at the next run.
func TestAPutOffPageKeepsItsBody(t *testing.T) {
	s := newSite(t)
	s.read("p")
	s.pass(25 * time.Hour)
	good := s.hosts["a.example"]
	s.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/1" {
			rw.WriteHeader(http.StatusTooManyRequests)
			return
		}
		good(rw, r)
	})
	if got, _ := s.read("p"); got != "list - -" {
		t.Errorf("got %q", got)
	}
	s.host("a.example", good)
	s.asked()
	s.heads = nil
	got, session := s.read("p")
	if got != "list one two" || !session.Unchanged() {
		t.Errorf("got %q, unchanged %v", got, session.Unchanged())
	}
	s.wantAsked("/list /1 /2")
	for _, h := range s.heads {
		if h.Get("If-None-Match") == "" {
			t.Error("a stored page was asked for as if it were new")
		}
	}
}

// Readers may ask side by side; each address is still asked for once.
func TestGetsSideBySide(t *testing.T) {
	s := newSite(t)
	session := s.client.Open(job(listURL), s.store)
	var all sync.WaitGroup
	for range 8 {
		for path, want := range s.body {
			all.Go(func() {
				p, err := session.Get(t.Context(), sources.Request{URL: "http://a.example" + path, Detail: path != "/list", Fingerprint: "p"})
				if err != nil || string(p.Body) != want {
					t.Errorf("%s: %v, %v", path, p, err)
				}
			})
		}
	}
	all.Wait()
	if n := len(s.asked()); n != 4 {
		t.Errorf("%d requests", n)
	}
}
