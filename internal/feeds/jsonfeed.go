package feeds

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"callboard"
)

type jsonFeed struct {
	Version     string     `json:"version"`
	Title       string     `json:"title"`
	HomePageURL string     `json:"home_page_url"`
	FeedURL     string     `json:"feed_url"`
	NextURL     string     `json:"next_url,omitempty"`
	Language    string     `json:"language"`
	Authors     []jsonName `json:"authors"`
	Items       []jsonItem `json:"items"` // last: JSONFeed writes them behind the rest
}

type jsonName struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID            string     `json:"id"`
	URL           string     `json:"url"`
	ExternalURL   string     `json:"external_url,omitempty"`
	Title         string     `json:"title"`
	ContentHTML   string     `json:"content_html"`
	DatePublished string     `json:"date_published"`
	DateModified  string     `json:"date_modified"`
	Authors       []jsonName `json:"authors,omitempty"`
	Tags          []string   `json:"tags,omitempty"`
	Language      string     `json:"language,omitempty"`
}

// JSONFeed is the board as JSON Feed 1.1, with Atom's ids and order. What is
// above MaxFeed is on further pages.
func JSONFeed(b Board) []byte {
	b.prepare()
	f := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: b.name(), HomePageURL: uri(b.page()), FeedURL: uri(b.pageAddress(b.Number)),
		Language: "en", Authors: []jsonName{{b.Site.author()}}, Items: []jsonItem{},
	}
	var items, item []byte
	_, more := b.pageOf(newestFirst(b.Talks), func(t *callboard.Talk) int {
		item = bytes.TrimSuffix(encode(b.jsonItem(t)), []byte("\n"))
		return len(item) + 1
	}, func() {
		if len(items) > 0 {
			items = append(items, ',')
		}
		items = append(items, item...)
	})
	if more {
		f.NextURL = uri(b.pageAddress(max(b.Number, 1) + 1))
	}
	const tail = "]}\n" // of the feed, whose last field the items are
	out := bytes.TrimSuffix(encode(f), []byte(tail))
	return append(append(out, items...), tail...)
}

func (b *Board) jsonItem(t *callboard.Talk) jsonItem {
	c := b.conference(t.Conference)
	i := jsonItem{
		ID: talkID(c, t.ID), URL: uri(b.Site.URL + TalkPath(t.Conference, t.ID)), Title: entryTitle(t, b.performances(t)),
		ContentHTML: clean(b.talkHTML(t)), DatePublished: rfc3339(talkPublished(t)), DateModified: rfc3339(talkUpdated(t)),
		Language: Language(t.Language),
	}
	if webAddress(t.URL) {
		i.ExternalURL = uri(t.URL)
	}
	for _, n := range speakerNames(t.Speakers) {
		i.Authors = append(i.Authors, jsonName{n})
	}
	for _, s := range append([]string{c.Name, t.Track, t.Type}, t.Tags...) {
		if s = oneLine(s); s != "" && !slices.Contains(i.Tags, s) {
			i.Tags = append(i.Tags, s)
		}
	}
	return i
}

// clean leaves out what no format may hold; most texts are clean already.
func clean(s string) string {
	bad := func(r rune) bool { return r != '\n' && r != '\t' && !Printable(r) }
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return -1
		}
		return r
	}, s)
}

// encode is JSON on one line with a line end. HTML is not escaped: the answers
// are never part of a page. Broken UTF-8 becomes U+FFFD.
func encode(v any) []byte {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil // only values without a JSON form fail, and our structs hold none
	}
	return buf.Bytes()
}
