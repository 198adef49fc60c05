package feeds

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
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
	spaces               []string // prefixes and names of further namespaces
	links                []string // pairs of relation and address, to other pages
	archive              bool     // an archive document, RFC 5005 4
}

// The namespaces of what is only sometimes in a feed.
const (
	historyNS   = "http://purl.org/syndication/history/1.0" // RFC 5005
	tombstoneNS = "http://purl.org/atompub/tombstones/1.0"  // RFC 6721
)

func (w *xmlWriter) atomHead(h atomHead) {
	w.out = append(w.out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"...)
	w.open("feed", append([]string{"xmlns", atomNS, "xml:lang", "en"}, h.spaces...)...)
	w.text("id", h.id)
	w.text("title", h.title)
	w.stamp("updated", h.updated)
	w.author(h.author)
	w.text("generator", generatorName, "uri", h.site+"/", "version", generatorVersion)
	w.empty("link", "rel", "self", "type", "application/atom+xml", "href", uri(h.self))
	w.empty("link", "rel", "alternate", "type", "text/html", "href", uri(h.page))
	w.empty("link", "rel", "related", "type", "text/calendar", "href", uri(h.calendar))
	for i := 0; i+1 < len(h.links); i += 2 {
		w.empty("link", "rel", h.links[i], "type", "application/atom+xml", "href", uri(h.links[i+1]))
	}
	if h.archive {
		w.empty("fh:archive")
	}
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
// What is above MaxFeed is on further pages, RFC 5005 3.
func Atom(b Board) []byte {
	b.prepare()
	var entry, body xmlWriter
	talks, more := b.pageOf(newestFirst(b.Talks), func(t *callboard.Talk) int {
		entry.out = entry.out[:0]
		b.talkEntry(&entry, t, b.conference(t.Conference))
		return len(entry.out)
	}, func() { body.out = append(body.out, entry.out...) })
	updated := b.modified()
	if len(talks) > 0 {
		updated = talkUpdated(talks[0])
	}
	h := atomHead{id: b.id(), title: b.name(), self: b.pageAddress(b.Number), page: b.page(),
		calendar: b.calendar(), author: b.Site.author(), site: b.Site.URL}
	if b.Number > 1 {
		h.links = []string{"first", b.pageAddress(1), "previous", b.pageAddress(b.Number - 1)}
	}
	if more {
		h.links = append(h.links, "next", b.pageAddress(max(b.Number, 1)+1))
	}
	gone := b.gone()
	for _, g := range gone {
		h.spaces = []string{"xmlns:at", tombstoneNS}
		if g.At.After(updated) {
			updated = g.At
		}
	}
	h.updated = updated
	w := xmlWriter{out: make([]byte, 0, 2048+len(body.out))}
	w.atomHead(h)
	w.out = append(w.out, body.out...)
	for _, g := range gone {
		w.empty("at:deleted-entry", "ref", talkID(callboard.Conference{ID: g.Conference, Host: g.Host}, g.Talk), "when", rfc3339(g.At))
	}
	w.close("feed")
	return w.out
}

// gone are the talks that the first page has tombstones for: none that is there.
func (b *Board) gone() []callboard.Withdrawal {
	if b.Number > 1 {
		return nil
	}
	there := make(map[string]bool, len(b.Talks))
	for i := range b.Talks {
		there[b.Talks[i].ID] = true
	}
	var all []callboard.Withdrawal
	for _, g := range b.Withdrawn {
		if !there[g.Talk] {
			all = append(all, g)
		}
	}
	return all
}

// pageOf finds the talks of the wanted page, which size renders and keep
// appends, and whether there is another behind it.
func (b *Board) pageOf(talks []*callboard.Talk, size func(*callboard.Talk) int, keep func()) (on []*callboard.Talk, more bool) {
	wanted, page, used := max(b.Number, 1), 1, pageHead
	for _, t := range talks {
		n := size(t)
		if used > pageHead && used+n > MaxFeed {
			page, used = page+1, pageHead
		}
		if page > wanted {
			return on, true
		}
		used += n
		if page == wanted {
			on = append(on, t)
			keep()
		}
	}
	return on, false
}

// pageHead is set aside on each page for what is not talks.
const pageHead = 4000

// pageAddress is the absolute address of a page of the feed.
func (b *Board) pageAddress(n int) string {
	if n <= 1 {
		return b.self()
	}
	return b.with("page", strconv.Itoa(n))
}

// with is the feed's own address with one more parameter.
func (b *Board) with(name, value string) string {
	sep := "?"
	if strings.Contains(b.Path, "?") {
		sep = "&"
	}
	return b.self() + sep + name + "=" + value
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
	w.open("entry", "xml:lang", Language(t.Language))
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

// Language is s where it looks like a BCP 47 tag, of at most the 35 characters
// that RFC 5646 4.4.1 asks room for, else "".
func Language(s string) string {
	if len(s) <= 35 && languageTag.MatchString(s) {
		return s
	}
	return ""
}
