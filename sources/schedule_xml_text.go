package sources

import (
	"html"
	"regexp"
	"strings"
)

// The elements of HTML that abstracts are written with. Anything else between
// angle brackets is text: "vector<int>", "<3".
var (
	scheduleXMLTag = regexp.MustCompile(`(?i)</?(?:a|abbr|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|` +
		`figure|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)` +
		`(?:\s[^<>]*)?/?>`)
	scheduleXMLEntity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});`)
)

// scheduleXMLText fills title, subtitle and abstract. The format does not say
// whether they are HTML: pretalx and FOSDEM write it, frab and wafer write plain
// text or Markdown, and some files escape their titles twice. So the text
// itself is looked at. Once one field holds markup the item is marked, and the
// plain ones are escaped to mean the same as before.
func scheduleXMLText(it *Item, e *scheduleXMLEvent) {
	it.Title, it.Subtitle = e.field["title"], e.field["subtitle"]
	abstract, description := firstOf(e.inner["abstract"], e.field["abstract"]), firstOf(e.inner["description"], e.field["description"])
	it.Markup = scheduleXMLMarked(it.Title) || scheduleXMLMarked(it.Subtitle) || scheduleXMLMarked(abstract) || scheduleXMLMarked(description) ||
		e.inner != nil
	parts := scheduleXMLParts(abstract, description)
	if !it.Markup {
		it.Abstract = strings.Join(parts, "\n\n")
		return
	}
	it.Title, it.Subtitle = scheduleXMLLine(it.Title), scheduleXMLLine(it.Subtitle)
	for i, part := range parts {
		switch {
		case scheduleXMLTag.MatchString(part): // HTML as it is
		case scheduleXMLHasEntity(part):
			parts[i] = paragraphs(scheduleXMLAngles.Replace(part))
		default:
			parts[i] = paragraphs(html.EscapeString(part))
		}
	}
	it.Abstract = strings.Join(parts, "\n")
}

// scheduleXMLMarked reports whether s holds HTML.
func scheduleXMLMarked(s string) bool {
	return strings.ContainsRune(s, '<') && scheduleXMLTag.MatchString(s) || scheduleXMLHasEntity(s)
}

// scheduleXMLHasEntity reports whether s holds an entity that HTML knows.
func scheduleXMLHasEntity(s string) bool {
	if !strings.ContainsRune(s, '&') {
		return false
	}
	for _, e := range scheduleXMLEntity.FindAllString(s, -1) {
		if html.UnescapeString(e) != e {
			return true
		}
	}
	return false
}

var scheduleXMLAngles = strings.NewReplacer("<", "&lt;", ">", "&gt;")

// scheduleXMLParts are abstract and description, or the longer one of them
// where it repeats the other.
func scheduleXMLParts(abstract, description string) []string {
	if abstract == "" || description == "" {
		if both := abstract + description; both != "" {
			return []string{both}
		}
		return nil
	}
	a, d := scheduleXMLFold(abstract), scheduleXMLFold(description)
	switch {
	case strings.Contains(d, a):
		return []string{description}
	case strings.Contains(a, d):
		return []string{abstract}
	}
	return []string{abstract, description}
}

// scheduleXMLFold is the bare words of a text, for comparison.
func scheduleXMLFold(s string) string {
	if scheduleXMLMarked(s) {
		s = html.UnescapeString(scheduleXMLTag.ReplaceAllString(s, " "))
	}
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}

// scheduleXMLLine makes a title safe to be read as text with entities: its tags
// go, and what is no entity is escaped. A tag that nothing closes is what the
// title is about: "Rediscovering <table>".
func scheduleXMLLine(s string) string {
	lower := strings.ToLower(s)
	s = scheduleXMLTag.ReplaceAllStringFunc(s, func(tag string) string {
		name, _, _ := strings.Cut(strings.Trim(strings.ToLower(tag), "</>"), " ")
		if name == "br" || name == "hr" || name == "img" || strings.Contains(lower, "<"+name) && strings.Contains(lower, "</"+name+">") {
			return ""
		}
		return tag
	})
	if !scheduleXMLHasEntity(s) {
		s = strings.ReplaceAll(s, "&", "&amp;")
	}
	return scheduleXMLAngles.Replace(s)
}
