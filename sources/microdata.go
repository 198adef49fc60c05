package sources

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// microdataReader reads schema.org events written as microdata: itemscope and
// itemprop attributes (HTML, 5.2).
type microdataReader struct{ url string }

func detectMicrodata(p *Page) string {
	if !microdataLooks(p.Body) {
		return ""
	}
	page, err := domParse(p, "schema.org events as microdata")
	if err != nil {
		return ""
	}
	if talks, whole := schemaCounts(microdataRoots(page)); talks == 0 || whole*2 < talks {
		return ""
	}
	return "it holds schema.org events as microdata (itemscope)"
}

// microdataLooks is a cheap look before a page is parsed.
func microdataLooks(body []byte) bool {
	lower := bytes.ToLower(body)
	return bytes.Contains(lower, []byte("itemscope")) && (bytes.Contains(lower, []byte("schema.org/")) || bytes.Contains(lower, []byte("data-vocabulary.org/event")))
}

func openMicrodata(url string, options map[string]any) (Reader, error) {
	if err := noOptions("microdata", options); err != nil {
		return nil, err
	}
	return &microdataReader{url: url}, nil
}

// Read gets the one page and parses it.
func (r *microdataReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseMicrodata(p)
}

func parseMicrodata(p *Page) (*Listing, error) {
	const want = "schema.org events as microdata"
	page, err := domParse(p, want)
	if err != nil {
		return nil, err
	}
	l := &Listing{Complete: page.closed}
	if !page.closed {
		l.warn("", "the page breaks off before its end: nothing is taken for removed")
	}
	schemaListing(l, microdataRoots(page), page.base)
	if len(l.Items) == 0 && len(l.Unusable) == 0 && l.Conference == (Published{}) {
		return nil, &WrongKindError{Want: want, Got: Look(p)}
	}
	return l, nil
}

// microdata is the reading of one page.
type microdata struct {
	page *domPage
	ids  map[string]*html.Node // for itemref
	open map[*html.Node]bool   // items on the way down: the guard against circles
	left int                   // items that may be read still: itemref can multiply them
}

// microdataMost bounds the items of one page.
const microdataMost = 20000

// microdataRoots are the items of a page that are no property of another.
func microdataRoots(page *domPage) []schemaNode {
	m := &microdata{page: page, ids: map[string]*html.Node{}, open: map[*html.Node]bool{}, left: microdataMost}
	for n := range page.root.Descendants() {
		if id := domAttr(n, "id"); n.Type == html.ElementNode && id != "" && m.ids[id] == nil {
			m.ids[id] = n
		}
	}
	var roots []schemaNode
	for _, n := range domAll(page.root, func(n *html.Node) bool { return domHas(n, "itemscope") && !domHas(n, "itemprop") }) {
		roots = append(roots, m.item(n, 0))
	}
	return roots
}

// item reads one item and, down to schemaDeepest, those in it.
func (m *microdata) item(n *html.Node, depth int) schemaNode {
	node := schemaNode{}
	if m.open[n] || depth > schemaDeepest || m.left <= 0 {
		return node
	}
	m.left--
	m.open[n] = true
	defer delete(m.open, n)
	for t := range strings.FieldsSeq(domAttr(n, "itemtype")) {
		name := schemaName(t)
		if strings.HasSuffix(strings.ToLower(t), "data-vocabulary.org/event") {
			name = "Event"
		}
		node["@type"] = append(node["@type"], name)
	}
	if id := domAttr(n, "itemid"); id != "" {
		node["@id"] = []any{id}
	}
	for c := range n.ChildNodes() {
		m.properties(node, c, depth)
	}
	seen := map[string]bool{}
	for id := range strings.FieldsSeq(domAttr(n, "itemref")) {
		if ref := m.ids[id]; ref != nil && !seen[id] && !m.open[ref] {
			seen[id] = true
			m.properties(node, ref, depth)
		}
	}
	return node
}

// properties adds those of n and what is inside it, up to items of their own.
func (m *microdata) properties(node schemaNode, n *html.Node, depth int) {
	if n.Type != html.ElementNode {
		return
	}
	scope := domHas(n, "itemscope")
	if names := strings.Fields(domAttr(n, "itemprop")); len(names) > 0 {
		var inner schemaNode
		if scope {
			inner = m.item(n, depth+1)
		}
		for _, name := range names {
			name = microdataAlias(schemaName(name))
			if !scope {
				node[name] = append(node[name], m.value(n, name))
				continue
			}
			if len(inner) > 0 {
				node[name] = append(node[name], inner)
			}
		}
	}
	if scope {
		return
	}
	for c := range n.ChildNodes() {
		m.properties(node, c, depth)
	}
}

// microdataAlias gives the names of data-vocabulary.org their later ones.
func microdataAlias(name string) string {
	switch name {
	case "summary":
		return "name"
	case "eventType":
		return "additionalType"
	}
	return name
}

// microdataWords are properties that are texts where a link carries them: the
// standard gives its address, and every site means its words.
var microdataWords = []string{"name", "headline", "alternateName", "description", "startDate", "endDate", "inLanguage", "keywords"}

// microdataNamed are properties that are things where a link carries them.
var microdataNamed = []string{"performer", "performers", "actor", "location", "organizer", "author", "superEvent"}

// value is a property's value by its element (HTML, 5.2.4).
func (m *microdata) value(n *html.Node, name string) any {
	if domHas(n, "content") {
		return strings.TrimSpace(domAttr(n, "content"))
	}
	switch n.DataAtom {
	case atom.Audio, atom.Embed, atom.Iframe, atom.Img, atom.Source, atom.Track, atom.Video:
		return absolute(m.page.base, domAttr(n, "src"))
	case atom.A, atom.Area, atom.Link:
		href := domAttr(n, "href")
		switch {
		case slices.Contains(microdataWords, name):
			return domText(n)
		case slices.Contains(microdataNamed, name) && domText(n) != "":
			return schemaNode{"name": {domText(n)}, "url": {href}}
		}
		return firstOf(absolute(m.page.base, href), href)
	case atom.Object:
		return absolute(m.page.base, domAttr(n, "data"))
	case atom.Data, atom.Meter:
		return strings.TrimSpace(domAttr(n, "value"))
	case atom.Time:
		if s := strings.TrimSpace(domAttr(n, "datetime")); s != "" {
			return s
		}
	}
	if name == "description" {
		return domInner(m.page.base, n)
	}
	// Dates that are printed for people carry theirs in an attribute, mostly.
	if name == "startDate" || name == "endDate" {
		if s := firstOf(domAttr(n, "datetime"), domAttr(n, "title")); schemaDay(s) != "" {
			return s
		}
	}
	return domText(n)
}
