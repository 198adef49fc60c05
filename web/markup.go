package web

import (
	"html/template"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// pagePolicy is what an abstract may hold on a page of ours. The stored markup
// is sanitised already; this second sieve is narrower (no picture of another
// host is loaded, no heading or id of theirs disturbs ours) and makes a fault
// of the first one harmless.
var pagePolicy = newPagePolicy()

func newPagePolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "ul", "ol", "li", "dl", "dt", "dd", "em", "strong", "b", "i",
		"code", "pre", "blockquote", "sub", "sup", "s", "q", "cite")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddSpaceWhenStrippingTag(true)
	return p
}

// safeHTML is an abstract's markup for a page, "" when nothing of it is left.
func safeHTML(s string) template.HTML {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return template.HTML(strings.TrimSpace(pagePolicy.Sanitize(s)))
}
