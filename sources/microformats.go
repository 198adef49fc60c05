package sources

import (
	"context"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"willnorris.com/go/microformats"
)

// microformatsReader reads hCalendar (class vevent) and h-event pages, h-feeds
// of events included.
type microformatsReader struct{ url string }

// microformatsClass is a cheap look before a page is parsed.
var microformatsClass = regexp.MustCompile(`(?i)class\s*=\s*["']?[^"'>]*\b(?:vevent|h-event)\b`)

func detectMicroformats(p *Page) string {
	if jsonStarts(p) || !microformatsClass.Match(p.Body) {
		return ""
	}
	page, err := domParse(p, "an hCalendar or h-event page")
	if err != nil {
		return ""
	}
	events := microformatsEvents(page)
	_, talks := microformatsProgramme(events)
	whole := 0
	for _, e := range talks {
		if e.first("name") != "" && e.first("start") != "" {
			whole++
		}
	}
	if whole == 0 || whole*2 < len(talks) {
		return ""
	}
	return "it holds microformats of events (class vevent or h-event)"
}

func openMicroformats(url string, options map[string]any) (Reader, error) {
	if err := noOptions("microformats", options); err != nil {
		return nil, err
	}
	return &microformatsReader{url: url}, nil
}

// Read gets the one page and parses it.
func (r *microformatsReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseMicroformats(p)
}

func parseMicroformats(p *Page) (*Listing, error) {
	const want = "an hCalendar or h-event page"
	page, err := domParse(p, want)
	if err != nil {
		return nil, err
	}
	events := microformatsEvents(page)
	if len(events) == 0 {
		return nil, &WrongKindError{Want: want, Got: Look(p)}
	}
	l := &Listing{Complete: page.closed}
	if !page.closed {
		l.warn("", "the page breaks off before its end: nothing is taken for removed")
	}
	conference, talks := microformatsProgramme(events)
	if conference != nil {
		l.Conference = Published{Name: conference.first("name"), URL: absolute(page.base, conference.first("url")),
			Start: schemaDay(conference.first("start")), End: schemaDay(conference.first("end"))}
	} else {
		l.Conference = jsonLDConference(page)
	}
	if len(talks) == 0 {
		l.warn("", "the page describes only the conference itself, no talks of it")
	}
	for i, e := range talks {
		e.add(l, i, page.base)
	}
	return l, nil
}

// microformatsEvent is an event of a page.
type microformatsEvent struct {
	*microformats.Microformat
	inside   *microformatsEvent
	children int
	node     *xhtml.Node // of a vevent
}

// microformatsEvents finds the events of a page in their order, those inside of
// others too.
func microformatsEvents(page *domPage) []*microformatsEvent {
	nodes := microformatsMark(page)
	data := microformats.ParseNode(page.root, page.base)
	var out []*microformatsEvent
	var walk func(m *microformats.Microformat, inside *microformatsEvent, depth int)
	walk = func(m *microformats.Microformat, inside *microformatsEvent, depth int) {
		if m == nil || depth > schemaDeepest {
			return
		}
		if slices.Contains(m.Type, "h-event") {
			e := &microformatsEvent{Microformat: m, inside: inside, node: microformatsNode(m, nodes)}
			if inside != nil {
				inside.children++
			}
			out = append(out, e)
			inside = e
		}
		keys := make([]string, 0, len(m.Properties))
		for key := range m.Properties {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			for _, v := range m.Properties[key] {
				if inner, ok := v.(*microformats.Microformat); ok {
					walk(inner, inside, depth+1)
				}
			}
		}
		for _, inner := range m.Children {
			walk(inner, inside, depth+1)
		}
	}
	for _, m := range data.Items {
		walk(m, nil, 0)
	}
	return out
}

// microformatsMarker begins the category that leads from a parsed vevent back to
// its element: the library drops uid, status and other properties of RFC 5545
// that hCalendar has.
const microformatsMarker = "callboard-vevent-"

// microformatsMark gives each vevent of a page a category of its own.
func microformatsMark(page *domPage) []*xhtml.Node {
	nodes := domAll(page.root, func(n *xhtml.Node) bool { return domClass(n, "vevent") && !domClass(n, "h-event") })
	for i, n := range nodes {
		n.AppendChild(&xhtml.Node{Type: xhtml.ElementNode, DataAtom: atom.Data, Data: "data", Attr: []xhtml.Attribute{
			{Key: "class", Val: "category"}, {Key: "value", Val: microformatsMarker + strconv.Itoa(i)}}})
	}
	return nodes
}

// microformatsNode takes the mark off an event and gives its element, nil for an
// h-event.
func microformatsNode(m *microformats.Microformat, nodes []*xhtml.Node) *xhtml.Node {
	var node *xhtml.Node
	m.Properties["category"] = slices.DeleteFunc(m.Properties["category"], func(v any) bool {
		s, _ := v.(string)
		mark, ok := strings.CutPrefix(s, microformatsMarker)
		if i, err := strconv.Atoi(mark); ok && err == nil && i >= 0 && i < len(nodes) {
			node = nodes[i]
		}
		return ok
	})
	return node
}

// old is the text of a property that the library does not know, of a vevent.
func (e *microformatsEvent) old(class string) string {
	if e.node == nil {
		return ""
	}
	n := domFirst(e.node, func(n *xhtml.Node) bool {
		if !domClass(n, class) {
			return false
		}
		for up := n; up != e.node && up != nil; up = up.Parent {
			if domClass(up, "vevent") || domClass(up, "h-event") {
				return false
			}
		}
		return true
	})
	switch {
	case n == nil:
		return ""
	case n.DataAtom == atom.Abbr && domAttr(n, "title") != "":
		return strings.TrimSpace(domAttr(n, "title"))
	case n.DataAtom == atom.A && class == "uid":
		return strings.TrimSpace(domAttr(n, "href"))
	}
	return domText(n)
}

// microformatsProgramme parts the events in the conference, which holds others
// or is alone without a clock time, and its talks.
func microformatsProgramme(events []*microformatsEvent) (conference *microformatsEvent, talks []*microformatsEvent) {
	for _, e := range events {
		switch {
		case e.children == 0:
			talks = append(talks, e)
		case conference == nil && e.inside == nil:
			conference = e
		}
	}
	if conference == nil && len(talks) == 1 {
		start, end := talks[0].first("start"), talks[0].first("end")
		if !schemaClock(start) || schemaDay(end) > schemaDay(start) {
			return talks[0], nil
		}
	}
	return conference, talks
}

// first is the first text of a property.
func (e *microformatsEvent) first(key string) string {
	for _, v := range e.Properties[key] {
		if s := microformatsText(v); s != "" {
			return s
		}
	}
	return ""
}

// microformatsText is a value as one line: of a card its name.
func microformatsText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.Join(strings.Fields(v), " ")
	case map[string]string: // an e- property: html and value
		return strings.Join(strings.Fields(v["value"]), " ")
	case *microformats.Microformat:
		for _, name := range v.Properties["name"] {
			if s := microformatsText(name); s != "" {
				return s
			}
		}
		return strings.Join(strings.Fields(v.Value), " ")
	}
	return ""
}

// add turns event i of a page into an item.
func (e *microformatsEvent) add(l *Listing, i int, base *url.URL) {
	where := fmt.Sprintf("event %d", i+1)
	it := Item{Ref: e.ref(), Title: e.first("name"), URL: absolute(base, e.first("url")), Status: firstOf(e.first("status"), e.old("status")),
		Language: e.first("language"), Type: e.first("type"), Room: e.first("location"), Where: where}
	if it.Title == "" {
		switch {
		case it.Ref != "" || it.URL != "":
			l.Unusable = append(l.Unusable, firstOf(it.Ref, it.URL))
		default:
			l.Complete = false
		}
		l.warn(where, "this event has no name (class summary or p-name) and is left out")
		return
	}
	e.abstract(&it, base)
	for _, v := range e.Properties["category"] {
		if s := microformatsText(v); s != "" && !slices.Contains(it.Tags, s) {
			it.Tags = append(it.Tags, s)
		}
	}
	if len(it.Tags) > 0 {
		it.Track = it.Tags[0]
	}
	it.Speakers = e.speakers()
	it.When = microformatsWhen(e)
	if it.When == (When{}) {
		l.warn(where, "this event has no start (class dtstart or dt-start): it is announced without a slot")
	}
	l.Items = append(l.Items, it)
}

// ref is the event's uid, else the id of its element.
func (e *microformatsEvent) ref() string {
	if ref := firstOf(e.first("uid"), e.old("uid"), e.ID); ref != "" || e.node == nil {
		return ref
	}
	return domAttr(e.node, "id")
}

// abstract takes the description, as HTML where the page marks it as such.
func (e *microformatsEvent) abstract(it *Item, base *url.URL) {
	if e.node != nil {
		d := domFirst(e.node, func(n *xhtml.Node) bool { return domClass(n, "description") })
		if inner := ""; d != nil {
			if inner = domInner(base, d); strings.ContainsRune(inner, '<') {
				it.Abstract, it.Markup, it.Title = inner, true, domEscape.Replace(it.Title)
				return
			}
		}
	}
	for _, key := range []string{"description", "content", "summary"} {
		for _, v := range e.Properties[key] {
			inner, ok := v.(map[string]string)
			switch {
			case ok && strings.ContainsRune(inner["html"], '<'):
				it.Abstract, it.Markup = strings.TrimSpace(inner["html"]), true
				it.Title = domEscape.Replace(it.Title)
			case ok:
				it.Abstract = html.UnescapeString(inner["value"])
			default:
				it.Abstract = microformatsText(v)
			}
			if it.Abstract != "" {
				return
			}
		}
	}
}

// speakers are the people of an event: by a property that says so, else cards
// that stand in it, else hCalendar's contacts and organizers.
func (e *microformatsEvent) speakers() []string {
	var names []string
	add := func(v any) {
		if s := microformatsText(v); s != "" && !strings.Contains(s, "://") && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	for _, key := range []string{"speaker", "performer", "presenter", "author", "", "attendee", "contact", "organizer"} {
		if key == "" {
			for _, c := range e.Children {
				if slices.Contains(c.Type, "h-card") {
					add(c)
				}
			}
		}
		for _, v := range e.Properties[key] {
			add(v)
		}
		if len(names) == 0 && (key == "contact" || key == "organizer") {
			add(e.old(key))
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// microformatsOffset is an offset without a colon, or with a blank before it.
var microformatsOffset = regexp.MustCompile(`\s*([+-]\d\d):?(\d\d)$`)

// microformatsWhen is an event's time. An end without a date is one on the
// start's day; a compact date is read by normalize.
func microformatsWhen(e *microformatsEvent) When {
	start, end := microformatsOffset.ReplaceAllString(e.first("start"), "$1:$2"), microformatsOffset.ReplaceAllString(e.first("end"), "$1:$2")
	if microformatsBare.MatchString(start) {
		start = e.first("start") // a bare date ends like an offset
	}
	if microformatsBare.MatchString(end) {
		end = e.first("end")
	}
	if start == "" {
		return When{}
	}
	if schemaDay(start) != "" && !schemaClock(start) {
		w := When{Start: schemaDay(start), AllDay: true}
		if schemaClock(end) {
			return w
		}
		w.End = schemaDay(end)
		return w
	}
	if schemaDay(end) != "" && !schemaClock(end) {
		end = ""
	}
	return When{Start: start, End: end, Duration: e.first("duration")}
}

var microformatsBare = regexp.MustCompile(`^\d{4}[+-]?\d\d:?\d\d:?[+-]?\d*:?\d*$`)
