package sources

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"callboard"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const speakerPageWant = "a speaker's page of one talk"

// speakerPageMost bounds the slots of one talk, and speakerPageLinks its links.
const (
	speakerPageMost  = 20
	speakerPageLinks = 200
)

// speakerPageSlot are the words that a line names a performance by.
var speakerPageSlot = regexp.MustCompile(`(?i)\b(?:time ?slots?|slots?|encores?|performances?|repeat(?:ed)?|re-?run|presented|presentation|given|session|talk|zugabe|wiederholung|reprise)\b`)

// detectSpeakerPage asks for a line that names a slot with its day, and for a
// recording, slides or a discussion: a page about a talk that was given.
func detectSpeakerPage(p *Page) string {
	s, _, err := speakerPageRead(p)
	if err != nil {
		return ""
	}
	if s.title == "" || s.named == 0 || len(s.slots) > speakerPageMost || len(s.links) == 0 && s.recordings == 0 {
		return ""
	}
	return fmt.Sprintf("it is a page about one talk, %q, with its slots and recordings", s.title)
}

// parseSpeakerPage reads a page about one talk: each line with a day is a
// performance, and the recordings below it are its own.
func parseSpeakerPage(p *Page) (*Listing, error) {
	s, page, err := speakerPageRead(p)
	if err != nil {
		return nil, err
	}
	if s.title == "" || len(s.slots) == 0 && s.recordings == 0 && len(s.links) == 0 {
		return nil, &WrongKindError{Want: speakerPageWant, Got: Look(p)}
	}
	l := &Listing{Conference: s.conference, Complete: page.closed}
	if !page.closed {
		l.warn("", "the page breaks off before its end: nothing is taken for removed")
	}
	if len(s.slots) > speakerPageMost {
		l.warn("", "the page names more than %d slots: the rest was left out", speakerPageMost)
		l.Complete, s.slots = false, s.slots[:speakerPageMost]
	}
	for i, slot := range s.slots {
		when, ok := s.when(slot)
		if !ok {
			l.warn(slot.line, "no year can be found for this day: announced without a slot; the page's dates or addresses would have to name one")
		}
		it := s.item(i+1, slot.line)
		it.When, it.SlotLinks = when, slot.recordings
		if when.Start != "" {
			it.Ref = firstOf(when.Date, when.Start)
		}
		l.Items = append(l.Items, it)
	}
	if len(l.Items) == 0 {
		it := s.item(1, "")
		it.SlotLinks = s.loose
		l.Items = append(l.Items, it)
	}
	return l, nil
}

// item is one performance of the talk; they share a code, so that they are one
// talk whatever else they say.
func (s *speakerPage) item(n int, line string) Item {
	return Item{
		Ref: fmt.Sprintf("slot %d", n), Code: "talk", Title: s.title, Abstract: strings.Join(s.text, "\n\n"), URL: s.url,
		Speakers: s.speakers, Links: s.links, Where: firstOf(line, "the page"),
	}
}

// speakerPage is what a page says.
type speakerPage struct {
	title, url string
	conference Published
	speakers   []string
	text       []string // paragraphs
	links      []callboard.Link
	slots      []speakerSlot
	named      int // slots whose line names one in words
	recordings int
	loose      []callboard.Link // recordings above the first slot
	years      declaredYears
}

// speakerSlot is one performance.
type speakerSlot struct {
	line       string
	day        declaredStamp
	start, end declaredStamp
	recordings []callboard.Link
}

// speakerFront finds a value in front matter, which static sites put before the
// page and which a page's source may still have.
var speakerFront = regexp.MustCompile(`(?m)^(title|author|speaker|date)\s*[:=]\s*["']?(.+?)["']?\s*$`)

// speakerShort are the embeds that static sites write as shortcodes.
var speakerShort = regexp.MustCompile(`\{\{<\s*(tweet|x|youtube|vimeo|speakerdeck)\s+(?:[^>]*?\bid=)?"?([\w./:-]+)"?[^>]*>\}\}|\{%\s*(tweet|youtube|vimeo)\s+([\w./:?=-]+)[^%]*%\}`)

func speakerPageRead(p *Page) (*speakerPage, *domPage, error) {
	front, body := speakerSource(p.Body)
	page, err := domParse(&Page{URL: p.URL, Body: body}, speakerPageWant)
	if err != nil {
		return nil, nil, err
	}
	s := &speakerPage{url: p.URL}
	heading := domFirst(page.root, func(n *html.Node) bool { return n.DataAtom == atom.H1 && domText(n) != "" })
	s.title = firstOf(front["title"], domText(heading), page.domTitle())
	s.speakers = jsonNames(firstOf(front["speaker"], front["author"], speakerMeta(page)))
	s.listing(page)
	s.dates(page, front["date"])
	s.walk(page)
	if len(s.slots) > 0 {
		s.slots[0].recordings = append(s.loose, s.slots[0].recordings...)
	}
	return s, page, nil
}

// speakerSource parts a page's source from its front matter, and writes its
// shortcodes out as the embeds that they mean.
func speakerSource(body []byte) (front map[string]string, rest []byte) {
	front, rest = map[string]string{}, bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if bytes.HasPrefix(rest, []byte("---")) || bytes.HasPrefix(rest, []byte("+++")) {
		fence := append([]byte("\n"), rest[:3]...)
		if end := bytes.Index(rest[3:], fence); end > 0 {
			for _, m := range speakerFront.FindAllSubmatch(rest[3:3+end], 20) {
				front[string(m[1])] = string(m[2])
			}
			rest = rest[3+end+len(fence):]
		}
	}
	return front, speakerShort.ReplaceAllFunc(rest, func(code []byte) []byte {
		m := speakerShort.FindSubmatch(code)
		address := speakerEmbed(firstOf(string(m[1]), string(m[3])), firstOf(string(m[2]), string(m[4])))
		return []byte(`<iframe src="` + html.EscapeString(address) + `"></iframe>`)
	})
}

// speakerMeta is the author that the page's head names.
func speakerMeta(page *domPage) string {
	meta := domFirst(page.root, func(n *html.Node) bool { return n.DataAtom == atom.Meta && domAttr(n, "name") == "author" })
	if meta == nil {
		return ""
	}
	return domAttr(meta, "content")
}

// speakerFold is a text's letters and digits.
func speakerFold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// listing finds the link to the talk in its conference's listing: its words end
// in the page's title, and what stands before it is the conference. The title is
// then as the conference prints it.
func (s *speakerPage) listing(page *domPage) {
	want := speakerFold(s.title)
	if len(want) < 5 {
		return
	}
	for _, a := range domAll(page.root, func(n *html.Node) bool { return n.DataAtom == atom.A && domHas(n, "href") }) {
		text, href := domText(a), absolute(page.base, domAttr(a, "href"))
		if href == "" || !strings.HasSuffix(speakerFold(text), want) || linkRel(href, "") != "" {
			continue
		}
		at := len(text)
		for at > 0 && speakerFold(text[at:]) != want {
			at--
		}
		for at < len(text) && !unicode.IsLetter(rune(text[at])) && !unicode.IsDigit(rune(text[at])) && text[at] < 0x80 {
			at++
		}
		s.title, s.url = strings.TrimSpace(text[at:]), href
		s.conference.Name = strings.Trim(text[:at], " -–—:|,")
		return
	}
}

// dates finds the days of the conference and the year of days without one.
func (s *speakerPage) dates(page *domPage, front string) {
	var days []string
	note := func(text string) {
		for _, m := range tableISODay.FindAllString(text, -1) {
			if !slices.Contains(days, m) {
				days = append(days, m)
			}
		}
	}
	for _, n := range domAll(page.root, func(n *html.Node) bool { return n.DataAtom == atom.Time || n.DataAtom == atom.Span }) {
		note(firstOf(domAttr(n, "datetime"), domText(n)))
	}
	if slices.Sort(days); len(days) > 0 && len(days) < 3 {
		s.conference.Start, s.conference.End = days[0], days[len(days)-1]
	}
	note(front)
	for _, text := range append(days, s.url, page.base.Path, page.domTitle(), s.title) {
		for _, m := range pageYears.FindAllStringSubmatch(text, 5) {
			if year := tableNumber(m[1]); !slices.Contains(s.years.page, year) {
				s.years.page = append(s.years.page, year)
			}
		}
	}
}

var pageYears = regexp.MustCompile(`(?:^|\D)((?:19[89]|20[0-4])\d)(?:\D|$)`)

// walk goes through the page: lines with a day begin a slot, embeds and links
// belong to the slot above them.
func (s *speakerPage) walk(page *domPage) {
	var line strings.Builder
	flush := func() {
		s.line(strings.Join(strings.Fields(line.String()), " "))
		line.Reset()
	}
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Head, atom.Nav, atom.Noscript:
			return // no part of what the page says
		case atom.Iframe, atom.A, atom.Video, atom.Source, atom.Embed:
			if n.DataAtom != atom.A {
				flush()
			}
			s.link(absolute(page.base, firstOf(domAttr(n, "href"), domAttr(n, "src"), domAttr(n, "data-src"))), domText(n))
			if n.DataAtom == atom.Iframe {
				return
			}
		}
		if n.Type == html.TextNode {
			line.WriteString(n.Data)
		}
		block := speakerBlock(n.DataAtom)
		if block {
			flush()
		}
		for c := range n.ChildNodes() {
			visit(c)
		}
		if block {
			flush()
		}
	}
	visit(page.root)
	flush()
}

func speakerBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Br, atom.Li, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Tr, atom.Td, atom.Th,
		atom.Section, atom.Article, atom.Header, atom.Footer, atom.Blockquote, atom.Dt, atom.Dd, atom.Hr, atom.Table, atom.Figure, atom.Figcaption, atom.Main:
		return true
	}
	return false
}

// line takes one line of text.
func (s *speakerPage) line(text string) {
	if len(text) <= 160 {
		if day, ok := tableDay(firstN(text, 100)); ok && day.day > 0 && (day.year == 0 || speakerPageSlot.MatchString(text)) {
			if speakerPageSlot.MatchString(text) {
				s.named++
			}
			slot := speakerSlot{line: text, day: day}
			slot.start, slot.end = declaredFindClocks(text)
			s.slots = append(s.slots, slot)
			return
		}
	}
	if len(text) >= 80 && len(s.text) < 100 {
		s.text = append(s.text, text)
	}
}

// speakerEmbed is the address that a shortcode means.
func speakerEmbed(kind, id string) string {
	if strings.HasPrefix(id, "http") {
		return id
	}
	switch kind {
	case "tweet", "x":
		return "https://twitter.com/i/web/status/" + id
	case "youtube":
		return "https://www.youtube.com/watch?v=" + id
	case "vimeo":
		return "https://vimeo.com/" + id
	}
	return "https://speakerdeck.com/player/" + id
}

// speakerVideo is a YouTube embed, whose page people would rather open.
var speakerVideo = regexp.MustCompile(`^https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})`)

// link sorts one address: recordings belong to the slot above them.
func (s *speakerPage) link(href, text string) {
	rel := linkRel(href, text)
	if rel == "" || href == s.url {
		return
	}
	if m := speakerVideo.FindStringSubmatch(href); m != nil {
		href = "https://www.youtube.com/watch?v=" + m[1]
	}
	link := callboard.Link{URL: href, Rel: rel, Title: text}
	to := &s.links
	if rel == "recording" {
		s.recordings++
		if to = &s.loose; len(s.slots) > 0 {
			to = &s.slots[len(s.slots)-1].recordings
		}
	}
	if len(*to) < speakerPageLinks && !slices.ContainsFunc(*to, func(l callboard.Link) bool { return l.URL == href }) {
		*to = append(*to, link)
	}
}

// when is the time of a slot: all day where no clock is printed.
func (s *speakerPage) when(slot speakerSlot) (When, bool) {
	day, ok := s.years.of(slot.day)
	if !ok {
		return When{}, false
	}
	if !slot.start.hasClock {
		return When{Start: day.iso(), End: day.iso(), AllDay: true}, true
	}
	w := When{Date: day.iso(), Start: slot.start.clock()}
	if slot.end.hasClock {
		w.End = slot.end.clock()
	}
	return w, true
}
