package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"callboard"
	"callboard/sources"
)

// start is when tests begin that need no running clock.
var start = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// world is an internet in memory: every name is at one public address, and a
// connection to it is a pipe to a handler. Nothing is ever dialled.
type world struct {
	t      *testing.T
	hosts  map[string]http.HandlerFunc // by host, as in a URL
	client *Client
	store  *memory
	busy   sync.WaitGroup // handlers
	mu     sync.Mutex
	log    []string      // "host/path" of every request
	dialed []string      // addresses
	heads  []http.Header // of every request
	clock  time.Time     // zero = the real (or a bubble's) clock
}

const publicIP = "93.184.216.34"

func newWorld(t *testing.T, o Options) *world {
	t.Helper()
	w := &world{t: t, hosts: map[string]http.HandlerFunc{}, store: &memory{pages: map[string]callboard.Page{}}, clock: start}
	if o.Now == nil {
		o.Now = w.now
	}
	if o.Resolve == nil {
		o.Resolve = func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr(publicIP)}, nil
		}
	}
	pipes := &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
	if o.Dial == nil {
		o.Dial = func(ctx context.Context, _, addr string) (net.Conn, error) {
			w.mu.Lock()
			w.dialed = append(w.dialed, addr)
			w.mu.Unlock()
			near, far := net.Pipe()
			select {
			case pipes.conns <- far:
				return near, nil
			case <-pipes.done:
				return nil, errors.New("closed")
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
	server := &http.Server{Handler: http.HandlerFunc(w.serve)}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(pipes) })
	w.client = New(o)
	t.Cleanup(func() {
		w.client.Close()
		_ = server.Close()
		running.Wait()
		w.busy.Wait()
	})
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.clock.IsZero() {
		return time.Now()
	}
	return w.clock
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

func (w *world) serve(rw http.ResponseWriter, r *http.Request) {
	w.busy.Add(1)
	defer w.busy.Done()
	w.mu.Lock()
	w.log = append(w.log, r.Host+r.URL.RequestURI())
	w.heads = append(w.heads, r.Header.Clone())
	handler := w.hosts[r.Host]
	w.mu.Unlock()
	if handler == nil {
		http.NotFound(rw, r)
		return
	}
	handler(rw, r)
}

// asked are the requests so far, and forgets them.
func (w *world) asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	log := w.log
	w.log = nil
	return log
}

func (w *world) host(name string, h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hosts[name] = h
}

// text answers every path with the same body.
func text(body string) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = rw.Write([]byte(body))
	}
}

// raw answers with bytes as they are, and closes the connection.
func raw(answer string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		conn, buf, err := rw.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = buf.WriteString(answer)
		_ = buf.Flush()
		_ = conn.Close()
	}
}

func job(url string) Job {
	return Job{Source: callboard.Source{ID: "src", URL: url, Masked: url}}
}

// get opens a session of its own and asks for its source's address.
func (w *world) get(j Job) (*sources.Page, error) {
	w.t.Helper()
	return w.client.Open(j, nil).Get(w.t.Context(), sources.Request{URL: j.Source.URL})
}

func (w *world) mustGet(s *Session, req sources.Request) *sources.Page {
	w.t.Helper()
	p, err := s.Get(w.t.Context(), req)
	if err != nil {
		w.t.Fatalf("Get(%s): %v", req.URL, err)
	}
	return p
}

// wantError demands an error that holds every one of the words.
func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", words)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error %q lacks %q", err, word)
		}
	}
	if strings.ContainsAny(err.Error(), "\r\n") {
		t.Errorf("error %q is not one line", err)
	}
}

// memory is a Store that works as db does.
type memory struct {
	mu    sync.Mutex
	order []string
	pages map[string]callboard.Page
	loads int // of bodies
	fail  error
}

func (m *memory) Pages(context.Context, string) ([]callboard.Page, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var pages []callboard.Page
	for _, key := range m.order {
		p := m.pages[key]
		p.Body = nil
		pages = append(pages, p)
	}
	return pages, m.fail
}

func (m *memory) Page(_ context.Context, _, url string) (callboard.Page, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loads++
	p, ok := m.pages[url]
	if !ok || p.Hash == "" || p.Body == nil {
		return callboard.Page{}, fmt.Errorf("page %s: %w", url, callboard.ErrNotFound)
	}
	return p, nil
}

// commit stores what a run brought.
func (m *memory) commit(s *Session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range s.Pages() {
		old, ok := m.pages[p.URL]
		if !ok {
			m.order = append(m.order, p.URL)
		}
		if p.Body == nil && p.Hash != "" && p.Hash == old.Hash {
			p.Body = old.Body
		}
		m.pages[p.URL] = p
	}
}

// pipeListener hands pipes to a server.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(93, 184, 216, 34), Port: 80} }

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s = %q, want %q", what, got, want)
	}
}
