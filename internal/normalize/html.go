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
	safe := blockKeepingSpace(s)
	if !plainMarkup(safe) {
		safe = policy().Sanitize(safe)
	}
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

// plainMarkup reports whether every tag of s is, byte for byte, one that the
// sanitiser would hand on unchanged: no attributes but the address of a link,
// and that an ordinary one. Most abstracts are so, and the sanitiser costs more
// than everything else together.
func plainMarkup(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return true
		}
		s = s[i:]
		end := strings.IndexByte(s, '>')
		if end < 0 || !plainTags[s[:end+1]] && !plainLink(s[:end+1]) {
			return false
		}
		s = s[end+1:]
	}
}

// plainLink knows <a href="https://..."> with nothing in it that is written in
// two ways.
func plainLink(tag string) bool {
	address, ok := strings.CutPrefix(tag, `<a href="http`)
	if !ok {
		return false
	}
	address, ok = strings.CutSuffix(strings.TrimPrefix(address, "s"), `">`)
	return ok && strings.HasPrefix(address, "://") && strings.Trim(address, plainAddress) == "" && len(address) > 3
}

const plainAddress = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:?=#"

var plainTags = func() map[string]bool {
	tags := map[string]bool{"</a>": true, "<br>": true, "<br/>": true, "<br />": true, "<hr>": true, "<hr/>": true, "<hr />": true}
	for _, name := range plainElements {
		tags["<"+name+">"], tags["</"+name+">"] = true, true
	}
	return tags
}()

// plainElements are those that the policy allows without any condition.
var plainElements = []string{"p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6",
	"ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "kbd", "samp", "var", "tt",
	"em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "abbr", "cite", "q", "mark",
	"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption", "details", "summary"}

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
		u, err := url.Parse(strings.TrimSpace(a.Val))
		if err != nil {
			return false
		}
		if base != nil {
			u = base.ResolveReference(u)
		}
		n.Attr = []html.Attribute{{Key: "href", Val: u.String()}, {Key: "rel", Val: "nofollow"}}
		return u.Scheme == "mailto" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	}
	return false
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
	p.AllowElements(plainElements...)
	p.AllowElements("br", "hr")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	return p
})
