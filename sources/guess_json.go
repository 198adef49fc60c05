package sources

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func guessJSON(p *Page) []guessCandidate {
	doc, after, err := jsonDocument(p, "JSON")
	if err != nil || after > 0 {
		return nil
	}
	w := newGuessLists(doc)
	directories := w.directories()
	var lists []*guessList
	var found []guessCandidate
	for _, path := range slices.Sorted(maps.Keys(w.lists)) {
		if len(w.lists) > guessPaths && len(w.lists[path].rows) < guessLeast {
			continue
		}
		lists = append(lists, w.lists[path])
		found = append(found, w.lists[path].candidate(directories, w))
	}
	more := slices.Concat(w.several(lists, found), w.named(directories), w.referring(lists, found, directories), w.repeated(lists, found, directories))
	found = append(found, more...)
	for i := range found {
		found[i].decoded = doc
	}
	return found
}

func (l *guessList) candidate(directories []guessDirectory, w *guessLists) guessCandidate {
	fields, rows := l.fields()
	sorted := guessSorted(fields)
	options := guessOptions(sorted, rows)
	if options["title"] == nil {
		l.titles(options, sorted)
	}
	l.span(options, sorted)
	l.lookUp(options, sorted, directories)
	l.whole = slices.ContainsFunc(sorted, func(f guessField) bool {
		return f.ask == options["start"] && !slices.ContainsFunc(f.values, func(v string) bool { return !(&declaredOptions{}).read(v).whole })
	})
	if options["start"] == nil {
		w.lookUpSlot(l, options, sorted)
	}
	l.inherit(options, w, false)
	return guessCandidate{kind: "json", what: l.path, options: options, rows: len(l.rows)}
}

// titles puts two fields together of which one names the talks and the other what
// is between them.
func (l *guessList) titles(options map[string]any, fields []guessField) {
	text := func(row map[string]any, ask string) string {
		return strings.TrimSpace(guessText(row[strings.TrimPrefix(ask, ".")]))
	}
	best := guessField{}
	for _, f := range fields {
		if guessIdent(strings.TrimPrefix(f.ask, ".")) && guessNamed("title", f.name) > guessNamed("title", best.name) && guessHolds(&declaredOptions{}, "title", f, f.rows) {
			best = f
		}
	}
	if best.ask == "" || 3*best.rows < len(l.rows[:min(len(l.rows), guessSamples)]) {
		return
	}
	for _, f := range fields {
		if f.ask == best.ask || !guessIdent(strings.TrimPrefix(f.ask, ".")) || !guessHolds(&declaredOptions{}, "title", f, f.rows) {
			continue
		}
		both, either := 0, 0
		for _, row := range l.rows {
			a, b := text(row, best.ask) != "", text(row, f.ask) != ""
			if a && b {
				both++
			}
			if a || b {
				either++
			}
		}
		if 20*either >= 19*len(l.rows) && 20*both <= len(l.rows) {
			options["title"] = fmt.Sprintf(`[%s, %s] | map(select(. != null and . != ""))[0]`, best.ask, f.ask)
			return
		}
	}
}

// fields are what a sample of the rows has, and the sample's size.
func (l *guessList) fields() (map[string]*guessField, int) {
	fields := map[string]*guessField{}
	step := max(1, len(l.rows)/guessSamples)
	rows := 0
	for i := 0; i < len(l.rows); i += step {
		rows++
		guessFlatten(fields, l.rows[i], "", 0)
	}
	return fields, rows
}

// guessFlatten notes the texts and numbers of an object, and of the objects in it.
func guessFlatten(fields map[string]*guessField, o map[string]any, prefix string, depth int) {
	if given, family := guessPersonal(o); given != "" {
		ask := fmt.Sprintf(`[%s, %s] | map(select(. != null)) | join(" ")`, prefix+guessKey(given), prefix+guessKey(family))
		guessNote(fields, ask, firstOf(prefix, ".speaker"), guessText(o[given])+" "+guessText(o[family]))
	}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		ask := prefix + guessKey(key)
		switch v := o[key].(type) {
		case map[string]any:
			if text := guessText(v["rendered"]); text != "" { // WordPress
				guessNote(fields, ask+".rendered", ask, text)
			} else if tongue := guessLanguage(v); guessLanguages(v) && guessText(v[tongue]) != "" {
				guessNote(fields, ask+guessKey(tongue), ask, v[tongue])
			} else if depth < 2 {
				guessFlatten(fields, v, ask, depth+1)
			}
		case []any:
			if len(v) > 0 && depth < 2 {
				guessFlattenList(fields, v[0], ask)
			}
		default:
			guessNote(fields, ask, ask, v)
		}
	}
}

// guessFlattenList notes a list of texts, ids or named things by its first one.
func guessFlattenList(fields map[string]*guessField, first any, name string) {
	e := jsonObject(first)
	if e == nil {
		guessNote(fields, name+"[]?", name, first)
		return
	}
	keys := slices.Sorted(maps.Keys(e))
	given, family := guessPersonal(e)
	for _, plain := range []string{"name", "fullname", "displayname", "publicname", "speakername", "nameen", "title", "value"} {
		if plain == "title" && given != "" {
			break // that of a job
		}
		for _, key := range keys {
			ask, text := guessKey(key), guessText(e[key])
			if o := jsonObject(e[key]); guessLanguages(o) {
				ask, text = ask+guessKey(guessLanguage(o)), guessText(o[guessLanguage(o)])
			}
			if guessPlain(key) == plain && text != "" {
				if plain == "value" { // Drupal wraps all its fields
					guessNote(fields, name+"[]?"+ask, name, text)
					guessNote(fields, name+"[]?.end_value", name+".end", e["end_value"])
					return
				}
				guessNote(fields, name+"[]?"+ask, name+guessKey(key), text)
				return
			}
		}
	}
	if given != "" {
		ask := fmt.Sprintf(`%s[]? | "\(%s) \(%s)"`, name, guessKey(given), guessKey(family))
		guessNote(fields, ask, name+".name", fmt.Sprint(e[given], " ", e[family]))
		return
	}
	for _, key := range keys {
		if plain := guessPlain(key); plain == "id" || plain == "guid" || plain == "code" {
			guessNote(fields, name+"[]?"+guessKey(key), name, e[key])
			return
		}
	}
}

// guessLanguages says whether an object is one text in several languages.
func guessLanguages(o map[string]any) bool {
	for key, v := range o {
		if !slices.Contains(guessTongues, key) || v != nil && jsonObject(v) == nil && guessText(v) == "" && v != "" {
			return false
		}
	}
	return len(o) > 0
}

// guessTongues are the keys that languages have in objects of them; what such
// objects call Japanese and Korean is as often jp and kr.
var guessTongues = []string{"en", "ar", "ca", "cs", "da", "de", "el", "es", "eu", "fa", "fi", "fr", "gl", "he", "hu", "it", "ja", "jp", "ko", "kr", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "tw", "uk", "zh"}

// guessLanguage is the language of a text that is asked for.
func guessLanguage(o map[string]any) string {
	for _, key := range guessTongues {
		if strings.TrimSpace(guessText(o[key])) != "" {
			return key
		}
	}
	return guessTongues[0]
}

// guessText is a text of a document, or an option; "" for anything else.
func guessText(v any) string { s, _ := v.(string); return s }

// guessNumber is a number as jq prints it: 1.5E9 is 1500000000.
func guessNumber(n json.Number) string {
	if f, err := n.Float64(); err == nil && strings.ContainsAny(n.String(), "eE") {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return n.String()
}

// guessNote notes what a row has under a name.
func guessNote(fields map[string]*guessField, ask, name string, v any) {
	text, number := "", false
	switch v := v.(type) {
	case string:
		text = v
	case json.Number:
		text, number = guessNumber(v), true
	case bool:
		if plain := guessPlain(name[strings.LastIndexByte(name, '.')+1:]); plain == "cancelled" || plain == "canceled" || plain == "iscancelled" || plain == "iscanceled" {
			ask, name, text = fmt.Sprintf(`if %s then "cancelled" else empty end`, ask), "status", "cancelled"
		}
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	f := fields[ask]
	if f == nil {
		f = &guessField{ask: ask, name: strings.TrimPrefix(name, ".")}
		fields[ask] = f
	}
	f.rows++
	f.values = append(f.values, text)
	f.numbers = f.numbers || number
}

func guessSorted(fields map[string]*guessField) []guessField {
	var out []guessField
	for _, ask := range slices.Sorted(maps.Keys(fields)) {
		out = append(out, *fields[ask])
	}
	return out
}
