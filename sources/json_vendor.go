package sources

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Vendors' JSON changes from year to year: a number becomes a text, a list is
// null, a key is missing. Their readers take documents apart without types.

// vendorJSON decodes a whole document of the kind what, numbers as printed. One
// that is cut short gives nothing: what its items point to may stand behind the
// cut. Bytes behind the document are a warning in l.
func vendorJSON(p *Page, what string, l *Listing) (any, error) {
	body := vendorBody(p)
	wrong := &WrongKindError{Want: what, Got: Look(p)}
	if len(body) == 0 || body[0] != '{' && body[0] != '[' {
		return nil, wrong
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("the %s breaks off after %d bytes, before its last bracket: nothing of it is used", what, len(body))
		}
		return nil, fmt.Errorf("broken %s: %w", what, err)
	}
	if rest := bytes.TrimSpace(body[dec.InputOffset():]); len(rest) > 0 {
		l.warn("", "%d bytes follow the last bracket and were ignored", len(rest))
	}
	return doc, nil
}

// vendorBody is a body without a byte order mark and leading blanks.
func vendorBody(p *Page) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(p.Body, []byte("\xef\xbb\xbf")), " \t\r\n")
}

// vendorObject is a JSON object; reading from nil gives nothing.
type vendorObject map[string]any

// text is the first of the keys that holds something printable.
func (o vendorObject) text(keys ...string) string {
	for _, key := range keys {
		if s := vendorText(o[key]); strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// yes reports whether a key holds true, however it is written.
func (o vendorObject) yes(key string) bool {
	switch strings.ToLower(vendorText(o[key])) {
	case "true", "1", "yes":
		return true
	}
	return false
}

// object is the object below a key, nil for anything else.
func (o vendorObject) object(key string) vendorObject { return vendorMap(o[key]) }

// list is the list below a key, nil for anything else.
func (o vendorObject) list(key string) []any {
	list, _ := o[key].([]any)
	return list
}

// vendorMap is v as an object, nil for anything else.
func vendorMap(v any) vendorObject {
	m, _ := v.(map[string]any)
	return m
}

// vendorText is a text, a number or a truth value as printed. Of an object of
// languages ({"ja": ..., "en": ...}) it is the English one, else the first.
func vendorText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return fmt.Sprint(v)
	case map[string]any:
		for _, key := range append([]string{"en"}, slices.Sorted(maps.Keys(v))...) {
			if s, ok := v[key].(string); ok && len(key) <= 5 && strings.TrimSpace(s) != "" {
				return s
			}
		}
	}
	return ""
}

// vendorTime writes "2026-05-01 09:00" with a T between date and clock, and
// seconds or milliseconds since 1970 as an instant.
func vendorTime(s string) string {
	s = strings.TrimSpace(s)
	if declaredEpoch.MatchString(s) {
		return jsonEpoch(json.Number(s))
	}
	if len(s) > 11 && s[10] == ' ' {
		s = s[:10] + "T" + strings.TrimLeft(s[11:], " ")
	}
	return s
}

// vendorBase is the address that relative links of a page are relative to.
func vendorBase(p *Page) *url.URL {
	base, err := url.Parse(p.URL)
	if err != nil {
		return &url.URL{}
	}
	return base
}

// drop leaves out an item: with a ref it counts as seen, without one nobody
// knows what is there and the reading proves no absence.
func (l *Listing) drop(ref, where, why string) {
	if ref == "" {
		l.Complete = false
	} else {
		l.Unusable = append(l.Unusable, ref)
	}
	l.warn(where, "%s", why)
}

// vendorScan walks over the members of a JSON object, or the elements of a list
// (without keys), leaving the values raw. It is for recognising: it checks no
// more of the grammar than it needs, and stops where the document breaks.
func vendorScan(raw []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		raw = bytes.TrimLeft(raw, " \t\r\n")
		if len(raw) == 0 || raw[0] != '{' && raw[0] != '[' {
			return
		}
		object := raw[0] == '{'
		for raw = raw[1:]; ; {
			if raw = bytes.TrimLeft(raw, " \t\r\n,"); len(raw) == 0 || raw[0] == '}' || raw[0] == ']' {
				return
			}
			key := ""
			if object {
				end := vendorSkip(raw)
				if raw[0] != '"' || json.Unmarshal(raw[:end], &key) != nil {
					return
				}
				if raw = bytes.TrimLeft(raw[end:], " \t\r\n"); len(raw) == 0 || raw[0] != ':' {
					return
				}
				if raw = bytes.TrimLeft(raw[1:], " \t\r\n"); len(raw) == 0 {
					return
				}
			}
			end := vendorSkip(raw)
			if end == 0 || !yield(key, raw[:end]) {
				return
			}
			raw = raw[end:]
		}
	}
}

// vendorSkip is the length of the JSON value that raw begins with, as far as it
// goes.
func vendorSkip(raw []byte) int {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			for i++; i < len(raw) && raw[i] != '"'; i++ {
				if raw[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return min(i+1, len(raw))
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
			if depth < 0 {
				return i
			}
		case ',', ' ', '\n', '\r', '\t':
			if depth == 0 {
				return i
			}
		}
	}
	return len(raw)
}

// vendorMember is the raw value of a key of a raw object, nil without one.
func vendorMember(raw []byte, key string) []byte {
	for k, v := range vendorScan(raw) {
		if k == key {
			return v
		}
	}
	return nil
}

// vendorFirst is the first element of a raw list or the first value of a raw
// object, nil when there is none.
func vendorFirst(raw []byte) []byte {
	for _, v := range vendorScan(raw) {
		return v
	}
	return nil
}

// vendorHas reports whether a raw object has all the keys.
func vendorHas(raw []byte, keys ...string) bool {
	if len(raw) == 0 || raw[0] != '{' {
		return false
	}
	found := 0
	for k := range vendorScan(raw) {
		if slices.Contains(keys, k) {
			found++
		}
	}
	return found >= len(keys)
}

func vendorIsList(raw []byte) bool { return len(raw) > 0 && raw[0] == '[' }
