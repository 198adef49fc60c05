package sources

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// schedReader reads an event of sched.com: its calendar, all.ics, which names
// no speakers, and its list page, which does.
type schedReader struct{ url string }

const schedWhat = "a sched.com schedule"

// schedHead is how much of a body shows whose it is.
const schedHead = 256 << 10

var (
	// schedMarks are lines of a calendar that only sched.com writes; events on
	// hosts of their own show it by the PRODID.
	schedMarks = regexp.MustCompile(`(?im)^(?:PRODID[^\n]{0,200}(?:sched\.(?:com|org)|//sched//)|UID[^\n]{0,200}@(?:[\w-]+\.)?sched\.(?:com|org)|URL[^\n:]{0,40}:https?://[\w-]+\.sched\.(?:com|org)/)`)
	schedHosts = regexp.MustCompile(`(?i)^[\w-]+\.sched\.(?:com|org)$`)
	schedClass = regexp.MustCompile(`class=["'][^"']*\bsched-container\b`)
)

// detectSched knows the calendar, and any page with the list of an event.
func detectSched(p *Page) string {
	head := p.Body[:min(len(p.Body), schedHead)]
	if detectICS(p) != "" {
		if schedMarks.Match(head) {
			return "it is a calendar that sched.com wrote"
		}
		return ""
	}
	if (bytes.Contains(head, []byte("sched.com")) || bytes.Contains(head, []byte("sched.org"))) && schedClass.Match(head) {
		return "it is a page of a sched.com event"
	}
	return ""
}

func openSched(url string, options map[string]any) (Reader, error) {
	if err := noOptions("sched", options); err != nil {
		return nil, err
	}
	return &schedReader{url: url}, nil
}

// Read gets the calendar, then the speakers. Whatever happens to the second
// costs nothing but freshness: the earlier speakers are kept.
func (r *schedReader) Read(ctx context.Context, get Getter, window Window) (*Listing, error) {
	p, err := r.calendar(ctx, get)
	if err != nil {
		return nil, err
	}
	l := icsReader{url: r.url}.parse(p, window)
	for i := range l.Items {
		// What sched.com calls a type colours the schedule: a track elsewhere.
		if it := &l.Items[i]; it.Track == "" && len(it.Tags) > 0 {
			it.Track = it.Tags[0]
		}
	}
	if err := r.people(ctx, get, p, l); err != nil {
		return nil, err
	}
	return l, nil
}

// calendar gets all.ics, whatever page of the event is configured: pages are
// often closed to programs, the calendar is open.
func (r *schedReader) calendar(ctx context.Context, get Getter) (*Page, error) {
	u, err := url.Parse(r.url)
	if err != nil {
		return nil, fmt.Errorf("the address cannot be read: %w", err)
	}
	address := r.url
	if schedHosts.MatchString(u.Host) && !strings.HasSuffix(u.Path, ".ics") {
		address = schedPage(u, "/all.ics")
	}
	p, err := get.Get(ctx, Request{URL: address})
	if err != nil {
		return nil, err
	}
	if detectICS(p) == "" && address == r.url && detectSched(p) != "" {
		if p, err = get.Get(ctx, Request{URL: schedPage(vendorBase(p), "/all.ics")}); err != nil {
			return nil, fmt.Errorf("the calendar of the event: %w", err)
		}
	}
	if detectICS(p) == "" {
		return nil, &WrongKindError{Want: schedWhat, Got: Look(p)}
	}
	return p, nil
}

// schedPage is another page on the host of u.
func schedPage(u *url.URL, path string) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}).String()
}

// people adds the speakers from the list page, else from the printed one. The
// error is only that of ctx.
func (r *schedReader) people(ctx context.Context, get Getter, p *Page, l *Listing) error {
	u := vendorBase(p)
	if u.Scheme != "http" && u.Scheme != "https" || len(l.Items) == 0 {
		return nil // an export in a folder has no list page
	}
	var faults []error
	for _, path := range []string{"/list/descriptions", "/print/all"} {
		page, err := get.Get(ctx, Request{URL: schedPage(u, path), Detail: true, Fingerprint: schedFingerprint(l)})
		if ctx.Err() != nil {
			return fmt.Errorf("reading the speakers: %w", ctx.Err())
		}
		if err == nil {
			var talks map[string]*schedTalk
			if talks, err = schedTalks(page); err == nil {
				schedMerge(l, talks)
				return nil
			}
		}
		faults = append(faults, err)
	}
	for i := range l.Items {
		l.Items[i].Stale = true
	}
	l.warn("", "the speakers could not be read, the earlier ones are kept: %v", errors.Join(faults...))
	return nil
}

// schedFingerprint changes with the events, not with the time of the export.
func schedFingerprint(l *Listing) string {
	h := sha256.New()
	for _, it := range l.Items {
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\n", it.Ref, it.Title, it.When.Start, it.Modified)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// schedMerge gives the items what the page says of them.
func schedMerge(l *Listing, talks map[string]*schedTalk) {
	for i := range l.Items {
		it := &l.Items[i]
		u, err := url.Parse(it.URL)
		if err != nil {
			continue
		}
		uid, _, _ := strings.Cut(it.Ref, "@")
		t := talks[schedEvent(u.Path)]
		if t == nil {
			t = talks[uid]
		}
		if t == nil {
			continue
		}
		if len(it.Speakers) == 0 {
			it.Speakers = t.speakers
		}
		it.Links = append(it.Links, t.links...)
	}
}

// schedEvent is the id in the address of an event, "/event/1HyVN/a-title".
func schedEvent(path string) string {
	_, rest, ok := strings.Cut("/"+strings.TrimPrefix(path, "/"), "/event/")
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, "/")
	return id
}
