package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"testing/fstest"
	"time"

	"callboard"
	"callboard/sources"
)

func TestEmbeddedPagesGoTheSameWay(t *testing.T) {
	files := fstest.MapFS{
		"public/schedule/full.html":      {Data: []byte("<html>list</html>")},
		"public/schedule/detail/1.html":  {Data: []byte("<html>Caf\xe9</html>")},
		"public/feed/schedule.json":      {Data: []byte("{}")},
		"public/schedule/day/index.html": {Data: []byte("<html>day</html>")},
	}
	var dialed int
	w := newWorld(t, Options{
		PerHostDelay: time.Hour, // in process nobody has to be spared
		Embedded:     map[string]http.Handler{"Sample.example": Files(files)},
		Dial: func(context.Context, string, string) (net.Conn, error) {
			dialed++
			return nil, errors.New("dialled")
		},
	})
	const list = "http://sample.example/public/schedule/full"
	run := func() *Session {
		s := w.client.Open(job(list), w.store)
		if p := w.mustGet(s, requestFor(list)); string(p.Body) != "<html>list</html>" || p.ContentType != "text/html; charset=utf-8" {
			t.Errorf("%+v", p)
		}
		p := w.mustGet(s, sources.Request{URL: "http://sample.example/public/schedule/detail/1", Detail: true})
		if string(p.Body) != "<html>Café</html>" {
			t.Errorf("%q", p.Body)
		}
		w.mustGet(s, requestFor("http://sample.example/public/feed/schedule.json"))
		w.mustGet(s, requestFor("http://sample.example/public/schedule/day/"))
		w.store.commit(s)
		return s
	}
	if run().Unchanged() {
		t.Error("new pages are unchanged")
	}
	if !run().Unchanged() || w.store.loads != 4 {
		t.Errorf("%d bodies came from the store", w.store.loads)
	}
	w.pass(48 * time.Hour)
	if same, err := w.client.Open(job(list), w.store).Revalidate(t.Context()); !same || err != nil {
		t.Errorf("Revalidate = %v, %v", same, err)
	}
	for _, path := range []string{"/nowhere", "/", "/../fetch.go", "/public"} {
		_, err := w.get(job("http://sample.example" + path))
		wantError(t, err, "404")
	}
	if dialed != 0 {
		t.Errorf("dialled %d times", dialed)
	}
}

func TestEmbeddedHandlers(t *testing.T) {
	w := newWorld(t, Options{MaxBytes: 100, Embedded: map[string]http.Handler{
		"big.example":    http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write(make([]byte, 101)) }),
		"silent.example": http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}),
		"away.example":   to(302, "http://127.0.0.1/"),
		"port.example:8": text("x"),
	}})
	_, err := w.get(job("http://big.example/"))
	wantError(t, err, "max_bytes")
	if p, err := w.get(job("http://silent.example/")); err != nil || len(p.Body) != 0 {
		t.Errorf("%v, %v", p, err)
	}
	_, err = w.get(job("http://away.example/"))
	wantError(t, err, "allow_private")
	if _, err := w.get(job("http://port.example:8/")); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.client.Open(job("http://silent.example/"), nil).Get(ctx, requestFor("http://silent.example/")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Over TLS the certificate is checked, and HTTP/2 is spoken; a loopback server
// is reached only with allow_private.
func TestTLS(t *testing.T) {
	var proto string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { proto = r.Proto }))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	loopback := netip.MustParseAddrPort(server.Listener.Addr().String())
	var dialed []string
	o := Options{
		Now:     func() time.Time { return time.Now() },
		Resolve: func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{loopback.Addr()}, nil },
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			dialed = append(dialed, network)
			return (&net.Dialer{}).DialContext(ctx, network, loopback.String())
		},
	}
	c := New(o)
	defer c.Close()
	get := func(j Job) error {
		_, err := c.Open(j, nil).Get(t.Context(), requestFor(j.Source.URL))
		return err
	}
	j := job("https://example.com/") // a name of the test certificate
	wantError(t, get(j), "allow_private")
	if dialed != nil {
		t.Errorf("dialled %q", dialed)
	}
	j.AllowPrivate = true
	wantError(t, get(j), "the site's certificate is not valid")
	c.private.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	fresh := New(o)
	defer fresh.Close()
	fresh.private.TLSClientConfig = c.private.TLSClientConfig
	c = fresh
	if err := get(j); err != nil || proto != "HTTP/2.0" {
		t.Errorf("%v, %s", err, proto)
	}
	other := job("https://other.test/")
	other.AllowPrivate = true
	wantError(t, get(other), "certificate is not valid", "other.test")
}

func TestDefaults(t *testing.T) {
	c := New(Options{Now: time.Now})
	defer c.Close()
	if o := c.options; o.UserAgent != DefaultUserAgent || o.Timeout != 30*time.Second || o.MaxBytes != 64<<20 || o.Resolve == nil || o.Dial == nil {
		t.Errorf("%+v", o)
	}
	if c.public.Proxy != nil || c.public.MaxResponseHeaderBytes != 256<<10 || !c.public.DisableCompression {
		t.Error("the transport has defaults of its own")
	}
	s := c.Open(Job{Source: callboard.Source{URL: "::"}}, nil)
	if _, err := s.Get(t.Context(), requestFor("::")); err == nil {
		t.Error("read")
	}
	if same, err := s.Revalidate(t.Context()); same || err != nil {
		t.Errorf("%v, %v", same, err)
	}
}
