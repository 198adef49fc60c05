package sources

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// jsonListing gathers the items of JSON documents.
type jsonListing struct {
	*Listing
	base *url.URL
	what string // what one item is called in warnings: "event", "talk"
	rows int    // seen so far, for those without an id
}

// newJSONListing is for documents found at page. The listing is complete until
// something says otherwise: the document was decoded to its last bracket.
func newJSONListing(page, what string) *jsonListing {
	base, err := url.Parse(page)
	if err != nil {
		base = &url.URL{}
	}
	return &jsonListing{Listing: &Listing{Complete: true}, base: base, what: what}
}

// trailing warns of what follows the document.
func (l *jsonListing) trailing(after int) {
	if after > 0 {
		l.warn("", "%d bytes follow the last bracket and were ignored", after)
	}
}

// row is the next row as an object; false for what is none: nobody knows what it
// was, so that the reading proves no absence.
func (l *jsonListing) row(v any) (map[string]any, bool) {
	l.rows++
	if o := jsonObject(v); o != nil {
		return o, true
	}
	if v != nil { // a null is nothing, not something unreadable
		l.Complete = false
		l.warn(fmt.Sprintf("%s %d", l.what, l.rows), "this %s is no object and is left out", l.what)
	}
	return nil, false
}

// where names the row in hand.
func (l *jsonListing) where(ref string) string {
	if ref != "" {
		return l.what + " " + ref
	}
	return fmt.Sprintf("%s %d", l.what, l.rows)
}

// keep adds an item. One without a title cannot be used: with a ref it counts as
// seen, without one nobody knows what is there.
func (l *jsonListing) keep(it Item) {
	it.Where = firstOf(it.Where, l.where(it.Ref))
	if strings.TrimSpace(it.Title) != "" {
		l.Items = append(l.Items, it)
		return
	}
	if it.Ref == "" {
		l.Complete = false
	} else {
		l.Unusable = append(l.Unusable, it.Ref)
	}
	l.warn(it.Where, "the %s has no title: left out", l.what)
}

// jsonClock is a clock time alone, "09:00:00", which needs a day from elsewhere.
var jsonClock = regexp.MustCompile(`^\d{1,2}:\d{2}(?::\d{2})?$`)

// days reads the dates that rows have under a key beside their clock times, as
// 2026-03-01. All of them together tell days from months.
func (l *jsonListing) days(rows []any, key string) func(row map[string]any) string {
	dates := guessField{name: "date"}
	for _, entry := range rows {
		dates.values = append(dates.values, jsonText(jsonObject(entry)[key]))
	}
	o := &declaredOptions{}
	if layout := guessDateLayout([]guessField{dates}); layout != "" {
		if parsed, err := declaredLayoutOf(layout); err == nil {
			o.dateLayout = parsed
		}
	} else if unclear := guessUnclear([]byte(strings.Join(dates.values, "\n"))); unclear != "" {
		l.warn(key, "nothing tells whether %s is day/month or month/day", unclear)
	}
	return func(row map[string]any) string {
		if date := o.read(jsonText(row[key])).date; date.day > 0 && date.year > 0 {
			return date.iso()
		}
		return ""
	}
}

// link makes an address absolute; "" for what is no web page.
func (l *jsonListing) link(href string) string { return absolute(l.base, href) }

// jsonTexts fills title, subtitle and abstract. These formats do not say whether
// their texts are HTML, so that the texts themselves are looked at, as those of
// schedule.xml are.
func jsonTexts(it *Item, title, subtitle, abstract, description string) {
	scheduleXMLText(it, &scheduleXMLEvent{field: map[string]string{
		"title": title, "subtitle": subtitle, "abstract": abstract, "description": description,
	}})
}

// jsonLinks sorts the links of an event: recordings belong to the slot, the rest
// to the talk. resources are attachments or links, whose words and file names
// tell what they are.
func (l *jsonListing) jsonLinks(it *Item, links, attachments any, recordings ...string) {
	e := &scheduleXMLEvent{
		links: jsonLinkList(links), attachments: jsonLinkList(attachments), recordings: recordings,
		field: map[string]string{},
	}
	scheduleXMLLinks(it, e, l.base)
}

// jsonLinkList are links written as objects or as bare addresses.
func jsonLinkList(v any) []scheduleXMLLink {
	var links []scheduleXMLLink
	for _, entry := range jsonList(v) {
		if href, ok := entry.(string); ok {
			links = append(links, scheduleXMLLink{href: href})
			continue
		}
		o := jsonObject(entry)
		kind := strings.ToLower(jsonField(o, "type", "rel"))
		switch strings.ToUpper(jsonField(o, "service")) {
		case "MEDIACCCDE", "PEERTUBE", "YOUTUBE", "VIMEO":
			kind = "recording"
		}
		links = append(links, scheduleXMLLink{
			href: jsonField(o, "url", "href", "link", "resource"), kind: kind, text: jsonField(o, "title", "description", "name", "text"),
		})
	}
	return links
}

// jsonMaxPages bounds how many pages of one list are read. The largest real
// lists have some forty pages of fifty.
const jsonMaxPages = 200

// jsonPage is one document of a list in pages.
type jsonPage struct {
	page  *Page
	doc   any
	after int
}

// jsonPages gets a document and those that it leads to, on the same host. next
// names the address of the following one, "" at the end. Without the first there
// is nothing; fault says why a later one is missing.
func jsonPages(ctx context.Context, get Getter, first, what string, next func(doc any) string) (docs []jsonPage, fault, err error) {
	seen := map[string]bool{}
	for at := first; at != ""; {
		seen[at] = true
		p, err := get.Get(ctx, Request{URL: at})
		var doc any
		var after int
		if err == nil {
			doc, after, err = jsonDocument(p, what)
		}
		if err != nil {
			if len(docs) == 0 {
				return nil, nil, err
			}
			return docs, fmt.Errorf("page %d of the list cannot be read: %w", len(docs)+1, err), nil
		}
		docs = append(docs, jsonPage{p, doc, after})
		base, err := url.Parse(p.URL)
		if err != nil {
			base = &url.URL{}
		}
		at = absolute(base, next(doc))
		u, err := url.Parse(at)
		switch {
		case at == "" || err != nil || seen[at]:
			at = ""
		case !strings.EqualFold(u.Host, base.Host):
			return docs, fmt.Errorf("its next page is on another host, %s, and was not read", u.Host), nil
		case len(docs) >= jsonMaxPages:
			return docs, fmt.Errorf("more than %d pages: the rest was not read", jsonMaxPages), nil
		}
	}
	return docs, nil, nil
}

// jsonService reports whether a printed type names something that is no talk.
func jsonService(kind string) bool {
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "break", "coffee break", "coffee", "tea break", "tea", "pause", "lunch", "lunch break", "breakfast", "brunch", "dinner",
		"meal", "meals", "registration", "check-in", "checkin", "service", "meta", "blank":
		return true
	}
	return false
}
