package sources

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Nodes of schema.org, whether they were written as JSON-LD or as microdata:
// a node is a map from property names without a prefix to a list of values, each
// a text or a node. "@type" and "@id" hold texts.
type schemaNode map[string][]any

// schemaDeepest bounds how deep nodes are looked into: a hostile page may nest
// thousands.
const schemaDeepest = 40

// schemaName cuts the vocabulary off a name: "schema:name" and
// "https://schema.org/name" are "name".
func schemaName(s string) string {
	s = strings.TrimSpace(s)
	for _, prefix := range []string{"http://schema.org/", "https://schema.org/", "http://www.schema.org/", "https://www.schema.org/",
		"http://data-vocabulary.org/", "schema:", "sdo:", "s:"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && rest != "" {
			return rest
		}
	}
	return s
}

// schemaNoTalk are subtypes of Event that no conference's programme is made of.
var schemaNoTalk = map[string]bool{"DeliveryEvent": true, "SaleEvent": true, "OnDemandEvent": true, "PublicationEvent": true, "BroadcastEvent": true}

// isEvent reports whether one of the node's types is Event or a subtype of it.
func (n schemaNode) isEvent() bool {
	return slices.ContainsFunc(n["@type"], func(v any) bool {
		t, _ := v.(string)
		switch t {
		case "Festival", "Hackathon", "CourseInstance", "EventSeries", "Conference":
			return true
		}
		return strings.HasSuffix(t, "Event") && !schemaNoTalk[t]
	})
}

func (n schemaNode) is(types ...string) bool {
	return slices.ContainsFunc(n["@type"], func(v any) bool { t, _ := v.(string); return slices.Contains(types, t) })
}

// text is the first text of the first of the properties that has one.
func (n schemaNode) text(keys ...string) string {
	for _, key := range keys {
		for _, v := range n[key] {
			if s := schemaText(v); s != "" {
				return s
			}
		}
	}
	return ""
}

// texts are all texts of a property.
func (n schemaNode) texts(key string) []string {
	var out []string
	for _, v := range n[key] {
		if s := schemaText(v); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// schemaText is a value as text: of a node, its name, its value or its address.
func schemaText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case schemaNode:
		for _, key := range []string{"name", "value", "title", "text", "url", "@id"} {
			for _, inner := range v[key] {
				if s, ok := inner.(string); ok && strings.TrimSpace(s) != "" {
					return strings.TrimSpace(s)
				}
			}
		}
	}
	return ""
}

// schemaDown are the properties that lead from a programme to its parts.
var schemaDown = []string{"subEvent", "subEvents", "event", "events", "hasPart", "eventSchedule"}

// schemaUp are those that lead from a part to what it belongs to.
var schemaUp = []string{"superEvent", "partOf", "isPartOf", "performerIn"}

// schemaEvent is an event and where it stands.
type schemaEvent struct {
	node     schemaNode
	parent   *schemaEvent // the event that it is a part of
	children int
	series   bool // others name it as what they belong to
}

// schemaTree is the events of a page in their order.
type schemaTree struct {
	events []*schemaEvent
	known  map[string]*schemaEvent // by @id, else by name, start and address
	byID   map[string]schemaNode
	stubs  []string // addresses of events that are named only
}

// schemaCollect finds the events below the roots of a page.
func schemaCollect(roots []schemaNode) *schemaTree {
	t := &schemaTree{known: map[string]*schemaEvent{}, byID: map[string]schemaNode{}}
	for _, n := range roots {
		t.index(n, 0)
	}
	for _, n := range roots {
		t.walk(n, nil, 0)
	}
	return t
}

// index notes which node an @id means: the one with the most properties.
func (t *schemaTree) index(n schemaNode, depth int) {
	if depth > schemaDeepest {
		return
	}
	if id := n.text("@id"); id != "" && len(n) > len(t.byID[id]) {
		t.byID[id] = n
	}
	for _, values := range n {
		for _, v := range values {
			if inner, ok := v.(schemaNode); ok {
				t.index(inner, depth+1)
			}
		}
	}
}

// resolve gives the node that a reference {"@id": ...} means.
func (t *schemaTree) resolve(v any) (schemaNode, bool) {
	n, ok := v.(schemaNode)
	if !ok {
		s, isText := v.(string)
		if !isText {
			return nil, false
		}
		n, ok = t.byID[strings.TrimSpace(s)]
		return n, ok
	}
	if id := n.text("@id"); id != "" && len(n) <= 2 && len(t.byID[id]) > len(n) {
		return t.byID[id], true
	}
	return n, true
}

// key tells events apart that a page holds twice: once as a part, once alone.
func schemaKey(n schemaNode) string {
	if id := n.text("@id"); id != "" {
		return "id\x00" + id + "\x00" + n.text("startDate")
	}
	return n.text("name", "headline") + "\x00" + n.text("startDate") + "\x00" + n.text("url") + "\x00" + n.text("location")
}

// walk takes n as an event, if it is one, and looks into its values.
func (t *schemaTree) walk(n schemaNode, parent *schemaEvent, depth int) {
	if depth > schemaDeepest {
		return
	}
	if n.isEvent() {
		e, again := t.add(n, parent)
		if again {
			return
		}
		for _, key := range schemaUp {
			for _, v := range n[key] {
				t.up(e, v, depth)
			}
		}
		parent = e
	}
	keys := make([]string, 0, len(n))
	for key := range n {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if slices.Contains(schemaUp, key) && n.isEvent() {
			continue
		}
		down := slices.Contains(schemaDown, key)
		for _, v := range n[key] {
			inner, ok := v.(schemaNode)
			if down {
				if inner, ok = t.resolve(v); !ok || len(inner["@type"]) == 0 && inner.text("name", "startDate") == "" {
					t.stub(v)
					continue
				}
			}
			switch {
			case !ok:
			case down || len(inner["@type"]) == 0 || !inner.isEvent():
				t.walk(inner, parent, depth+1)
			default:
				t.walk(inner, nil, depth+1)
			}
		}
	}
}

// stub notes a part that is named by its address only.
func (t *schemaTree) stub(v any) {
	if address := schemaText(v); address != "" {
		t.stubs = append(t.stubs, address)
	}
}

// add takes an event once. It reports whether it was known.
func (t *schemaTree) add(n schemaNode, parent *schemaEvent) (*schemaEvent, bool) {
	key := schemaKey(n)
	if e := t.known[key]; e != nil {
		if e.parent == nil && parent != nil && !parent.within(e) {
			e.parent = parent
			parent.children++
		}
		return e, true
	}
	e := &schemaEvent{node: n, parent: parent}
	if parent != nil {
		parent.children++
	}
	t.known[key] = e
	t.events = append(t.events, e)
	return e, false
}

// within reports whether e is p or a part of it.
func (e *schemaEvent) within(p *schemaEvent) bool {
	for range schemaDeepest {
		if e == nil || e == p {
			return e == p
		}
		e = e.parent
	}
	return true // deeper than anything honest: treated as a circle
}

// up makes v, an event, what e belongs to.
func (t *schemaTree) up(e *schemaEvent, v any, depth int) {
	n, ok := t.resolve(v)
	if !ok || !n.isEvent() && n.text("name") == "" {
		return
	}
	if len(n["@type"]) == 0 {
		n["@type"] = []any{"Event"}
	}
	if !n.isEvent() {
		return
	}
	p, again := t.add(n, nil)
	p.series = true
	if e.parent == nil && !p.within(e) {
		e.parent = p
		p.children++
	}
	if !again {
		for _, key := range schemaUp {
			for _, above := range n[key] {
				if depth < schemaDeepest {
					t.up(p, above, depth+1)
				}
			}
		}
		for _, key := range schemaDown {
			for _, below := range n[key] {
				if inner, ok := t.resolve(below); ok {
					t.walk(inner, p, depth+1)
				}
			}
		}
	}
}

// programme parts the events in the conference and its talks. An event without
// parts that is alone, or that spans all others, is the conference itself.
func (t *schemaTree) programme() (conference schemaNode, talks []*schemaEvent) {
	var leaves, roots []*schemaEvent
	for _, e := range t.events {
		switch {
		case e.children == 0 && !e.series:
			leaves = append(leaves, e)
		case e.parent == nil:
			roots = append(roots, e)
		}
	}
	if len(roots) > 0 {
		conference = roots[0].node
		for _, r := range roots[1:] {
			if schemaDay(r.node.text("startDate")) < schemaDay(conference.text("startDate")) && r.children > 1 {
				conference = r.node
			}
		}
		return conference, leaves
	}
	if len(leaves) == 1 && !schemaBrief(leaves[0].node) {
		return leaves[0].node, nil
	}
	if i := schemaSpanning(leaves); i >= 0 {
		conference = leaves[i].node
		leaves = slices.Delete(leaves, i, i+1)
	}
	return conference, leaves
}

// schemaSpanning is the one event without clock times, or of more than a day,
// that holds the days of all others; -1 for none.
func schemaSpanning(leaves []*schemaEvent) int {
	if len(leaves) < 3 {
		return -1
	}
	found := -1
	for i, e := range leaves {
		start, end := e.node.text("startDate"), e.node.text("endDate")
		if schemaClock(start) && schemaDay(end) <= schemaDay(start) || schemaDay(start) == "" {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	if found < 0 {
		return -1
	}
	first := schemaDay(leaves[found].node.text("startDate"))
	last := max(first, schemaDay(leaves[found].node.text("endDate")))
	for _, e := range leaves {
		if day := schemaDay(e.node.text("startDate")); day < first || day > last {
			return -1
		}
	}
	return found
}

var schemaISO = regexp.MustCompile(`^(\d{4}-?\d\d-?\d\d)(?:[T ]+(\d\d?):?(\d\d))?`)

// schemaDay is the day of a printed time, "" for what has none.
func schemaDay(s string) string {
	m := schemaISO.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	d := strings.ReplaceAll(m[1], "-", "")
	return d[:4] + "-" + d[4:6] + "-" + d[6:]
}

// schemaClock reports whether a printed time has a clock time.
func schemaClock(s string) bool {
	m := schemaISO.FindStringSubmatch(s)
	return m != nil && m[2] != ""
}

// schemaBrief reports whether an event starts and ends within six hours of a
// day, as no conference does.
func schemaBrief(n schemaNode) bool {
	start, end := schemaISO.FindStringSubmatch(n.text("startDate")), schemaISO.FindStringSubmatch(n.text("endDate"))
	if start == nil || end == nil || start[2] == "" || end[2] == "" || start[1] != end[1] {
		return false
	}
	minutes := func(m []string) int {
		var h, min int
		_, _ = fmt.Sscan(m[2]+" "+m[3], &h, &min)
		return h*60 + min
	}
	d := minutes(end) - minutes(start)
	return d > 0 && d <= 6*60
}

// schemaPublished is what the conference's node says.
func schemaPublished(n schemaNode, base *url.URL) Published {
	p := Published{Name: n.text("name", "headline"), URL: absolute(base, n.text("url")), Start: schemaDay(n.text("startDate")), End: schemaDay(n.text("endDate"))}
	if short := n.text("alternateName"); len(short) <= 20 {
		p.Acronym = short
	}
	return p
}
