// Package catalog reads lists of conferences (Giggity's menu, confs.tech,
// developers.events) and turns what has a schedule into stanzas of config.toml.
// It decides by what the list says and by the shape of addresses, and asks
// nobody: a list has a thousand entries. Read Decode, then Pick.
package catalog

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"unicode"

	"callboard"
	"callboard/sources"
)

// List is a list of conferences, as far as it could be understood.
type List struct {
	Format  string // for people: "Giggity's menu"
	Entries []Entry
	// Unused are entries that are none: each cost only itself.
	Unused []Unused
}

// Entry is one conference of a list. Text is on one line and free of control
// characters; addresses are as printed.
type Entry struct {
	Name string
	// Schedule is the address that the list calls a schedule; "" where it only
	// knows the conference.
	Schedule string
	Home     string   // the conference's own page, may be ""
	Also     []string // further addresses: the call for papers, links
	Zone     string   // as printed, may be ""
	// Start and End are the first and last day, inclusive; "" unknown.
	Start, End callboard.Date
	Place      string // where it is, for people and for searching
	// Off is what the list says of a conference that does not take place.
	Off string
}

// Unused is an entry that gives no stanza.
type Unused struct {
	Name  string // or its place in the list, "entry 12"
	Start callboard.Date
	Why   string // one clause without a full stop
	Probe string // the address to look at next, "" for none
}

// Decode reads a list. An error says what was seen instead of one, or where a
// list was cut short: nothing of it is to be trusted then.
func Decode(ctx context.Context, page *sources.Page) (List, error) {
	body := bytes.TrimSpace(page.Body)
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		return decodeJSON(body)
	}
	if k, ok := sources.ByName("ics"); ok && k.Detect(page) != "" {
		return decodeCalendar(ctx, k, page)
	}
	return List{}, fmt.Errorf("got %s, which is no list of conferences; Giggity's menu, and the JSON or calendars of confs.tech and developers.events are", sources.Look(page))
}

// The most characters of a text: beyond it nobody wrote a name.
const textMost = 300

// clean puts a text on one line, without what moves a cursor or turns a line.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
	if r := []rune(s); len(r) > textMost {
		s = strings.TrimSpace(string(r[:textMost-1])) + "…"
	}
	return s
}
