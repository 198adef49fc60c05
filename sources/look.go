package sources

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lookMost is how much of a body Look reads: whatever a page is, its first
// kilobytes show it.
const lookMost = 64 << 10

// Look says in words what a page looks like: "an HTML page titled Maintenance",
// "an empty body", "JSON", "XML with the root <foo>".
func Look(p *Page) string {
	if p == nil {
		return "nothing"
	}
	body := p.Body[:min(len(p.Body), lookMost)]
	body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\ufeff")), " \t\r\n")
	if len(body) == 0 {
		return "an empty body"
	}
	if what := lookMagic(body); what != "" {
		return what
	}
	if bytes.IndexByte(body[:min(len(body), 1024)], 0) >= 0 {
		return "binary data"
	}
	upper := bytes.ToUpper(body[:min(len(body), icsHead)])
	switch {
	case bytes.HasPrefix(upper, []byte("BEGIN:VCALENDAR")):
		return "iCalendar"
	case bytes.HasPrefix(upper, []byte("BEGIN:VCARD")):
		return "a vCard"
	case body[0] == '{' || body[0] == '[':
		return lookJSON(p, body)
	case body[0] == '<':
		return lookMarkup(body)
	}
	if text := lookText(body, 60); text != "" {
		return fmt.Sprintf("plain text that starts with \"%s\"", text)
	}
	return "binary data"
}

// lookMagic knows files by their first bytes.
func lookMagic(body []byte) string {
	for _, m := range []struct{ magic, what string }{
		{"%PDF-", "a PDF"},
		{"PK\x03\x04", "a ZIP archive or an office document"},
		{"PK\x05\x06", "a ZIP archive"},
		{"\x1f\x8b", "a gzip archive"},
		{"BZh", "a bzip2 archive"},
		{"\xfd7zXZ\x00", "an xz archive"},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive"},
		{"\x28\xb5\x2f\xfd", "a zstd archive"},
		{"\x89PNG\r\n\x1a\n", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"GIF87a", "a GIF image"},
		{"GIF89a", "a GIF image"},
		{"\x00\x00\x01\x00", "an icon"},
		{"\xd0\xcf\x11\xe0", "an old office document"},
		{"SQLite format 3\x00", "an SQLite database"},
		{"\x7fELF", "a program"},
		{"MZ\x90\x00", "a program"},
		{"OggS", "an Ogg file"},
		{"ID3", "an MP3 file"},
		{"RIFF", "a RIFF file (an image, sound or video)"},
	} {
		if bytes.HasPrefix(body, []byte(m.magic)) {
			return m.what
		}
	}
	if len(body) > 11 && string(body[4:8]) == "ftyp" {
		return "a video"
	}
	return ""
}

// lookJSON tells JSON from what only begins like it, as far as was read.
func lookJSON(p *Page, body []byte) string {
	dec := json.NewDecoder(bytes.NewReader(body))
	for range 2 {
		if _, err := dec.Token(); err != nil {
			break
		}
	}
	if dec.InputOffset() <= 1 && !bytes.ContainsAny(body[1:min(len(body), 200)], `"{}[]0123456789`) {
		return fmt.Sprintf("plain text that starts with \"%s\"", lookText(body, 60))
	}
	if what := lookForeign(body); what != "" {
		return what
	}
	what := "JSON"
	if body[0] == '[' {
		what = "a JSON list"
	}
	var object map[string]json.RawMessage
	if len(p.Body) < lookMost && json.Unmarshal(body, &object) == nil {
		for _, key := range []string{"error", "error_description", "message", "detail"} {
			var text string
			if json.Unmarshal(object[key], &text) == nil && text != "" {
				return fmt.Sprintf("JSON with the %s \"%s\"", key, lookText([]byte(text), 80))
			}
		}
	}
	return what
}

// lookForeign knows JSON of other trades, which has names and times too; "" for
// what it does not know.
func lookForeign(body []byte) string {
	fields := jsonPeek(body).fields()
	switch {
	case string(fields["type"]) == `"FeatureCollection"`:
		return "GeoJSON, a map of places"
	case fields["lockfileVersion"] != nil:
		return "a package lock of npm"
	case fields["workflow_runs"] != nil, fields["jobs"] != nil && fields["total_count"] != nil:
		return "a list of a CI's jobs"
	}
	return ""
}

var (
	lookTitle   = regexp.MustCompile(`(?is)<title[^>]*>(.{0,1000}?)</title`)
	lookHeading = regexp.MustCompile(`(?is)<h1[^>]*>(.{0,1000}?)</h1`)
	lookLogin   = regexp.MustCompile(`(?i)<input[^>]{0,500}type\s*=\s*["']?password`)
	lookTags    = regexp.MustCompile(`<[^>]*>`)
	lookRoot    = regexp.MustCompile(`^<([A-Za-z_][\w.:-]*)`)
	lookDoctype = regexp.MustCompile(`(?i)^<!doctype\s+([\w:-]+)`)
)

// lookMarkup tells HTML from XML and names the page or the root.
func lookMarkup(body []byte) string {
	rest, doctype := body, ""
	for range 50 { // the XML declaration, comments, a doctype
		rest = bytes.TrimLeft(rest, " \t\r\n")
		end := []byte(">")
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = []byte("-->")
		case bytes.HasPrefix(rest, []byte("<?")):
			end = []byte("?>")
		case bytes.HasPrefix(rest, []byte("<!")):
			if m := lookDoctype.FindSubmatch(rest); m != nil {
				doctype = strings.ToLower(string(m[1]))
			}
			if i := bytes.IndexAny(rest, "[>"); i >= 0 && rest[i] == '[' {
				end = []byte("]>")
			}
		default:
			end = nil
		}
		if end == nil {
			break
		}
		i := bytes.Index(rest, end)
		if i < 0 {
			rest = nil
			break
		}
		rest = rest[i+len(end):]
	}
	root := ""
	if m := lookRoot.FindSubmatch(rest); m != nil {
		root = string(m[1])
	}
	switch strings.ToLower(root) {
	case "html", "head", "body", "div", "p", "h1", "title", "meta", "script", "span", "br", "b", "center", "table":
		return lookHTML(body)
	case "":
		if doctype == "html" {
			return lookHTML(body)
		}
		if len(rest) == 0 {
			return "XML without a root element"
		}
		return fmt.Sprintf("text with markup that starts with \"%s\"", lookText(body, 60))
	}
	if doctype == "html" {
		return lookHTML(body)
	}
	return "XML with the root <" + root[:min(len(root), 60)] + ">"
}

// lookHTML names an HTML page by its title, else its first heading.
func lookHTML(body []byte) string {
	what := "an HTML page"
	if lookLogin.Match(body) {
		what = "an HTML login page"
	}
	for _, re := range []*regexp.Regexp{lookTitle, lookHeading} {
		if m := re.FindSubmatch(body); m != nil {
			text := html.UnescapeString(string(lookTags.ReplaceAll(m[1], []byte(" "))))
			if title := lookText([]byte(text), 80); title != "" {
				return what + " titled " + title
			}
		}
	}
	return what + " without a title"
}

// lookText quotes the beginning of a text in one line, without the characters
// that would play tricks on a terminal; "" when nothing printable is left.
func lookText(text []byte, most int) string {
	var b strings.Builder
	n, space := 0, false
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == utf8.RuneError || !unicode.IsPrint(r): // controls, bidi marks, stray bytes
			continue
		}
		if n >= most {
			return b.String() + "..."
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		if r == '"' {
			r = '\''
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
