package sources

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// The declarative kinds page, json, xml and csv are told where things stand: a
// key of their table holds a CSS selector, a jq program, an XPath expression or
// a header name. They share keys, pages, details, times and warnings (the
// declared_*.go files), and differ in how a key is asked (declaredEngine).

// detectNothing is Detect of the declarative kinds: any HTML, JSON, XML or CSV
// could be one. Guess looks at what is inside.
func detectNothing(*Page) string { return "" }

// declaredFields are the keys that fill an item; an inner table detail has the
// same ones.
var declaredFields = []string{"ref", "title", "subtitle", "start", "end", "duration", "day", "date", "room", "speakers", "track", "type",
	"language", "abstract", "link", "status", "recording", "slides"}

// declaredOptions are the options of a declarative kind, decoded and judged.
type declaredOptions struct {
	kind     string
	programs map[string]declaredProgram // by key: the fields, item and next
	// fixedDate is the day of all items where date is written out: 2026-03-01.
	// With only a year, 2026, it completes the dates that are printed without.
	fixedDate              string
	dateLayout, timeLayout *declaredLayout
	also                   map[string]string // further documents of the same source by variable name
	detail                 *declaredOptions
}

// declaredProgram is what a key holds, made ready by the engine of its kind.
type declaredProgram struct {
	text  string
	ready any
}

// OptionErrors are all faults of a kind's options.
type OptionErrors []*OptionError

func (e OptionErrors) Error() string {
	texts := make([]string, len(e))
	for i, one := range e {
		texts[i] = one.Text
	}
	return strings.Join(texts, "; ")
}

// Unwrap gives each fault to errors.As.
func (e OptionErrors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// declaredDecoder decodes one table of options and collects its faults.
type declaredDecoder struct {
	engine declaredEngine
	prefix string // "detail." in the inner table
	faults OptionErrors
}

func (d *declaredDecoder) fault(key, format string, args ...any) {
	d.faults = append(d.faults, &OptionError{Key: d.prefix + key, Text: fmt.Sprintf(format, args...)})
}

// declaredDecode decodes and validates the options of a declarative kind. The
// error is an *OptionError or OptionErrors.
func declaredDecode(engine declaredEngine, options map[string]any) (*declaredOptions, error) {
	d := &declaredDecoder{engine: engine}
	out := d.table(options, false)
	switch len(d.faults) {
	case 0:
		return out, nil
	case 1:
		return nil, d.faults[0]
	}
	return nil, d.faults
}

// keys are those that a table of the kind may hold.
func (d *declaredDecoder) keys(inner bool) []string {
	keys := append(slices.Clone(declaredFields), "date_layout", "time_layout")
	if inner {
		return keys
	}
	keys = append(keys, "item")
	rules := d.engine.rules()
	if rules.next {
		keys = append(keys, "next")
	}
	if rules.detail {
		keys = append(keys, "detail")
	}
	if rules.also {
		keys = append(keys, "also")
	}
	return keys
}

func (d *declaredDecoder) table(options map[string]any, inner bool) *declaredOptions {
	rules := d.engine.rules()
	out := &declaredOptions{kind: rules.kind, programs: map[string]declaredProgram{}}
	known := d.keys(inner)
	if !inner && rules.also {
		out.also = d.also(options["also"])
		d.engine = d.engine.with(slices.Sorted(maps.Keys(out.also)))
	}
	for _, key := range slices.Sorted(maps.Keys(options)) {
		value := options[key]
		switch {
		case !slices.Contains(known, key):
			d.unknown(key, known)
		case key == "also": // decoded above: it decides which names programs may use
		case key == "detail":
			if t, ok := value.(map[string]any); ok {
				d.prefix = "detail."
				out.detail = d.table(t, true)
				d.prefix = ""
			} else {
				d.fault(key, "detail is a table of its own: [source.%s.detail]", rules.kind)
			}
		default:
			d.key(out, key, value)
		}
	}
	if inner {
		if len(out.programs) == 0 && len(options) == 0 {
			d.fault("", "detail needs at least one key, such as abstract")
		}
		return out
	}
	d.required(out, options)
	return out
}

// required demands what nothing can be read without.
func (d *declaredDecoder) required(out *declaredOptions, options map[string]any) {
	rules := d.engine.rules()
	for _, key := range []string{"item", "title"} {
		if _, there := options[key]; !there && (key != "item" || rules.item) {
			d.fault(key, "kind %s needs the key %s: %s", rules.kind, key, rules.examples[key])
		}
	}
	if _, there := options["link"]; out.detail != nil && !there {
		d.fault("detail", "detail reads the page behind each item: it needs the key link")
	}
}

func (d *declaredDecoder) unknown(key string, known []string) {
	if near := declaredNearest(key, known); near != "" {
		d.fault(key, "unknown key %q; did you mean %q?", key, near)
		return
	}
	d.fault(key, "unknown key %q; known keys: %s", key, strings.Join(known, ", "))
}

var (
	declaredDay  = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	declaredYear = regexp.MustCompile(`^(19|20)\d{2}$`)
)

// key decodes one text. An empty one is as good as none, so that a stanza may
// keep the key.
func (d *declaredDecoder) key(out *declaredOptions, key string, value any) {
	text, ok := value.(string)
	if s, is := value.(fmt.Stringer); !ok && is && key == "date" {
		text, ok = s.String(), true // a TOML date
	}
	if n, is := value.(int64); !ok && is && key == "date" {
		text, ok = fmt.Sprint(n), true
	}
	if !ok {
		d.fault(key, "%s is a text in quotes", key)
		return
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		if key == "item" || key == "title" {
			d.fault(key, "%s is empty: %s", key, d.engine.rules().examples[key])
		}
	case key == "date" && (declaredDay.MatchString(text) || declaredYear.MatchString(text)):
		out.fixedDate = text
	case key == "date_layout" || key == "time_layout":
		layout, err := declaredLayoutOf(text)
		if err != nil {
			d.fault(key, "%s %v", key, err)
			return
		}
		if key == "date_layout" {
			out.dateLayout = layout
		} else {
			out.timeLayout = layout
		}
	default:
		ready, err := d.engine.compile(key, text)
		if err != nil {
			d.fault(key, "%s: %v", key, err)
			return
		}
		out.programs[key] = declaredProgram{text, ready}
	}
}

var declaredVariable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// also decodes the further documents.
func (d *declaredDecoder) also(value any) map[string]string {
	if value == nil {
		return nil
	}
	table, ok := value.(map[string]any)
	if !ok {
		d.fault("also", "also is a table of addresses: halls = \"https://smallconf.example/api/halls\"")
		return nil
	}
	out := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		address, _ := table[name].(string)
		switch {
		case !declaredVariable.MatchString(name) || name == "root" || name == "__loc__" || name == "ENV":
			d.fault("also."+name, "%q cannot be the name of a variable: use letters, digits and _, and not root", name)
		case strings.TrimSpace(address) == "":
			d.fault("also."+name, "also.%s is the address of a further document, in quotes", name)
		default:
			out[name] = strings.TrimSpace(address)
		}
	}
	return out
}

// Also are the addresses of further documents in the options of the source at
// address: an admin wrote them, as the source's own.
func Also(address string, options map[string]any) []string {
	table, _ := options["also"].(map[string]any)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if text, ok := table[name].(string); ok && strings.TrimSpace(text) != "" {
			out = append(out, declaredAddress(address, text))
		}
	}
	return out
}

// declaredAddress makes the address of a further document absolute.
func declaredAddress(base, text string) string {
	text = strings.TrimSpace(text)
	u, err := url.Parse(base)
	if err != nil {
		return text
	}
	if u, err = u.Parse(text); err != nil {
		return text
	}
	return u.String()
}

// declaredNearest is the known key that a mistyped one probably is, "" for none.
func declaredNearest(name string, known []string) string {
	best, bestAt := "", 3
	for _, k := range known {
		if at := declaredEdits(strings.ToLower(name), k); at < bestAt && at < len(k) {
			best, bestAt = k, at
		}
	}
	if best != "" {
		return best
	}
	return declaredSynonyms[strings.ToLower(name)]
}

// declaredSynonyms are the names that other systems use for our keys.
var declaredSynonyms = map[string]string{"name": "title", "id": "ref", "begin": "start", "from": "start", "to": "end", "until": "end",
	"url": "link", "href": "link", "location": "room", "venue": "room", "hall": "room", "speaker": "speakers", "presenter": "speakers",
	"persons": "speakers", "description": "abstract", "summary": "abstract", "items": "item", "video": "recording", "time": "start",
	"lang": "language", "category": "track"}

// declaredEdits is the Levenshtein distance: keys are short and few.
func declaredEdits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
