package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// suffixes are what we (-gzip) and servers in front of us add to a tag when
// they compress: Apache's mod_deflate and mod_brotli, old Apache, Jetty.
var suffixes = []string{"--gzip", "-gzip", "-br", "-zstd", "-deflate", ";gzip", ";br"}

// bareTag is the tag without what compression added.
func bareTag(tag string) string {
	for {
		n := len(tag)
		for _, s := range suffixes {
			tag = strings.TrimSuffix(tag, s)
		}
		if len(tag) == n {
			return tag
		}
	}
}

// matchTag compares an If-None-Match field, RFC 9110 13.1.2, with a tag and
// gives the form in which the client has it. Comparison is weak: two variants
// of the same bytes are the same state.
func matchTag(field, tag string) (have string, ok bool) {
	field = strings.TrimSpace(field)
	if field == "*" {
		return tag, true
	}
	for field != "" {
		field = strings.TrimLeft(field, ", \t")
		field = strings.TrimPrefix(field, "W/")
		if !strings.HasPrefix(field, `"`) {
			// Some clients drop the quotes: read up to the comma.
			one, rest, _ := strings.Cut(field, ",")
			if one = strings.TrimSpace(one); one != "" && bareTag(one) == tag {
				return one, true
			}
			field = rest
			continue
		}
		one, rest, closed := strings.Cut(field[1:], `"`)
		if !closed {
			return "", false
		}
		if bareTag(one) == tag {
			return one, true
		}
		field = rest
	}
	return "", false
}

// notModified decides by RFC 9110 13.2.2: If-None-Match alone counts when it is
// there. have is the tag to repeat, "" for that of the variant asked for.
func notModified(h http.Header, e head, lastModified time.Time) (have string, ok bool) {
	if fields, there := h["If-None-Match"]; there {
		have, ok = matchTag(strings.Join(fields, ", "), e.tag)
		if have != e.tag && have != e.tag+gzipSuffix {
			have = ""
		}
		return have, ok
	}
	since := h.Get("If-Modified-Since")
	if since == "" || lastModified.IsZero() {
		return "", false
	}
	t, err := http.ParseTime(since)
	return "", err == nil && !lastModified.After(t)
}

// acceptsGzip reads Accept-Encoding, RFC 9110 12.5.3: gzip by name, else by
// "*", unless its weight is zero.
func acceptsGzip(fields []string) bool {
	star := false
	for _, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			name, params, _ := strings.Cut(part, ";")
			ok := weight(params) > 0
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "gzip", "x-gzip":
				return ok
			case "*":
				star = ok
			}
		}
	}
	return star
}

// weight is the q parameter, 1 when there is none and 0 when it is nonsense.
func weight(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		name, v, ok := strings.Cut(strings.TrimSpace(p), "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		if err != nil {
			return 0
		}
		return q
	}
	return 1
}
