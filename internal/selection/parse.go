package selection

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"callboard"
)

// The limits of one query: beyond them nobody means it.
const (
	maxValues = 200    // of one key
	maxValue  = 300    // characters of one value
	maxWords  = 5000   // of q
	maxPhrase = 200    // phrases among them: each is searched for by itself
	maxQuery  = 100000 // bytes of q
)

// FromFlags reads the same filters from command-line flags: name without
// dashes -> values. Flags that were not given have no values.
func FromFlags(flags map[string][]string) (Selection, error) {
	q := make(url.Values)
	for name, values := range flags {
		if len(values) > 0 {
			q[name] = values
		}
	}
	return Parse(q)
}

// Parse reads a query. Unknown keys and bad values are a *BadParameterError.
func Parse(q url.Values) (Selection, error) {
	var s Selection
	names := make([]string, 0, len(q))
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names) // the same fault is named each time
	for _, name := range names {
		if err := s.parse(name, q[name]); err != nil {
			return Selection{}, err
		}
	}
	return s, nil
}

func (s *Selection) parse(name string, values []string) error {
	key := slices.IndexFunc(Keys, func(k Key) bool { return k.Name == name })
	if key < 0 {
		return unknown(name)
	}
	if len(values) > 1 && !Keys[key].Repeat {
		return bad(name, "may be given once only")
	}
	if len(values) > maxValues {
		return bad(name, "has %d values, at most %d are taken", len(values), maxValues)
	}
	for _, v := range values {
		if !utf8.ValidString(v) {
			return bad(name, "is not UTF-8")
		}
		if strings.TrimSpace(v) == "" {
			return bad(name, "is empty; leave it out to select everything")
		}
		if name != "q" && utf8.RuneCountInString(v) > maxValue {
			return bad(name, "is longer than %d characters", maxValue)
		}
	}
	if list := s.list(name); list != nil {
		return parseList(name, values, list)
	}
	if len(values) == 0 {
		return nil
	}
	return s.parseOne(name, strings.TrimSpace(values[0]))
}

func (s *Selection) parseOne(name, v string) (err error) {
	switch name {
	case "q":
		s.Words, err = parseWords(v)
	case "from":
		s.From, err = parseBound(name, v)
	case "to":
		s.To, err = parseBound(name, v)
	case "encores":
		s.Encores, err = oneOf(name, v, "all", "first", "next")
	case "cancelled":
		s.Cancelled, err = oneOf(name, v, "mark", "title", "drop")
	case "alarm":
		s.Alarm, err = minutes(name, v)
	}
	return err
}

func bad(name, format string, args ...any) error {
	return &BadParameterError{Name: name, Text: fmt.Sprintf(format, args...)}
}

func unknown(name string) error {
	known := make([]string, len(Keys))
	for i, k := range Keys {
		known[i] = k.Name
	}
	if utf8.RuneCountInString(name) > 40 || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		name = "a parameter"
	}
	return bad(name, "is no filter; there are %s", strings.Join(known, ", "))
}

// maxAlarm is four weeks: what calendars offer at most.
const maxAlarm = 4 * 7 * 24 * 60

// minutes reads a whole number of minutes into its one spelling.
func minutes(name, v string) (string, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > maxAlarm {
		return "", bad(name, "must be a whole number of minutes from 0 to %d", maxAlarm)
	}
	return strconv.Itoa(n), nil
}

// oneOf checks a choice; the first one is the default and becomes "".
func oneOf(name, v string, choices ...string) (string, error) {
	v = strings.ToLower(v)
	switch i := slices.Index(choices, v); {
	case i < 0:
		return "", bad(name, "must be %s or %s", strings.Join(choices[:len(choices)-1], ", "), choices[len(choices)-1])
	case i == 0:
		return "", nil
	}
	return v, nil
}

func parseList(name string, values []string, list *[]string) error {
	for _, v := range values {
		v = strings.TrimSpace(v)
		switch name {
		case "conference":
			v = strings.ToLower(v)
			if err := callboard.ValidID(v); err != nil {
				return bad(name, "%s", err)
			}
		case "language":
			v = strings.ToLower(strings.ReplaceAll(v, "_", "-"))
			if strings.ContainsFunc(v, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
				return bad(name, "%q is no language tag; write %q or %q", v, "en", "en-gb")
			}
		case "talk":
			if strings.ContainsFunc(v, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
				return bad(name, "%q is no id of a talk", v)
			}
		default:
			v = fold(v)
			if v == "" {
				return bad(name, "holds nothing that can be compared")
			}
		}
		*list = append(*list, v)
	}
	slices.Sort(*list)
	*list = slices.Compact(*list)
	return nil
}

// parseWords reads q: words, "phrases" and -without. A word that folds into
// several ("open-source") is a phrase.
func parseWords(q string) ([]Word, error) {
	if len(q) > maxQuery {
		return nil, bad("q", "is longer than %d bytes", maxQuery)
	}
	q = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`).Replace(q)
	var words []Word
	for q = strings.TrimSpace(q); q != ""; q = strings.TrimSpace(q) {
		var w Word
		if rest, not := strings.CutPrefix(q, "-"); not {
			w.Not, q = true, rest
		}
		var text string
		if rest, quoted := strings.CutPrefix(q, `"`); quoted {
			var closed bool
			if text, q, closed = strings.Cut(rest, `"`); !closed {
				return nil, bad("q", `a phrase is not closed; write "two words"`)
			}
		} else {
			end := strings.IndexFunc(q, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
			if end < 0 {
				end = len(q)
			}
			text, q = q[:end], q[end:]
		}
		if w.Text = foldWords(text); w.Text != "" {
			words = append(words, w)
		}
		if len(words) > maxWords {
			return nil, bad("q", "has more than %d words", maxWords)
		}
	}
	if len(words) == 0 {
		return nil, bad("q", "holds no word to look for")
	}
	slices.SortFunc(words, func(a, b Word) int {
		if a.Not != b.Not {
			if b.Not {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Text, b.Text)
	})
	words = slices.Compact(words)
	phrases := 0
	for _, w := range words {
		if strings.Contains(w.Text, " ") || unparted(w.Text) {
			phrases++
		}
	}
	if phrases > maxPhrase {
		return nil, bad("q", "has more than %d phrases", maxPhrase)
	}
	return words, nil
}

// parseBound reads a date, or an instant with its offset. A + of the offset
// that a query string turned into a blank is understood.
func parseBound(name, v string) (Bound, error) {
	const want = "%q is neither a date such as 2015-07-22 nor an instant such as 2015-07-22T13:30:00Z"
	if t, err := time.Parse(time.DateOnly, v); err == nil {
		if !sane(t) {
			return Bound{}, bad(name, "the year must lie between 1900 and 2999")
		}
		return Bound{Day: callboard.Date(v)}, nil
	}
	text := strings.ToUpper(strings.Replace(v, " ", "+", 1))
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if !sane(t) {
			return Bound{}, bad(name, "the year must lie between 1900 and 2999")
		}
		// Starts are whole seconds: nothing lies between one and the next.
		if t.Nanosecond() > 0 {
			t = t.Truncate(time.Second).Add(time.Second)
		}
		return Bound{Instant: t.UTC()}, nil
	}
	if _, err := time.Parse("2006-01-02T15:04:05", text); err == nil {
		return Bound{}, bad(name, "%q lacks its offset; write %sZ or %s%%2B02:00", v, v, v)
	}
	return Bound{}, bad(name, want, v)
}

func sane(t time.Time) bool { return t.Year() >= 1900 && t.Year() <= 2999 }
