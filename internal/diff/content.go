package diff

import (
	"html"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"callboard"
)

// settle gives now with each field as it was before where the two say the same:
// what nobody wants to know is no change. White space, entity spelling, HTML
// rewriting, the order of speakers and a re-encoded link keep their old form.
func settle(was, now callboard.Content) callboard.Content {
	for _, f := range []struct{ was, now *string }{
		{&was.Title, &now.Title}, {&was.Subtitle, &now.Subtitle}, {&was.Track, &now.Track},
		{&was.Type, &now.Type}, {&was.Language, &now.Language},
	} {
		if sameText(*f.was, *f.now) {
			*f.now = *f.was
		}
	}
	if sameText(was.Abstract, now.Abstract) {
		now.Abstract = was.Abstract
		if was.AbstractHTML != "" && now.AbstractHTML != "" {
			now.AbstractHTML = was.AbstractHTML
		}
	}
	if sameURL(was.URL, now.URL) {
		now.URL = was.URL
	}
	if sameSet(was.Tags, now.Tags) {
		now.Tags = was.Tags
	}
	if sameSet(names(was.Speakers), names(now.Speakers)) {
		now.Speakers = was.Speakers
	}
	if sameLinks(was.Links, now.Links) {
		now.Links = was.Links
	}
	return now
}

// sameContent compares all that is said, however lists are stored.
func sameContent(a, b callboard.Content) bool {
	for _, c := range []*callboard.Content{&a, &b} {
		if len(c.Tags) == 0 {
			c.Tags = nil
		}
		if len(c.Speakers) == 0 {
			c.Speakers = nil
		}
		if len(c.Links) == 0 {
			c.Links = nil
		}
	}
	return reflect.DeepEqual(a, b)
}

// contentRows is one row for each field of the talk that people are told of.
func (c *comparison) contentRows(old, t *callboard.Talk) []callboard.Change {
	var rows []callboard.Change
	if old.Title != t.Title {
		rows = append(rows, callboard.Change{Kind: callboard.TitleChanged, Before: old.Title, After: t.Title})
	}
	if !sameSet(keys(old.Speakers), keys(t.Speakers)) {
		rows = append(rows, callboard.Change{
			Kind:   callboard.SpeakersChanged,
			Before: strings.Join(names(old.Speakers), ", "), After: strings.Join(names(t.Speakers), ", "),
		})
	}
	if old.Abstract != t.Abstract {
		before, after := excerpts(old.Abstract, t.Abstract)
		rows = append(rows, callboard.Change{Kind: callboard.AbstractChanged, Before: before, After: after})
	}
	return append(rows, c.recording(old, t)...)
}

// recording is one row when a recording appears that the talk did not have.
func (c *comparison) recording(old, t *callboard.Talk) []callboard.Change {
	had := recordings(old)
	for _, l := range recordings(t) {
		if !slices.ContainsFunc(had, func(h recorded) bool { return sameURL(h.url, l.url) }) {
			return []callboard.Change{{Kind: callboard.RecordingAttached, Performance: l.performance, After: l.url}}
		}
	}
	return nil
}

type recorded struct{ url, performance string }

func recordings(t *callboard.Talk) []recorded {
	var out []recorded
	add := func(links []callboard.Link, performance string) {
		for _, l := range links {
			if l.Rel == "recording" {
				out = append(out, recorded{l.URL, performance})
			}
		}
	}
	add(t.Links, "")
	for _, p := range t.Performances {
		add(p.Links, p.ID)
	}
	return out
}

// clean is s with entities decoded and white space collapsed.
func clean(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

func sameText(a, b string) bool { return a == b || clean(a) == clean(b) }

// sameName compares the names of rooms, whatever their case.
func sameName(a, b string) bool { return strings.EqualFold(clean(a), clean(b)) }

// sameSet compares two lists as sets of texts.
func sameSet(a, b []string) bool {
	x, y := tidy(a), tidy(b)
	return slices.Equal(x, y)
}

func tidy(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, clean(s))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func names(speakers []callboard.Speaker) []string {
	var out []string
	for _, s := range speakers {
		out = append(out, s.Name)
	}
	return out
}

func keys(speakers []callboard.Speaker) []string {
	var out []string
	for _, s := range speakers {
		if s.Key != "" {
			out = append(out, s.Key)
		} else {
			out = append(out, s.Name)
		}
	}
	return out
}

// sameURL compares two addresses, however their characters are encoded
// (RFC 3986 6.2.2).
func sameURL(a, b string) bool { return a == b || plainURL(a) == plainURL(b) }

func plainURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(html.UnescapeString(s)))
	if err != nil || u.Opaque != "" {
		return s
	}
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	}
	path := u.Path
	if path == "" {
		path = "/"
	}
	query := u.RawQuery
	if q, err := url.ParseQuery(query); err == nil {
		query = q.Encode()
	}
	return strings.Join([]string{u.Scheme, u.User.String(), host, path, query, u.Fragment}, "\x00")
}

func sameLinks(a, b []callboard.Link) bool {
	tidyLinks := func(links []callboard.Link) []string {
		var out []string
		for _, l := range links {
			out = append(out, plainURL(l.URL)+"\x00"+l.Rel+"\x00"+clean(l.Title))
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return len(a) == len(b) && slices.Equal(tidyLinks(a), tidyLinks(b))
}
