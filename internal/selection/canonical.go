package selection

import (
	"net/url"
	"strings"
	"time"

	"callboard"
)

// Canonical is the query in its one canonical order and spelling; "" selects
// everything. Parse reads it back into the same Selection.
func (s Selection) Canonical() string {
	q := make(url.Values)
	for _, k := range Keys {
		if list := s.list(k.Name); list != nil && len(*list) > 0 {
			q[k.Name] = *list
		}
	}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("q", s.query())
	set("from", s.From.String())
	set("to", s.To.String())
	if s.Encores != "all" {
		set("encores", s.Encores)
	}
	if s.Cancelled != "mark" {
		set("cancelled", s.Cancelled)
	}
	set("alarm", s.Alarm)
	return q.Encode()
}

// String is the bound as a parameter's value, "" when there is none.
func (b Bound) String() string {
	if b.Day != "" {
		return string(b.Day)
	}
	if b.Instant.IsZero() {
		return ""
	}
	return b.Instant.UTC().Format(time.RFC3339)
}

// query is q as Parse reads it.
func (s Selection) query() string {
	parts := make([]string, len(s.Words))
	for i, w := range s.Words {
		text := w.Text
		if strings.Contains(text, " ") {
			text = `"` + text + `"`
		}
		if w.Not {
			text = "-" + text
		}
		parts[i] = text
	}
	return strings.Join(parts, " ")
}

// Name says what the selection holds: "track security, room h1"; "" for
// everything. It depends on the canonical form alone; NameIn knows how things
// are spelled.
func (s Selection) Name() string { return s.NameIn(nil) }

// NameIn is Name with tracks, rooms, speakers, types, tags and titles spelled
// as in these talks: "track Security, room H1".
func (s Selection) NameIn(talks []callboard.Talk) string {
	spell := s.spellings(talks)
	var parts []string
	for _, k := range Keys {
		list := s.list(k.Name)
		if list == nil || len(*list) == 0 {
			continue
		}
		if k.Name == "talk" {
			parts = append(parts, picked(*list, spell))
			continue
		}
		parts = append(parts, k.Name+" "+or(*list, k.Name, spell))
	}
	if len(s.Words) > 0 {
		parts = append(parts, "with "+s.query())
	}
	if s.From.Set() {
		parts = append(parts, "from "+s.From.words())
	}
	if s.To.Set() && s.To.Day != "" {
		parts = append(parts, "to "+s.To.words())
	} else if s.To.Set() {
		parts = append(parts, "before "+s.To.words())
	}
	switch s.Encores {
	case "first":
		parts = append(parts, "first performances only")
	case "next":
		parts = append(parts, "next performances only")
	}
	if s.Cancelled == "drop" {
		parts = append(parts, "without cancelled ones")
	}
	switch s.Alarm {
	case "":
	case "0":
		parts = append(parts, "with a reminder at the start")
	case "1":
		parts = append(parts, "with a reminder 1 minute before")
	default:
		parts = append(parts, "with a reminder "+s.Alarm+" minutes before")
	}
	return strings.Join(parts, ", ")
}

// words is the bound for people.
func (b Bound) words() string {
	if t, ok := b.Day.Time(time.UTC); ok {
		return t.Format("2 January 2006")
	}
	return b.Instant.UTC().Format("2 January 2006, 15:04 MST")
}

// maxNamed is how many values of a key a name lists.
const maxNamed = 5

func or(values []string, key string, spell map[[2]string]string) string {
	shown := values[:min(len(values), maxNamed)]
	words := make([]string, len(shown))
	for i, v := range shown {
		words[i] = v
		if as := spell[[2]string{key, v}]; as != "" {
			words[i] = as
		}
	}
	if more := len(values) - len(shown); more > 0 {
		return strings.Join(words, ", ") + " or one of " + itoa(more) + " more"
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return words[0]
}

// picked names one talk by its title, several by their number.
func picked(ids []string, spell map[[2]string]string) string {
	if len(ids) == 1 {
		if title := spell[[2]string{"talk", ids[0]}]; title != "" {
			return title
		}
		return "one talk"
	}
	return itoa(len(ids)) + " talks"
}
