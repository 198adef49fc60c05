package feeds

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"callboard"
)

// The generator never changes between releases of one format: it is part of
// the bytes, so of every ETag.
const (
	generatorName    = "callboard"
	generatorVersion = "1.0"
)

const atomNS = "http://www.w3.org/2005/Atom"

// atomHead is what every Atom feed of ours begins with.
type atomHead struct {
	id, title            string
	updated              time.Time
	self, page, calendar string // absolute
	author               string
	site                 string
}

func (w *xmlWriter) atomHead(h atomHead) {
	w.out = append(w.out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"...)
	w.open("feed", "xmlns", atomNS, "xml:lang", "en")
	w.text("id", h.id)
	w.text("title", h.title)
	w.stamp("updated", h.updated)
	w.author(h.author)
	w.text("generator", generatorName, "uri", h.site+"/", "version", generatorVersion)
	w.empty("link", "rel", "self", "type", "application/atom+xml", "href", uri(h.self))
	w.empty("link", "rel", "alternate", "type", "text/html", "href", uri(h.page))
	w.empty("link", "rel", "related", "type", "text/calendar", "href", uri(h.calendar))
}

func (w *xmlWriter) author(name string) {
	w.open("author")
	w.text("name", name)
	w.close("author")
}

// category writes term and label; the term is folded so that it can be compared.
func (w *xmlWriter) category(scheme, term, label string) {
	if label = oneLine(label); label == "" {
		return
	}
	if term == "" {
		term = strings.ToLower(label)
	}
	w.empty("category", "term", term, "scheme", scheme, "label", label)
}

// author is who answers for the feed: the board.
func (s Site) author() string {
	if t := oneLine(s.Title); t != "" {
		return t
	}
	return generatorName
}

// Atom is the board as an Atom feed of talks, RFC 4287: newest change first.
func Atom(b Board) []byte {
	b.prepare()
	talks := newestFirst(b.Talks)
	updated := b.modified()
	if len(talks) > 0 {
		updated = talkUpdated(talks[0])
	}
	w := xmlWriter{out: make([]byte, 0, 1024+3000*len(talks))}
	w.atomHead(atomHead{id: b.id(), title: b.name(), updated: updated, self: b.self(), page: b.page(),
		calendar: b.calendar(), author: b.Site.author(), site: b.Site.URL})
	confs := make(map[string]callboard.Conference)
	for _, t := range talks {
		c, known := confs[t.Conference]
		if !known {
			c = b.conference(t.Conference)
			confs[t.Conference] = c
		}
		b.talkEntry(&w, t, c)
	}
	w.close("feed")
	return w.out
}

// newestFirst sorts without moving the board's own talks.
func newestFirst(talks []callboard.Talk) []*callboard.Talk {
	all := make([]*callboard.Talk, len(talks))
	for i := range talks {
		all[i] = &talks[i]
	}
	slices.SortFunc(all, func(a, b *callboard.Talk) int {
		return cmp.Or(talkUpdated(b).Compare(talkUpdated(a)), cmp.Compare(a.Conference, b.Conference), cmp.Compare(a.ID, b.ID))
	})
	return all
}

func talkPublished(t *callboard.Talk) time.Time {
	switch {
	case !t.Created.IsZero():
		return t.Created
	case !t.Modified.IsZero():
		return t.Modified
	}
	return epoch
}

// talkUpdated is never before published, RFC 4287 4.2.9 and 4.2.15.
func talkUpdated(t *callboard.Talk) time.Time {
	if p := talkPublished(t); t.Modified.Before(p) {
		return p
	}
	return t.Modified
}

// entryTitle says when nothing of the talk takes place any more.
func entryTitle(t *callboard.Talk, all []callboard.Performance) string {
	off := len(all) > 0
	for i := range all {
		off = off && all[i].Status == callboard.Cancelled
	}
	if off {
		return "Cancelled: " + titleOf(t)
	}
	return titleOf(t)
}

func (b *Board) talkEntry(w *xmlWriter, t *callboard.Talk, c callboard.Conference) {
	page := b.Site.URL + TalkPath(t.Conference, t.ID)
	w.open("entry", "xml:lang", language(t.Language))
	w.text("id", talkID(c, t.ID))
	w.text("title", entryTitle(t, b.performances(t)))
	w.stamp("published", talkPublished(t))
	w.stamp("updated", talkUpdated(t))
	for _, name := range speakerNames(t.Speakers) {
		w.author(name)
	}
	w.empty("link", "rel", "alternate", "type", "text/html", "href", uri(page))
	w.empty("link", "rel", "related", "type", "text/calendar", "href", uri(page)+"/calendar.ics")
	if webAddress(t.URL) {
		w.empty("link", "rel", "via", "href", uri(t.URL))
	}
	w.category(b.scheme("conference"), c.ID, cmp.Or(oneLine(c.Name), c.ID))
	w.category(b.scheme("track"), "", t.Track)
	w.category(b.scheme("type"), "", t.Type)
	for _, s := range t.Tags {
		w.category(b.scheme("tag"), "", s)
	}
	w.text("content", b.talkHTML(t), "type", "html")
	w.close("entry")
}

// scheme parts a track from a tag of the same name.
func (b *Board) scheme(what string) string { return tag(b.Site.Host, what) }

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// language is a BCP 47 tag that looks like one, or "".
func language(s string) string {
	if languageTag.MatchString(s) {
		return s
	}
	return ""
}
