package sources

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"callboard"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What the classes and addresses of a cell's parts say they are. Words are
// whole, between dashes, underscores and blanks: "schedule__slot-presenter".
var (
	tableTitleClass   = tableClass(`title|summary|headline|talk-?name|session-?name|event-?name`)
	tableSpeakerClass = tableClass(`speakers?|presenters?|authors?|lecturers?|instructors?|hosts?|panelists?|moderators?|referent(?:en|in)?|persons?|people`)
	tableRoomClass    = tableClass(`rooms?|locations?|venues?|raum|saal|hall|stage`)
	tableTrackClass   = tableClass(`tracks?|category|categories|topic|stream|theme`)
	tableTimeClass    = tableClass(`time|times|date|hour|when`)
	tableNoiseClass   = tableClass(`badges?|level|favorite|favourite|star|bookmark|feedback|rating|buttons?|btn|icons?|hidden|sr-only|tooltip`)
	tableEmployer     = tableClass(`affil|affiliations?|company|organi[sz]ations?|institut(?:e|ion)|employer|job-?title|position|bio|university`)
	tableTypeClass    = regexp.MustCompile(`(?i)(?:^|\s)(?:slot|event-?type|session-?type|type|kind)[-_]([a-z][a-z-]*)(?:\s|$)`)
	tableSpeakerLink  = regexp.MustCompile(`(?i)/(?:(?:speakers?|people|persons?|profiles?|users?|presenters?|referenten|authors?)(?:[/?#]|$)|speakers?[_.-])|^(?:speakers?|people|presenters?|referenten)/`)
	tableTalkClass    = regexp.MustCompile(`(?i)(?:^|\s)(?:talk|session|presentation|lecture|paper|event|slot)s?(?:[-_](?:slot|item|box|card|block|entry))?(?:\s|$)`)
	tableRoomLink     = regexp.MustCompile(`(?i)(?:[/?&_](?:rooms?|venues?|locations?|map)(?:[/=_.-]|$))`)
	tableTrackLink    = regexp.MustCompile(`(?i)/(?:tracks?|topics?|category|categories)(?:[/_.-]|$)`)
	tableTalkID       = regexp.MustCompile(`(?i)^(?:event|talk|session|slot|presentation|paper|submission|lecture)s?[-_]?\w*\d`)
	tableService      = regexp.MustCompile(`(?i)^(?:tea|coffee|morning|afternoon)?-?(?:breaks?|lunch|breakfast|dinner|registration|coffee|pause)$`)
	tableStart        = regexp.MustCompile(`(?i)(?:^|[-_])start[-_=]?(\d{4}-\d\d-\d\d)[-_tT](\d\d)[-_:](\d\d)`)
	tableEnd          = regexp.MustCompile(`(?i)(?:^|[-_])end[-_=]?(\d{4}-\d\d-\d\d)[-_tT](\d\d)[-_:](\d\d)`)
	tableLeadingTime  = regexp.MustCompile(`^\(?\d{1,2}[:.h]\d{2}\s*(?:[aApP]\.?[mM]\.?)?\s*(?:(?:-|–|—|to)\s*\d{1,2}[:.h]\d{2}\s*(?:[aApP]\.?[mM]\.?)?\s*)?\)?\s*[:–—-]?\s+`)
)

func tableClass(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[\s_-])(?:` + words + `)(?:$|[\s_-])`)
}

// tableTalk is what a cell says of one talk.
type tableTalk struct {
	ref, title, url, abstract string
	room, track, kind         string
	speakers                  []string
	service                   bool
	under                     string // the line below the title, where nothing names people
	when                      When   // what the cell itself says
	links, slotLinks          []callboard.Link
}

// tablePart says what a part of a cell is: 's' people, 'r' room, 't' track, 'w'
// a time, 'x' nothing to read, 0 anything else.
func tablePart(n *html.Node) byte {
	class, href := domAttr(n, "class"), domAttr(n, "href")
	switch {
	case n.DataAtom == atom.Time:
		return 'w'
	case class != "" && tableSpeakerClass.MatchString(class), href != "" && tableSpeakerLink.MatchString(href):
		return 's'
	case class != "" && tableTitleClass.MatchString(class):
		return 0
	case class != "" && tableRoomClass.MatchString(class), href != "" && tableRoomLink.MatchString(href):
		return 'r'
	case class != "" && tableTrackClass.MatchString(class), href != "" && tableTrackLink.MatchString(href):
		return 't'
	case class != "" && tableNoiseClass.MatchString(class), n.DataAtom == atom.Button, n.DataAtom == atom.Iframe, n.DataAtom == atom.Form:
		return 'x'
	case class != "" && tableTimeClass.MatchString(class):
		return 'w'
	}
	return 0
}

// tableTalks reads the talks of a cell: mostly one, several where it holds
// several titles, none where it is empty.
func tableTalks(cell *html.Node, base *url.URL) []tableTalk {
	var out []tableTalk
	for _, n := range tableParts(cell) {
		t := tableTalkOf(n, base)
		if tableNothing(t.title) || declaredWeekday(t.title) >= 0 {
			continue
		}
		if n == cell {
			if id := domAttr(cell, "id"); tableTalkID.MatchString(id) {
				t.ref = id
			}
		}
		for _, m := range tableTypeClass.FindAllStringSubmatch(domAttr(cell, "class"), -1) {
			t.kind = firstOf(t.kind, m[1])
		}
		t.service = tableService.MatchString(t.kind)
		out = append(out, t)
	}
	return out
}

// tableParts parts a cell with several titles, or several elements that are each
// a talk: each gets the widest element around it that holds no other.
func tableParts(cell *html.Node) []*html.Node {
	titles := tableOutermost(cell, tableTitleClass)
	if len(titles) == 0 {
		titles = tableOutermost(cell, tableTalkClass)
		if len(titles) == 1 && tableHoldsAll(cell, titles[0]) {
			return titles
		}
	}
	if len(titles) < 2 {
		return []*html.Node{cell}
	}
	holds := map[*html.Node]int{}
	for _, n := range titles {
		for up := n; up != cell; up = up.Parent {
			holds[up]++
		}
	}
	for i, n := range titles {
		for n.Parent != cell && holds[n.Parent] == 1 {
			n = n.Parent
		}
		titles[i] = n
	}
	return titles
}

// tableOutermost are the elements of a class that say something and stand in no
// other of them.
func tableOutermost(cell *html.Node, class *regexp.Regexp) []*html.Node {
	found := domAll(cell, func(n *html.Node) bool {
		return class.MatchString(domAttr(n, "class")) && tablePart(n) == 0 && domText(n) != ""
	})
	return slices.DeleteFunc(slices.Clone(found), func(n *html.Node) bool {
		for up := n.Parent; up != nil && up != cell; up = up.Parent {
			if slices.Contains(found, up) {
				return true
			}
		}
		return false
	})
}

// tableHoldsAll reports whether all links and people of a cell stand in one part
// of it: what is outside, such as "90 minute tutorial:", is only said of it.
func tableHoldsAll(cell, part *html.Node) bool {
	inside, links := map[*html.Node]bool{}, 0
	for n := range part.Descendants() {
		inside[n] = true
	}
	for n := range cell.Descendants() {
		if n.Type == html.ElementNode && (n.DataAtom == atom.A || tablePart(n) == 's') {
			if links++; !inside[n] {
				return false
			}
		}
	}
	return links > 0
}

// tableTalkOf reads one talk.
func tableTalkOf(n *html.Node, base *url.URL) tableTalk {
	var t tableTalk
	for e := range n.Descendants() {
		if e.Type != html.ElementNode {
			continue
		}
		switch tablePart(e) {
		case 's':
			t.people(e)
		case 'r':
			t.room = firstOf(t.room, domText(e))
		case 't':
			t.track = firstOf(t.track, domText(e))
		}
	}
	rest := func(e *html.Node) bool { return e != n && tablePart(e) != 0 }
	title, link := tableTitle(n, rest)
	if title == "" && t.room == "" && t.track == "" {
		// A title may lead to the page of its speaker: what is alone in a cell is one.
		title, link = tableAlone(n)
		t.speakers = nil
	}
	title = t.says(n, title)
	t.title = strings.TrimSpace(tableLeadingTime.ReplaceAllString(title, ""))
	if len(t.speakers) == 0 {
		t.under = t.below(n, rest)
	}
	if start, end := declaredFindClocks(tableClockText(firstN(title, len(title)-len(t.title)))); start.hasClock {
		t.when.Start = start.clock()
		if end.hasClock {
			t.when.End = end.clock()
		}
	}
	if link != nil {
		t.url = tableAddress(base, domAttr(link, "href"))
		t.hint(strings.Join(strings.Fields(domAttr(link, "title")), " "), domAttr(link, "title"))
	}
	t.attach(n, base)
	return t
}

// tableAlone is the text of a cell whose parts all look like something else.
func tableAlone(n *html.Node) (string, *html.Node) {
	all := domLines(n, func(e *html.Node) bool { return e != n && tablePart(e) == 'x' })
	lines := tableTitleLines(all)
	if len(all) == 1 {
		lines = all
	}
	if len(lines) != 1 {
		return "", nil
	}
	return lines[0], domFirst(n, func(e *html.Node) bool { return e.DataAtom == atom.A && domHas(e, "href") })
}

// tableAddress is where a title leads; a place on the same page is no page.
func tableAddress(base *url.URL, href string) string {
	if href = strings.TrimSpace(href); strings.HasPrefix(href, "#") {
		return ""
	}
	return absolute(base, href)
}

// hint takes the title attribute of a talk's link: the whole title where the
// text breaks off, its time, or the beginning of the abstract.
func (t *tableTalk) hint(line, raw string) {
	cut := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(t.title, "…"), "..."), " ")
	switch {
	case line == "" || line == t.title:
	case len(cut) < len(t.title) && strings.HasPrefix(line, cut):
		t.title = line
	case len(line) > 80:
		t.abstract = strings.TrimSpace(raw)
	default:
		if start, end, ok := tableClocks(line); ok && end.hasClock {
			t.when.Start, t.when.End = start.clock(), end.clock()
		}
	}
}

// tableTitle finds the title in a cell, and the link that leads on from it.
func tableTitle(n *html.Node, skip func(*html.Node) bool) (string, *html.Node) {
	isLink := func(e *html.Node) bool {
		return e.DataAtom == atom.A && domHas(e, "href") && tablePart(e) == 0
	}
	title := domFirst(n, func(e *html.Node) bool {
		return tableTitleClass.MatchString(domAttr(e, "class")) && tablePart(e) == 0 && domText(e) != ""
	})
	if n.Type == html.ElementNode && tableTitleClass.MatchString(domAttr(n, "class")) && n.DataAtom != atom.Td {
		title = n
	}
	if title == nil {
		title = domFirst(n, func(e *html.Node) bool { return tableHeading(e) && domText(e) != "" && tablePart(e) == 0 })
	}
	if title != nil {
		link := domFirst(title, isLink)
		for up := title; link == nil && up != nil && up.DataAtom != atom.Td && up.DataAtom != atom.Tr; up = up.Parent {
			if isLink(up) {
				link = up
			}
		}
		text := strings.Join(domLines(title, func(e *html.Node) bool { return e != title && skip(e) }), " ")
		return text, link
	}
	lines := tableTitleLines(domLines(n, skip))
	if len(lines) == 0 {
		return "", nil
	}
	for _, e := range domAll(n, func(e *html.Node) bool { return isLink(e) || e.DataAtom == atom.B || e.DataAtom == atom.Strong }) {
		text := domText(e)
		if len(text) > 2 && (strings.HasPrefix(text, lines[0]) || strings.HasPrefix(lines[0], text) || isLink(e) && strings.HasSuffix(lines[0], text)) {
			link := e
			if !isLink(e) {
				if link = domFirst(e, isLink); link == nil && e.Parent != nil && isLink(e.Parent) {
					link = e.Parent
				}
			}
			return text, link
		}
	}
	return lines[0], nil
}

// people adds the names of an element, each once.
func (t *tableTalk) people(n *html.Node) {
	for _, name := range tablePeople(n) {
		if !slices.Contains(t.speakers, name) {
			t.speakers = append(t.speakers, name)
		}
	}
}

// tablePeople are the names in an element that holds people: its links, else its
// lines, parted at commas.
func tablePeople(n *html.Node) []string {
	if n.DataAtom == atom.A {
		if name := domText(n); name != "" {
			return []string{name}
		}
		return nil
	}
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && tablePart(c) == 's' {
			return nil // the innermost speak for themselves
		}
	}
	if links := domAll(n, func(e *html.Node) bool { return e.DataAtom == atom.A && domText(e) != "" }); len(links) > 0 {
		var out []string
		for _, a := range links {
			out = append(out, domText(a))
		}
		return out
	}
	var values []declaredValue
	for _, line := range domLines(n, func(e *html.Node) bool { return e != n && tableEmployer.MatchString(domAttr(e, "class")) }) {
		for _, prefix := range []string{"by ", "By ", "Speaker: ", "Speakers: ", "Presenter: "} {
			line = strings.TrimPrefix(line, prefix)
		}
		values = append(values, declaredValue{text: line})
	}
	separator := ","
	if slices.ContainsFunc(values, func(v declaredValue) bool { return strings.ContainsRune(v.text, ';') }) {
		separator = ";"
	}
	return declaredPeople(values, separator)
}

// attach takes slides and recordings from the links and embeds of a talk.
func (t *tableTalk) attach(n *html.Node, base *url.URL) {
	for _, e := range domAll(n, func(e *html.Node) bool { return domHas(e, "href") || e.DataAtom == atom.Iframe }) {
		href := absolute(base, firstOf(domAttr(e, "href"), domAttr(e, "src")))
		link := callboard.Link{URL: href, Rel: linkRel(href, domText(e)), Title: domText(e)}
		switch {
		case href == "" || href == t.url:
		case link.Rel == "recording":
			t.slotLinks = append(t.slotLinks, link)
		case link.Rel != "":
			t.links = append(t.links, link)
		}
	}
}
