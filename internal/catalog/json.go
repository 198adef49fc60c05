package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"callboard"
)

// The lists in JSON, by the keys of their entries.
const (
	formatGiggity    = "Giggity's menu"
	formatConfsTech  = "confs.tech's list"
	formatDevelopers = "developers.events' list"
)

// errNoEntry says that an element is no entry of any list.
var errNoEntry = errors.New("is no entry of a list of conferences")

// decodeJSON reads {"schedules": […]}, a bare array, or one entry alone.
func decodeJSON(body []byte) (List, error) {
	var raw []json.RawMessage
	wrapped := false
	if body[0] == '{' {
		var menu struct {
			Schedules *[]json.RawMessage `json:"schedules"`
		}
		if err := json.Unmarshal(body, &menu); err != nil {
			return List{}, jsonFault(err)
		}
		if raw, wrapped = []json.RawMessage{body}, menu.Schedules != nil; wrapped {
			raw = *menu.Schedules
		}
	} else if err := json.Unmarshal(body, &raw); err != nil {
		return List{}, jsonFault(err)
	}
	var list List
	for i, one := range raw {
		e, format, err := decodeEntry(one)
		if err != nil {
			list.Unused = append(list.Unused, Unused{Name: fmt.Sprintf("entry %d", i+1), Why: err.Error()})
			continue
		}
		if list.Format == "" {
			list.Format = format
		}
		list.Entries = append(list.Entries, e)
	}
	switch {
	case wrapped && len(list.Entries) == 0 && len(raw) == 0:
		list.Format = formatGiggity
	case len(list.Entries) == 0 || len(list.Entries) < len(list.Unused):
		return List{}, fmt.Errorf("got JSON in which %d of %d elements are conferences, so it is no list of them; if it is a schedule, callboard probe reads it", len(list.Entries), len(raw))
	}
	return list, nil
}

func jsonFault(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("the JSON is broken at byte %d: %w; was it cut short?", syntax.Offset, err)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the JSON was cut short: %w", err)
	}
	return fmt.Errorf("the JSON is no list of conferences: %w", err)
}

// object is one element, whose keys may hold anything.
type object map[string]any

// decodeEntry reads an element by the keys that its list alone has.
func decodeEntry(raw json.RawMessage) (e Entry, format string, err error) {
	var o object
	if err := json.Unmarshal(raw, &o); err != nil || o == nil {
		return e, "", errNoEntry
	}
	if conf := o.object("conf"); conf != nil && o.text("link") != "" { // developers.events' list of calls
		conf["cfp"] = map[string]any{"link": o["link"]}
		o = conf
	}
	switch {
	case o["schedules"] == nil && o.text("title") != "" && o.has("url") && o.has("start"):
		e, format = o.giggity(), formatGiggity
	case o.has("name") && o.has("startDate"):
		e, format = o.confsTech(), formatConfsTech
	case o.has("name") && o.has("hyperlink"):
		e, format = o.developers(), formatDevelopers
	default:
		return e, "", errNoEntry
	}
	if e.Name == "" {
		return e, "", errors.New("has no name")
	}
	if e.Start != "" && e.End != "" && e.End < e.Start {
		e.End = "" // a slip in the list: the schedule knows better
	}
	return e, format, nil
}

func (o object) giggity() Entry {
	e := Entry{Name: o.text("title"), Schedule: o.address("url"), Zone: o.text("timezone"), Start: o.date("start"), End: o.date("end")}
	links, _ := o.object("metadata")["links"].([]any)
	for _, l := range links {
		link, _ := l.(map[string]any)
		address := object(link).address("url")
		if address == "" {
			continue
		}
		if title := strings.ToLower(object(link).text("title")); e.Home == "" && (strings.Contains(title, "website") || strings.Contains(title, "home")) {
			e.Home = address
		} else {
			e.Also = append(e.Also, address)
		}
	}
	return e
}

func (o object) confsTech() Entry {
	e := Entry{Name: o.text("name"), Home: o.address("url"), Start: o.date("startDate"), End: o.date("endDate")}
	e.Place = join(o.text("city"), o.text("country"))
	if online, _ := o["online"].(bool); online {
		e.Place = join(e.Place, "online")
	}
	if cfp := o.address("cfpUrl"); cfp != "" {
		e.Also = []string{cfp}
	}
	return e
}

func (o object) developers() Entry {
	e := Entry{Name: o.text("name"), Home: o.address("hyperlink"), Place: o.text("location")}
	if e.Place == "" {
		e.Place = join(o.text("city"), o.text("country"))
	}
	days, _ := o["date"].([]any)
	if len(days) == 0 {
		days = []any{o["date"]}
	}
	e.Start = epochDate(days[0])
	e.End = epochDate(days[len(days)-1])
	if cfp := o.object("cfp").address("link"); cfp != "" {
		e.Also = []string{cfp}
	}
	if status := strings.ToLower(o.text("status")); strings.HasPrefix(status, "cancel") || strings.HasPrefix(status, "postpone") || strings.HasPrefix(status, "delay") {
		e.Off = status
	}
	return e
}

func (o object) has(key string) bool { _, there := o[key]; return there }

func (o object) object(key string) object {
	m, _ := o[key].(map[string]any)
	return m
}

// text is a text on one line, "" where there is none.
func (o object) text(key string) string {
	s, _ := o[key].(string)
	return clean(s)
}

// address is a text as printed: an address is judged, never repaired.
func (o object) address(key string) string {
	s, _ := o[key].(string)
	return strings.TrimSpace(s)
}

// date is the day of "2025-03-26" or "2025-03-26T09:00:00Z", as printed.
func (o object) date(key string) callboard.Date {
	s := o.address(key)
	if len(s) > len(time.DateOnly) && (s[len(time.DateOnly)] == 'T' || s[len(time.DateOnly)] == ' ') {
		s = s[:len(time.DateOnly)]
	}
	return knownDate(callboard.Date(s))
}

// epochDate is the UTC day of milliseconds since 1970, which is how the list
// counts days.
func epochDate(v any) callboard.Date {
	ms, ok := v.(float64)
	if !ok || math.IsNaN(ms) || ms < 0 || ms > 1e14 {
		return ""
	}
	return knownDate(callboard.NewDate(time.UnixMilli(int64(ms)).UTC()))
}

// knownDate is d, or "" when no conference was or will be then: TOML's years
// have four digits, and year 0001 is somebody's null.
func knownDate(d callboard.Date) callboard.Date {
	t, ok := d.Time(time.UTC)
	if !ok || t.Year() < 1900 || t.Year() > 2999 {
		return ""
	}
	return d
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}
