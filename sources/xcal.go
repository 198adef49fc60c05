package sources

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

const xcalWhat = "xCal"

// xcalReader reads iCalendar as XML: the xCal of Pentabarf, frab and pretalx,
// whose elements hold iCalendar's own values, and that of RFC 6321. Both are
// written out as iCalendar and read as such, so that zones, recurrence and the
// rest mean the same.
type xcalReader struct{ url string }

// detectXCal looks at the root element and what stands in it.
func detectXCal(p *Page) string {
	body := scheduleXMLClean(p.Body)
	if !strings.EqualFold(scheduleXMLRoot(body), "icalendar") {
		return ""
	}
	if !bytes.Contains(bytes.ToLower(body[:min(len(body), icsHead)]), []byte("vcalendar")) {
		return ""
	}
	return "its root element is <iCalendar> and it holds a vcalendar"
}

func openXCal(url string, options map[string]any) (Reader, error) {
	if err := noOptions("xcal", options); err != nil {
		return nil, err
	}
	return &xcalReader{url}, nil
}

func (r *xcalReader) Read(ctx context.Context, get Getter, window Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseXCal(p, window)
}

// xcalElement is an element of the document.
type xcalElement struct {
	name, text string // name in lower case, "pentabarf:start" with its prefix
	kids       []*xcalElement
}

func (e *xcalElement) kid(name string) *xcalElement {
	if e == nil {
		return nil
	}
	if i := slices.IndexFunc(e.kids, func(k *xcalElement) bool { return k.name == name }); i >= 0 {
		return e.kids[i]
	}
	return nil
}

// xcalLine is a place in what was written out.
var xcalLine = regexp.MustCompile(` in line \d+`)

// xcalMaxDepth bounds elements inside each other; real files have seven.
const xcalMaxDepth = 100

// parseXCal reads a document. One that is cut gives the events that were closed.
func parseXCal(p *Page, window Window) (*Listing, error) {
	if detectXCal(p) == "" {
		return nil, &WrongKindError{Want: xcalWhat, Got: Look(p)}
	}
	root, fault := xcalTree(scheduleXMLClean(p.Body))
	var out bytes.Buffer
	extras := map[string]*xcalElement{}
	pentabarf := false
	for _, cal := range root.kids {
		if cal.name != "vcalendar" {
			continue
		}
		xcalComponent(&out, cal)
		for _, e := range xcalEvents(cal) {
			if uid := xcalText(e.kid("uid")); uid != "" {
				extras[uid], pentabarf = e, pentabarf || slices.ContainsFunc(e.kids, xcalOwn)
			}
		}
	}
	l := icsReader{url: p.URL}.parse(&Page{URL: p.URL, Body: out.Bytes()}, window)
	for i := range l.Warnings {
		// Lines of what was written out are none of the file.
		l.Warnings[i].Where, l.Warnings[i].Text = "", xcalLine.ReplaceAllString(l.Warnings[i].Text, "")
	}
	kept := l.Items[:0]
	for _, it := range l.Items {
		uid, _, _ := SplitInstance(it.Ref)
		it.Where = "event " + it.Ref
		if e := extras[uid]; e != nil {
			xcalExtras(&it, e)
		}
		switch {
		case strings.TrimSpace(it.Title) != "":
			kept = append(kept, it)
		case it.Ref != "":
			l.Unusable = append(l.Unusable, it.Ref)
			l.warn(it.Where, "the event has no title: left out")
		default:
			l.Complete = false
			l.warn("", "an event has neither a title nor a uid: left out")
		}
	}
	l.Items = kept
	if pentabarf {
		l.Conference.Name = xcalName(root.kid("vcalendar"))
	}
	if fault != nil {
		l.Complete = false
		l.warn("", "the file breaks off here: %v. Events read before it: %d. Nothing is taken for removed", fault, len(l.Items))
	}
	return l, nil
}

// xcalTree builds the tree of what is closed; the fault says where it ends.
func xcalTree(body []byte) (*xcalElement, error) {
	dec := scheduleXMLDecoder(body)
	root := &xcalElement{}
	stack := []*xcalElement{root}
	for {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			if len(stack) > 1 || len(root.kids) == 0 {
				return xcalRoot(root), errors.New("it ends before its root is closed")
			}
			return xcalRoot(root), nil
		}
		if err != nil {
			return xcalRoot(root), scheduleXMLFault(err)
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(stack) > xcalMaxDepth {
				return xcalRoot(root), fmt.Errorf("more than %d elements inside each other", xcalMaxDepth)
			}
			name := strings.ToLower(t.Name.Local)
			if t.Name.Space != "" && !strings.EqualFold(t.Name.Space, "xcal") {
				name = strings.ToLower(t.Name.Space) + ":" + name
			}
			e := &xcalElement{name: name}
			stack = append(stack, e)
			// What holds components is there although it may be cut; the rest once closed.
			if name == "icalendar" || name == "vcalendar" || name == "components" {
				top.kids = append(top.kids, e)
			}
		case xml.EndElement:
			if len(stack) == 1 || !strings.HasSuffix(top.name, strings.ToLower(t.Name.Local)) {
				return xcalRoot(root), fmt.Errorf("</%s> closes nothing", t.Name.Local)
			}
			stack = stack[:len(stack)-1]
			if top.name != "icalendar" && top.name != "vcalendar" && top.name != "components" {
				above := stack[len(stack)-1]
				above.kids = append(above.kids, top)
			}
		case xml.CharData:
			if len(stack) > 1 {
				top.text += string(t)
			}
		}
	}
}

// xcalRoot is the document's own element.
func xcalRoot(doc *xcalElement) *xcalElement {
	if root := doc.kid("icalendar"); root != nil {
		return root
	}
	return doc
}

func xcalText(e *xcalElement) string {
	if e == nil {
		return ""
	}
	if t := e.kid("text"); t != nil {
		return strings.TrimSpace(t.text)
	}
	return strings.TrimSpace(e.text)
}

// xcalEvents are the events of a calendar in either dialect.
func xcalEvents(cal *xcalElement) []*xcalElement {
	if inner := cal.kid("components"); inner != nil {
		return xcalEvents(inner)
	}
	return slices.DeleteFunc(slices.Clone(cal.kids), func(e *xcalElement) bool { return e.name != "vevent" })
}

// xcalComponents are the names of what is no property.
var xcalComponents = []string{"vcalendar", "vevent", "vtodo", "vjournal", "vfreebusy", "vtimezone", "standard", "daylight", "valarm"}

// xcalComponent writes a component as iCalendar.
func xcalComponent(out *bytes.Buffer, c *xcalElement) {
	name := strings.ToUpper(c.name)
	fmt.Fprintf(out, "BEGIN:%s\r\n", name)
	for _, e := range c.kids {
		switch {
		case e.name == "properties":
			for _, p := range e.kids {
				xcalProperty(out, p)
			}
		case e.name == "components":
			for _, inner := range e.kids {
				xcalComponent(out, inner)
			}
		case slices.Contains(xcalComponents, e.name):
			xcalComponent(out, e)
		case !strings.Contains(e.name, ":"):
			xcalProperty(out, e)
		}
	}
	fmt.Fprintf(out, "END:%s\r\n", name)
}

// xcalEscapes are RFC 5545 3.3.11, for the values that are texts.
var xcalEscapes = strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "\\n")

// xcalProperty writes a property. In RFC 6321 its values are elements named by
// their types; in the older dialect it holds the value itself.
func xcalProperty(out *bytes.Buffer, p *xcalElement) {
	name := strings.ToUpper(p.name)
	if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return
	}
	var params strings.Builder
	for _, kid := range p.kids {
		if kid.name != "parameters" {
			continue
		}
		for _, param := range kid.kids {
			value := strings.NewReplacer("\"", "", "\r", " ", "\n", " ").Replace(strings.TrimSpace(xcalLeaf(param)))
			if strings.Trim(param.name, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && value != "" {
				fmt.Fprintf(&params, ";%s=%q", strings.ToUpper(param.name), value)
			}
		}
	}
	var values []string
	kind := ""
	for _, kid := range p.kids {
		if kid.name == "parameters" || strings.Contains(kid.name, ":") {
			continue
		}
		kind = kid.name
		values = append(values, xcalValue(kid))
	}
	switch {
	case len(values) == 0:
		text := strings.TrimSpace(p.text)
		if !xcalRaw[name] {
			text = xcalEscapes.Replace(text)
		}
		values = []string{strings.NewReplacer("\r", "", "\n", "").Replace(text)}
	case kind == "date":
		params.WriteString(";VALUE=DATE")
	}
	fmt.Fprintf(out, "%s%s:%s\r\n", name, params.String(), strings.Join(values, ","))
}

// xcalRaw are the properties whose values are no texts.
var xcalRaw = map[string]bool{"DTSTART": true, "DTEND": true, "DTSTAMP": true, "DURATION": true, "RRULE": true, "RDATE": true, "EXDATE": true,
	"RECURRENCE-ID": true, "URL": true, "SEQUENCE": true, "LAST-MODIFIED": true, "CREATED": true, "TZOFFSETFROM": true, "TZOFFSETTO": true, "GEO": true}

// xcalLeaf is the text of an element or of its first child.
func xcalLeaf(e *xcalElement) string {
	if len(e.kids) > 0 {
		return e.kids[0].text
	}
	return e.text
}

// xcalValue is one typed value as iCalendar writes it.
func xcalValue(e *xcalElement) string {
	text := strings.TrimSpace(e.text)
	switch e.name {
	case "date", "date-time", "time", "utc-offset":
		sign := ""
		if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "+") {
			sign, text = text[:1], text[1:]
		}
		return sign + strings.NewReplacer("-", "", ":", "").Replace(text)
	case "recur":
		var parts []string
		for _, kid := range e.kids {
			name := strings.ToUpper(kid.name)
			value := strings.TrimSpace(kid.text)
			if name == "UNTIL" {
				value = strings.NewReplacer("-", "", ":", "").Replace(value)
			}
			if i := slices.IndexFunc(parts, func(s string) bool { return strings.HasPrefix(s, name+"=") }); i >= 0 {
				parts[i] += "," + value
			} else {
				parts = append(parts, name+"="+value)
			}
		}
		return strings.NewReplacer("\r", "", "\n", "").Replace(strings.Join(parts, ";"))
	case "period":
		text = xcalText(e.kid("start")) + "/" + firstOf(xcalText(e.kid("end")), xcalText(e.kid("duration")))
		return strings.NewReplacer("\r", "", "\n", "").Replace(text)
	case "text", "unknown":
		return xcalEscapes.Replace(text)
	}
	return strings.NewReplacer("\r", "", "\n", "").Replace(text)
}

// xcalOwn says whether an element is of Pentabarf's own namespace.
func xcalOwn(e *xcalElement) bool { return strings.HasPrefix(e.name, "pentabarf:") }

// xcalExtras takes what Pentabarf, frab and pretalx say beyond iCalendar. DTSTART
// is a wall time without a zone there; Pentabarf's own start has the offset, the
// others have none. SUMMARY is title and subtitle with a dash between them, which
// may stand there without a subtitle.
func xcalExtras(it *Item, e *xcalElement) {
	if start, ok := scheduleXMLStamp(xcalText(e.kid("pentabarf:start"))); ok {
		it.When = When{Start: start, Duration: scheduleXMLSeconds.ReplaceAllString(xcalText(e.kid("pentabarf:duration")), "$1")}
		if end, ok := scheduleXMLStamp(xcalText(e.kid("pentabarf:end"))); ok {
			it.When.End, it.When.Duration = end, ""
		}
	}
	it.Title = firstOf(xcalText(e.kid("pentabarf:title")), it.Title)
	it.Subtitle = firstOf(it.Subtitle, xcalText(e.kid("pentabarf:subtitle")))
	it.Language = firstOf(xcalText(e.kid("pentabarf:language-code")), it.Language)
	it.Track = firstOf(it.Track, xcalText(e.kid("pentabarf:track")))
	it.Type = firstOf(it.Type, xcalText(e.kid("category"))) // pretalx' types; frab's is always Lecture
	for _, kid := range e.kids {
		// Pentabarf writes the names of speakers there. Elsewhere it is who is
		// invited, a calendar address (RFC 5545 3.8.4.1).
		name := strings.TrimSpace(kid.text)
		if kid.name == "attendee" && name != "" && !strings.Contains(name, ":") && !slices.Contains(it.Speakers, name) {
			it.Speakers = append(it.Speakers, name)
		}
	}
	it.Tags = slices.DeleteFunc(it.Tags, func(tag string) bool { return tag == it.Track })
}

// xcalName is the conference's name in what Pentabarf and frab call their
// calendars: "Schedule for sessions at " and the title, which may be missing, and
// a description of the same kind; or the acronym and " Schedule".
func xcalName(cal *xcalElement) string {
	for _, key := range []string{"x-wr-calname", "x-wr-caldesc"} {
		name := xcalText(cal.kid(key))
		for _, prefix := range []string{"Schedule for sessions at", "Schedule for events at", "Schedule for"} {
			name = strings.TrimSpace(strings.TrimPrefix(name, prefix))
		}
		name = strings.TrimSuffix(name, " Schedule")
		if name != "" {
			return name
		}
	}
	return ""
}
