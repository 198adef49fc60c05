package sources

import (
	"slices"
	"strings"

	"github.com/antchfx/xmlquery"

	"callboard/internal/zone"
)

// declaredZoneKeys are the keys, without case and separators, under which
// documents and tables name a zone.
var declaredZoneKeys = []string{"timezone", "tz", "tzid", "timezoneid", "timezonename", "tzname", "eventtimezone", "conferencetimezone", "ianatimezone", "venuetimezone"}

// declaredZone is a zone that a document names by its IANA name: what else
// stands under such keys, "PST" or "+01:00", names no place.
func declaredZone(key, name string) (string, bool) {
	if name = strings.TrimSpace(name); !strings.Contains(name, "/") && !strings.EqualFold(name, "UTC") || len(name) > 40 || !slices.Contains(declaredZoneKeys, guessPlain(key)) {
		return "", false
	}
	_, err := zone.Load(name)
	return name, err == nil
}

// jsonZones are the zones that a document names: as a whole, and in its rows.
// People have zones of their own.
type jsonZones struct {
	own, rows []string
}

// jsonZone is the zone that a document or else every row of it names, "" for
// none or several.
func jsonZone(doc any) string {
	z := &jsonZones{}
	z.walk(doc, false, 0)
	for _, names := range [][]string{z.own, z.rows} {
		if len(names) == 1 {
			return names[0]
		}
		if len(names) > 1 {
			return ""
		}
	}
	return ""
}

func (z *jsonZones) walk(v any, row bool, depth int) {
	if depth > 5 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			z.walk(e, true, depth+1)
		}
	case map[string]any:
		for key, inner := range v {
			switch inner := inner.(type) {
			case string:
				if name, ok := declaredZone(key, inner); ok {
					z.note(name, row)
				}
			case map[string]any, []any:
				if guessNamed("speakers", key) == 0 {
					z.walk(inner, row, depth+1)
				}
			}
		}
	}
}

func (z *jsonZones) note(name string, row bool) {
	names := &z.own
	if row {
		names = &z.rows
	}
	if !slices.Contains(*names, name) {
		*names = append(*names, name)
	}
}

// xpathZone is the zone that the root of an XML document names, or what
// describes its conference.
func xpathZone(doc *xmlquery.Node) string {
	for root := doc.FirstChild; root != nil; root = root.NextSibling {
		for _, at := range append([]*xmlquery.Node{root}, xmlquery.Find(root, "conference|event")...) {
			for _, a := range at.Attr {
				if name, ok := declaredZone(a.Name.Local, a.Value); ok {
					return name
				}
			}
			for c := at.FirstChild; c != nil; c = c.NextSibling {
				if c.Type != xmlquery.ElementNode || c.FirstChild == nil {
					continue
				}
				if name, ok := declaredZone(c.Data, c.FirstChild.Data); ok {
					return name
				}
			}
		}
	}
	return ""
}

// csvZone is the zone that the rows of a table name, all of them the same.
func csvZone(d *csvDocument) string {
	only := ""
	for column := range d.columns {
		if !slices.Contains(declaredZoneKeys, column) {
			continue
		}
		for _, row := range d.rows {
			name, ok := declaredZone(column, row.field(column))
			if ok && only != "" && name != only {
				return ""
			}
			only = firstOf(only, name)
		}
	}
	return only
}
