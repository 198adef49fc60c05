package sources

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	guessDirectories   = 200       // lists of a document that name things
	guessDirectoryMost = 5000      // entries of a list that names things
	guessLookupsMost   = 1_000_000 // rows times entries: each row looks its ids up
)

// guessDirectory is a list of a document that says what the ids in another one
// mean: rooms or people, with an id and a name each.
type guessDirectory struct {
	path    string // ".speakers[]"
	id      string // ".id", "" where the objects stand under their ids
	name    string // jq program of the name
	ids     map[string]bool
	numbers bool
	size    int
}

// directories finds the lists that have an id and a name, by path.
func (w *guessLists) directories() []guessDirectory {
	var out []guessDirectory
	for _, path := range slices.Sorted(maps.Keys(w.lists)) {
		l := w.lists[path]
		if len(l.rows) > guessDirectoryMost || len(out) >= guessDirectories {
			continue
		}
		name := l.name()
		if name == "" {
			continue
		}
		if keys := w.keyed[path]; keys != nil {
			out = append(out, guessDirectory{path: path, name: name, ids: keys, size: 1})
			continue
		}
		if d, ok := l.directory(name); ok {
			out = append(out, d)
		}
	}
	return out
}

// directory reads the ids of a list: the best-named key that every row has and
// no two rows share.
func (l *guessList) directory(name string) (guessDirectory, bool) {
	best, most := guessDirectory{}, 0
	for _, key := range slices.Sorted(maps.Keys(l.rows[0])) {
		score := guessNamed("ref", key)
		if score <= most {
			continue
		}
		d := guessDirectory{path: l.path, id: guessKey(key), name: name, ids: map[string]bool{}, size: len(l.rows)}
		for _, row := range l.rows {
			switch v := row[key].(type) {
			case string:
				d.ids[v] = true
			case json.Number:
				d.ids[v.String()], d.numbers = true, true
			}
		}
		if len(d.ids) == len(l.rows) {
			best, most = d, score
		}
	}
	return best, most > 0
}

// name is the program that names the rows of a list, "" when nothing does.
func (l *guessList) name() string {
	fields, rows := l.fields()
	if first, last := guessPersonal(l.rows[0]); first != "" {
		return fmt.Sprintf(`"\(%s) \(%s)"`, guessKey(first), guessKey(last))
	}
	return guessText(guessOptions(guessSorted(fields), rows)["title"])
}

// guessPersonal finds the keys of the two halves of a person's name, where no key has both.
func guessPersonal(o map[string]any) (first, last string) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		if _, ok := o[key].(string); !ok {
			continue
		}
		switch guessPlain(key) {
		case "name", "fullname", "displayname", "publicname":
			return "", ""
		case "firstname", "givenname", "forename", "vorname", "prenom":
			first = key
		case "lastname", "familyname", "surname", "nachname":
			last = key
		}
	}
	if first == "" || last == "" {
		return "", ""
	}
	return first, last
}

var guessSeparators = strings.NewReplacer("_", "", "-", "", " ", "")

// guessPlain is a key without case and separators.
func guessPlain(key string) string { return strings.ToLower(guessSeparators.Replace(key)) }

// guessLookedUp are the keys whose values may be ids of another list.
var guessLookedUp = []string{"speakers", "room", "track", "type"}

// lookUp replaces ids of rooms, people, tracks and types by their names, where
// another list of the document says them.
func (l *guessList) lookUp(options map[string]any, fields []guessField, directories []guessDirectory) {
	for _, key := range guessLookedUp {
		program, most := "", 0
		for _, f := range fields {
			score := guessNamed(key, f.name)
			if score == 0 {
				continue
			}
			for _, d := range directories {
				if d.path == l.path || len(l.rows)*d.size > guessLookupsMost || !d.says(f) {
					continue
				}
				kin := guessKin(key, f.name, d.path)
				if kin < 0 || kin == 0 && !f.telling() {
					continue
				}
				if s := score + 1000*kin; s > most {
					program, most = d.program(f), s
				}
			}
		}
		if most > 0 {
			options[key] = program
		}
	}
}

// lookUpSlot takes the times of rows that name their slot by an id: sessions with
// a timeSlotId, and a list of time slots.
func (w *guessLists) lookUpSlot(l *guessList, options map[string]any, fields []guessField) {
	for _, path := range slices.Sorted(maps.Keys(w.lists)) {
		slots := w.lists[path]
		if path == l.path || len(slots.rows) > guessDirectoryMost || len(l.rows)*len(slots.rows) > guessLookupsMost {
			continue
		}
		d, ok := guessDirectory{path: path, ids: w.keyed[path]}, w.keyed[path] != nil
		if !ok {
			if d, ok = slots.directory(""); !ok {
				continue
			}
		}
		for _, f := range fields {
			if guessKin("start", f.name, path) < 1 || !d.says(f) {
				continue
			}
			inside, rows := slots.fields()
			times := guessOptions(guessSorted(inside), rows)
			if times["start"] == nil {
				continue
			}
			for _, key := range []string{"start", "end", "date", "duration"} {
				if ask := guessText(times[key]); ask != "" && options[key] == nil {
					d.name = ask
					options[key] = d.program(f)
				}
			}
			return
		}
	}
}

// guessKin says how near the name of a list is to that of a field: 2 by a word
// of their own, 1 by what both are about, -1 where it is about something else.
func guessKin(key, field, path string) int {
	words, own := guessSingular(path), guessSingular(field)
	about := func(key string) bool {
		return slices.ContainsFunc(words, func(w string) bool {
			return slices.ContainsFunc(guessWords[key], func(known string) bool { return strings.TrimSuffix(known, "s") == w })
		})
	}
	switch {
	case slices.ContainsFunc(words, func(w string) bool { return w != "id" && slices.Contains(own, w) }):
		return 2
	case about(key):
		return 1
	case slices.ContainsFunc(guessLookedUp, about):
		return -1
	}
	return 0
}

// guessSingular are the words of the last name of a path, without a plural's s.
func guessSingular(path string) []string {
	path = strings.TrimSuffix(path, "[]")
	path = path[strings.LastIndexByte(path, '.')+1:]
	var out []string
	for _, w := range guessSplit.FindAllString(path, -1) {
		out = append(out, strings.TrimSuffix(strings.ToLower(w), "s"))
	}
	return out
}

// telling says whether the values cannot be ids of any other list by chance, as
// small numbers are.
func (f guessField) telling() bool {
	return !slices.ContainsFunc(f.values, func(v string) bool { return len(v) < 8 })
}

// says reports whether nine in ten of a field's values are ids of this list.
func (d guessDirectory) says(f guessField) bool {
	strange := 0
	for _, v := range f.values {
		if d.ids[v] {
			continue
		}
		if strange++; 10*strange > len(f.values) {
			return false
		}
	}
	return len(f.values) > 0
}

// program asks the list for the name behind a field's id.
func (d guessDirectory) program(f guessField) string {
	in := strings.TrimSuffix(d.path, "[]")
	switch {
	case d.id == "" && f.numbers:
		return fmt.Sprintf(`%s as $id | $root%s["\($id)"]? | %s`, f.ask, in, d.name)
	case d.id == "":
		return fmt.Sprintf("%s as $id | $root%s[$id]? | %s", f.ask, in, d.name)
	case f.numbers != d.numbers:
		return fmt.Sprintf(`%s as $id | $root%s | select("\(%s)" == "\($id)") | %s`, f.ask, d.path, d.id, d.name)
	}
	return fmt.Sprintf("%s as $id | $root%s | select(%s == $id) | %s", f.ask, d.path, d.id, d.name)
}
