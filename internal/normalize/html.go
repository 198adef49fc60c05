package normalize

import (
	"net/url"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTML is the safe part of foreign HTML: text structure and links only, no
// images or other things that would call another host, no classes or styles.
// Links are absolute, against base. The result is parsed and rendered again,
// because the sanitiser neither closes nor balances tags. It is "" when no
// markup remains; the plain text then says it all.
func HTML(s, base string) string {
	u, err := url.Parse(base)
	if err != nil || base == "" {
		u = nil
	}
	return htmlOf(s, u)
}

func htmlOf(s string, base *url.URL) string {
	if !markup(s) {
		return ""
	}
	s = blockKeepingSpace(s)
	if out, ok := tidyAlready(s, base); ok {
		return out
	}
	return sanitised(s, base)
}

// sanitised takes the long way: sanitise, parse, render.
func sanitised(s string, base *url.URL) string {
	safe := policy().Sanitize(s)
	if !markup(safe) {
		return ""
	}
	body := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(safe), body)
	if err != nil {
		return "" // nested deeper than a page may be: the text remains
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	if !tidy(body, base) {
		return ""
	}
	var b strings.Builder
	b.Grow(len(safe))
	for n := range body.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			return ""
		}
	}
	return strings.TrimSpace(b.String())
}

// blockKeepingSpace cleans as block does, without touching line ends: inside
// <pre> they mean something, elsewhere nothing.
func blockKeepingSpace(s string) string {
	clean := true
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c >= 0x7f {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return harmless(r)
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// tidy resolves links, unwraps those that lead nowhere, and reports whether any
// element remains.
func tidy(root *html.Node, base *url.URL) bool {
	any := false
	for n := root.FirstChild; n != nil; {
		next := n.NextSibling
		if n.Type == html.ElementNode {
			if n.DataAtom == atom.A && !absoluteLink(n, base) {
				if n.FirstChild != nil {
					next = n.FirstChild
				}
				unwrap(root, n)
			} else {
				any = true
				tidy(n, base)
			}
		}
		n = next
	}
	return any
}

// absoluteLink makes n's address absolute, and reports whether it is one that
// may be followed.
func absoluteLink(n *html.Node, base *url.URL) bool {
	for _, a := range n.Attr {
		if a.Key != "href" {
			continue
		}
		address, ok := follow(a.Val, base)
		n.Attr = []html.Attribute{{Key: "href", Val: address}, {Key: "rel", Val: "nofollow"}}
		return ok
	}
	return false
}

// follow makes an address absolute, and reports whether it may be followed.
func follow(address string, base *url.URL) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "", false
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	return u.String(), u.Scheme == "mailto" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// unwrap puts n's children in its place.
func unwrap(parent, n *html.Node) {
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		parent.InsertBefore(c, n)
	}
	parent.RemoveChild(n)
}

// policy is read-only once built, and safe for concurrent use.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6",
		"ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "kbd", "samp", "var", "tt",
		"em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "abbr", "cite", "q", "mark",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption", "details", "summary")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	return p
})
