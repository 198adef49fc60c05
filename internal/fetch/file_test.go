package fetch

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"callboard/sources"
)

func requestFor(url string) sources.Request { return sources.Request{URL: url} }

func fileURL(path string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	return u.String()
}

func TestFilesAreConditional(t *testing.T) {
	w := newWorld(t, Options{MaxBytes: 10})
	path := filepath.Join(t.TempDir(), "my schedule.ics")
	write := func(body string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	write("one", start)
	for i, c := range []struct {
		edit      func()
		body      string
		unchanged bool
		loads     int
	}{
		{func() {}, "one", false, 0},
		{func() {}, "one", true, 1},                                     // neither time nor size moved: it is not even opened
		{func() { write("one", start.Add(time.Hour)) }, "one", true, 1}, // touched only: the bytes decide
		{func() { write("two", start.Add(2*time.Hour)) }, "two", false, 1},
		{func() { write("three", start.Add(2*time.Hour)) }, "three", false, 1}, // same time, another size
		{func() {}, "three", true, 2},
	} {
		c.edit()
		s := w.client.Open(job(fileURL(path)), w.store)
		p := w.mustGet(s, requestFor(fileURL(path)))
		if string(p.Body) != c.body || s.Unchanged() != c.unchanged || w.store.loads != c.loads {
			t.Errorf("%d: %q, unchanged %v, %d loads", i, p.Body, s.Unchanged(), w.store.loads)
		}
		w.store.commit(s)
		if same, err := w.client.Open(job(fileURL(path)), w.store).Revalidate(t.Context()); !same || err != nil {
			t.Errorf("%d: Revalidate = %v, %v", i, same, err)
		}
	}
	write("12345678901", start)
	_, err := w.get(job(fileURL(path)))
	wantError(t, err, "the file is larger than max_bytes")
	if w.dialed != nil {
		t.Errorf("dialled %q", w.dialed)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	w := newWorld(t, Options{})
	dir := t.TempDir()
	inside := filepath.Join(dir, "secret.txt")
	if err := os.WriteFile(inside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for target, words := range map[string][]string{
		fileURL(filepath.Join(dir, "nowhere")): {"no such file", "check the source's url"},
		fileURL(dir):                           {"folder"},
		"file:///dev/null":                     {"no ordinary file"},
		"file://host.example/x":                {"names a host"},
		"file:relative":                        {"absolute path"},
		"file:":                                {"absolute path"},
	} {
		_, err := w.get(job(target))
		wantError(t, err, words...)
	}
	if p, err := w.get(job("file://localhost" + filepath.ToSlash(inside))); err != nil || string(p.Body) != "secret" {
		t.Errorf("localhost: %v, %v", p, err)
	}
	// A file that nobody configured is never read, whoever names it.
	s := w.client.Open(job(fileURL(filepath.Join(dir, "other"))), nil)
	_, err := s.Get(t.Context(), requestFor(fileURL(inside)))
	wantError(t, err, "only read when it is configured")
	w.host("a.example", to(302, fileURL(inside)))
	j := job("http://a.example/")
	j.Configured = []string{fileURL(inside)}
	_, err = w.get(j)
	wantError(t, err, "file:", "only http: and https:")
	if p, err := w.client.Open(j, nil).Get(t.Context(), requestFor(fileURL(inside))); err != nil || string(p.Body) != "secret" {
		t.Errorf("configured beside a url: %v, %v", p, err)
	}
}
