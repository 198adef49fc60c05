package sources

import (
	"bytes"
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// The bounds of what is taken from one page: a page of ten thousand links is no
// home page.
const (
	leadsMost = 2000
	textMost  = 200 // bytes of a link's text
	// seriesMost pages in one folder that do not say programme are no series.
	seriesMost = 4
)

// pageLinks is what a page offers to follow.
type pageLinks struct {
	base *url.URL
	page *url.URL // its own address, whatever base says
	body []byte
	list []lead
	seen map[string]int // place in list by address
}

// leads are the addresses that a page leads to, the best first; nil for what is
// no HTML.
func leads(p *Page) []lead {
	if !looksHTML(p) {
		return nil
	}
	at, err := url.Parse(p.URL)
	if err != nil {
		return nil
	}
	l := &pageLinks{base: at, page: at, body: p.Body, seen: map[string]int{}}
	l.scan()
	l.known()
	l.dropSeries()
	slices.SortStableFunc(l.list, func(a, b lead) int { return cmp.Compare(b.score, a.score) })
	return l.list
}

// dropSeries leaves out pages that stand side by side in one folder: those of
// the talks of a programme, of which none leads back to the whole.
func (l *pageLinks) dropSeries() {
	folder := func(n lead) string {
		u, err := url.Parse(n.url)
		if n.export || err != nil {
			return ""
		}
		at := strings.TrimRight(u.Path, "/")
		if name := path.Base(at); speaksOfSchedule(unescaped(name)) {
			return ""
		}
		return u.Host + path.Dir(at)
	}
	count := map[string]int{}
	for _, n := range l.list {
		count[folder(n)]++
	}
	l.list = slices.DeleteFunc(l.list, func(n lead) bool {
		at := folder(n)
		return at != "" && count[at] > seriesMost
	})
}

// looksHTML reports whether a page is meant for people: markup that is no XML
// document of another kind.
func looksHTML(p *Page) bool {
	head := bytes.TrimLeft(p.Body[:min(len(p.Body), lookMost)], " \t\r\n\ufeff")
	if len(head) == 0 || head[0] == '{' || head[0] == '[' {
		return false
	}
	lower := bytes.ToLower(head)
	for _, tag := range []string{"<html", "<!doctype html", "<body", "<head", "<div", "<table", "<a ", "<script"} {
		if bytes.Contains(lower, []byte(tag)) {
			return !bytes.HasPrefix(lower, []byte("<?xml")) || bytes.Contains(lower, []byte("<html"))
		}
	}
	return false
}

// add notes an address once, with the best score that it had.
func (l *pageLinks) add(n lead) {
	if u, err := url.Parse(n.url); err != nil || bareAddress(n.url) == bareAddress(l.page.String()) && u.RawQuery == l.page.RawQuery {
		return
	}
	key := bareAddress(n.url)
	if i, ok := l.seen[key]; ok {
		if n.score > l.list[i].score {
			l.list[i] = n
		}
		return
	}
	if len(l.list) < leadsMost {
		l.seen[key] = len(l.list)
		l.list = append(l.list, n)
	}
}

// scan reads the tags of the page: link elements, anchors with their text, and
// the addresses of embedded schedules.
func (l *pageLinks) scan() {
	z := html.NewTokenizer(bytes.NewReader(l.body))
	href := ""
	var text strings.Builder
	anchor := func() {
		if href != "" {
			l.anchor(href, text.String())
		}
		href = ""
		text.Reset()
	}
	for {
		switch z.Next() {
		case html.ErrorToken:
			anchor()
			return
		case html.TextToken:
			if href != "" && text.Len() < textMost {
				text.Write(z.Text())
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "a" {
				anchor()
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, attrs := z.TagName()
			var a map[string]string
			if attrs {
				a = attributes(z)
			}
			switch string(name) {
			case "a", "area":
				anchor()
				href = a["href"]
				text.WriteString(firstOf(a["aria-label"], a["title"], a["alt"]) + " ")
			case "img":
				if href != "" {
					text.WriteString(a["alt"] + " ")
				}
			case "base":
				if u, err := l.base.Parse(strings.TrimSpace(a["href"])); err == nil && a["href"] != "" {
					l.base = u
				}
			case "link":
				l.declared(a)
			case "iframe", "script", "embed", "object", "pretalx-schedule":
				l.embedded(firstOf(a["event-url"], a["src"], a["data"], a["data-src"]))
			}
		}
	}
}

// attributes are those of the tag at hand, the first of each name.
func attributes(z *html.Tokenizer) map[string]string {
	out := map[string]string{}
	for {
		key, value, more := z.TagAttr()
		if _, twice := out[string(key)]; !twice {
			out[string(key)] = string(value)
		}
		if !more {
			return out
		}
	}
}

// declaredTypes are the types of link rel=alternate that may be a schedule.
var declaredTypes = map[string]lead{
	"application/vnd.c3voc.schedule+xml":  {via: "declared as schedule.xml", score: scoreDeclared + 3, export: true},
	"application/vnd.c3voc.schedule+json": {via: "declared as schedule.json", score: scoreDeclared + 2, export: true},
	"application/calendar+xml":            {via: "declared as xCal", score: scoreDeclared + 1, export: true},
	"text/calendar":                       {via: "declared as a calendar", score: scoreDeclared, export: true},
	"application/xcal+xml":                {via: "declared as xCal", score: scoreDeclared + 1, export: true},
	"application/json":                    {via: "declared as JSON", score: scoreFeed + 5, export: true},
	"application/ld+json":                 {via: "declared as JSON-LD", score: scoreFeed + 5, export: true},
	"application/atom+xml":                {via: "declared as a feed", score: scoreFeed, export: true},
	"application/rss+xml":                 {via: "declared as a feed", score: scoreFeed, export: true},
	"application/feed+json":               {via: "declared as a feed", score: scoreFeed, export: true},
}

// declared looks at a link element.
func (l *pageLinks) declared(a map[string]string) {
	if !slices.Contains(strings.Fields(strings.ToLower(a["rel"])), "alternate") {
		return
	}
	kind, _, _ := strings.Cut(strings.ToLower(a["type"]), ";")
	n, ok := declaredTypes[strings.TrimSpace(kind)]
	address := l.absolute(a["href"])
	// What WordPress declares as JSON on every page is its own interface.
	if !ok || address == "" || strings.Contains(address, "/wp-json/") {
		return
	}
	words := a["title"] + " " + address
	switch {
	case n.score <= scoreFeed+5 && speaksOfSchedule(words):
		n.score += scoreWords
	case n.score <= scoreFeed && strings.Contains(strings.ToLower(words), "comment"):
		return
	}
	n.url = address
	l.add(n)
}

// embedded looks at the address of a script, a frame or a widget.
func (l *pageLinks) embedded(src string) {
	address := l.absolute(src)
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil {
		return
	}
	for _, n := range knownFrom(u, "") {
		l.add(n)
	}
}

// absolute is a link's address as one to ask for: http or https, webcal as
// https, without a fragment.
func (l *pageLinks) absolute(href string) string {
	href = strings.TrimSpace(href)
	for _, scheme := range []string{"webcal:", "webcals:"} {
		if len(href) > len(scheme) && strings.EqualFold(href[:len(scheme)], scheme) {
			href = "https:" + href[len(scheme):]
		}
	}
	text := absolute(l.base, href)
	if u, err := url.Parse(text); err == nil && u.Fragment != "" {
		u.Fragment, u.RawFragment = "", ""
		text = u.String()
	}
	return text
}

// exportName is the last segment of an address that is a machine format's.
var exportName = regexp.MustCompile(`(?i)^(?:schedule|fahrplan|pentabarf|programme?|agenda|timetable|sessions?|events?|calendar|conference|all|talks)?[\w.-]*\.(?:ics|ical|xcal|xcs|ifb)$|^(?:schedule|fahrplan|pentabarf|programme?|agenda|timetable|sessions?|conference|talks)[\w.-]*\.(?:xml|json|csv)$`)

// exportText is a link's whole text when it names a format.
var exportText = regexp.MustCompile(`(?i)^(?:(?:download|subscribe|export|as|get|the|schedule|calendar|fahrplan|programme?|in|to|add|feed|file|full)[\s:(]+)*(?:ical(?:endar)?|ics|xcal|pentabarf|frab|giggity|schedule\.(?:xml|json)|xml|json)(?:[\s)]+(?:file|feed|export|download|calendar|format|schedule))*$`)

// anchor looks at a link for people.
func (l *pageLinks) anchor(href, text string) {
	address := l.absolute(href)
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || notFollowed(u) {
		return
	}
	text = strings.Join(strings.Fields(html.UnescapeString(text)), " ")
	for _, n := range knownFrom(u, text) {
		l.add(n)
	}
	calendar := len(href) > 6 && strings.EqualFold(strings.TrimSpace(href)[:6], "webcal")
	// A format's name means a schedule where the page or the link speaks of one.
	named := exportText.MatchString(text) && (speaksOfSchedule(l.page.Path) || speaksOfSchedule(u.Path+" "+text) || strings.Contains(strings.ToLower(text), "cal"))
	if calendar || named || exportName.MatchString(path.Base(u.Path)) {
		score := scoreKnown
		if speaksOfSchedule(u.Path) {
			score++
		}
		l.add(lead{url: address, via: "linked as " + quoted(text, u), score: score, export: true})
		return
	}
	if score := l.words(u, text); score > 0 {
		l.add(lead{url: address, via: "linked as " + quoted(text, u), score: score})
	}
}

// quoted names a link by its text, else by the end of its address.
func quoted(text string, u *url.URL) string {
	if t := lookText([]byte(text), 40); t != "" {
		return `"` + t + `"`
	}
	return path.Base(u.Path)
}

// notFollowed are files that no reader of ours takes.
func notFollowed(u *url.URL) bool {
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".mp4", ".webm", ".mp3", ".ogg", ".odp", ".ods", ".odt",
		".ppt", ".pptx", ".doc", ".docx", ".xls", ".xlsx", ".css", ".js", ".exe", ".apk", ".epub":
		return true
	}
	return false
}
