package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard"
	"callboard/sources"
)

func hashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

const listURL = "http://a.example/list"

func TestConditionalByValidators(t *testing.T) {
	w := newWorld(t, Options{})
	body, tag := "one", `"v1"`
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Etag", tag)
		rw.Header().Set("Last-Modified", "Sun, 01 Mar 2026 09:00:00 GMT")
		rw.Header().Set("Content-Type", "text/calendar")
		if r.Header.Get("If-None-Match") == tag && r.Header.Get("If-Modified-Since") == "Sun, 01 Mar 2026 09:00:00 GMT" {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = rw.Write([]byte(body))
	})
	read := func(j Job) (*Session, string) {
		s := w.client.Open(j, w.store)
		p := w.mustGet(s, sources.Request{URL: listURL})
		if p.ContentType != "text/calendar" || p.URL != listURL {
			t.Errorf("page %+v", p)
		}
		w.store.commit(s)
		return s, string(p.Body)
	}
	s, got := read(job(listURL))
	if got != "one" || s.Unchanged() {
		t.Errorf("first: %q, unchanged %v", got, s.Unchanged())
	}
	want := []callboard.Page{{Source: "src", URL: listURL, FinalURL: listURL, ContentType: "text/calendar", ETag: `"v1"`,
		LastModified: "Sun, 01 Mar 2026 09:00:00 GMT", Hash: hashOf("one"), Body: []byte("one"), ReadAt: start}}
	if diff := cmp.Diff(want, s.Pages()); diff != "" {
		t.Error(diff)
	}
	w.pass(time.Hour)
	s, got = read(job(listURL))
	if got != "one" || !s.Unchanged() {
		t.Errorf("304: %q, unchanged %v", got, s.Unchanged())
	}
	want[0].Body, want[0].ReadAt = nil, start.Add(time.Hour)
	if diff := cmp.Diff(want, s.Pages()); diff != "" {
		t.Error(diff)
	}
	w.heads = nil
	forced := job(listURL)
	forced.Force = true
	s, got = read(forced)
	if got != "one" || !s.Unchanged() || w.heads[0].Get("If-None-Match")+w.heads[0].Get("If-Modified-Since") != "" {
		t.Errorf("forced: %q, unchanged %v, headers %v", got, s.Unchanged(), w.heads[0])
	}
	body, tag = "two", `"v2"`
	s, got = read(job(listURL))
	if got != "two" || s.Unchanged() {
		t.Errorf("changed: %q, unchanged %v", got, s.Unchanged())
	}
}

func TestConditionalByBodyHash(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", text("same"))
	s := w.client.Open(job(listURL), w.store)
	w.mustGet(s, sources.Request{URL: listURL})
	w.store.commit(s)
	s = w.client.Open(job(listURL), w.store)
	if p := w.mustGet(s, sources.Request{URL: listURL}); string(p.Body) != "same" || !s.Unchanged() {
		t.Errorf("%q, unchanged %v", p.Body, s.Unchanged())
	}
	if p := s.Pages()[0]; p.Body != nil || p.Hash != hashOf("same") {
		t.Errorf("an unchanged body is stored again: %+v", p)
	}
	if w.store.loads != 0 {
		t.Errorf("%d bodies were loaded though they had just come", w.store.loads)
	}
}

// The same bytes under another charset say something else.
func TestAnotherCharsetIsAChange(t *testing.T) {
	w := newWorld(t, Options{})
	charset := "iso-8859-1"
	w.host("a.example", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/plain; charset="+charset)
		_, _ = rw.Write([]byte("Caf\xe9"))
	})
	for _, c := range []struct {
		charset, body string
		unchanged     bool
	}{{"iso-8859-1", "Café", false}, {"windows-1252", "Café", true}, {"iso-8859-5", "Cafщ", false}} {
		charset = c.charset
		s := w.client.Open(job(listURL), w.store)
		if p := w.mustGet(s, sources.Request{URL: listURL}); string(p.Body) != c.body || s.Unchanged() != c.unchanged {
			t.Errorf("%s: %q, unchanged %v", c.charset, p.Body, s.Unchanged())
		}
		w.store.commit(s)
	}
}

func TestA304IsBelievedOnlyWhenAskedFor(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusNotModified) })
	_, err := w.get(job(listURL))
	wantError(t, err, "304 Not Modified", "was not asked whether anything changed")
	// Nor with a stored body that came without validators.
	w.store.order = []string{listURL}
	w.store.pages[listURL] = callboard.Page{Source: "src", URL: listURL, FinalURL: listURL, Hash: hashOf("old"), Body: []byte("old"), ReadAt: start}
	_, err = w.client.Open(job(listURL), w.store).Get(t.Context(), sources.Request{URL: listURL})
	wantError(t, err, "304")
	s := w.client.Open(job(listURL), w.store)
	if _, err := s.Revalidate(t.Context()); err == nil {
		t.Error("Revalidate believed it")
	}
	if s.Unchanged() || s.Pages() != nil {
		t.Error("a failure is kept")
	}
}

// Validators go to the address that gave them, not to the one that leads there.
func TestValidatorsBehindARedirect(t *testing.T) {
	w := newWorld(t, Options{})
	target := "http://b.example/x"
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, target, http.StatusFound) })
	final := func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Etag", `"t"`)
		if r.Header.Get("If-None-Match") != "" {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = rw.Write([]byte("body"))
	}
	w.host("b.example", final)
	w.host("c.example", final)
	for i, want := range [][]string{{"", ""}, {"", `"t"`}, {"", ""}} {
		if i == 2 {
			target = "http://c.example/x"
		}
		w.heads = nil
		s := w.client.Open(job(listURL), w.store)
		if p := w.mustGet(s, sources.Request{URL: listURL}); string(p.Body) != "body" || p.URL != target {
			t.Errorf("%d: %+v", i, p)
		}
		w.store.commit(s)
		equal(t, "If-None-Match", []string{w.heads[0].Get("If-None-Match"), w.heads[1].Get("If-None-Match")}, want)
	}
}

func TestALostBodyIsReadAgain(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Etag", `"t"`)
		if r.Header.Get("If-None-Match") != "" {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = rw.Write([]byte("body"))
	})
	w.store.order = []string{listURL}
	w.store.pages[listURL] = callboard.Page{Source: "src", URL: listURL, FinalURL: listURL, ETag: `"t"`, Hash: hashOf("lost")}
	s := w.client.Open(job(listURL), w.store)
	if p := w.mustGet(s, sources.Request{URL: listURL}); string(p.Body) != "body" || s.Unchanged() {
		t.Errorf("%q, unchanged %v", p.Body, s.Unchanged())
	}
	if p := s.Pages(); len(p) != 1 || string(p[0].Body) != "body" {
		t.Errorf("%+v", p)
	}
}

func TestEachAddressIsAskedOnceInARun(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", text("x"))
	s := w.client.Open(job("http://A.Example:80/list#top"), nil)
	for _, url := range []string{listURL, "http://a.example/list#other", "HTTP://A.EXAMPLE/list"} {
		w.mustGet(s, sources.Request{URL: url})
	}
	_, first := s.Get(t.Context(), sources.Request{URL: "http://b.example/missing"})
	_, second := s.Get(t.Context(), sources.Request{URL: "http://b.example/missing"})
	if first == nil || first != second {
		t.Errorf("%v, then %v", first, second)
	}
	equal(t, "asked", w.asked(), []string{"a.example/list", "b.example/robots.txt", "b.example/missing"})
}

func TestStoredPagesWithoutAsking(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", text("old"))
	s := w.client.Open(job(listURL), w.store)
	w.mustGet(s, sources.Request{URL: listURL})
	w.mustGet(s, sources.Request{URL: "http://a.example/1", Detail: true, Fingerprint: "f"})
	w.store.commit(s)
	w.asked()
	w.host("a.example", text("new"))
	w.pass(48 * time.Hour)
	stored := job(listURL)
	stored.Stored = true
	s = w.client.Open(stored, w.store)
	for _, req := range []sources.Request{{URL: listURL}, {URL: "http://a.example/1", Detail: true, Fingerprint: "changed"}} {
		if p := w.mustGet(s, req); string(p.Body) != "old" {
			t.Errorf("%s: %q", req.URL, p.Body)
		}
	}
	if !s.Unchanged() || s.Pages() != nil || w.asked() != nil {
		t.Errorf("unchanged %v, pages %v", s.Unchanged(), s.Pages())
	}
	// What is not stored is asked for.
	if p := w.mustGet(s, sources.Request{URL: "http://a.example/2", Detail: true}); string(p.Body) != "new" {
		t.Errorf("%q", p.Body)
	}
}

func TestUnusedPages(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", text("x"))
	w.store.order = []string{listURL, "http://a.example/gone", "http://a.example/kept"}
	for _, key := range w.store.order {
		w.store.pages[key] = callboard.Page{Source: "src", URL: key, FinalURL: key, Hash: hashOf("x"), Body: []byte("x"), ReadAt: start, Fingerprint: "f"}
	}
	s := w.client.Open(job(listURL), w.store)
	w.mustGet(s, sources.Request{URL: listURL})
	w.mustGet(s, sources.Request{URL: "http://a.example/kept", Detail: true, Fingerprint: "f"})
	equal(t, "Unused", s.Unused(), []string{"http://a.example/gone"})
}

func TestStoreThatFails(t *testing.T) {
	w := newWorld(t, Options{})
	w.store.fail = errors.New("disk on fire")
	s := w.client.Open(job(listURL), w.store)
	_, err := s.Get(t.Context(), sources.Request{URL: listURL})
	wantError(t, err, "source src", "disk on fire")
	if _, err := s.Revalidate(t.Context()); err == nil {
		t.Error("Revalidate went on")
	}
	if w.asked() != nil {
		t.Error("the site was asked")
	}
}

// A run that ends keeps nothing of what it did not finish.
func TestAStoppedRunRemembersNothing(t *testing.T) {
	w := newWorld(t, Options{})
	ctx, stop := context.WithCancel(t.Context())
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	})
	j := job(listURL)
	j.Configured = []string{"http://a.example/1"}
	s := w.client.Open(j, w.store)
	_, err := s.Get(ctx, sources.Request{URL: "http://a.example/1", Detail: true})
	if !errors.Is(err, context.Canceled) || s.Pages() != nil {
		t.Errorf("%v, %v", err, s.Pages())
	}
}

// A source cannot fill the memory with pages that are each within the limit.
func TestAllPagesTogetherAreBounded(t *testing.T) {
	w := newWorld(t, Options{MaxBytes: 1000})
	w.host("a.example", func(rw http.ResponseWriter, r *http.Request) {
		text(r.URL.Path+strings.Repeat("x", 890))(rw, r)
	})
	s := w.client.Open(job(listURL), nil)
	w.mustGet(s, sources.Request{URL: listURL})
	w.mustGet(s, sources.Request{URL: "http://a.example/1", Detail: true})
	_, err := s.Get(t.Context(), sources.Request{URL: "http://a.example/2", Detail: true})
	wantError(t, err, "what this run read", "max_bytes")
}

// The address of a source that comes from the environment is a secret as a whole.
func TestHiddenAddresses(t *testing.T) {
	w := newWorld(t, Options{})
	w.host("a.example", to(302, "/hush/other"))
	for _, c := range []struct{ url, masked, want string }{
		{"http://a.example/hush/x?k=hush", "http://a.example/…", "fetch http://a.example/…: "},
		{"http://hush.example/hush", "http://hush.example/…", "fetch http://hush.example/…: "},
		{"http://u:hush@a.example/x?k=hush", "http://a.example/x", "fetch http://a.example/x: "},
	} {
		j := job(c.url)
		j.Source.Masked = c.masked
		_, err := w.get(j)
		wantError(t, err, c.want)
		if c.masked != "http://a.example/x" && strings.Contains(strings.ReplaceAll(err.Error(), "hush.example", ""), "hush") || strings.Contains(err.Error(), "k=") {
			t.Errorf("%v shows a secret", err)
		}
	}
}
