package sources

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"callboard"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// schedTalk is what the list page says of an event beyond the calendar.
type schedTalk struct {
	speakers []string
	links    []callboard.Link
}

// schedTalks reads the list page or the printed one by its links, whatever stands
// around them: the link of an event is followed by those of its people and
// files, up to the next event's.
func schedTalks(p *Page) (map[string]*schedTalk, error) {
	root, err := html.Parse(bytes.NewReader(p.Body))
	if err != nil {
		return nil, fmt.Errorf("its list page cannot be parsed: %w", err)
	}
	doc := goquery.NewDocumentFromNode(root)
	base := vendorBase(p)
	talks := map[string]*schedTalk{}
	people := 0
	blocks := doc.Find(".sched-container")
	if blocks.Length() == 0 {
		people = schedWalk(doc.Find("a"), base, talks)
	}
	blocks.Each(func(_ int, block *goquery.Selection) {
		people += schedWalk(block.Find("a"), base, talks)
	})
	switch {
	case len(talks) == 0:
		return nil, errors.New("its list page holds no events: " + Look(p))
	case people == 0:
		people = schedRoles(doc, base, talks)
	}
	if people == 0 {
		return nil, errors.New("its list page names nobody")
	}
	return talks, nil
}

// schedWalk reads links in their order and counts the people.
func schedWalk(links *goquery.Selection, base *url.URL, talks map[string]*schedTalk) (people int) {
	var talk *schedTalk
	links.Each(func(_ int, a *goquery.Selection) {
		u, err := base.Parse(strings.TrimSpace(a.AttrOr("href", "")))
		if err != nil {
			return
		}
		if id := schedEvent(u.Path); id != "" && u.Host == base.Host {
			if talk = talks[id]; talk == nil {
				talk = &schedTalk{}
				talks[id] = talk
			}
			return
		}
		if talk == nil {
			return
		}
		switch name := schedText(a); {
		case a.HasClass("file-uploaded") || a.Closest(".sched-file").Length() > 0:
			schedFile(talk, absolute(base, u.String()), name)
		case u.Host == base.Host && schedPerson(u.Path) && name != "" && !strings.Contains(a.AttrOr("class", ""), "avatar"):
			people++
			talk.speaker(name)
		}
	})
	return people
}

func (t *schedTalk) speaker(name string) {
	if !slices.Contains(t.speakers, name) {
		t.speakers = append(t.speakers, name)
	}
}

// schedPerson reports whether a path is the profile of somebody on the stage.
// Sponsors, exhibitors and attendees have profiles too.
func schedPerson(path string) bool {
	role, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch role {
	case "speaker", "moderator", "panelist", "presenter", "artist", "performer", "author", "host", "facilitator":
		return true
	}
	return false
}

// schedRoles reads names without profiles: the headings below the roles of an
// event. It returns how many there are.
func schedRoles(doc *goquery.Document, base *url.URL, talks map[string]*schedTalk) (people int) {
	doc.Find(".sched-container").Each(func(_ int, block *goquery.Selection) {
		var talk *schedTalk
		block.Find("a").EachWithBreak(func(_ int, a *goquery.Selection) bool {
			if u, err := base.Parse(a.AttrOr("href", "")); err == nil {
				talk = talks[schedEvent(u.Path)]
			}
			return talk == nil
		})
		if talk == nil {
			return
		}
		block.Find(".sched-event-details-roles .sched-person-session h2").Each(func(_ int, h *goquery.Selection) {
			if name := schedText(h); name != "" {
				people++
				talk.speaker(name)
			}
		})
	})
	return people
}

// schedFile adds an uploaded file: slides, for the most part.
func schedFile(talk *schedTalk, href, title string) {
	if href == "" || slices.ContainsFunc(talk.links, func(l callboard.Link) bool { return l.URL == href }) {
		return
	}
	rel := scheduleXMLRel(scheduleXMLLink{text: title, href: href}, true)
	if rel == "feedback" || rel == "recording" {
		rel = "related"
	}
	talk.links = append(talk.links, callboard.Link{URL: href, Rel: rel, Title: title})
}

// schedText is the text of an element in one line, its pictures' words left out.
func schedText(s *goquery.Selection) string {
	var b strings.Builder
	for _, n := range s.Nodes {
		for d := range n.Descendants() {
			if d.Type == html.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style {
				b.WriteString(d.Data + " ")
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
