package sources

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"callboard"
)

// maxWarnings bounds the warnings of one reading: a broken export repeats its
// fault a thousand times, and every warning is stored with the run.
const maxWarnings = 200

// warn adds a warning, up to maxWarnings.
func (l *Listing) warn(where, format string, args ...any) {
	switch n := len(l.Warnings); {
	case n < maxWarnings:
		l.Warnings = append(l.Warnings, callboard.Warning{Where: where, Text: fmt.Sprintf(format, args...)})
	case n == maxWarnings:
		l.Warnings = append(l.Warnings, callboard.Warning{Text: fmt.Sprintf("more than %d warnings: the rest is left out", maxWarnings)})
	}
}

// noOptions refuses options of a kind that has none, naming the first.
func noOptions(kind string, options map[string]any) error {
	if len(options) == 0 {
		return nil
	}
	keys := make([]string, 0, len(options))
	for key := range options {
		keys = append(keys, key)
	}
	return fmt.Errorf("kind %s has no options, yet %q is set: remove it", kind, slices.Min(keys))
}

// firstOf is the first non-empty value.
func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// absolute makes an address absolute; "" for what is no web page.
func absolute(base *url.URL, href string) string {
	href = strings.TrimSpace(href)
	if href == "" {
		return ""
	}
	u, err := base.Parse(href)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

var (
	typedHost   = regexp.MustCompile(`(?i)^(?:www\.|(?:[a-z0-9-]+\.)+[a-z]{2,}/)`)
	typedScript = regexp.MustCompile(`(?i)^[^/]*\.(?:php|html?|aspx?|jsp|cgi)/`)
)

// typedAddress completes an address that a person typed without its scheme:
// "www.example.org", "code.example/me". "index.php/talk" is a path.
func typedAddress(href string) string {
	href = strings.TrimSpace(href)
	if typedHost.MatchString(href) && !typedScript.MatchString(href) {
		return "https://" + href
	}
	return href
}

// saysNo reports whether a text is empty or a word for no.
func saysNo(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "", "0", "no", "false", "n":
		return true
	}
	return false
}

var blankLines = regexp.MustCompile(`\n[ \t]*\n\s*`)

// paragraphs wraps text whose special characters are escaped: blank lines part
// paragraphs, other line ends break lines.
func paragraphs(escaped string) string {
	escaped = strings.TrimSpace(strings.ReplaceAll(escaped, "\r\n", "\n"))
	if escaped == "" {
		return ""
	}
	var out strings.Builder
	for i, p := range blankLines.Split(escaped, -1) {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString("<p>" + strings.ReplaceAll(p, "\n", "<br>") + "</p>")
	}
	return out.String()
}
