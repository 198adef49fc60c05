package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"callboard"
	"callboard/internal/normalize"
)

// Stanza is a [[conference]] and its [[source]].
type Stanza struct {
	ID         string // of the conference
	Name, Zone string
	Start, End callboard.Date
	URL        string // the conference's own page, may be ""
	Schedule   string // the source's address
}

// sourceSuffix makes a source's id of its conference's.
const sourceSuffix = "-site"

// String is the TOML, after an empty line.
func (s Stanza) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n[[conference]]\nid = %s\nname = %s\n", Quote(s.ID), Quote(s.Name))
	if s.Zone != "" {
		fmt.Fprintf(&b, "timezone = %s\n", Quote(s.Zone))
	}
	if s.Start != "" {
		fmt.Fprintf(&b, "start = %s\n", s.Start)
	}
	if s.End != "" {
		fmt.Fprintf(&b, "end = %s\n", s.End)
	}
	if s.URL != "" {
		fmt.Fprintf(&b, "url = %s\n", Quote(s.URL))
	}
	fmt.Fprintf(&b, "\n[[source]]\nid = %s\nconference = %s\nurl = %s\n", Quote(s.ID+sourceSuffix), Quote(s.ID), Quote(s.Schedule))
	return b.String()
}

// idMost leaves room for a year, a number and sourceSuffix in the 64 characters
// of an id.
const idMost = 48

// id is a slug of the name that nobody has; a name that is taken gets its year,
// then a number.
func (p *picker) id(e Entry) string {
	base := normalize.Slug(e.Name)
	if len(base) > idMost {
		base = strings.TrimRight(base[:idMost], "-")
	}
	if base == "" {
		base = "conference"
	}
	if p.free(base) {
		return base
	}
	if e.Start != "" && !strings.Contains(base, string(e.Start[:4])) {
		base += "-" + string(e.Start[:4])
		if p.free(base) {
			return base
		}
	}
	for n := max(p.next[base], 2); ; n++ {
		if id := base + "-" + strconv.Itoa(n); p.free(id) {
			p.next[base] = n + 1 // a list of one name only is still read once
			return id
		}
	}
}

// free takes an id and its source's, unless one of them is taken.
func (p *picker) free(id string) bool {
	if p.taken[id] || p.taken[id+sourceSuffix] {
		return false
	}
	p.taken[id], p.taken[id+sourceSuffix] = true, true
	return true
}

// Quote writes text as a basic string of TOML, whose escapes are those of JSON;
// only DEL needs one more.
func Quote(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return `""` // unreachable: strings encode
	}
	return strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\x7f", `\u007f`)
}
