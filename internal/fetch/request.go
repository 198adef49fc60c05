package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// trip asks for one address and follows where it leads.
type trip struct {
	client  *Client
	names   names
	private bool          // allow_private
	timeout time.Duration // of the whole trip, waiting for turns apart
	limit   int64         // of the body
	cut     bool          // a body over the limit is cut instead of refused (robots.txt)
	bound   bool          // robots.txt binds the address
	plain   bool          // this is a robots.txt: do not look for one
	headers http.Header   // configured for the first address's origin; nil once another was met
	left    time.Duration // of timeout
	hops    int           // redirects followed so far
	// The validators, and the only address that they are sent to: the one that
	// gave them.
	etag, modified, validFor string
}

// answer is what a trip brought home.
type answer struct {
	url     *url.URL // after redirects
	status  int
	header  http.Header
	body    []byte // of a 200
	asked   bool   // validators were sent with the last request
	dropped bool   // configured headers were left behind on the way
}

// errRedirects is wrapped when redirects lead nowhere.
var errRedirects = errors.New("redirects")

// follow asks for u, through at most maxRedirects redirects. Each of them is
// checked like the first address, and 301s are followed anew every time: a
// permanent redirect is often a mistake, or a login page.
func (t *trip) follow(ctx context.Context, u *url.URL) (*answer, error) {
	t.left = t.timeout
	dropped := false
	seen := map[string]bool{}
	for ; ; t.hops++ {
		seen[u.String()] = true
		a, next, err := t.hop(ctx, u)
		if err != nil {
			if t.hops > 0 {
				err = fmt.Errorf("redirected to %s: %w", t.names.of(u), err)
			}
			return nil, err
		}
		if next == nil {
			a.dropped = dropped
			return a, nil
		}
		switch {
		case t.hops == maxRedirects:
			return nil, fmt.Errorf("%w: more than %d; write the address where they end as url", errRedirects, maxRedirects)
		case seen[next.String()]:
			return nil, fmt.Errorf("%w in a circle, as sites do that insist on cookies; look for another address of the schedule", errRedirects)
		case origin(next) != origin(u):
			// Nothing that was meant for one host is sent to another, nor sent
			// again when the way leads back.
			dropped = dropped || len(t.headers) > 0
			t.headers = nil
		}
		u = next
	}
}

// hop is one request. It returns either an answer or where to go next.
func (t *trip) hop(ctx context.Context, u *url.URL) (*answer, *url.URL, error) {
	if err := t.client.permitted(ctx, t, u); err != nil {
		return nil, nil, err
	}
	release, err := t.client.turn(ctx, t, u)
	if err != nil {
		return nil, nil, fmt.Errorf("stopped while waiting for its turn at %s: %w", u.Host, err)
	}
	defer release()
	start := t.client.now()
	defer func() { t.left = max(t.left-t.client.now().Sub(start), 1) }()
	slow := &SlowError{t.timeout}
	own, cancel := context.WithTimeoutCause(ctx, t.left, slow)
	defer cancel()

	req, asked := t.build(own, u)
	resp, err := t.client.transport(u, t.private).RoundTrip(req)
	if err != nil {
		return nil, nil, transportError(ctx, own, err)
	}
	defer resp.Body.Close()
	if next, err := redirect(resp, u); next != nil || err != nil {
		return nil, next, err
	}
	a := &answer{url: u, status: resp.StatusCode, header: resp.Header, asked: asked}
	if resp.StatusCode == http.StatusOK {
		read := readBody
		if t.cut {
			read = readStart
		}
		if a.body, err = read(resp, t.limit); err != nil {
			if own.Err() != nil {
				err = transportError(ctx, own, err)
			}
			return nil, nil, err
		}
	} else {
		_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again
	}
	t.client.log.DebugContext(ctx, "asked", "url", t.names.of(u), "status", resp.StatusCode,
		"bytes", len(a.body), "conditional", asked, "took", t.client.now().Sub(start))
	return a, nil, nil
}

// build makes the request. No cookie, no Referer, and of the user and password
// in an address only what the source's own headers carry.
func (t *trip) build(ctx context.Context, u *url.URL) (req *http.Request, asked bool) {
	h := http.Header{"User-Agent": {t.client.options.UserAgent}, "Accept": {"*/*"}}
	for name, values := range t.headers {
		h[name] = values
	}
	h.Set("Accept-Encoding", acceptEncoding)
	if t.validFor == u.String() {
		if t.etag != "" {
			h.Set("If-None-Match", t.etag)
			asked = true
		}
		if t.modified != "" {
			h.Set("If-Modified-Since", t.modified)
			asked = true
		}
	}
	req = &http.Request{Method: http.MethodGet, URL: u, Header: h, Host: u.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	return req.WithContext(ctx), asked
}

// redirect says where a response leads, nil for one that leads nowhere.
func redirect(resp *http.Response, from *url.URL) (*url.URL, error) {
	switch resp.StatusCode {
	case 301, 302, 303, 307, 308:
	default:
		return nil, nil
	}
	location := resp.Header.Get("Location")
	if location == "" {
		return nil, nil
	}
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10)
	next, err := from.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("answered %d with an address to go to that cannot be read: %w", resp.StatusCode, bare(err))
	}
	if next.Scheme != "http" && next.Scheme != "https" {
		return nil, fmt.Errorf("answered %d and leads to a %s: address; only http: and https: are followed", resp.StatusCode, clip(next.Scheme, 20))
	}
	next, err = normal(next)
	if err != nil {
		return nil, fmt.Errorf("answered %d: %w", resp.StatusCode, err)
	}
	return next, nil
}

// transport picks who answers for u.
func (c *Client) transport(u *url.URL, private bool) http.RoundTripper {
	if rt, ok := c.embedded[u.Host]; ok {
		return rt
	}
	if private {
		return c.private
	}
	return c.public
}

// turn waits until u's host may be asked.
func (c *Client) turn(ctx context.Context, t *trip, u *url.URL) (release func(), err error) {
	if _, ok := c.embedded[u.Host]; ok {
		return func() {}, ctx.Err()
	}
	delay := max(c.options.PerHostDelay, c.crawlDelay(ctx, t, u))
	if delay <= 0 {
		return func() {}, ctx.Err()
	}
	return c.pace.turn(ctx, u.Host, delay)
}

// reservedHeader names headers that are set by net/http or by this package
// and cannot be configured.
func reservedHeader(name string) bool {
	switch name {
	case "Host", "Connection", "Content-Length", "Transfer-Encoding", "Te", "Trailer", "Upgrade", "Expect", "Range",
		"Accept-Encoding", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range":
		return true
	}
	return false
}
