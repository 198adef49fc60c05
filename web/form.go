package web

import (
	"slices"
	"strings"

	"callboard"
	"callboard/internal/feeds"
	"callboard/internal/selection"
)

// form is the filter form of a page: the keys of CONTRACT 4 as a GET form.
type form struct {
	Action  string
	Open    bool
	Q       string
	Selects []choice
	Texts   []text
	// Kept are values of keys that the form has no field for, so that sending
	// it loses nothing.
	Kept []pair
}

// text is a field for words. The second one of a key has the number 2.
type text struct {
	Name, Label, Value, Hint string
	Nth                      int
}

type choice struct {
	Name, Label string
	Multiple    bool
	Options     []option
}

type option struct {
	Value, Text string
	Selected    bool
}

type pair struct{ Name, Value string }

// newForm offers the values that occur in talks.
func newForm(action string, talks []callboard.Talk, f filter) form {
	v := form{Action: action, Open: f.canonical != "", Q: f.values.Get("q")}
	values := map[string][]string{}
	note := func(key, value string) {
		if value != "" {
			values[key] = append(values[key], value)
		}
	}
	for i := range talks {
		t := &talks[i]
		note("track", t.Track)
		note("type", t.Type)
		note("language", t.Language)
		for _, p := range t.Performances {
			note("room", p.Room)
		}
	}
	shown := []string{"q"}
	for _, c := range []choice{
		{Name: "track", Label: "Track"}, {Name: "room", Label: "Room"}, {Name: "type", Label: "Type"}, {Name: "language", Label: "Language"},
	} {
		c.fill(values[c.Name], f.values[c.Name])
		if len(c.Options) < 2 && len(f.values[c.Name]) == 0 {
			continue // one value filters nothing
		}
		v.Selects = append(v.Selects, c)
		shown = append(shown, c.Name)
	}
	v.Selects = append(v.Selects,
		fixed("encores", "Encores", f, "all", "all performances", "first", "first ones only", "next", "the next one"),
		fixed("cancelled", "Cancelled", f, "mark", "marked", "title", "marked in the title only", "drop", "left out"))
	shown = append(shown, "encores", "cancelled")
	for _, key := range selection.Keys {
		if slices.Contains(shown, key.Name) {
			continue
		}
		for _, value := range f.values[key.Name] {
			v.Kept = append(v.Kept, pair{key.Name, value})
		}
	}
	return v
}

// ask gives a form fields for what it otherwise keeps: one for each value, and
// an empty one.
func (v *form) ask(f filter, fields ...text) {
	for _, field := range fields {
		v.Kept = slices.DeleteFunc(v.Kept, func(p pair) bool { return p.Name == field.Name })
		values := f.values[field.Name]
		if field.repeats() || len(values) == 0 {
			values = append(slices.Clone(values), "")
		}
		for i, value := range values {
			field.Value, field.Nth = value, 0
			if i > 0 {
				field.Nth = i + 1
			}
			v.Texts = append(v.Texts, field)
		}
	}
}

// repeats says that a key may be given more than once.
func (t text) repeats() bool {
	return slices.ContainsFunc(selection.Keys, func(k selection.Key) bool { return k.Name == t.Name && k.Repeat })
}

// fill makes options of the values that occur and of those asked for.
func (c *choice) fill(occur, asked []string) {
	slices.Sort(occur)
	slices.SortStableFunc(occur, func(a, b string) int {
		return feeds.Natural(strings.ToLower(a), strings.ToLower(b))
	})
	for _, value := range slices.Compact(occur) {
		c.Options = append(c.Options, option{Value: value, Text: clip(value, 60)})
	}
	for _, value := range asked {
		i := slices.IndexFunc(c.Options, func(o option) bool { return strings.EqualFold(o.Value, value) })
		if i < 0 {
			i = len(c.Options)
			c.Options = append(c.Options, option{Value: value, Text: clip(value, 60)})
		}
		c.Options[i].Selected = true
	}
	c.Multiple = len(asked) > 1
}

// fixed is a choice among words; the first is the default and sent as nothing.
func fixed(name, label string, f filter, words ...string) choice {
	c := choice{Name: name, Label: label}
	for i := 0; i < len(words); i += 2 {
		value := words[i]
		if i == 0 {
			value = ""
		}
		c.Options = append(c.Options, option{value, words[i+1], strings.EqualFold(f.values.Get(name), words[i])})
	}
	return c
}
