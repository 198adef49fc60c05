package sources

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// domPage is a parsed HTML page.
type domPage struct {
	root   *html.Node
	base   *url.URL // of relative links: the page's address, or its base element
	closed bool     // the page was sent to its end, see domClosed
}

// domParse parses a page that should be HTML; want is what it should hold, for
// the error. Static sites' front matter before the first tag does no harm.
func domParse(p *Page, want string) (*domPage, error) {
	body := bytes.TrimSpace(bytes.TrimPrefix(p.Body, []byte("\xef\xbb\xbf")))
	wrong := &WrongKindError{Want: want, Got: Look(p)}
	if len(body) == 0 || bytes.IndexByte(body, '<') < 0 || bytes.IndexByte(body[:min(len(body), 1024)], 0) >= 0 {
		return nil, wrong
	}
	if bytes.HasPrefix(body, []byte("<?xml")) && !bytes.Contains(bytes.ToLower(body[:min(len(body), 4096)]), []byte("<html")) {
		return nil, wrong
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		// More than 512 elements inside each other.
		return nil, fmt.Errorf("the page cannot be parsed as HTML: %w", err)
	}
	base, err := url.Parse(p.URL)
	if err != nil {
		base = &url.URL{}
	}
	page := &domPage{root: root, base: base, closed: domClosed(body)}
	if b := domFirst(root, func(n *html.Node) bool { return n.DataAtom == atom.Base && domAttr(n, "href") != "" }); b != nil {
		if u, err := base.Parse(strings.TrimSpace(domAttr(b, "href"))); err == nil {
			page.base = u
		}
	}
	return page, nil
}

// domOptional are elements whose end tag may be left out, or that have none
// (HTML, 13.1.2): they say nothing of a page's end.
var domOptional = func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(`area base br col embed hr img input link meta param source track wbr command keygen image basefont bgsound frame
		li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th head font center`) {
		set[name] = true
	}
	return set
}()

// domClosed reports whether a page was sent to its end. The parser closes what a
// cut body leaves open, so the tags themselves are asked: </html> was seen, or,
// in a fragment without one, every element that needs an end tag has one.
func domClosed(body []byte) bool {
	z := html.NewTokenizer(bytes.NewReader(body))
	open := map[string]int{}
	elements, last := 0, html.ErrorToken
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return elements > 0 && domEnded(body, open, last)
		case html.StartTagToken, html.EndTagToken:
			raw, _ := z.TagName()
			name := string(raw)
			if domOptional[name] {
				break
			}
			if kind == html.StartTagToken {
				elements++
				open[name]++
				break
			}
			if name == "html" {
				return true
			}
			open[name] = max(0, open[name]-1)
		}
		last = kind
	}
}

// domEnded judges a body without </html> by the elements left open.
func domEnded(body []byte, open map[string]int, last html.TokenType) bool {
	for _, n := range open {
		if n > 0 {
			return false
		}
	}
	// What follows the last tag is another tag that breaks off, a comment, or
	// text in the middle of which the body ends.
	tail := bytes.TrimSpace(body[bytes.LastIndexByte(body, '>')+1:])
	return len(tail) == 0 && last != html.ErrorToken
}

// domTitle is the text of the page's title element.
func (p *domPage) domTitle() string {
	title := domFirst(p.root, func(n *html.Node) bool { return n.DataAtom == atom.Title && n.Namespace == "" })
	if title == nil || title.FirstChild == nil {
		return ""
	}
	return strings.Join(strings.Fields(title.FirstChild.Data), " ")
}

// domAll are the elements that match, in document order.
func domAll(root *html.Node, match func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			out = append(out, n)
		}
	}
	return out
}

// domFirst is the first element that matches, nil for none.
func domFirst(root *html.Node, match func(*html.Node) bool) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			return n
		}
	}
	return nil
}

func domAttr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == key {
			return a.Val
		}
	}
	return ""
}

func domHas(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Namespace == "" && a.Key == key })
}

// domClass reports whether an element has a class.
func domClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(domAttr(n, "class")), class)
}

// domBlocks are the elements that begin a line of their own.
var domBlocks = func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(`br hr p div ul ol li dl dt dd table caption tr td th h1 h2 h3 h4 h5 h6 header footer main section article aside
		nav figure figcaption blockquote pre address form fieldset details summary center`) {
		set[name] = true
	}
	return set
}()

// domLines is the text of a node as a browser breaks it in lines, each with
// single blanks, without the nodes that skip says.
func domLines(n *html.Node, skip func(*html.Node) bool) []string {
	var out strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			out.WriteString(strings.NewReplacer("\n", " ", "\r", " ").Replace(n.Data))
			return
		case html.ElementNode:
			switch n.DataAtom {
			case atom.Script, atom.Style, atom.Template, atom.Noscript:
				return
			}
			if skip != nil && skip(n) {
				return
			}
		}
		block := n.Type == html.ElementNode && domBlocks[n.Data]
		if block {
			out.WriteByte('\n')
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		if block {
			out.WriteByte('\n')
		}
	}
	walk(n)
	var lines []string
	for line := range strings.Lines(out.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// domText is the text of a node on one line.
func domText(n *html.Node) string {
	if n == nil {
		return ""
	}
	return strings.Join(domLines(n, nil), " ")
}

// domInner is the inner HTML of a node with absolute links, "" when it holds no
// words.
func domInner(base *url.URL, n *html.Node) string {
	if domText(n) == "" {
		return ""
	}
	var out bytes.Buffer
	for c := range n.ChildNodes() {
		if err := html.Render(&out, domAbsolute(base, c)); err != nil {
			return ""
		}
	}
	return strings.TrimSpace(out.String())
}

// domAbsolute is a copy of a node whose href and src are absolute.
func domAbsolute(base *url.URL, n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: slices.Clone(n.Attr)}
	for i, a := range c.Attr {
		if a.Key != "href" && a.Key != "src" {
			continue
		}
		if u, err := base.Parse(strings.TrimSpace(a.Val)); err == nil {
			c.Attr[i].Val = u.String()
		}
	}
	for child := range n.ChildNodes() {
		c.AppendChild(domAbsolute(base, child))
	}
	return c
}
