package feeds

import (
	"time"
	"unicode/utf8"
)

// xmlWriter appends XML. Names are constants of ours; every value is escaped
// and cleaned, so that no text of a source can break a document.
type xmlWriter struct{ out []byte }

// open writes a start tag. Attributes are pairs of name and value; those with
// an empty value are left out.
func (w *xmlWriter) open(name string, attrs ...string) {
	w.tag(name, attrs)
	w.out = append(w.out, ">\n"...)
}

func (w *xmlWriter) close(name string) {
	w.out = append(w.out, "</"...)
	w.out = append(w.out, name...)
	w.out = append(w.out, ">\n"...)
}

// empty writes an element without content.
func (w *xmlWriter) empty(name string, attrs ...string) {
	w.tag(name, attrs)
	w.out = append(w.out, "/>\n"...)
}

// text writes an element with text.
func (w *xmlWriter) text(name, value string, attrs ...string) {
	w.tag(name, attrs)
	w.out = append(w.out, '>')
	w.out = appendXML(w.out, value)
	w.close(name)
}

// stamp writes an instant, RFC 3339 in UTC.
func (w *xmlWriter) stamp(name string, t time.Time) { w.text(name, rfc3339(t)) }

func (w *xmlWriter) tag(name string, attrs []string) {
	w.out = append(w.out, '<')
	w.out = append(w.out, name...)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		w.out = append(w.out, ' ')
		w.out = append(w.out, attrs[i]...)
		w.out = append(w.out, `="`...)
		w.out = appendXML(w.out, attrs[i+1])
		w.out = append(w.out, '"')
	}
}

// appendXML escapes text for element content and for attribute values in
// double quotes, and for HTML: the same characters matter. What XML 1.0 2.2
// forbids is left out, a broken byte becomes U+FFFD. What needs nothing is
// copied in one piece.
func appendXML(out []byte, s string) []byte {
	plain := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			with, odd := "", true
			switch {
			case c == '&':
				with = "&amp;"
			case c == '<':
				with = "&lt;"
			case c == '>':
				with = "&gt;"
			case c == '"':
				with = "&#34;"
			default:
				odd = c < 0x20 && c != '\n' && c != '\t' || c == 0x7f
			}
			if odd {
				out = append(append(out, s[plain:i-1]...), with...)
				plain = i
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError || !Printable(r) {
			out = append(out, s[plain:i]...)
			plain = i + n
			if r == utf8.RuneError {
				out = utf8.AppendRune(out, r)
			}
		}
		i += n
	}
	return append(out, s[plain:]...)
}

// rfc3339 is an instant as Atom and JSON write it, whole seconds in UTC.
func rfc3339(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
