package feeds

import (
	"strings"

	"callboard"
)

// talkHTML is a talk for feed readers: when and where, who, what it is about,
// links. Every address is absolute; AbstractHTML is sanitised where it was
// made, everything else is escaped here.
func (b *Board) talkHTML(t *callboard.Talk) string {
	h := html{b: make([]byte, 0, 512+len(t.Abstract)*5/4+len(t.AbstractHTML)+300*len(t.Performances))}
	if sub := oneLine(t.Subtitle); sub != "" {
		h.open("p", "em").text(sub).close("em", "p")
	}
	h.performances(b.performances(t))
	if names := speakerNames(t.Speakers); len(names) > 0 {
		h.open("p").text("With " + strings.Join(names, ", ")).close("p")
	}
	words := "Talk page"
	switch limit := b.conference(t.Conference).FeedCap; {
	case shortened(t, limit):
		h.paragraphs(capped(t.Abstract, limit))
		words = "The whole text"
	case t.AbstractHTML != "":
		h.raw(t.AbstractHTML)
	default:
		h.paragraphs(t.Abstract)
	}
	h.links(t)
	h.open("p").link(b.Site.URL+TalkPath(t.Conference, t.ID), words).text(" · ").
		link(b.Site.URL+TalkPath(t.Conference, t.ID)+"/calendar.ics", "calendar").close("p")
	return h.String()
}

// html builds markup; text is escaped, tags are ours.
type html struct{ b []byte }

func (h *html) String() string { return string(h.b) }

func (h *html) open(tags ...string) *html {
	for _, t := range tags {
		h.b = append(append(append(h.b, '<'), t...), '>')
	}
	return h
}

func (h *html) close(tags ...string) *html {
	for _, t := range tags {
		h.b = append(append(append(h.b, "</"...), t...), '>')
	}
	return h
}

func (h *html) text(s string) *html {
	h.b = appendXML(h.b, s)
	return h
}

func (h *html) raw(s string) *html {
	h.b = append(h.b, s...)
	return h
}

// link writes an anchor. Only web addresses become one.
func (h *html) link(url, words string) *html {
	if !webAddress(url) {
		return h.text(words)
	}
	h.b = append(h.b, `<a href="`...)
	h.b = appendXML(h.b, uri(url))
	h.b = append(h.b, `">`...)
	return h.text(words).close("a")
}

func webAddress(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}

// performances lists when and where, with what moved.
func (h *html) performances(all []callboard.Performance) {
	if len(all) == 0 {
		return
	}
	h.open("ul")
	for i := range all {
		p := &all[i]
		h.open("li")
		if p.Status == callboard.Cancelled {
			h.open("strong").text("Cancelled:").close("strong").text(" ")
		}
		h.text(WhenLong(p.Slot))
		if p.Encore {
			h.text(", encore")
		}
		if p.LastMove != "" {
			h.text(" (moved from " + oneLine(p.LastMove) + ")")
		}
		for _, l := range p.Links {
			h.text(" · ").link(l.URL, LinkName(l))
		}
		h.close("li")
	}
	h.close("ul")
}

// paragraphs are parted by blank lines; single line ends are kept as breaks.
func (h *html) paragraphs(s string) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	for _, p := range strings.Split(s, "\n\n") {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		h.open("p")
		for i, line := range strings.Split(p, "\n") {
			if i > 0 {
				h.raw("<br>")
			}
			h.text(strings.TrimSpace(line))
		}
		h.close("p")
	}
}

// links are the talk's own: slides, discussions, the source's page.
func (h *html) links(t *callboard.Talk) {
	if len(t.Links) == 0 && !webAddress(t.URL) {
		return
	}
	h.open("ul")
	for _, l := range t.Links {
		h.open("li").link(l.URL, LinkName(l)).close("li")
	}
	if webAddress(t.URL) {
		h.open("li").link(t.URL, "Page of the conference").close("li")
	}
	h.close("ul")
}
