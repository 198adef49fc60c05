package config

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// lines maps the dotted path of a key or table ("source[1].cron") to its line.
type lines map[string]int

// at is the line of path, or of the nearest table around it.
func (l lines) at(path string) int {
	for path != "" {
		if n, ok := l[path]; ok {
			return n
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			break
		}
		path = path[:cut]
	}
	return 1
}

// parse decodes a document into plain values and remembers where each key
// stands. Syntax errors come with their line; types are judged by the sections,
// because the decoder stops at its first type error and an admin wants all of
// them at once.
func parse(data []byte) (map[string]any, lines, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // editors on Windows write one, the parser refuses it
	doc := map[string]any{}
	if err := toml.Unmarshal(data, &doc); err != nil {
		var decode *toml.DecodeError
		if errors.As(err, &decode) {
			row, _ := decode.Position()
			return nil, nil, &Problem{Line: row, Text: strings.TrimPrefix(decode.Error(), "toml: ")}
		}
		return nil, nil, &Problem{Line: 1, Text: strings.TrimPrefix(err.Error(), "toml: ")}
	}
	return doc, positions(data), nil
}

// positions walks the syntax tree of a document that is known to parse.
func positions(data []byte) lines {
	found, counts, prefix := lines{}, map[string]int{}, ""
	p := unstable.Parser{}
	p.Reset(data)
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			path, line := keyPath("", e, &p, counts)
			if e.Kind == unstable.ArrayTable {
				index := counts[path]
				counts[path]++
				path = fmt.Sprintf("%s[%d]", path, index)
			}
			prefix = path
			found.add(path, line)
		case unstable.KeyValue:
			keyValue(prefix, e, &p, found)
		}
	}
	return found
}

func (l lines) add(path string, line int) {
	if _, ok := l[path]; !ok {
		l[path] = line
	}
}

func keyValue(prefix string, e *unstable.Node, p *unstable.Parser, found lines) {
	path, line := keyPath(prefix, e, p, nil)
	found.add(path, line)
	if v := e.Value(); v.Kind == unstable.InlineTable {
		for it := v.Children(); it.Next(); {
			keyValue(path, it.Node(), p, found)
		}
	}
}

// keyPath joins a dotted key. Inside the path of a table, a name that is an
// array of tables means its latest element.
func keyPath(prefix string, e *unstable.Node, p *unstable.Parser, counts map[string]int) (string, int) {
	path, line := prefix, 0
	for it := e.Key(); it.Next(); {
		n := it.Node()
		if line == 0 {
			line = p.Shape(n.Raw).Start.Line
		}
		if c := counts[path]; c > 0 {
			path = fmt.Sprintf("%s[%d]", path, c-1)
		}
		if path != "" {
			path += "."
		}
		path += string(n.Data)
	}
	return path, line
}

// section reads the keys of one table and records what is wrong with them.
type section struct {
	path string
	keys map[string]any
	used map[string]bool
	c    *checker
}

func (s *section) problem(key, format string, args ...any) {
	path := s.path
	if key != "" {
		path = join(s.path, key)
	}
	s.c.problem(path, format, args...)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (s *section) value(key string) (any, bool) {
	s.used[key] = true
	v, ok := s.keys[key]
	return v, ok
}

func (s *section) str(key, def string) string {
	v, ok := s.value(key)
	if !ok {
		return def
	}
	text, ok := v.(string)
	if !ok {
		s.problem(key, "%s must be text in quotes, not %s", key, describe(v))
		return def
	}
	if text == "" {
		s.problem(key, "%s is empty; leave the line out for the default", key)
		return def
	}
	return text
}

func (s *section) integer(key string, def int) int {
	v, ok := s.value(key)
	if !ok {
		return def
	}
	n, ok := v.(int64)
	if !ok || n < -1_000_000 || n > 1_000_000 {
		s.problem(key, "%s must be a whole number such as %d, not %s", key, def, describe(v))
		return def
	}
	return int(n)
}

func (s *section) boolean(key string, def bool) bool {
	v, ok := s.value(key)
	if !ok {
		return def
	}
	b, ok := v.(bool)
	if !ok {
		s.problem(key, "%s must be true or false, not %s", key, describe(v))
		return def
	}
	return b
}

// table reads a table below this one; nil when it is not there.
func (s *section) table(key string) *section {
	v, ok := s.value(key)
	if !ok {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		table, _, _ := strings.Cut(s.path, "[") // [source.headers] belongs to the [[source]] above it
		s.problem(key, "%s must be a table: write [%s] on a line of its own", key, join(table, key))
		return nil
	}
	return s.c.section(join(s.path, key), m)
}

// tables reads an array of tables. A single [name] is taken for one [[name]].
func (s *section) tables(key string) []*section {
	v, ok := s.value(key)
	if !ok {
		return nil
	}
	switch list := v.(type) {
	case map[string]any:
		return []*section{s.c.section(key, list)}
	case []any:
		var out []*section
		for i, e := range list {
			m, ok := e.(map[string]any)
			if !ok {
				s.problem(key, "%s must be tables: write [[%s]] on a line of its own", key, key)
				return out
			}
			out = append(out, s.c.section(fmt.Sprintf("%s[%d]", key, i), m))
		}
		return out
	}
	s.problem(key, "%s must be tables: write [[%s]] on a line of its own", key, key)
	return nil
}

// done reports the keys that nobody asked for, with the nearest known one.
func (s *section) done() {
	known := make([]string, 0, len(s.used))
	for k := range s.used {
		known = append(known, k)
	}
	sort.Strings(known)
	for k := range s.keys {
		if s.used[k] {
			continue
		}
		if near := nearest(k, known); near != "" {
			s.problem(k, "unknown key %q; did you mean %q?", k, near)
			continue
		}
		s.problem(k, "unknown key %q; known here: %s", k, strings.Join(known, ", "))
	}
}

func describe(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("the text %q", v)
	case bool, int64, float64:
		return fmt.Sprint(v)
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return fmt.Sprintf("the date %v", v)
}

// nearest is the known name within two edits of name or that name begins, or "".
func nearest(name string, known []string) string {
	best, bestAt := "", 3
	for _, k := range known {
		if len(name) > 2 && strings.HasPrefix(k, strings.ToLower(name)) {
			return k
		}
		if d := edits(strings.ToLower(name), k); d < bestAt && d < len(k) {
			best, bestAt = k, d
		}
	}
	return best
}

// edits is the Levenshtein distance: config keys are short and few.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
