package sources

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The JSON kinds decode a body into plain values (map[string]any, []any, string,
// json.Number, bool, nil) and ask them leniently: hand-made exports write a
// number where others write a string, null for nothing, and {"en": "..."} for a
// text. What has the wrong type is not there, and costs nothing else.

// jsonDocument decodes the whole body, what names the kind in errors. A body
// that is cut short gives nothing: names that its items point to may stand at
// its end. after counts the bytes that follow the document.
func jsonDocument(p *Page, what string) (doc any, after int, err error) {
	if !jsonStarts(p) {
		return nil, 0, &WrongKindError{Want: what, Got: Look(p)}
	}
	body := jsonBody(p)
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, 0, fmt.Errorf("the %s breaks off after %d bytes, before its last bracket: nothing of it is used", what, len(body))
		}
		return nil, 0, fmt.Errorf("broken %s: %w", what, err)
	}
	return doc, len(bytes.TrimSpace(body[dec.InputOffset():])), nil
}

// jsonBody is the body from its first bracket on.
func jsonBody(p *Page) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(p.Body, []byte("\ufeff")), " \t\r\n")
}

// jsonStarts says whether a body can be JSON and so no markup.
func jsonStarts(p *Page) bool {
	body := jsonBody(p)
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

// jsonObject is v as an object, nil when it is none.
func jsonObject(v any) map[string]any { o, _ := v.(map[string]any); return o }

// jsonList is v as a list: a list itself, the values of an object that is keyed
// by something, in the order of the keys, or nothing.
func jsonList(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case map[string]any:
		list := make([]any, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			list = append(list, v[key])
		}
		return list
	}
	return nil
}

// jsonText is v as text: a string or a number as printed, a localized text in
// English or else its first language, the name or title of a named object. Lists
// and booleans are none.
func jsonText(v any) string { return jsonTextIn(v, "en") }

// jsonTextIn prefers a language, "de".
func jsonTextIn(v any, language string) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case map[string]any:
		for _, key := range []string{"name", "title", "label"} {
			text := ""
			if inner := jsonObject(v[key]); inner != nil {
				text = jsonLocal(inner, language)
			} else {
				text = jsonTextIn(v[key], language)
			}
			if text != "" {
				return text
			}
		}
		return jsonLocal(v, language)
	}
	return ""
}

// jsonLocal picks a language of {"de": "...", "en": "..."}. An object with keys
// that are no language tags is no text.
func jsonLocal(o map[string]any, language string) string {
	keys := slices.Sorted(maps.Keys(o))
	for _, key := range keys {
		if len(key) < 2 || len(key) > 12 || len(key) > 3 && !strings.ContainsAny(key, "-_") {
			return ""
		}
	}
	for _, want := range append([]string{language, "en"}, keys...) {
		for _, key := range keys {
			if text, ok := o[key].(string); ok && want != "" && strings.TrimSpace(text) != "" && jsonSameLanguage(key, want) {
				return strings.TrimSpace(text)
			}
		}
	}
	return ""
}

// jsonSameLanguage compares the primary subtags of two language tags.
func jsonSameLanguage(a, b string) bool {
	primary := func(s string) string {
		if i := strings.IndexAny(s, "-_"); i > 0 {
			s = s[:i]
		}
		return strings.ToLower(s)
	}
	return primary(a) == primary(b)
}

// jsonField is the text of the first of the keys that has one.
func jsonField(o map[string]any, keys ...string) string {
	for _, key := range keys {
		if text := jsonText(o[key]); text != "" {
			return text
		}
	}
	return ""
}

// jsonFirst is the value of the first of the keys that is there and not null.
func jsonFirst(o map[string]any, keys ...string) any {
	for _, key := range keys {
		if v := o[key]; v != nil {
			return v
		}
	}
	return nil
}

// jsonTrue reads a boolean that may be written as text or number.
func jsonTrue(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "yes", "1":
			return true
		}
	case json.Number:
		return v.String() == "1"
	}
	return false
}

// jsonTime is a time as printed, rewritten in RFC 3339's manner (a T for the
// blank, a colon in the offset). A number is seconds or milliseconds since 1970.
func jsonTime(v any) string {
	if n, ok := v.(json.Number); ok {
		return jsonEpoch(n)
	}
	s, _ := v.(string)
	s = strings.TrimSpace(s)
	if stamp, ok := scheduleXMLStamp(s); ok {
		return stamp
	}
	if len(s) >= 10 && strings.Trim(s, "0123456789") == "" && len(s) != 12 && len(s) != 14 {
		return jsonEpoch(json.Number(s))
	}
	return s
}

// jsonEpoch writes an epoch time as an instant; "" for what is none (0, and
// years that no conference is in).
func jsonEpoch(n json.Number) string {
	f, err := n.Float64()
	if err != nil || f <= 0 {
		return ""
	}
	if f >= 1e11 { // milliseconds: as seconds it would be the year 5138
		f /= 1000
	}
	if f >= 1e11 {
		return ""
	}
	return time.Unix(int64(f), 0).UTC().Format(time.RFC3339)
}

// jsonMinutes is a duration as printed; a number of minutes may be a fraction.
func jsonMinutes(v any) string {
	n, ok := v.(json.Number)
	if !ok {
		return jsonText(v)
	}
	f, err := strconv.ParseFloat(n.String(), 64)
	if err != nil || f <= 0 || f > 100_000 {
		return ""
	}
	return strconv.Itoa(int(f + 0.5))
}

// jsonNames are the names in a list of people, each once and in order. A person
// is a text, or an object with a name in one of the usual keys.
func jsonNames(v any) []string {
	if s, ok := v.(string); ok {
		v = []any{s}
	} else if o := jsonObject(v); jsonName(o) != "" {
		v = []any{o}
	}
	var names []string
	for _, person := range jsonList(v) {
		name, ok := person.(string)
		if !ok {
			name = jsonName(jsonObject(person))
		}
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// jsonName is the name of a person.
func jsonName(o map[string]any) string {
	name := jsonField(o, "public_name", "full_public_name", "name", "fullName", "full_name", "display_name", "displayName", "speaker")
	if name != "" {
		return name
	}
	given := jsonField(o, "firstName", "first_name", "firstname")
	return strings.TrimSpace(given + " " + jsonField(o, "lastName", "last_name", "lastname"))
}

// jsonWords are the texts of a list, or of a text with commas.
func jsonWords(v any) []string {
	if s, ok := v.(string); ok {
		var list []any
		for word := range strings.SplitSeq(s, ",") {
			list = append(list, word)
		}
		v = list
	}
	list, _ := v.([]any)
	var words []string
	for _, w := range list {
		if word := jsonText(w); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}
