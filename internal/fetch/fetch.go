// Package fetch is the only room that dials out. It brings the pages of a
// source, politely and within limits: conditional requests, one deadline for a
// whole request, a size limit that counts decompressed bytes, a pace for each
// host, robots.txt for addresses that nobody configured, and a guard that
// decides on the resolved address whether it may be dialled at all.
//
// A Client is shared by all sources. A run opens a Session, which is what a
// source kind sees as its sources.Getter.
package fetch

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"callboard"
)

// DefaultUserAgent names callboard where the configuration names nothing else.
const DefaultUserAgent = "callboard/1.0 (+https://example.org)"

const (
	defaultTimeout  = 30 * time.Second
	defaultMaxBytes = 64 << 20
	maxHeaderBytes  = 256 << 10
	maxRedirects    = 5
	// freshFor is how long a detail page is served from the store while the
	// list entry that led to it stays the same.
	freshFor = 24 * time.Hour
	// maxWait caps how long a site can keep callboard away with Retry-After.
	maxWait = 24 * time.Hour
)

// Options configure a Client. The zero value of each field has a meaning, but
// Now must be set.
type Options struct {
	UserAgent    string        // "" = DefaultUserAgent
	Timeout      time.Duration // one request, redirects and whole body included; 0 = 30 s
	MaxBytes     int64         // one body, after decompression; 0 = 64 MiB
	PerHostDelay time.Duration // between the starts of two requests to a host; 0 = no pace at all, also not of requests side by side
	AllowPrivate bool          // every source may live on loopback and private addresses
	Now          func() time.Time
	// Resolve finds the addresses of a host name; nil asks net.DefaultResolver.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial connects to an address that was checked, always "IP:port"; nil dials really.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Embedded answers for hosts (as in a URL, with the port if it names one)
	// in process: no guard, no pace, no robots.txt, and nothing is dialled.
	Embedded map[string]http.Handler
	Logger   *slog.Logger // nil = silent
}

// Client fetches for all sources. It is safe for concurrent use.
type Client struct {
	options Options
	now     func() time.Time
	log     *slog.Logger
	pace    *pace
	robots  *robotsCache
	// Connections are kept in two pools, so that one that was dialled for a
	// source with allow_private is never handed to a source without.
	public, private *http.Transport
	embedded        map[string]http.RoundTripper
}

// New makes a client. Close it when no session is running any more.
func New(o Options) *Client {
	if o.UserAgent == "" {
		o.UserAgent = DefaultUserAgent
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultMaxBytes
	}
	if o.Resolve == nil {
		o.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	c := &Client{
		options:  o,
		now:      o.Now,
		log:      o.Logger,
		pace:     newPace(o.Now),
		robots:   newRobotsCache(),
		embedded: map[string]http.RoundTripper{},
	}
	c.public = newTransport(dialer{resolve: o.Resolve, dial: o.Dial, guard: newGuard()})
	c.private = newTransport(dialer{resolve: o.Resolve, dial: o.Dial, guard: newGuard(), allowPrivate: true})
	for host, handler := range o.Embedded {
		c.embedded[strings.ToLower(host)] = inProcess{handler: handler, limit: o.MaxBytes}
	}
	return c
}

// Close drops idle connections.
func (c *Client) Close() {
	c.public.CloseIdleConnections()
	c.private.CloseIdleConnections()
}

// newTransport makes a pool of connections. It knows no proxy (a proxy would
// dial for us, past the guard) and decodes nothing by itself: its own
// decompression has no limit.
func newTransport(d dialer) *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHeaderBytes,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
	}
}

// Store hands out what is kept of a source's pages; db satisfies it.
type Store interface {
	// Pages are all pages of a source without their bodies, in stored order.
	Pages(ctx context.Context, source string) ([]callboard.Page, error)
	// Page is one of them with its body, or callboard.ErrNotFound.
	Page(ctx context.Context, source, url string) (callboard.Page, error)
}

// Job says what a run may fetch, and how.
type Job struct {
	Source callboard.Source // URL is the real one: file:, http: or https:
	// Configured are further addresses that the admin wrote: robots.txt does
	// not bind them. Source.URL always is one.
	Configured []string
	// Headers go to the scheme, host and port of Source.URL and nowhere else,
	// wherever redirects and links lead.
	Headers      http.Header
	Timeout      time.Duration // one request; 0 = Options.Timeout
	AllowPrivate bool          // as Options.AllowPrivate, for this source
	Force        bool          // send no validators, and believe no stored body
	Stored       bool          // serve stored bodies without asking the site
}

// Open begins a run's session. A nil store keeps nothing, as for a probe.
func (c *Client) Open(job Job, store Store) *Session {
	if job.Timeout <= 0 {
		job.Timeout = c.options.Timeout
	}
	job.AllowPrivate = job.AllowPrivate || c.options.AllowPrivate
	return newSession(c, job, store)
}
