package sources

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mmcdole/gofeed"

	"callboard"
)

// feedReader reads RSS, RDF, Atom and JSON Feed. It has no options.
type feedReader struct{ url string }

func openFeed(url string, options map[string]any) (Reader, error) {
	if len(options) > 0 {
		return nil, errors.New("options of feed: there are none, remove [source.feed]")
	}
	return feedReader{url: url}, nil
}

// Namespaces of the roots of feeds.
const (
	feedAtom   = "http://www.w3.org/2005/Atom"
	feedAtom03 = "http://purl.org/atom/ns#"
	feedRDF    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
)

func detectFeed(p *Page) string {
	body := feedTrim(p.Body)
	if len(body) == 0 {
		return ""
	}
	switch body[0] {
	case '<':
		return feedRoot(body[:min(len(body), 64<<10)])
	case '{':
		if !bytes.Contains(body, []byte("jsonfeed.org")) {
			return "" // without decoding all of it
		}
		if version := feedJSONVersion(body); strings.HasPrefix(version, "https://jsonfeed.org/version/") ||
			strings.HasPrefix(version, "http://jsonfeed.org/version/") {
			return "its version says JSON Feed"
		}
	}
	return ""
}

func feedTrim(body []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\ufeff")), " \t\r\n")
}

// feedRoot says why the root of an XML document is a feed's. An RDF document may
// be anything: it must speak of RSS.
func feedRoot(head []byte) string {
	dec := xml.NewDecoder(bytes.NewReader(head))
	dec.Strict = false
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		tok, err := dec.RawToken()
		if err != nil {
			return ""
		}
		root, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		space := func(uris ...string) bool {
			for _, a := range root.Attr {
				for _, uri := range uris {
					if (a.Name.Space == "xmlns" || a.Name.Local == "xmlns") && strings.HasPrefix(strings.TrimSpace(a.Value), uri) {
						return true
					}
				}
			}
			return false
		}
		switch strings.ToLower(root.Name.Local) {
		case "rss":
			return "its root is <rss>"
		case "rdf":
			if space("http://purl.org/rss/1.0", "http://channel.netscape.com/rdf", "http://my.netscape.com/rdf") {
				return "its root is <rdf:RDF> and it speaks of RSS"
			}
		case "feed":
			if space(feedAtom, feedAtom03) {
				return "its root is <feed> of Atom"
			}
		}
		return ""
	}
}

// feedJSONVersion is the member "version" of a JSON object.
func feedJSONVersion(body []byte) string {
	dec := json.NewDecoder(bytes.NewReader(body))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return ""
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return ""
		}
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return ""
		}
		if key == "version" {
			var version string
			_ = json.Unmarshal(value, &version) // another type is no version of a feed
			return version
		}
	}
	return ""
}

// Read reads the one page of a feed.
func (r feedReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	page, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	if detectFeed(page) == "" {
		return nil, &WrongKindError{Want: "an RSS, Atom or JSON feed", Got: Look(page)}
	}
	return feedParse(page)
}

// feedReading is one reading under way.
type feedReading struct {
	page  *Page
	feed  *gofeed.Feed
	plain []bool      // by entry: its text is no HTML
	extra []feedEvent // by entry: what its JSON extensions say
	place []int       // by entry: its place in the document, where some were left out
	list  *Listing
	dated bool // an entry has a field for its start, read or not
	more  int  // warnings beyond the bound
}

// feedParse turns a body into a listing. A feed is a window on what is new, so
// that absence never means anything.
func feedParse(page *Page) (*Listing, error) {
	x := &feedReading{page: page, list: &Listing{}}
	body := feedTrim(page.Body)
	var err error
	if body[0] == '{' {
		err = x.parseJSON(body)
	} else {
		err = x.parseXML(body)
	}
	if err != nil {
		return nil, fmt.Errorf("read a feed from %s: %w", Look(page), err)
	}
	x.list.Conference = Published{Name: feedTitle(x.feed.Title), URL: feedLink(page.URL, x.feed.Link)}
	x.list.Items = make([]Item, 0, len(x.feed.Items))
	var entries []*gofeed.Item
	for i, entry := range x.feed.Items {
		if entry != nil {
			x.list.Items, entries = append(x.list.Items, x.item(i, entry)), append(entries, entry)
		}
	}
	x.fromText(x.list.Items, entries)
	if x.more > 0 {
		x.list.Warnings = append(x.list.Warnings, callboard.Warning{Text: fmt.Sprintf("and %d more warnings", x.more)})
	}
	return x.list, nil
}

func (x *feedReading) warn(where, format string, args ...any) {
	if len(x.list.Warnings) >= icsMaxWarnings {
		x.more++
		return
	}
	x.list.Warnings = append(x.list.Warnings, callboard.Warning{Where: where, Text: fmt.Sprintf(format, args...)})
}

// parseXML reads RSS, RDF and Atom.
func (x *feedReading) parseXML(body []byte) (err error) {
	defer feedRecover(&err)
	body = scheduleXMLClean(body) // one bad character of one entry must not cost all of them
	if depth := feedDepth(body); depth > feedMaxDepth {
		return fmt.Errorf("elements are nested more than %d deep", feedMaxDepth)
	}
	parser := gofeed.NewParser()
	parser.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	x.feed, err = parser.Parse(bytes.NewReader(body))
	if err == nil && x.feed == nil {
		err = errors.New("nothing was read")
	}
	return err
}

// feedRecover turns a panic of the parser into an error: what it trips over must
// not cost more than this reading.
func feedRecover(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the parser tripped: %v", p)
	}
}

// feedMaxDepth bounds nesting: the parser recurses.
const feedMaxDepth = 512

// feedDepth is how deep the elements of a document are nested, at most one more
// than feedMaxDepth. Elements that HTML never closes do not count.
func feedDepth(body []byte) int {
	depth, deepest := 0, 0
	for {
		i := bytes.IndexByte(body, '<')
		if i < 0 || i+1 == len(body) || deepest > feedMaxDepth {
			return deepest
		}
		body = body[i+1:]
		skip := ">"
		switch {
		case bytes.HasPrefix(body, []byte("!--")):
			skip = "-->"
		case bytes.HasPrefix(body, []byte("![CDATA[")):
			skip = "]]>"
		case body[0] == '?' || body[0] == '!':
		case body[0] == '/':
			depth = max(0, depth-1)
		default:
			end := bytes.IndexByte(body, '>')
			if end < 0 {
				return max(deepest, depth+1)
			}
			if body[end-min(end, 1)] != '/' && !feedVoid(body[:end]) {
				depth++
				deepest = max(deepest, depth)
			}
		}
		end := bytes.Index(body, []byte(skip))
		if end < 0 {
			return deepest
		}
		body = body[end+len(skip):]
	}
}

// feedVoid reports whether a start tag is of HTML's elements without content.
func feedVoid(tag []byte) bool {
	if i := bytes.IndexAny(tag, " \t\r\n/"); i >= 0 {
		tag = tag[:i]
	}
	switch strings.ToLower(string(tag[:min(len(tag), 8)])) {
	case "br", "hr", "img", "input", "wbr", "col", "area", "embed":
		return true
	}
	return false
}
