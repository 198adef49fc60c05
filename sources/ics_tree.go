package sources

import (
	"bytes"
	"fmt"
	"strings"

	"callboard"
)

// icsMaxWarnings bounds what one reading says; the rest is counted.
const icsMaxWarnings = 200

// icsWarnings collects problems with their lines.
type icsWarnings struct {
	list []callboard.Warning
	more int
}

func (w *icsWarnings) add(line int, format string, args ...any) {
	if len(w.list) >= icsMaxWarnings {
		w.more++
		return
	}
	w.list = append(w.list, callboard.Warning{Where: fmt.Sprintf("line %d", line), Text: fmt.Sprintf(format, args...)})
}

// junk warns of a line and quotes it, which is not worth doing for a million.
func (w *icsWarnings) junk(line icsLine, format string) {
	if len(w.list) >= icsMaxWarnings {
		w.more++
		return
	}
	w.add(line.no, format, icsQuote(line.text))
}

func (w *icsWarnings) all() []callboard.Warning {
	if w.more == 0 {
		return w.list
	}
	return append(w.list, callboard.Warning{Text: fmt.Sprintf("and %d more warnings", w.more)})
}

// icsComponent is a component that is of use here.
type icsComponent struct {
	name  string
	line  int
	props []icsProp
	kids  []*icsComponent // STANDARD and DAYLIGHT, PARTICIPANT
}

// text is the first value of a property, "" when there is none.
func (c *icsComponent) text(name string) string {
	for _, p := range c.props {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// icsCalendar is one VCALENDAR.
type icsCalendar struct {
	icsComponent
	events []*icsComponent
	zones  []*icsComponent // VTIMEZONE
	cut    *icsComponent   // the event that the file ends in: its end is unknown
}

// icsFrame is a component that is open. comp is nil for one that is passed over.
type icsFrame struct {
	name string
	line int
	comp *icsComponent
}

// icsMaxDepth bounds nesting; no format needs more than four.
const icsMaxDepth = 16

// icsTree builds components from lines and is never fatal.
type icsTree struct {
	calendars []*icsCalendar
	ended     bool       // an END:VCALENDAR was read
	stack     []icsFrame // the first is a VCALENDAR
	deep      int        // components open beyond icsMaxDepth
	warn      *icsWarnings
}

// complete reports whether the last thing that ended was a VCALENDAR.
func (t *icsTree) complete() bool { return t.ended && len(t.stack) == 0 }

// icsParse reads a body.
func icsParse(body []byte, warn *icsWarnings) *icsTree {
	t := &icsTree{warn: warn}
	lines := newICSLines(body)
	for {
		line, ok := lines.next()
		if !ok {
			break
		}
		t.line(line)
	}
	for len(t.stack) > 0 && t.stack[len(t.stack)-1].name != "VCALENDAR" {
		t.drop()
	}
	if len(t.calendars) > 0 && !t.complete() {
		warn.add(lines.no, "the file ends before END:VCALENDAR: it was cut short")
	}
	return t
}

// drop forgets the innermost component, as the file ended in it.
func (t *icsTree) drop() {
	f := t.stack[len(t.stack)-1]
	t.stack = t.stack[:len(t.stack)-1]
	if f.name == "VEVENT" && f.comp != nil {
		t.calendar(f.line).cut = f.comp
	}
}

func (t *icsTree) line(line icsLine) {
	p, ok := icsParseProp(line.text, line.no)
	if !ok {
		t.warn.junk(line, "passed over %s, which is no property")
		return
	}
	switch p.name {
	case "BEGIN":
		t.begin(strings.ToUpper(strings.TrimSpace(p.value)), p.line)
		return
	case "END":
		t.end(strings.ToUpper(strings.TrimSpace(p.value)), p.line)
		return
	}
	if len(t.stack) == 0 {
		if len(t.calendars) == 0 {
			t.warn.junk(line, "passed over %s before BEGIN:VCALENDAR")
		}
		return
	}
	top := t.stack[len(t.stack)-1]
	if t.deep > 0 || top.comp == nil {
		return
	}
	if line.cut {
		t.warn.add(line.no, "%s is longer than 1 MiB and was cut", p.name)
	}
	if line.glue > 0 {
		t.warn.add(line.glue, "no property starts here: read as part of the %s before it", p.name)
	}
	top.comp.props = append(top.comp.props, p)
}

// begin opens a component and closes what should have ended before it.
func (t *icsTree) begin(name string, line int) {
	switch name {
	case "VCALENDAR":
		t.closeDownTo(0, "BEGIN:VCALENDAR", line)
		t.deep = 0
		cal := &icsCalendar{icsComponent: icsComponent{name: name, line: line}}
		t.calendars = append(t.calendars, cal)
		t.stack = append(t.stack, icsFrame{name, line, &cal.icsComponent})
		return
	case "VEVENT", "VTIMEZONE":
		t.closeDownTo(1, "BEGIN:"+name, line)
		t.deep = 0
		t.calendar(line)
	}
	if len(t.stack) == 0 {
		t.warn.add(line, "passed over %s outside of a VCALENDAR", icsQuote([]byte("BEGIN:"+name)))
		return
	}
	if len(t.stack) >= icsMaxDepth {
		t.deep++
		return
	}
	t.stack = append(t.stack, icsFrame{name, line, t.component(name, line)})
}

// component makes the component when it is of use where it stands.
func (t *icsTree) component(name string, line int) *icsComponent {
	parent := t.stack[len(t.stack)-1]
	if parent.comp == nil {
		return nil
	}
	useful := parent.name == "VCALENDAR" && (name == "VEVENT" || name == "VTIMEZONE") ||
		parent.name == "VTIMEZONE" && (name == "STANDARD" || name == "DAYLIGHT") ||
		parent.name == "VEVENT" && name == "PARTICIPANT"
	if !useful {
		return nil
	}
	return &icsComponent{name: name, line: line}
}

// calendar is the calendar in hand; one is made up for components without one.
func (t *icsTree) calendar(line int) *icsCalendar {
	if len(t.stack) == 0 {
		t.warn.add(line, "a component outside of a VCALENDAR")
		cal := &icsCalendar{icsComponent: icsComponent{name: "VCALENDAR", line: line}}
		t.calendars = append(t.calendars, cal)
		t.stack = append(t.stack, icsFrame{"VCALENDAR", line, &cal.icsComponent})
	}
	return t.calendars[len(t.calendars)-1]
}

// closeDownTo closes all components above depth, with a warning for each.
func (t *icsTree) closeDownTo(depth int, what string, line int) {
	for len(t.stack) > depth {
		f := t.stack[len(t.stack)-1]
		t.warn.add(line, "%s before the END:%s of line %d", what, f.name, f.line)
		t.pop()
	}
}

func (t *icsTree) end(name string, line int) {
	if t.deep > 0 && name != "VCALENDAR" && name != "VEVENT" {
		t.deep--
		return
	}
	for i := len(t.stack) - 1; i >= 0; i-- {
		if t.stack[i].name != name {
			continue
		}
		t.deep = 0
		t.closeDownTo(i+1, "END:"+name, line)
		t.pop()
		t.ended = t.ended || name == "VCALENDAR"
		return
	}
	t.warn.add(line, "%s without its BEGIN", icsQuote([]byte("END:"+name)))
}

// pop ends the innermost component and hands it to its parent.
func (t *icsTree) pop() {
	f := t.stack[len(t.stack)-1]
	t.stack = t.stack[:len(t.stack)-1]
	if f.comp == nil || len(t.stack) == 0 {
		return
	}
	cal := t.calendars[len(t.calendars)-1]
	switch f.name {
	case "VEVENT":
		cal.events = append(cal.events, f.comp)
	case "VTIMEZONE":
		cal.zones = append(cal.zones, f.comp)
	default:
		if parent := t.stack[len(t.stack)-1].comp; parent != nil {
			parent.kids = append(parent.kids, f.comp)
		}
	}
}

// icsQuote quotes the beginning of a line for a warning.
func icsQuote(line []byte) string {
	line = bytes.TrimSpace(line)
	if len(line) > 60 {
		return fmt.Sprintf("%q...", strings.ToValidUTF8(string(line[:60]), ""))
	}
	return fmt.Sprintf("%q", strings.ToValidUTF8(string(line), ""))
}
