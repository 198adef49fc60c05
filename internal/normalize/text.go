package normalize

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text is the plain text of HTML: blocks on lines of their own, paragraphs
// parted by an empty line, list items behind "- " or their number, links as
// "text (address)", entities decoded, and what no reader sees (scripts, styles)
// gone. It reads tokens, not a tree, so that neither depth nor missing end tags
// cost anything.
func Text(html string) string { return textOf(html, nil) }

// textOf resolves links against base; without one, relative links lose their address.
func textOf(s string, base *url.URL) string {
	w := textWriter{base: base}
	w.b.Grow(len(s))
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			w.endLink()
			return block(w.b.String())
		case html.TextToken:
			if w.hidden == 0 {
				w.text(string(z.Text()))
			}
		case html.StartTagToken:
			w.start(z, false)
		case html.SelfClosingTagToken:
			w.start(z, true)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(atom.Lookup(name))
		}
	}
}

type textWriter struct {
	b      strings.Builder
	base   *url.URL
	breaks int  // line ends owed before the next text: 1 a line, 2 a paragraph
	gap    bool // a blank is owed
	pre    int
	hidden int
	lists  []int  // open lists: 0 bullets, else the next number
	href   string // of the open link
	from   int    // where its text begins
}

func (w *textWriter) text(s string) {
	if w.pre > 0 {
		w.flush()
		w.b.WriteString(s)
		return
	}
	for i := 0; i < len(s); {
		end := i
		for end < len(s) && !blank(s[end]) {
			end++
		}
		if end > i {
			w.flush()
			w.b.WriteString(s[i:end])
		}
		for i = end; i < len(s) && blank(s[i]); i++ {
			w.gap = true
		}
	}
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// flush writes the line ends or the blank that are owed.
func (w *textWriter) flush() {
	switch {
	case w.b.Len() == 0:
	case w.breaks > 0:
		w.b.WriteString("\n\n"[:w.breaks])
	case w.gap:
		if last := w.b.String()[w.b.Len()-1]; last != '\n' && last != ' ' {
			w.b.WriteByte(' ')
		}
	}
	w.breaks, w.gap = 0, false
}

func (w *textWriter) owe(breaks int) { w.breaks = max(w.breaks, breaks) }

func (w *textWriter) start(z *html.Tokenizer, closed bool) {
	name, hasAttr := z.TagName()
	tag := atom.Lookup(name)
	switch tag {
	case atom.Script, atom.Style, atom.Head, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Svg, atom.Math, atom.Textarea, atom.Title:
		if !closed {
			w.hidden++
		}
		return
	}
	if w.hidden > 0 {
		return
	}
	w.owe(w.breaksOf(tag))
	switch tag {
	case atom.Br:
		w.b.WriteString(lineEnd(w.b.String()))
		w.gap = false
	case atom.Pre:
		w.pre++
	case atom.Ul, atom.Menu:
		w.open(0)
	case atom.Ol:
		w.open(1)
	case atom.Li:
		w.item()
	case atom.Td, atom.Th:
		w.gap = true
	case atom.A:
		w.endLink()
		if hasAttr {
			w.href = w.resolve(attr(z, "href"))
		}
		w.from = w.b.Len()
	case atom.Img:
		if hasAttr {
			w.text(attr(z, "alt"))
		}
	}
}

// lineEnd is what a <br> adds: two in a row make an empty line, not more.
func lineEnd(written string) string {
	if written == "" || strings.HasSuffix(written, "\n\n") {
		return ""
	}
	return "\n"
}

func (w *textWriter) open(number int) {
	if len(w.lists) < 100 {
		w.lists = append(w.lists, number)
	}
}

func (w *textWriter) item() {
	w.flush()
	if len(w.lists) > 1 {
		w.b.WriteString(strings.Repeat("  ", min(len(w.lists)-1, 8)))
	}
	if n := len(w.lists) - 1; n >= 0 && w.lists[n] > 0 {
		w.b.WriteString(strconv.Itoa(w.lists[n]) + ". ")
		w.lists[n]++
		return
	}
	w.b.WriteString("- ")
}

func (w *textWriter) end(tag atom.Atom) {
	switch tag {
	case atom.Script, atom.Style, atom.Head, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Svg, atom.Math, atom.Textarea, atom.Title:
		w.hidden = max(0, w.hidden-1)
		return
	}
	if w.hidden > 0 {
		return
	}
	switch tag {
	case atom.A:
		w.endLink()
	case atom.Pre:
		w.pre = max(0, w.pre-1)
	case atom.Ul, atom.Ol, atom.Menu:
		w.lists = w.lists[:max(0, len(w.lists)-1)]
	}
	w.owe(w.breaksOf(tag))
}

// endLink adds the address of the open link, unless its text shows it already.
func (w *textWriter) endLink() {
	href := w.href
	w.href = ""
	if href == "" {
		return
	}
	text := strings.TrimSpace(w.b.String()[min(w.from, w.b.Len()):])
	shown := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(href, "https://"), "http://"), "/")
	if strings.Contains(text, shown) {
		return
	}
	if text == "" {
		w.text(href)
		return
	}
	w.b.WriteString(" (" + href + ")")
}

// resolve makes a link absolute; what is not for the web is "".
func (w *textWriter) resolve(href string) string {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return ""
	}
	if w.base != nil {
		u = w.base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

func attr(z *html.Tokenizer, name string) string {
	for {
		key, val, more := z.TagAttr()
		if string(key) == name {
			return string(val)
		}
		if !more {
			return ""
		}
	}
}

// breaksOf are the line ends around a block; a list within a list is none.
func (w *textWriter) breaksOf(tag atom.Atom) int {
	switch tag {
	case atom.Ul, atom.Ol:
		if len(w.lists) > 0 {
			return 1
		}
		return 2
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Dl, atom.Pre,
		atom.Table, atom.Hr, atom.Figure, atom.Details:
		return 2
	case atom.Div, atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Address,
		atom.Aside, atom.Main, atom.Nav, atom.Center, atom.Form, atom.Fieldset, atom.Figcaption, atom.Caption, atom.Summary,
		atom.Option, atom.Menu, atom.Body, atom.Html:
		return 1
	}
	return 0
}

// markup reports whether s may hold tags, so that plain text skips the parsers.
func markup(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 >= len(s) {
			return false
		}
		if c := s[i+1]; c == '/' || c == '!' || c == '?' || 'a' <= c|0x20 && c|0x20 <= 'z' && c < utf8.RuneSelf {
			return true
		}
		s = s[i+1:]
	}
}
