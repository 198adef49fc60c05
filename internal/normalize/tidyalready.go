package normalize

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// tidyAlready renders markup that needs neither the sanitiser nor the parser:
// every tag is, byte for byte, one of a short list without attributes (but the
// ordinary address of a link), and they nest as the parser would nest them. Most
// abstracts are so, and the long way costs more than everything else together.
// ok is false for whatever is not plainly so; a property test proves that both
// ways lead to the same bytes.
func tidyAlready(s string, base *url.URL) (out string, ok bool) {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	n := nesting{}
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		writeText(&b, s[:i])
		s = s[i:]
		end := strings.IndexByte(s, '>')
		if end < 0 || !n.tag(&b, s[:end+1], base) {
			return "", false
		}
		s = s[end+1:]
	}
	if n.depth > 0 {
		return "", false
	}
	writeText(&b, s)
	return strings.TrimSpace(b.String()), true
}

// writeText writes text as the renderer would.
func writeText(b *strings.Builder, s string) {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	b.WriteString(html.EscapeString(s))
}

// nesting is the stack of open elements.
type nesting struct {
	open  [24]string
	depth int
}

func (n *nesting) top() string {
	if n.depth == 0 {
		return ""
	}
	return n.open[n.depth-1]
}

func (n *nesting) within(names ...string) bool {
	for _, open := range n.open[:n.depth] {
		for _, name := range names {
			if open == name {
				return true
			}
		}
	}
	return false
}

// tag takes one tag, and reports whether it stands where the parser leaves it.
func (n *nesting) tag(b *strings.Builder, tag string, base *url.URL) bool {
	switch tag {
	case "<br>", "<br/>", "<br />":
		b.WriteString("<br/>")
		return true
	}
	if name, ok := strings.CutPrefix(tag, "</"); ok {
		if n.depth == 0 || n.top() != strings.TrimSuffix(name, ">") {
			return false
		}
		n.depth--
		b.WriteString(tag)
		return true
	}
	if n.depth == len(n.open) {
		return false
	}
	name := strings.TrimSuffix(tag[1:], ">")
	switch name {
	case "em", "strong", "b", "i", "code", "u", "sub", "sup", "small":
		if n.within(name) {
			return false
		}
	case "p", "ul", "ol", "blockquote":
		// A block ends an open paragraph; inside a formatting element it makes
		// the parser rearrange both.
		if n.within("p", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "b", "i", "code", "u", "small", "a") {
			return false
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		if n.depth > 0 {
			return false
		}
	case "li":
		if top := n.top(); top != "ul" && top != "ol" {
			return false
		}
	default:
		address, ok := plainLink(tag)
		if !ok || n.within("a") {
			return false
		}
		if address, ok = follow(address, base); !ok {
			return false
		}
		b.WriteString(`<a href="` + html.EscapeString(address) + `" rel="nofollow">`)
		n.open[n.depth], n.depth = "a", n.depth+1
		return true
	}
	n.open[n.depth], n.depth = name, n.depth+1
	b.WriteString(tag)
	return true
}

// plainLink takes the address out of <a href="https://..."> with nothing in it
// that could be written in two ways.
func plainLink(tag string) (string, bool) {
	address, ok := strings.CutPrefix(tag, `<a href="`)
	if !ok {
		return "", false
	}
	address, ok = strings.CutSuffix(address, `">`)
	if !ok || !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
		return "", false
	}
	for i := range len(address) {
		c := address[i]
		if !digit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && strings.IndexByte("-._~/:?=#", c) < 0 {
			return "", false
		}
	}
	return address, true
}
