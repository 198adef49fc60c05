package sources

import (
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/mmcdole/gofeed"
	nethtml "golang.org/x/net/html"

	"callboard"
)

// item turns an entry into an item: announced without a slot, unless the entry
// says when and where.
func (x *feedReading) item(i int, entry *gofeed.Item) Item {
	it := Item{Ref: strings.TrimSpace(entry.GUID), Where: feedWhere(i)}
	if i < len(x.place) {
		it.Where = feedWhere(x.place[i])
	}
	it.URL = feedLink(x.page.URL, entry.Link)
	if it.URL == "" && strings.HasPrefix(it.Ref, "http") {
		it.URL = feedLink("", it.Ref)
	}
	if it.Ref == "" {
		it.Ref = it.URL
	}
	text := entry.Content
	if strings.TrimSpace(text) == "" {
		text = entry.Description
	}
	plain := i < len(x.plain) && x.plain[i]
	it.Title, it.Abstract = entry.Title, text
	if !plain {
		// A text without any markup keeps its line breaks as plain text.
		it.Markup = icsIsHTML(text) || icsEntity.MatchString(text) || icsEntity.MatchString(entry.Title) || icsIsHTML(entry.Title)
		if it.Markup {
			it.Title = html.EscapeString(feedTitle(entry.Title))
			it.Abstract = feedAbsolute(feedBase(it.URL, x.page.URL), text)
		}
	}
	for _, tag := range entry.Categories {
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(it.Tags, tag) && len(it.Tags) < 100 {
			it.Tags = append(it.Tags, tag)
		}
	}
	it.Language = x.language(entry)
	it.Speakers = x.speakers(entry)
	x.links(&it, entry)
	event := feedEvent{}
	if i < len(x.extra) && x.extra[i] != nil {
		event = x.extra[i]
	}
	event.extensions(entry.Extensions)
	for _, name := range slices.Sorted(maps.Keys(entry.Custom)) {
		event.add("", feedKey(name), entry.Custom[name])
	}
	event.place(x, &it)
	return it
}

func (x *feedReading) language(entry *gofeed.Item) string {
	if dc := entry.DublinCoreExt; dc != nil && len(dc.Language) > 0 {
		return strings.TrimSpace(dc.Language[0])
	}
	if entry.Custom["language"] != "" {
		return strings.TrimSpace(entry.Custom["language"])
	}
	return strings.TrimSpace(x.feed.Language)
}

// links notes what is enclosed: sound and pictures that move are recordings.
func (x *feedReading) links(it *Item, entry *gofeed.Item) {
	if u := feedLink(x.page.URL, entry.Custom["external"]); u != "" && u != it.URL {
		it.Links = append(it.Links, callboard.Link{URL: u, Rel: "related"})
	}
	for _, e := range entry.Enclosures {
		if e == nil || len(it.Links)+len(it.SlotLinks) >= 50 {
			continue
		}
		u := feedLink(x.page.URL, e.URL)
		switch {
		case u == "" || strings.HasPrefix(e.Type, "image/"):
		case strings.HasPrefix(e.Type, "video/"), strings.HasPrefix(e.Type, "audio/"):
			it.SlotLinks = append(it.SlotLinks, callboard.Link{URL: u, Rel: "recording"})
		default:
			it.Links = append(it.Links, callboard.Link{URL: u, Rel: "related"})
		}
	}
}

// speakers takes an author for a speaker only where a person is named: not an
// address, a host, a login, the feed itself or an office.
func (x *feedReading) speakers(entry *gofeed.Item) []string {
	var names []string
	for _, p := range entry.Authors {
		if p != nil {
			names = append(names, p.Name)
		}
	}
	if dc := entry.DublinCoreExt; dc != nil {
		names = append(names, dc.Creator...)
	}
	var out []string
	for _, printed := range names {
		for _, name := range feedPeople(feedTitle(printed)) {
			if feedPerson(name) && !strings.EqualFold(name, feedTitle(x.feed.Title)) && !slices.Contains(out, name) && len(out) < 50 {
				out = append(out, name)
			}
		}
	}
	return out
}

// feedPeople parts several people in one field. "Doe, Jane" stays one.
func feedPeople(s string) []string {
	s = strings.NewReplacer(" and ", ";", " & ", ";").Replace(s)
	parts := strings.Split(s, ";")
	if whole := strings.Split(s, ","); len(whole) > 1 {
		all := true
		for _, w := range whole {
			all = all && strings.Contains(strings.TrimSpace(w), " ")
		}
		if all {
			parts = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' })
		}
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// feedOffices are words that people's names do not have.
var feedOffices = []string{"team", "staff", "admin", "administrator", "editor", "editors", "organizers", "organisers", "committee",
	"conference", "foundation", "webmaster", "blog", "news", "office", "redaktion", "press", "inc", "ltd", "gmbh", "association"}

func feedPerson(name string) bool {
	if len(name) > 80 || strings.ContainsAny(name, "@/<>[]|0123456789") || !strings.ContainsFunc(name, unicode.IsLetter) {
		return false
	}
	words := strings.Fields(name)
	for _, w := range words {
		if slices.Contains(feedOffices, strings.ToLower(strings.Trim(w, ".,:;!()"))) {
			return false
		}
	}
	if len(words) > 1 {
		return len(words) < 7
	}
	// One word is a login, unless the script writes names without a blank.
	return strings.ContainsFunc(name, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
	})
}

// feedTitle is the text of a title that may be HTML.
func feedTitle(s string) string {
	if icsIsHTML(s) {
		s = icsTag.ReplaceAllString(s, "")
	}
	return strings.TrimSpace(icsEntity.ReplaceAllStringFunc(s, html.UnescapeString))
}

// feedLink makes a link absolute against base; "" for what is no web address.
func feedLink(base, s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 4096 {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	if !u.IsAbs() {
		b, err := url.Parse(base)
		if err != nil || !b.IsAbs() {
			return ""
		}
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

func feedBase(urls ...string) string {
	for _, u := range urls {
		if u != "" {
			return u
		}
	}
	return ""
}

// feedAbsolute makes the links of a piece of HTML absolute; all else stays as
// printed.
func feedAbsolute(base, s string) string {
	if base == "" || !strings.Contains(s, "href") && !strings.Contains(s, "src") {
		return s
	}
	var b strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw())
		if kind != nethtml.StartTagToken && kind != nethtml.SelfClosingTagToken {
			b.WriteString(raw)
			continue
		}
		tok, changed := z.Token(), false
		for i, a := range tok.Attr {
			if a.Key != "href" && a.Key != "src" || strings.HasPrefix(a.Val, "#") {
				continue
			}
			if abs := feedLink(base, a.Val); abs != "" && abs != a.Val {
				tok.Attr[i].Val, changed = abs, true
			}
		}
		if changed {
			raw = tok.String()
		}
		b.WriteString(raw)
	}
}
