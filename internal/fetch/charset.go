package fetch

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// prescanned is how much of a page is searched for a declaration. HTML asks for
// 1,024 bytes; pages with a long comment in front are not rare.
const prescanned = 4096

// toUTF8 is a body as UTF-8 without a byte order mark. A mark decides, then the
// charset of the Content-Type, then what an XML declaration or an HTML meta
// says, then the bytes themselves: what is valid UTF-8 is UTF-8, whatever its
// first kilobyte looks like, and the rest is windows-1252. It never fails: an
// unknown charset is as none. An XML declaration's encoding is rewritten.
//
// A body that needs no change is returned as it is, not copied.
func toUTF8(body []byte, contentType string) []byte {
	if e, mark := byteOrderMark(body); mark > 0 {
		return finish(transcode(e, body[mark:]))
	}
	if e := zeroPattern(body); e != nil {
		return finish(transcode(e, body))
	}
	label := headerCharset(contentType)
	e := declared(label, body)
	if e == nil && !(isUTF8(label) && utf8.Valid(body)) {
		e = declared(ownCharset(body), body)
	}
	return finish(transcode(e, body))
}

// byteOrderMark finds the encoding that a mark names, and the mark's length.
func byteOrderMark(b []byte) (encoding.Encoding, int) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return nil, 3
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE, 0, 0}): // before UTF-16, which it begins like
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(b, []byte{0, 0, 0xFE, 0xFF}):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	}
	return nil, 0
}

// zeroPattern finds UTF-16 and UTF-32 without a mark: every schedule begins with
// ASCII, which they spell with zeros (as RFC 4627 3 has it for JSON).
func zeroPattern(b []byte) encoding.Encoding {
	if len(b) < 4 {
		return nil
	}
	var zeros [4]bool
	for i := range zeros {
		zeros[i] = b[i] == 0
	}
	switch zeros {
	case [4]bool{false, true, true, true}:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case [4]bool{true, true, true, false}:
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case [4]bool{false, true, false, true}:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case [4]bool{true, false, true, false}:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// declared is the encoding of a label, or nil when the label says nothing that
// can be trusted.
func declared(label string, body []byte) encoding.Encoding {
	e, err := htmlindex.Get(label)
	if err != nil || label == "" {
		return nil
	}
	name, err := htmlindex.Name(e)
	if err != nil {
		return nil
	}
	switch name {
	case "utf-8":
		return nil // and what is not valid UTF-8 is mended by transcode
	case "utf-16le", "utf-16be", "replacement":
		// UTF-16 would have shown zeros or a mark. What browsers call the
		// replacement encoding would leave nothing of the page.
		return nil
	case "windows-1252":
		// The name that servers give to everything (as ISO-8859-1, or
		// us-ascii). Text in it that is valid UTF-8 by chance does not occur.
		if utf8.Valid(body) {
			return nil
		}
	}
	return e
}

func isUTF8(label string) bool {
	e, err := htmlindex.Get(label)
	return err == nil && e == unicode.UTF8
}

func headerCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err == nil {
		return params["charset"]
	}
	// "text/html; charset=utf-8; charset=utf-8" and the like.
	if _, rest, found := strings.Cut(strings.ToLower(contentType), "charset="); found {
		rest, _, _ = strings.Cut(rest, ";")
		return strings.Trim(rest, ` "'`)
	}
	return ""
}

var xmlEncoding = regexp.MustCompile(`^(\s*<\?xml\s[^>]*?encoding\s*=\s*)(?:"([^"<>]*)"|'([^'<>]*)')`)

// ownCharset is what a body says of itself: an XML declaration, or an HTML meta.
func ownCharset(body []byte) string {
	head := body[:min(len(body), prescanned)]
	if m := xmlEncoding.FindSubmatch(head); m != nil {
		return string(m[2]) + string(m[3])
	}
	if !bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\f"), []byte("<")) {
		return ""
	}
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			if t := z.Token(); t.Data == "meta" {
				if label := metaCharset(t); label != "" {
					return label
				}
			}
		}
	}
}

func metaCharset(t html.Token) string {
	var pragma bool
	var content string
	for _, a := range t.Attr {
		switch a.Key {
		case "charset":
			return a.Val
		case "http-equiv":
			pragma = strings.EqualFold(a.Val, "content-type")
		case "content":
			content = a.Val
		}
	}
	if !pragma {
		return ""
	}
	return headerCharset(content)
}

// transcode decodes body; with no encoding it is UTF-8, and each byte that is
// not is taken for windows-1252: a page that mixes the two keeps both.
func transcode(e encoding.Encoding, body []byte) []byte {
	if e != nil {
		out, err := e.NewDecoder().Bytes(body)
		if err == nil {
			return out
		}
	}
	if utf8.Valid(body) {
		return body
	}
	out := make([]byte, 0, len(body)+len(body)/8)
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(body[0])
		}
		out = utf8.AppendRune(out, r)
		body = body[n:]
	}
	return out
}

// finish takes away marks that are left and rewrites an XML declaration.
func finish(text []byte) []byte {
	mark := []byte("\uFEFF")
	for bytes.HasPrefix(text, mark) {
		text = text[len(mark):]
	}
	m := xmlEncoding.FindSubmatchIndex(text[:min(len(text), prescanned)])
	if m == nil {
		return text
	}
	from, to := m[4], m[5] // in double quotes
	if from < 0 {
		from, to = m[6], m[7]
	}
	if strings.EqualFold(string(text[from:to]), "utf-8") {
		return text
	}
	out := make([]byte, 0, len(text)+8)
	out = append(append(append(out, text[:from]...), "UTF-8"...), text[to:]...)
	return out
}
