package sources

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

// The selectors of the markup, compiled once: goquery takes a string with a
// typing error for one that matches nothing.
var (
	oreillySession     = cascadia.MustCompile(".en_session, .en_plenary")
	oreillyHeading     = cascadia.MustCompile("h1, h2, h3, h4, .en_session, .en_plenary")
	oreillySummary     = cascadia.MustCompile("h1.summary, .en_session h1")
	oreillyUID         = cascadia.MustCompile("a.uid[name], a.url[name], a[name^=session]")
	oreillyTitle       = cascadia.MustCompile(".en_session_title, h1.summary, .summary")
	oreillyAnchor      = cascadia.MustCompile("a[href]")
	oreillyRoom        = cascadia.MustCompile(".location, .en_session_location")
	oreillyTopics      = cascadia.MustCompile(".en_session_topics")
	oreillyDescription = cascadia.MustCompile(".en_session_description, .description")
	oreillyH1          = cascadia.MustCompile("h1")
)

// oreillyPage is a parsed page, list or detail.
type oreillyPage struct {
	doc  *goquery.Document
	body []byte
	base *url.URL
}

// oreillyParse parses a page; requested is its address when the page has none.
func oreillyParse(p *Page, requested string) (*oreillyPage, error) {
	base, err := url.Parse(firstOf(p.URL, requested))
	if err != nil {
		return nil, fmt.Errorf("the page's address: %w", err)
	}
	if head := bytes.TrimSpace(p.Body); len(head) == 0 || head[0] != '<' || bytes.HasPrefix(head, []byte("<?xml")) && !bytes.Contains(head, []byte("<html")) {
		return nil, &WrongKindError{Want: "an O'Reilly schedule page", Got: Look(p)}
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(p.Body))
	if err != nil {
		// More than 512 elements inside each other.
		return nil, fmt.Errorf("the page cannot be parsed as HTML: %w", err)
	}
	return &oreillyPage{doc: doc, body: p.Body, base: base}, nil
}

// isListing reports whether the page is a list of sessions: it has some, or it
// is the site's page below /public/schedule/ with nothing announced yet.
func (p *oreillyPage) isListing() bool {
	if p.doc.FindMatcher(oreillySession).Length() > 0 {
		return true
	}
	if _, _, ok := oreillySplit(p.base); !ok || p.doc.Find("#mid").Length() == 0 {
		return false
	}
	for _, a := range p.doc.FindMatcher(oreillyAnchor).EachIter() {
		if strings.Contains(a.AttrOr("href", ""), "/public/schedule/") {
			return true
		}
	}
	return false
}

func (p *oreillyPage) isDetail() bool { return p.doc.FindMatcher(oreillySummary).Length() > 0 }

// closed reports whether the page was sent to its end: the parser closes what
// is open at the end of a cut body, so the bytes themselves are asked for the
// footer or the last tag behind the last session.
func (p *oreillyPage) closed() bool {
	lower := bytes.ToLower(p.body)
	last := max(bytes.LastIndex(lower, []byte("en_session")), bytes.LastIndex(lower, []byte("en_plenary")), 0)
	tail := lower[last:]
	return bytes.Contains(tail, []byte("</html>")) || bytes.Contains(tail, []byte(`id="footer"`)) || bytes.Contains(tail, []byte("<footer"))
}

var (
	oreillyTitleParts = regexp.MustCompile(`\s+[-–—|]\s+|\s*:\s+`)
	oreillyNoName     = regexp.MustCompile(`(?i)^(?:(?:full|speaker|session|conference|event)s?\s+)*(?:schedule|sessions?|speakers?|grid|full|by day|by topic)$|^o.reilly (?:conferences|media)`)
	oreillyYear       = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
)

// published finds the conference's name in the title: the part with a year,
// from the end, since a session's page has its own title first.
func (p *oreillyPage) published() Published {
	var pub Published
	if conference, _, ok := oreillySplit(p.base); ok && absolute(p.base, conference+"/") != "" {
		pub.URL = absolute(p.base, firstOf(conference, "/"))
	}
	texts := []string{oreillyTextOf(p.doc.Find("title").First())}
	for _, h1 := range p.doc.FindMatcher(oreillyH1).EachIter() {
		texts = append(texts, oreillyTextOf(h1))
	}
	for _, text := range texts {
		var other string
		parts := oreillyTitleParts.Split(text, -1)
		for i := len(parts) - 1; i >= 0; i-- {
			part := strings.TrimSpace(parts[i])
			switch {
			case part == "" || oreillyNoName.MatchString(part) || strings.Contains(part, ","):
			case oreillyYear.MatchString(part):
				pub.Name = part
				return pub
			case other == "":
				other = part
			}
		}
		// Without a year only a list's title is believed: a session's is its own.
		if other != "" && len(parts) > 1 && pub.Name == "" {
			pub.Name = other
		}
	}
	return pub
}

// furtherLists are the list pages of the same sort and conference that the
// page links to: the other days of a grid or a full list. A topic or a type was
// chosen by whoever configured it: only its own further pages are followed.
func (p *oreillyPage) furtherLists(root *url.URL) []*url.URL {
	conference, rest, ok := oreillySplit(root)
	if !ok {
		return nil
	}
	sort, _, _ := strings.Cut(rest, "/")
	var out []*url.URL
	for _, a := range p.doc.FindMatcher(oreillyAnchor).EachIter() {
		u, err := p.base.Parse(strings.TrimSpace(a.AttrOr("href", "")))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || oreillyHost(u) != oreillyHost(root) {
			continue
		}
		u.Fragment, u.RawFragment = "", ""
		c, r, ok := oreillySplit(u)
		if !ok || c != conference {
			continue
		}
		switch sort {
		case "full", "grid":
			ok = r == sort || strings.HasPrefix(r, sort+"/")
		case "stype", "topic":
			ok = r == rest || strings.HasPrefix(r, rest+"/")
		default:
			ok = false
		}
		// Printable versions and sort orders repeat the same sessions.
		if q := u.Query(); ok && (len(q) == 0 || len(q) == 1 && q.Has("page")) {
			out = append(out, u)
		}
	}
	return out
}

// sessions are the entries of a list page in its order.
func (p *oreillyPage) sessions(l *Listing) []oreillyEntry {
	var out []oreillyEntry
	day := oreillyDayOfURL(p.base)
	year := oreillyYear.FindString(p.published().Name)
	for i, s := range p.doc.FindMatcher(oreillyHeading).EachIter() {
		if s.IsMatcher(oreillySession) {
			if e, ok := p.entry(l, s, day, i); ok {
				out = append(out, e)
			}
			continue
		}
		if s.ParentsMatcher(oreillySession).Length() == 0 {
			if d := oreillyDate(oreillyTextOf(s), year); d != "" {
				day = d
			}
		}
	}
	return out
}

// entry reads one session block; day is what the headings above it say.
func (p *oreillyPage) entry(l *Listing, s *goquery.Selection, day string, i int) (oreillyEntry, bool) {
	raw, _ := goquery.OuterHtml(s)
	if s.FindMatcher(oreillySession).Length() > 0 {
		// A block of keynotes around its sessions: each speaks for itself.
		s = s.Clone()
		s.FindMatcher(oreillySession).Remove()
	}
	e := oreillyEntry{fingerprint: oreillyHash(raw), item: p.item(s)}
	it := &e.item
	it.Ref, e.detail = p.ref(s)
	if it.Ref == "" && e.detail == "" && it.Title == "" {
		// A wrapper without a session of its own; anything with a time is one.
		if oreillyWhen(s, day) != (When{}) {
			l.Complete = false
			l.warn(fmt.Sprintf("block %d", i+1), "a session has neither a number nor a title and is left out")
		}
		return e, false
	}
	it.Where = "session " + firstOf(it.Ref, it.Title)
	it.URL = e.detail
	if it.When = oreillyWhen(s, day); it.When == (When{}) {
		if text := oreillyTextOf(s.FindMatcher(oreillyClock).First()); strings.ContainsAny(text, "0123456789") {
			l.warn(it.Where, "its time %q cannot be read: kept without one", text)
		}
	}
	it.Service = strings.HasPrefix(it.Ref, "slot_") || it.Type == "" && strings.EqualFold(it.Track, "break") && len(it.Speakers) == 0
	if it.Service {
		e.detail = "" // the page behind a break says nothing more
	}
	return e, true
}

// ref finds the session's number and its page.
func (p *oreillyPage) ref(s *goquery.Selection) (ref, detail string) {
	for _, a := range s.FindMatcher(oreillyUID).EachIter() {
		if id, ok := strings.CutPrefix(a.AttrOr("name", ""), "session"); ok && id != "" {
			ref = strings.TrimSpace(id)
			break
		}
	}
	for _, a := range s.FindMatcher(oreillyAnchor).EachIter() {
		u, err := p.base.Parse(strings.TrimSpace(a.AttrOr("href", "")))
		if err != nil {
			continue
		}
		if id := oreillyDetailID(u); id != "" && (ref == "" || ref == id) {
			u.Fragment, u.RawFragment, u.RawQuery = "", "", ""
			return id, absolute(u, u.String())
		}
	}
	return ref, ""
}

// addDetailAsListing is the configured address of one session: a listing of
// one item, which proves nothing about others.
func (p *oreillyPage) addDetailAsListing(l *Listing, id string) {
	it := Item{Ref: id, Where: "session " + id, URL: absolute(p.base, p.base.String()), Markup: true}
	p.fill(&it)
	it.Service = strings.HasPrefix(id, "slot_")
	if it.Title == "" {
		l.Unusable = append(l.Unusable, id)
		l.warn(it.Where, "the page has no title (h1.summary)")
		return
	}
	l.Items = append(l.Items, it)
}
