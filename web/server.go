// Package web serves what is stored: pages for people, feeds for calendars and
// readers, and three addresses for whoever runs the daemon. It asks the
// database through the small interfaces of store.go, renders each address once
// for each state of its data, and answers everything else from memory.
//
// The way of a request: guard.go (method, body, headers, panics), routes.go
// (which resource), respond.go (cached, conditional, compressed), and only
// when nothing fresh is cached one of the files named after what they render.
package web

import (
	"context"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"

	"callboard/internal/feeds"
)

// Limits of one server. They bound memory and time, not what can be served.
const (
	bodyCacheBytes  = 16 << 20          // rendered bodies, plain and compressed
	headCacheBytes  = 2 << 20           // validators of bodies that left the cache
	talkCacheBytes  = 16 << 20          // talks as read, for filters of the same conference
	renderDeadline  = 100 * time.Second // slow is better than a 5xx, which makes clients give up
	readyAtLatest   = 30 * time.Second  // CONTRACT 3, /readyz
	historyLength   = 200               // changes on a talk's page
	changesLength   = 50                // entries of changes.atom, clients.md G.9
	changesSearched = 2000              // ledger rows looked at for a filtered changes.atom
	withdrawnLength = 200               // tombstones of feed.atom
	eventsLength    = 100               // entries of sources.atom
)

// Options is what a Server is made of. Schedule, Ledger, Sources and Now are
// required.
type Options struct {
	Site     feeds.Site
	Schedule Schedule
	Ledger   Ledger
	Sources  Sources
	// Now is the clock. It decides what a page calls upcoming and what
	// encores=next selects; feeds without that filter never see it.
	Now    func() time.Time
	Logger *slog.Logger // nil discards
	// Metrics is the registry behind /metrics; nil makes one.
	Metrics *prometheus.Registry
	Version string // of callboard, for callboard_build_info; never in a header
	// Sample says that the built-in sample is served, which every page tells.
	Sample bool
	// AddSource is a hint for whoever wants to add a source, shown where
	// nothing is configured yet.
	AddSource string
	// Tried reports whether each source was read once, or a run was stored
	// before. Nil: yes.
	Tried func() bool
}

// Server answers every address of CONTRACT 3. It is safe for concurrent use.
type Server struct {
	o       Options
	log     *slog.Logger
	prefix  string // path of Site.URL, for sites below a folder; "" at the root
	pages   map[string]*template.Template
	assets  map[string]*body // by path
	css     string           // address of the style sheet, with its hash
	mux     *http.ServeMux
	metrics *metrics
	started time.Time
	ready   atomic.Bool

	snap    atomic.Pointer[snapshot]
	watched atomic.Pointer[watch]
	paces   atomic.Pointer[paces]
	bodies  *lru[*body]
	heads   *lru[head]
	talks   *lru[loaded]
	flights singleflight.Group
	// Renders of whole feeds and of filtered ones queue apart, so that a crowd
	// with invented filters delays only itself.
	whole, filtered chan struct{}
	zips            chan struct{}
}

// New makes a server that knows no conference until SetVersions is called: call
// it before listening, so that a known address never answers 404 after a restart.
func New(o Options) *Server {
	o.Site.URL = strings.TrimRight(o.Site.URL, "/")
	if o.Site.Title == "" {
		o.Site.Title = "Callboard"
	}
	s := &Server{
		o:        o,
		log:      o.Logger,
		started:  o.Now(),
		bodies:   newLRU[*body](bodyCacheBytes),
		heads:    newLRU[head](headCacheBytes),
		talks:    newLRU[loaded](talkCacheBytes),
		whole:    make(chan struct{}, runtime.GOMAXPROCS(0)),
		filtered: make(chan struct{}, runtime.GOMAXPROCS(0)),
		zips:     make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if u, err := url.Parse(o.Site.URL); err == nil {
		s.prefix = strings.TrimRight(u.EscapedPath(), "/")
	}
	s.snap.Store(newSnapshot(nil, 0))
	s.assets, s.css = loadAssets(s.prefix)
	s.pages = loadTemplates()
	s.metrics = newMetrics(s)
	s.mux = s.routes()
	return s
}

// Handler is the whole site.
func (s *Server) Handler() http.Handler { return s.guard(s.mux) }

// HTTPServer is a server with limits that keep slow and hostile clients from
// holding what others need. ctx is the parent of every request's context.
//
// The header limit lets a query of 100 kB through, which forty thousand picked
// talks do not need; what is longer is answered 431 before it is read.
func (s *Server) HTTPServer(ctx context.Context) *http.Server {
	return &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second, // no request has a body that is read
		WriteTimeout:      2 * time.Minute,  // 900 kB, uncompressed, at 8 kB a second
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    124 << 10, // net/http adds 4 KiB
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		// OPTIONS * is refused like any other OPTIONS.
		DisableGeneralOptionsHandler: true,
	}
}
