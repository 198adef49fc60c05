package sources

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/mmcdole/gofeed"
	feedjson "github.com/mmcdole/gofeed/json"
)

// parseJSON reads JSON Feed. Entries are decoded one by one, so that one with a
// value of the wrong type does not cost the others.
func (x *feedReading) parseJSON(body []byte) (err error) {
	defer feedRecover(&err)
	if feedJSONDepth(body) > feedMaxDepth {
		return fmt.Errorf("values are nested more than %d deep", feedMaxDepth)
	}
	var top struct {
		Version string `json:"version"`
		Title   any    `json:"title"`
		Home    any    `json:"home_page_url"`
		Lang    any    `json:"language"`
		Items   []json.RawMessage
	}
	if err := json.Unmarshal(body, &top); err != nil {
		return err
	}
	if top.Items == nil {
		return errors.New("it has no items")
	}
	text := func(v any) string { s, _ := v.(string); return s }
	feed := &feedjson.Feed{Version: top.Version, Title: text(top.Title), HomePageURL: text(top.Home), Language: text(top.Lang)}
	for i, raw := range top.Items {
		item := new(feedjson.Item)
		if bytes.Equal(raw, []byte("null")) {
			x.warn(feedWhere(i), "an empty entry")
			continue
		}
		if err := json.Unmarshal(raw, item); err != nil {
			x.warn(feedWhere(i), "an entry cannot be used: %v", err)
			var id struct {
				ID any `json:"id"`
			}
			if json.Unmarshal(raw, &id) == nil && id.ID != nil {
				x.list.Unusable = append(x.list.Unusable, fmt.Sprint(id.ID))
			}
			continue
		}
		authors := item.Authors[:0]
		for _, a := range item.Authors {
			if a != nil {
				authors = append(authors, a)
			}
		}
		item.Authors = authors
		feed.Items = append(feed.Items, item)
		x.plain = append(x.plain, item.ContentHTML == "")
		x.extra = append(x.extra, feedJSONEvent(raw))
		x.place = append(x.place, i)
	}
	x.feed, err = (&gofeed.DefaultJSONTranslator{}).Translate(feed)
	if err != nil {
		return err
	}
	for i, item := range feed.Items {
		x.feed.Items[i].Custom = map[string]string{"language": item.Language, "external": item.ExternalURL}
		if item.ContentText == "" && item.ContentHTML == "" {
			x.feed.Items[i].Content = item.Summary
		}
	}
	return nil
}

func feedWhere(i int) string { return fmt.Sprintf("entry %d", i+1) }

// feedJSONEvent looks for event dates in the extensions of an entry, the objects
// whose names begin with an underscore.
func feedJSONEvent(raw []byte) feedEvent {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return nil
	}
	var names []string
	for name := range members {
		if strings.HasPrefix(name, "_") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	event := feedEvent{}
	for _, name := range names {
		var v any
		if json.Unmarshal(members[name], &v) == nil {
			event.collect(v, 0)
		}
	}
	return event
}

// collect adds the members of JSON objects, whatever they are nested in. A place
// or a zone may be an object with a name.
func (e feedEvent) collect(v any, depth int) {
	if depth > 4 {
		return
	}
	switch v := v.(type) {
	case []any:
		if len(v) > 0 {
			e.collect(v[0], depth+1)
		}
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			key := feedKey(name)
			switch w := v[name].(type) {
			case string:
				e.add("json", key, w)
			case bool:
				if w && (key == "allday" || key == "cancelled" || key == "canceled") {
					e.add("json", key, "true")
				}
			case map[string]any:
				if label, ok := w["name"].(string); ok {
					e.add("json", key, label)
				} else if when, ok := w["dateTime"].(string); ok { // as calendar APIs have it
					e.add("json", key, when)
				} else if when, ok := w["date"].(string); ok {
					e.add("json", key, when)
				}
				if tz, ok := w["timeZone"].(string); ok {
					e.add("json", "timezone", tz)
				}
				e.collect(w, depth+1)
			case []any:
				e.collect(w, depth+1)
			}
		}
	}
}

// feedJSONDepth is how deep brackets are nested outside of strings.
func feedJSONDepth(body []byte) int {
	depth, deepest, inString := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}
