package sources

import (
	"bytes"
	"encoding/json"
)

// jsonPeek is JSON that nobody has decoded. Detection looks into a body with it:
// it skips what is not asked for at the speed of a byte search, and goes as far
// as a body that is cut short or broken goes.
type jsonPeek []byte

// object reports whether it begins an object.
func (p jsonPeek) object() bool { return len(p) > 0 && p[0] == '{' }

// list reports whether it begins a list.
func (p jsonPeek) list() bool { return len(p) > 0 && p[0] == '[' }

// fields are the fields of an object by name; none of anything else. Of more
// than a thousand (an object that is used as a map) the first are enough.
func (p jsonPeek) fields() map[string]jsonPeek {
	fields := map[string]jsonPeek{}
	if !p.object() {
		return fields
	}
	for i := jsonBlank(p, 1); i < len(p) && p[i] == '"' && len(fields) < 1000; {
		end := jsonSkip(p, i)
		var key string
		if json.Unmarshal(p[i:end], &key) != nil {
			return fields
		}
		if i = jsonBlank(p, end); i >= len(p) || p[i] != ':' {
			return fields
		}
		i = jsonBlank(p, i+1)
		end = jsonSkip(p, i)
		if i < len(p) {
			fields[key] = p[i:end]
		}
		if i = jsonBlank(p, end); i >= len(p) || p[i] != ',' {
			return fields
		}
		i = jsonBlank(p, i+1)
	}
	return fields
}

// elements are up to most of the first elements of a list.
func (p jsonPeek) elements(most int) []jsonPeek {
	var list []jsonPeek
	if !p.list() {
		return nil
	}
	for i := jsonBlank(p, 1); i < len(p) && p[i] != ']' && len(list) < most; {
		end := jsonSkip(p, i)
		list = append(list, p[i:end])
		if i = jsonBlank(p, end); i >= len(p) || p[i] != ',' {
			break
		}
		i = jsonBlank(p, i+1)
	}
	return list
}

// rows are the fields of the first objects in a list: a few, as the first may be
// a break that lacks what talks have.
func (p jsonPeek) rows() []map[string]jsonPeek {
	var rows []map[string]jsonPeek
	for _, e := range p.elements(5) {
		if e.object() {
			rows = append(rows, e.fields())
		}
	}
	return rows
}

// jsonHas reports whether one of the rows has all the keys.
func jsonHas(rows []map[string]jsonPeek, keys ...string) bool {
	for _, row := range rows {
		all := true
		for _, key := range keys {
			if _, ok := row[key]; !ok {
				all = false
			}
		}
		if all {
			return true
		}
	}
	return false
}

// jsonBlank is the index of the next byte that is no white space.
func jsonBlank(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// jsonSkip is the index behind the value at i.
func jsonSkip(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			i = jsonSkipString(b, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
			i++
		case ',', ':':
			if depth == 0 {
				return i
			}
			i++
			continue
		case ' ', '\t', '\r', '\n':
			i++
			continue
		default:
			for i < len(b) && bytes.IndexByte([]byte(",:]}{[\" \t\r\n"), b[i]) < 0 {
				i++
			}
		}
		if depth == 0 {
			return i
		}
	}
	return len(b)
}

// jsonSkipString is the index behind the string at i.
func jsonSkipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		n := bytes.IndexAny(b[i:], `"\`)
		if n < 0 {
			return len(b)
		}
		if i += n; b[i] == '"' {
			return i + 1
		}
		i++ // the escaped byte
	}
	return len(b)
}
