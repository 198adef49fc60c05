package normalize

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"time"

	"callboard"
	"callboard/sources"
)

// The caps on what one item may bring.
const (
	titleMost    = 1000     // runes
	nameMost     = 255      // runes: rooms, names, tracks, types, tags, link titles
	abstractMost = 64 << 10 // bytes
	markupMost   = 4 * abstractMost
	urlMost      = 2048 // bytes
	refMost      = 512  // bytes
	speakersMost = 100
	tagsMost     = 50
	linksMost    = 50
)

// cleaner cleans the fields of one item and warns of what it had to cut.
type cleaner struct {
	item sources.Item
	warn func(format string, args ...any)
}

// inline cleans a field of one line; entities are decoded when the item's
// format says that there are any.
func (c cleaner) inline(what, s string, most int) string {
	if c.item.Markup && (strings.IndexByte(s, '&') >= 0 || strings.IndexByte(s, '<') >= 0) {
		s = html.UnescapeString(inlineTags.ReplaceAllString(s, ""))
	}
	s, cut := capRunes(line(s), most)
	if cut {
		c.warn("the %s is cut after %d characters", what, most)
	}
	return s
}

// inlineTags are the tags that sites put into titles. Others may be what the
// title is about ("Vec<T>").
var inlineTags = regexp.MustCompile(`(?i)</?(?:b|i|em|strong|u|s|sub|sup|span|small|big|font|code|tt|br|wbr|a|p|abbr)(?:\s[^<>]*)?/?>`)

// entry cleans the item. The entry has no Ref yet; a start that cannot be read
// is an error, and the entry then holds what a reference can be made of.
func (c cleaner) entry(clocks *clocks) (callboard.Entry, error) {
	it := c.item
	e := callboard.Entry{
		Code:         c.inline("code", it.Code, nameMost),
		GUID:         c.inline("guid", it.GUID, nameMost),
		Printed:      c.inline("title", it.Title, titleMost),
		HintSequence: max(0, it.Sequence),
		HintModified: modified(it.Modified),
		Status:       Status(it.Status),
	}
	parts := splitTitle(e.Printed, e.Code)
	e.Title, e.Mark, e.Type = parts.rest, parts.mark, parts.Type
	e.Status = strongest(e.Status, parts.Status)
	e.Code = first(e.Code, parts.Code)
	if _, repeat := SessionCode(e.Code); repeat {
		e.Mark = true
	}
	e.TitleKey = keyOf(e.Title)
	e.Type = first(c.inline("type", it.Type, nameMost), e.Type)
	e.Generic = it.Service || generic(e.Title, e.Type)
	e.URL = c.address(it.URL)
	slot, err := clocks.slot(it.When, c.warn)
	if err != nil {
		return e, err
	}
	e.Slot = slot
	e.Room = c.inline("room", it.Room, nameMost)
	e.RoomKey = RoomKey(e.Room)
	e.Track = c.inline("track", it.Track, nameMost)
	e.Subtitle = c.inline("subtitle", it.Subtitle, titleMost)
	e.Language = language(it.Language)
	c.abstract(&e)
	e.Speakers = c.speakers(e.TitleKey)
	e.Tags = c.tags()
	e.Links = c.links(it.Links)
	e.SlotLinks = c.links(it.SlotLinks)
	return e, nil
}

// abstract fills the plain text and, where there is markup, the safe HTML.
func (c cleaner) abstract(e *callboard.Entry) {
	s := c.item.Abstract
	var cut bool
	switch {
	case c.item.Markup && markup(s):
		if s, cut = capBytes(s, markupMost); cut {
			c.warn("the abstract's markup is cut after %d KiB", markupMost>>10)
		}
		base, err := url.Parse(c.item.URL)
		if err != nil || !base.IsAbs() {
			base = nil
		}
		e.Abstract = textOf(s, base)
		if e.AbstractHTML = htmlOf(s, base); len(e.AbstractHTML) > abstractMost {
			e.AbstractHTML = ""
		}
	case c.item.Markup:
		e.Abstract = block(html.UnescapeString(s))
	default:
		e.Abstract = block(s)
	}
	if e.Abstract, cut = capBytes(e.Abstract, abstractMost); cut {
		c.warn("the abstract is cut after %d KiB", abstractMost>>10)
	}
}

// speakers drops who has no name, who stands there twice, and who is only the
// title again ("Racing!" by "Racing!").
func (c cleaner) speakers(titleKey string) []callboard.Speaker {
	if len(c.item.Speakers) == 0 {
		return nil
	}
	var out []callboard.Speaker
	seen := map[string]bool{}
	for _, printed := range c.item.Speakers {
		name := strings.Trim(c.inline("speaker's name", printed, nameMost), " ,;")
		key := SpeakerKey(name)
		if name == "" || seen[key] || nobody[Fold(name)] || keyOf(name) == titleKey {
			continue
		}
		if len(out) == speakersMost {
			c.warn("only the first %d speakers are kept", speakersMost)
			break
		}
		seen[key] = true
		out = append(out, callboard.Speaker{Name: name, Key: key})
	}
	return out
}

// nobody are the names of speakers not yet known.
var nobody = setOf("tba tbd tbc na none tobeannounced tobedetermined speakertba unknown")

func (c cleaner) tags() []string {
	var out []string
	seen := map[string]bool{}
	for _, printed := range c.item.Tags {
		tag := c.inline("tag", printed, nameMost)
		if tag == "" || seen[tag] {
			continue
		}
		if len(out) == tagsMost {
			c.warn("only the first %d tags are kept", tagsMost)
			break
		}
		seen[tag] = true
		out = append(out, tag)
	}
	return out
}

func (c cleaner) links(links []callboard.Link) []callboard.Link {
	var out []callboard.Link
	seen := map[string]bool{}
	for _, l := range links {
		address := c.address(l.URL)
		if address == "" || seen[address] {
			continue
		}
		if len(out) == linksMost {
			c.warn("only the first %d links are kept", linksMost)
			break
		}
		seen[address] = true
		out = append(out, callboard.Link{URL: address, Rel: line(l.Rel), Title: c.inline("link's title", l.Title, nameMost)})
	}
	return out
}

// address keeps what a reader may follow: absolute, http or https, without a
// password in it.
func (c cleaner) address(printed string) string {
	s := line(printed)
	if s == "" {
		return ""
	}
	good, ok := webURL(s)
	if !ok {
		c.warn("the link %q is dropped: only absolute http and https addresses are kept", clip(s))
	}
	return good
}

func webURL(s string) (string, bool) {
	u, err := url.Parse(s)
	if err != nil || len(s) > urlMost || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	return u.String(), true
}

// modified is the source's own hint; what cannot be read is no hint.
func modified(printed string) time.Time {
	m, err := parseMoment(printed)
	if err != nil || m.date.zero() || m.abbr != "" {
		return time.Time{}
	}
	return m.date.midnight().Add(m.clock - time.Duration(m.offset)*time.Second)
}

// language is the BCP 47 tag in lower case, or "".
func language(printed string) string {
	s := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(printed)), "_", "-")
	if tag, ok := languageNames[s]; ok {
		return tag
	}
	if !languageTag.MatchString(s) || len(s) > 35 || len(s) > 3 && !strings.Contains(s, "-") {
		return ""
	}
	return s
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{1,8})*$`)

var languageNames = map[string]string{
	"english": "en", "englisch": "en", "anglais": "en", "inglés": "en", "inglese": "en", "german": "de", "deutsch": "de",
	"french": "fr", "français": "fr", "spanish": "es", "español": "es", "italian": "it", "italiano": "it",
	"portuguese": "pt", "português": "pt", "dutch": "nl", "nederlands": "nl", "polish": "pl", "polski": "pl",
	"russian": "ru", "русский": "ru", "japanese": "ja", "日本語": "ja", "chinese": "zh", "中文": "zh",
}

func clip(s string) string {
	s, _ = capRunes(line(s), 80)
	return s
}
