package sources

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"strings"
)

// Guards of oreilly.
const (
	// oreillyMaxPages is how many pages one run may ask for, list and detail
	// pages together.
	oreillyMaxPages = 2000
	// oreillyMaxFailures detail pages that fail in a row end the asking: the
	// site is down, or does not want it.
	oreillyMaxFailures = 10
)

// oreillyReader reads the schedule pages of O'Reilly's conferences: one or
// more list pages, then a detail page for each session.
type oreillyReader struct{ url string }

// detectOreilly looks for the session blocks, and for links or addresses below
// /public/schedule/.
func detectOreilly(p *Page) string {
	if !bytes.Contains(p.Body, []byte("en_session")) && !bytes.Contains(p.Body, []byte("en_plenary")) {
		return ""
	}
	if !bytes.Contains(p.Body, []byte("/public/schedule/")) && !strings.Contains(p.URL, "/public/schedule/") {
		return ""
	}
	if head := bytes.TrimSpace(p.Body[:min(len(p.Body), 512)]); len(head) == 0 || head[0] != '<' {
		return ""
	}
	return "it holds O'Reilly session blocks (class en_session)"
}

func openOreilly(address string, options map[string]any) (Reader, error) {
	if err := noOptions("oreilly", options); err != nil {
		return nil, err
	}
	if _, err := url.Parse(address); err != nil {
		return nil, fmt.Errorf("kind oreilly: %w", err)
	}
	return &oreillyReader{url: address}, nil
}

// oreillyRun is one reading on its way.
type oreillyRun struct {
	get     Getter
	listing *Listing
	host    string // only pages of this host are asked for
	asked   int    // pages so far
	entries []oreillyEntry
}

// oreillyEntry is a session as the list says it, and what leads on from it.
type oreillyEntry struct {
	item        Item
	detail      string // absolute address of its detail page, "" = none
	fingerprint string // hash of the list entry
}

// Read reads all list pages, then the detail pages. The window does not
// matter: nothing recurs here.
func (r *oreillyReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	page, err := oreillyParse(p, r.url)
	if err != nil {
		return nil, err
	}
	run := &oreillyRun{get: get, listing: &Listing{Conference: page.published()}, host: oreillyHost(page.base), asked: 1}
	if id := oreillyDetailID(page.base); id != "" {
		if !page.isDetail() {
			return nil, &WrongKindError{Want: "an O'Reilly session page", Got: Look(p)}
		}
		if !page.closed() {
			run.listing.warn("session "+id, "the page breaks off before its end")
		}
		page.addDetailAsListing(run.listing, id)
		return run.listing, nil
	}
	if !page.isListing() {
		return nil, &WrongKindError{Want: "an O'Reilly schedule page", Got: Look(p)}
	}
	run.listing.Complete = true
	if err := run.lists(ctx, page); err != nil {
		return nil, err
	}
	if err := run.details(ctx); err != nil {
		return nil, err
	}
	return run.listing, nil
}

// lists takes the first list page and those that it and they lead to.
func (run *oreillyRun) lists(ctx context.Context, first *oreillyPage) error {
	seen := map[string]bool{oreillyKey(first.base): true}
	known := map[string]bool{}
	queue := run.list(first, first.base, seen, known)
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if run.asked >= oreillyMaxPages {
			run.listing.Complete = false
			run.listing.warn(next.Path, "the schedule has more than %d pages: the rest was not read", oreillyMaxPages)
			return nil
		}
		run.asked++
		page, err := run.listPage(ctx, next)
		if ctx.Err() != nil {
			return fmt.Errorf("reading the list page %s: %w", next.Path, ctx.Err())
		}
		if err != nil {
			run.listing.Complete = false
			run.listing.warn(next.Path, "this list page could not be read: %v", err)
			continue
		}
		seen[oreillyKey(page.base)] = true
		queue = append(queue, run.list(page, first.base, seen, known)...)
	}
	return nil
}

func (run *oreillyRun) listPage(ctx context.Context, u *url.URL) (*oreillyPage, error) {
	p, err := run.get.Get(ctx, Request{URL: u.String()})
	if err != nil {
		return nil, err
	}
	page, err := oreillyParse(p, u.String())
	if err != nil {
		return nil, err
	}
	if !page.isListing() {
		return nil, &WrongKindError{Want: "an O'Reilly schedule page", Got: Look(p)}
	}
	return page, run.sameHost(page)
}

// sameHost refuses a page that a redirect took from another host.
func (run *oreillyRun) sameHost(page *oreillyPage) error {
	if host := oreillyHost(page.base); host != run.host {
		return fmt.Errorf("it was redirected from %s to %s", run.host, host)
	}
	return nil
}

// list takes the sessions of one list page, and returns the list pages it
// leads to that were not seen before.
func (run *oreillyRun) list(page *oreillyPage, root *url.URL, seen, known map[string]bool) []*url.URL {
	entries := page.sessions(run.listing)
	if !page.closed() {
		run.listing.Complete = false
		run.listing.warn(page.base.Path, "the list page breaks off before its end: nothing is taken for removed")
		// The last session may be cut in the middle of its title or its number.
		entries = entries[:max(0, len(entries)-1)]
	}
	for _, e := range entries {
		// The same session stands on the grid of its day, and on each of its topics.
		key := e.item.Ref + "\x00" + e.item.When.Start + "\x00" + e.item.Room
		if e.item.Ref != "" && known[key] {
			continue
		}
		known[key] = true
		run.entries = append(run.entries, e)
	}
	var more []*url.URL
	for _, u := range page.furtherLists(root) {
		if key := oreillyKey(u); !seen[key] {
			seen[key] = true
			more = append(more, u)
		}
	}
	return more
}

// details reads the page behind each session. One that cannot be read costs
// nothing but freshness, DESIGN 4.
func (run *oreillyRun) details(ctx context.Context) error {
	l := run.listing
	failed, foreign, left := 0, 0, 0
	for _, e := range run.entries {
		switch {
		case e.detail == "":
		case oreillyHostOf(e.detail) != run.host:
			foreign++
			e.item.Stale = true
		case run.asked >= oreillyMaxPages, failed >= oreillyMaxFailures:
			left++
			e.item.Stale = true
		default:
			run.asked++
			err := run.detail(ctx, &e)
			if ctx.Err() != nil {
				return fmt.Errorf("reading the detail page %s: %w", e.detail, ctx.Err())
			}
			if failed++; err == nil {
				failed = 0
			} else {
				e.item.Stale = true
				l.warn(e.item.Where, "its detail page could not be read, the earlier abstract and speakers are kept: %v", err)
			}
		}
		if e.item.Title == "" {
			l.Unusable = append(l.Unusable, e.item.Ref)
			l.warn(e.item.Where, "this session has no title and is left out")
			continue
		}
		l.Items = append(l.Items, e.item)
	}
	if foreign > 0 {
		l.warn("", "detail pages on another host than %s, which were not read: %d", run.host, foreign)
	}
	switch {
	case left > 0 && run.asked >= oreillyMaxPages:
		l.Complete = false
		l.warn("", "the schedule has more than %d pages: %d detail pages were not read", oreillyMaxPages, left)
	case left > 0:
		l.warn("", "%d detail pages failed one after the other: the remaining %d were not asked for", oreillyMaxFailures, left)
	}
	return nil
}

func (run *oreillyRun) detail(ctx context.Context, e *oreillyEntry) error {
	p, err := run.get.Get(ctx, Request{URL: e.detail, Detail: true, Fingerprint: e.fingerprint})
	if err != nil {
		return err
	}
	page, err := oreillyParse(p, e.detail)
	if err != nil {
		return err
	}
	if !page.isDetail() {
		return &WrongKindError{Want: "an O'Reilly session page", Got: Look(p)}
	}
	if err := run.sameHost(page); err != nil {
		return err
	}
	if !page.closed() {
		return fmt.Errorf("the page breaks off before its end")
	}
	page.fill(&e.item)
	return nil
}

// oreillyHost is the host of an address without the scheme's own port.
func oreillyHost(u *url.URL) string {
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	}
	return host
}

func oreillyHostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return oreillyHost(u)
}

// oreillyKey tells list pages apart.
func oreillyKey(u *url.URL) string {
	return oreillyHost(u) + strings.TrimSuffix(u.Path, "/") + "?" + u.RawQuery
}

// oreillySplit parts an address below /public/schedule/ in the conference's
// own path and the rest: "/oscon2014", "grid/public/2014-07-20". A page whose
// relative links lead ever deeper into itself has none.
func oreillySplit(u *url.URL) (conference, rest string, ok bool) {
	if len(u.Path) > 500 {
		return "", "", false
	}
	conference, rest, ok = strings.Cut(u.Path, "/public/schedule/")
	return conference, strings.Trim(rest, "/"), ok
}

// oreillyDetailID is the session number of a detail page's address.
func oreillyDetailID(u *url.URL) string {
	_, rest, _ := oreillySplit(u)
	if id, ok := strings.CutPrefix(rest, "detail/"); ok && id == path.Base(rest) {
		return id
	}
	return ""
}

// oreillyHash is a fingerprint of a list entry.
func oreillyHash(entry string) string {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(entry), " ")))
	return hex.EncodeToString(sum[:])
}
