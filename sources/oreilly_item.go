package sources

import (
	"net/url"
	"path"
	"strings"

	"callboard"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	oreillyTyped    = cascadia.MustCompile(`.en_session_type, a[href*="/public/schedule/stype/"]`)
	oreillyLinked   = cascadia.MustCompile(`[href], [src]`)
	oreillyNoLinks  = cascadia.MustCompile(".en_session_description, .description, .en_session_speakers, .en_session_topics, .en_session_title, .en_speaker")
	oreillyTextOnly = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// item reads what list entries and detail pages share. The title is escaped
// again: Markup, which the abstract needs, says that titles hold entities.
func (p *oreillyPage) item(s *goquery.Selection) Item {
	it := Item{Markup: true}
	title := s.FindMatcher(oreillyTitle).First()
	it.Title = oreillyTextOnly.Replace(oreillyTextOf(title))
	it.Room = oreillyTextOf(s.FindMatcher(oreillyRoom).First())
	for _, topics := range s.FindMatcher(oreillyTopics).EachIter() {
		anchors := topics.FindMatcher(oreillyAnchor)
		if anchors.Length() == 0 {
			anchors = topics
		}
		for _, a := range anchors.EachIter() {
			if tag := oreillyTextOf(a); tag != "" {
				it.Tags = append(it.Tags, tag)
			}
		}
	}
	if len(it.Tags) > 0 {
		it.Track = it.Tags[0]
	}
	it.Type = oreillyTextOf(s.FindMatcher(oreillyTyped).First())
	if it.Type == "" && s.HasClass("en_plenary") {
		it.Type = "plenary"
	}
	it.Speakers = oreillySpeakers(s)
	it.Abstract = p.abstract(s)
	p.links(&it, s)
	return it
}

// fill adds what the item's detail page says. The list is the newer of the two
// where both speak of time and place: a detail page may be a day old.
func (p *oreillyPage) fill(it *Item) {
	s := p.doc.FindMatcher(oreillySession).First()
	if s.Length() == 0 {
		s = p.doc.Find("body")
	}
	d := p.item(s)
	if h1 := oreillyTextOf(p.doc.FindMatcher(oreillySummary).First()); d.Title == "" {
		d.Title = oreillyTextOnly.Replace(h1)
	}
	if it.When == (When{}) {
		it.When = oreillyWhen(s, "")
	}
	it.Title = firstOf(it.Title, d.Title)
	it.Room = firstOf(it.Room, d.Room)
	it.Abstract = firstOf(d.Abstract, it.Abstract)
	if it.Type == "" || it.Type == "plenary" {
		it.Type = firstOf(d.Type, it.Type)
	}
	if len(d.Speakers) > 0 {
		it.Speakers = d.Speakers
	}
	if len(it.Tags) == 0 {
		it.Tags, it.Track = d.Tags, d.Track
	}
	if len(d.Links) > 0 {
		it.Links = d.Links
	}
	if len(d.SlotLinks) > 0 {
		it.SlotLinks = d.SlotLinks
	}
}

// abstract is the description's inner HTML with absolute links, "" when it
// holds no words.
func (p *oreillyPage) abstract(s *goquery.Selection) string {
	d := s.FindMatcher(oreillyDescription).First()
	if oreillyTextOf(d) == "" {
		return ""
	}
	for _, e := range d.FindMatcher(oreillyLinked).EachIter() {
		for _, key := range []string{"href", "src"} {
			if v, ok := e.Attr(key); ok {
				if u, err := p.base.Parse(strings.TrimSpace(v)); err == nil {
					e.SetAttr(key, u.String())
				}
			}
		}
	}
	inner, err := d.Html()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(inner)
}

// links takes slides and recordings that stand beside the description; the
// other links of these pages lead to speakers, topics and the site itself.
func (p *oreillyPage) links(it *Item, s *goquery.Selection) {
	seen := map[string]bool{}
	for _, a := range s.FindMatcher(oreillyAnchor).EachIter() {
		if a.ParentsMatcher(oreillyNoLinks).Length() > 0 {
			continue
		}
		href := absolute(p.base, a.AttrOr("href", ""))
		text := oreillyTextOf(a)
		rel := oreillyRel(href, strings.ToLower(text))
		if rel == "" || seen[href] {
			continue
		}
		seen[href] = true
		if rel == "recording" {
			it.SlotLinks = append(it.SlotLinks, callboard.Link{URL: href, Rel: rel, Title: text})
		} else {
			it.Links = append(it.Links, callboard.Link{URL: href, Rel: rel, Title: text})
		}
	}
}

// oreillyRel says what a link is, "" for those of no interest.
func oreillyRel(href, text string) string {
	u, err := url.Parse(href)
	if err != nil || href == "" || strings.Contains(u.Path, "/public/schedule/") {
		return ""
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".pdf", ".ppt", ".pptx", ".key", ".odp", ".zip":
		return "slides"
	case ".mp4", ".m4v", ".mov", ".ogv", ".webm":
		return "recording"
	}
	switch {
	case strings.Contains(text, "slides"), strings.Contains(text, "presentation file"):
		return "slides"
	case strings.HasSuffix(u.Host, "youtube.com"), u.Host == "youtu.be", strings.Contains(text, "watch the video"):
		return "recording"
	}
	return ""
}

// oreillyTextOf is the text as a browser shows it on one line.
func oreillyTextOf(s *goquery.Selection) string {
	return strings.Join(strings.Fields(strings.Join(oreillyLines(s, nil), " ")), " ")
}

// oreillyLines is the text as a browser breaks it in lines, without the
// elements that skip matches.
func oreillyLines(s *goquery.Selection, skip cascadia.Matcher) []string {
	var out strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			// Line ends of the source are blanks.
			out.WriteString(strings.NewReplacer("\n", " ", "\r", " ", "\u00a0", " ").Replace(n.Data))
			return
		case html.ElementNode:
			if n.DataAtom == atom.Script || n.DataAtom == atom.Style || skip != nil && skip.Match(n) {
				return
			}
		}
		block := n.Type == html.ElementNode && oreillyBlock[n.DataAtom]
		if block {
			out.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if block {
			out.WriteByte('\n')
		}
	}
	for _, n := range s.Nodes {
		walk(n)
	}
	var lines []string
	for line := range strings.Lines(out.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// oreillyBlock are the elements that begin a line.
var oreillyBlock = map[atom.Atom]bool{
	atom.Br: true, atom.Div: true, atom.P: true, atom.Li: true, atom.Ul: true, atom.Td: true, atom.Tr: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.Dd: true, atom.Dt: true, atom.Table: true,
}
