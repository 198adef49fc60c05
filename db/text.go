package db

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// clean makes arguments storable: most of SQLite's functions stop at a NUL, and
// bytes that are no UTF-8 would be stored as they are and break readers. Both
// become U+FFFD. args is changed in place.
func clean(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = cleanText(s)
		}
	}
	return args
}

func cleanText(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	return s
}

// toJSON is the JSON text of v, cleaned like text. Invalid UTF-8 is replaced by
// the encoder; a NUL, which it escapes, here.
func toJSON(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return cleanJSON(strings.TrimSuffix(b.String(), "\n")), nil
}

// cleanJSON replaces the escape \u0000, but not an escaped backslash followed
// by u0000.
func cleanJSON(s string) string {
	const nul = `\u0000`
	if !strings.Contains(s, nul) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\':
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], nul):
			b.WriteString("\uFFFD")
			i += len(nul) - 1
		default: // another escape: its second byte means nothing by itself
			b.WriteString(s[i : i+2])
			i++
		}
	}
	return b.String()
}

// listJSON is the JSON text of a list, "[]" for an empty one.
func listJSON[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "[]", nil
	}
	return toJSON(list)
}

// fromJSON reads what toJSON or listJSON wrote; an empty list becomes nil.
func fromJSON(s string, v any) error {
	if s == "" || s == "[]" || s == "{}" {
		return nil
	}
	if err := json.Unmarshal([]byte(s), v); err != nil {
		return fmt.Errorf("decode stored %T: %w", v, err)
	}
	return nil
}

// unix is t as stored: whole seconds, 0 for the zero time.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// fromUnix is a stored instant in UTC.
func fromUnix(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

// sortedKeys makes the order of writes, and so the file, independent of chance.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// whole is t in UTC and whole seconds, as everything here is.
func whole(t time.Time) time.Time { return fromUnix(unix(t)) }

// flag is a truth value as stored.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
