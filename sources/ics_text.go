package sources

import (
	"encoding/base64"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// link makes a URI absolute; "" for what is no web address.
func (x *icsReading) link(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 4096 {
		return ""
	}
	s = icsOneSlash.ReplaceAllString(icsUnescape(s), "$1//$2") // some escape URLs as if they were texts
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	if !u.IsAbs() {
		base, err := url.Parse(x.page.URL)
		if err != nil || !strings.ContainsAny(s, "/.") || strings.HasPrefix(s, "#") {
			return ""
		}
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// icsOneSlash is the beginning of an address whose slashes were run together.
var icsOneSlash = regexp.MustCompile(`^(https?:)/([^/])`)

// icsTag is a tag of HTML that descriptions carry. Angle brackets of other kinds
// ("List<String>") are text.
var icsTag = regexp.MustCompile(`(?i)</?(?:p|br|a|b|i|em|strong|ul|ol|li|div|span|h[1-6]|table|tbody|tr|td|th|img|html|body|blockquote|pre|code|u|s|font|hr|sub|sup|tt|dl|dt|dd|small|big|center|section|article|figure|iframe|video)(?:\s[^<>]*)?/?>`)

func icsIsHTML(s string) bool {
	return strings.IndexByte(s, '<') >= 0 && icsTag.MatchString(s)
}

// icsAbstract picks the better of a plain description and one in HTML, and says
// whether it is HTML.
func icsAbstract(plain, rich string) (string, bool) {
	if icsIsHTML(plain) {
		return icsBreaks(plain), true
	}
	if rich != "" {
		bare := strings.Join(strings.Fields(icsTag.ReplaceAllString(rich, " ")), " ")
		// Outlook writes an empty document beside a full text.
		if 2*len(bare) >= len(strings.TrimSpace(plain)) && bare != "" {
			return rich, true
		}
	}
	return icsText(plain), false
}

// icsBreaks keeps the line breaks of a text that mixes line ends with markup: one
// between two words would be white space in HTML.
func icsBreaks(s string) string {
	if !strings.Contains(s, "\n") || strings.Contains(strings.ToLower(s), "<br") || len(s) > icsMaxLine/2 {
		return s
	}
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			before := strings.TrimSpace(b.String()[max(0, b.Len()-40):])
			after := strings.TrimSpace(line)
			if !strings.HasSuffix(before, ">") && !strings.HasPrefix(after, "<") {
				b.WriteString("<br>")
			}
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	return b.String()
}

// icsDataHTML is the document in an ALTREP of the form "data:text/html,...", as
// Thunderbird writes it; "" for other URIs.
func icsDataHTML(uri string) string {
	rest, ok := strings.CutPrefix(uri, "data:text/html")
	if !ok {
		return ""
	}
	head, body, ok := strings.Cut(rest, ",")
	if !ok {
		return ""
	}
	text, err := url.PathUnescape(body)
	if err == nil && strings.HasSuffix(head, ";base64") {
		var raw []byte
		raw, err = base64.StdEncoding.DecodeString(text)
		text = string(raw)
	}
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(text, "\ufffd")
}

func sortedICSKeys(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }
