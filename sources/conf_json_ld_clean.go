package sources

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// jsonLDScript reports whether an element holds JSON-LD.
func jsonLDScript(n *xhtml.Node) bool {
	return n.DataAtom == atom.Script && strings.Contains(strings.ToLower(domAttr(n, "type")), "ld+json")
}

// jsonLDDecode decodes one text of JSON-LD, which may hold several documents one
// behind the other. What was read before a fault is returned with it.
func jsonLDDecode(text string) ([]any, error) {
	text = jsonLDUnwrap(text)
	values, err := jsonLDAll(jsonLDMend(text))
	if err != nil && len(values) == 0 && strings.Contains(text, "&quot;") {
		// Escaped once too often, by a template that took it for an attribute.
		if again, err2 := jsonLDAll(jsonLDMend(html.UnescapeString(text))); err2 == nil {
			return again, nil
		}
	}
	return values, err
}

func jsonLDAll(text string) ([]any, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var out []any
	for {
		var v any
		err := dec.Decode(&v)
		if errors.Is(err, io.EOF) {
			if len(out) == 0 {
				return nil, errors.New("it is empty")
			}
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
}

// jsonLDMend repairs what the decoder refuses and sites write: raw line ends and
// tabs in strings, escapes that do not exist, commas before a closing bracket,
// comments and semicolons between values.
func jsonLDMend(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	comma := false // one is held back until something follows it
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '"':
			if comma {
				out.WriteByte(',')
				comma = false
			}
			i = jsonLDString(&out, text, i)
		case c == '/' && strings.HasPrefix(text[i:], "/*"):
			end := strings.Index(text[i+2:], "*/")
			if end < 0 {
				return out.String()
			}
			i += end + 3
		case c == '/' && strings.HasPrefix(text[i:], "//"):
			end := strings.IndexByte(text[i:], '\n')
			if end < 0 {
				return out.String()
			}
			i += end
		case c == ',':
			comma = true
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';':
			out.WriteByte(' ')
		default:
			if comma && c != '}' && c != ']' {
				out.WriteByte(',')
			}
			comma = false
			out.WriteByte(c)
		}
	}
	return out.String()
}

// jsonLDString copies the string that begins at i and gives the place of its
// closing quote, or of the end of the text.
func jsonLDString(out *strings.Builder, text string, i int) int {
	out.WriteByte('"')
	for i++; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			out.WriteByte('"')
			return i
		case c == '\\' && i+1 < len(text):
			i++
			switch {
			case strings.IndexByte(`"\/bfnrtu`, text[i]) >= 0:
				out.WriteByte('\\')
				out.WriteByte(text[i])
			case text[i] >= ' ':
				out.WriteByte(text[i]) // \' and the like
			default:
				out.WriteString(`\n`)
			}
		case c == '\n':
			out.WriteString(`\n`)
		case c == '\t':
			out.WriteString(`\t`)
		case c < ' ':
			out.WriteByte(' ')
		default:
			out.WriteByte(c)
		}
	}
	return i
}
