package sources

import (
	"bytes"
	"encoding/base64"
	"html"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// icsProp is one property: its name in upper case, its parameters and its value
// as printed, transfer encodings of vCalendar 1.0 undone.
type icsProp struct {
	name   string
	params []icsParam
	value  string
	line   int
}

// icsParam is one parameter, its name in upper case, its values joined by ",".
type icsParam struct{ name, value string }

// param is the value of a parameter, "" when there is none.
func (p icsProp) param(name string) string {
	for _, q := range p.params {
		if q.name == name {
			return q.value
		}
	}
	return ""
}

// icsParseProp splits a content line into name, parameters and value (RFC 5545
// 3.1). It is false for a line that has no name or no value.
func icsParseProp(line []byte, no int) (icsProp, bool) {
	line = bytes.TrimLeft(line, " \t")
	n := icsNameEnd(line)
	if n == 0 {
		return icsProp{}, false
	}
	p := icsProp{name: icsName(line[:n]), line: no}
	rest := line[n:]
	for len(rest) > 0 && rest[0] == ';' {
		var param icsParam
		param, rest = icsParseParam(rest[1:])
		if param.name != "" {
			p.params = append(p.params, param)
		}
	}
	if len(rest) == 0 {
		return icsProp{}, false
	}
	p.value = icsDecode(rest[1:], p)
	return p, true
}

// icsParseParam reads one parameter and gives what follows it: ";", ":" or
// nothing. A parameter without a value is an encoding of vCalendar 1.0.
func icsParseParam(s []byte) (icsParam, []byte) {
	end := bytes.IndexAny(s, "=;:")
	if end < 0 {
		return icsParam{}, nil
	}
	name := icsName(bytes.TrimSpace(s[:end]))
	if s[end] != '=' {
		return icsParam{name: "ENCODING", value: name}, s[end:]
	}
	value, s := icsParamValue(s[end+1:])
	for len(s) > 0 && s[0] == ',' {
		var more string
		more, s = icsParamValue(s[1:])
		value += "," + more
	}
	value = strings.ToValidUTF8(value, "\ufffd")
	if strings.IndexByte(value, '^') >= 0 {
		value = icsParamText.Replace(value)
	}
	return icsParam{name: name, value: value}, s
}

// icsParamText undoes RFC 6868.
var icsParamText = strings.NewReplacer("^n", "\n", "^N", "\n", "^^", "^", "^'", `"`)

// icsParamValue reads one value, quoted or not. A quote that is never closed is
// a character; "(UTC+01:00) Berlin", which Outlook's relatives leave unquoted,
// reaches to the last colon.
func icsParamValue(s []byte) (string, []byte) {
	if len(s) > 0 && s[0] == '"' {
		if end := bytes.IndexByte(s[1:], '"'); end >= 0 {
			value, rest := string(s[1:1+end]), s[2+end:]
			if stop := bytes.IndexAny(rest, ",;:"); stop > 0 {
				rest = rest[stop:]
			} else if stop < 0 {
				rest = nil
			}
			return value, rest
		}
	}
	if len(s) > 0 && s[0] == '(' {
		if end := bytes.LastIndexByte(s, ':'); end > 0 {
			return string(s[:end]), s[end:]
		}
	}
	end := bytes.IndexAny(s, ",;:")
	if end < 0 {
		end = len(s)
	}
	return string(s[:end]), s[end:]
}

// icsDecode undoes QUOTED-PRINTABLE and BASE64 of texts and makes the value
// valid UTF-8: what is not is read in the character set the line names, else as
// windows-1252.
func icsDecode(raw []byte, p icsProp) string {
	switch strings.ToUpper(p.param("ENCODING")) {
	case "QUOTED-PRINTABLE", "Q":
		var out bytes.Buffer
		// What was decoded before a bad escape is worth more than an error.
		_, err := out.ReadFrom(quotedprintable.NewReader(bytes.NewReader(raw)))
		if err == nil || out.Len() > 0 {
			raw = bytes.ReplaceAll(out.Bytes(), []byte("\r\n"), []byte("\n"))
		}
	case "BASE64", "B":
		// A picture is of no use here; a text is.
		if p.name != "ATTACH" && p.name != "IMAGE" && p.name != "PHOTO" {
			if out, err := base64.StdEncoding.DecodeString(string(bytes.ReplaceAll(raw, []byte(" "), nil))); err == nil {
				raw = out
			}
		}
	}
	if utf8.Valid(raw) {
		return string(raw)
	}
	if p.line > 0 && len(raw) == icsMaxLine { // cut inside a character
		return strings.ToValidUTF8(string(raw), "")
	}
	enc, err := htmlindex.Get(p.param("CHARSET"))
	if err != nil || strings.EqualFold(p.param("CHARSET"), "utf-8") {
		if p.param("CHARSET") == "" && p.param("ENCODING") == "" {
			return strings.ToValidUTF8(string(raw), "\ufffd") // fetch has settled the character set
		}
		enc = charmap.Windows1252
	}
	out, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		out = raw
	}
	return strings.ToValidUTF8(string(out), "\ufffd")
}

// icsUnescape undoes the backslashes of a TEXT value (RFC 5545 3.3.11). Unknown
// ones stay as they are, so that a path or a formula stays readable.
func icsUnescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; {
		case c == 'n' || c == 'N':
			b.WriteByte('\n')
		case strings.IndexByte(`\;,":`, c) >= 0:
			b.WriteByte(c)
		case c == 'r' && strings.HasPrefix(s[i+1:], `\n`):
			// "\r\n", an escaped line end of another language
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
	return b.String()
}

// icsSplit cuts a list of TEXT values at its commas; escaped ones stay.
func icsSplit(s string) []string {
	var out []string
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] == '\\' {
			i++
			continue
		}
		if i >= len(s) || s[i] == ',' {
			if v := strings.TrimSpace(icsText(s[start:min(i, len(s))])); v != "" {
				out = append(out, v)
			}
			start = i + 1
		}
	}
	return out
}

var icsEntity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});`)

// icsText is a plain TEXT value: unescaped, and without the HTML entities that
// web sites leak into their calendars although the format has none.
func icsText(s string) string {
	s = icsUnescape(s)
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return icsEntity.ReplaceAllStringFunc(s, html.UnescapeString)
}
