package sources

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// scheduleXMLEvent is an <event> as the file says it.
type scheduleXMLEvent struct {
	id, guid, code string
	talk           string // the talk's id where a callboard wrote the file, see boardTalk
	line           int
	day            string // date of the <day> around it
	room           string // name of the <room> around it

	// field holds the text of the event's direct children by name.
	field map[string]string
	// inner holds abstract and description where they were written as elements
	// instead of escaped HTML.
	inner map[string]string

	persons, tags      []string
	links, attachments []scheduleXMLLink
	recordings         []string
}

// scheduleXMLLink is a <link> or an <attachment>.
type scheduleXMLLink struct{ href, kind, text string }

// scheduleXMLScan walks the raw tokens with a stack of its own. RawToken costs
// half of Token and leaves the nesting to us: a mismatched end tag is then a
// fault at its place instead of a chain of invented ends.
type scheduleXMLScan struct {
	dec  *xml.Decoder
	body []byte

	stack  []string // local names of the open elements
	text   []byte   // character data of the open elements
	starts []int    // where each open element's text begins
	prev   int64    // offset before the current token

	conf    Published
	baseURL string
	board   bool // a callboard wrote the file
	family  bool // an element of the family was seen: conference or event

	day, room string
	event     *scheduleXMLEvent
	depth     int        // len(stack) inside the open event's element
	attrs     []xml.Attr // of the element opened last at depth+1
	field     int64      // offset behind the start tag of the open field
	nested    bool       // the open field holds elements

	person     string // name given by an attribute or a child of <person>
	events     []*scheduleXMLEvent
	rootClosed bool
}

// run reads to </schedule>.
func (s *scheduleXMLScan) run() error {
	for !s.rootClosed {
		s.prev = s.dec.InputOffset()
		tok, err := s.dec.RawToken()
		if errors.Is(err, io.EOF) {
			return errScheduleXMLCut
		}
		if err != nil {
			return scheduleXMLFault(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			err = s.open(t)
		case xml.EndElement:
			err = s.close(t.Name.Local)
		case xml.CharData:
			s.text = append(s.text, t...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scheduleXMLFault words the decoder's error; an unexpected end is a cut file.
func scheduleXMLFault(err error) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		if strings.Contains(syntax.Msg, "unexpected EOF") {
			return errScheduleXMLCut
		}
		return errors.New(syntax.Msg)
	}
	return err
}

func (s *scheduleXMLScan) open(t xml.StartElement) error {
	if len(s.stack) >= scheduleXMLMaxDepth {
		return errScheduleXMLDeep
	}
	name := t.Name.Local
	s.stack = append(s.stack, name)
	s.starts = append(s.starts, len(s.text))
	if s.event != nil {
		s.openInEvent(name, t.Attr)
		return nil
	}
	switch name {
	case "generator":
		s.board = scheduleXMLAttr(t.Attr, "name") == boardGenerator
	case "conference":
		s.family = true
	case "day":
		s.day = scheduleXMLAttr(t.Attr, "date")
		if start := scheduleXMLAttr(t.Attr, "start"); s.day == "" && len(start) >= 10 {
			s.day = start[:10]
		}
		s.room = ""
	case "room":
		s.room = scheduleXMLAttr(t.Attr, "name")
	case "event":
		s.family = true
		if len(s.events) >= scheduleXMLMaxItems {
			return errScheduleXMLItems
		}
		line, _ := s.dec.InputPos()
		s.event = &scheduleXMLEvent{
			id: scheduleXMLAttr(t.Attr, "id"), guid: scheduleXMLAttr(t.Attr, "guid"), code: scheduleXMLAttr(t.Attr, "code"),
			line: line, day: s.day, room: s.room, field: make(map[string]string, 16),
		}
		for _, key := range []string{"status", "state", "cancelled", "canceled"} {
			if v := scheduleXMLAttr(t.Attr, key); v != "" {
				s.event.field[key] = v
			}
		}
		s.depth = len(s.stack)
	}
	return nil
}

func (s *scheduleXMLScan) openInEvent(name string, attrs []xml.Attr) {
	switch len(s.stack) - s.depth {
	case 1: // a field
		s.field, s.nested, s.attrs = s.dec.InputOffset(), false, nil
		if name == "room" {
			s.attrs = attrs
		}
	case 2: // a part of a list, or markup inside a text
		s.nested, s.attrs, s.person = true, attrs, ""
		if name == "person" {
			if s.person = scheduleXMLAttr(attrs, "public_name"); s.person == "" {
				s.person = scheduleXMLAttr(attrs, "name")
			}
		}
	}
}

func (s *scheduleXMLScan) close(name string) error {
	top := len(s.stack) - 1
	if top < 0 || s.stack[top] != name {
		open := "nothing"
		if top >= 0 {
			open = "<" + s.stack[top] + ">"
		}
		return fmt.Errorf("</%s> closes %s", name, open)
	}
	depth := len(s.stack)
	var text string
	if s.event == nil || depth-s.depth <= 3 { // deeper is only markup inside a text
		text = string(bytes.TrimSpace(s.text[s.starts[top]:]))
	}
	s.stack = s.stack[:top]
	switch {
	case s.event != nil:
		s.closeInEvent(name, text, depth-s.depth)
	case top == 0:
		s.rootClosed = true
	case s.stack[top-1] == "conference":
		s.conference(name, text)
	case name == "date" && s.stack[top-1] == "day" && s.day == "":
		s.day = text
	case name == "name" && s.stack[top-1] == "room" && s.room == "":
		s.room = text
	case name == "room":
		s.room = ""
	}
	// Text of markup inside a field belongs to the field too; everything else
	// has been used.
	if s.event == nil || depth-s.depth <= 1 || !scheduleXMLMixed(s.stack[s.depth]) {
		s.text = s.text[:s.starts[top]]
	}
	s.starts = s.starts[:top]
	return nil
}

// closeInEvent takes what closed, level elements below the event.
func (s *scheduleXMLScan) closeInEvent(name, text string, level int) {
	e := s.event
	switch level {
	case 0:
		s.event = nil
		s.events = append(s.events, e)
	case 1:
		s.closeField(name, text)
	case 2:
		s.closePart(s.stack[s.depth], name, text)
	case 3:
		if s.stack[s.depth+1] == "person" && (name == "public_name" || name == "name" && s.person == "") {
			s.person = text
		}
	}
}

func (s *scheduleXMLScan) closeField(name, text string) {
	e := s.event
	if name == "room" && text == "" {
		text = scheduleXMLAttr(s.attrs, "name")
	}
	if name == "person" || name == "speaker" { // not wrapped in a list
		e.persons = append(e.persons, scheduleXMLNames(text)...)
		return
	}
	// wafer writes an empty <abstract/> before and after the real one.
	if text != "" && e.field[name] == "" {
		e.field[name] = text
		if s.nested && (name == "abstract" || name == "description") {
			if e.inner == nil {
				e.inner = make(map[string]string, 2)
			}
			e.inner[name] = strings.TrimSpace(string(s.body[s.field:s.prev]))
		}
	}
}

func (s *scheduleXMLScan) closePart(list, name, text string) {
	e := s.event
	switch list + "/" + name {
	case "persons/person", "speakers/speaker":
		if s.person != "" {
			text = s.person
		}
		if text != "" {
			e.persons = append(e.persons, text)
		}
	case "links/link":
		e.links = append(e.links, s.link(text))
	case "attachments/attachment":
		e.attachments = append(e.attachments, s.link(text))
	case "recording/url", "recording/link":
		e.recordings = append(e.recordings, text)
	case "tags/tag", "keywords/keyword":
		if text != "" {
			e.tags = append(e.tags, text)
		}
	}
}

// link is the link in hand. Without an href its text is the address.
func (s *scheduleXMLScan) link(text string) scheduleXMLLink {
	href := scheduleXMLAttr(s.attrs, "href")
	if href == "" && strings.Contains(text, "://") {
		href = text
	}
	return scheduleXMLLink{href, scheduleXMLAttr(s.attrs, "type"), text}
}

// scheduleXMLNames are the people in an element that is in no list. Several stand
// there with commas when each part is a whole name: "PhD" is none.
func scheduleXMLNames(text string) []string {
	for part := range strings.SplitSeq(text, ",") {
		if !strings.Contains(strings.TrimSpace(part), " ") {
			return declaredPeople([]declaredValue{{text: text}}, "")
		}
	}
	return declaredPeople([]declaredValue{{text: text}}, ",")
}

func (s *scheduleXMLScan) conference(name, text string) {
	switch name {
	case "title":
		s.conf.Name = text
	case "acronym":
		s.conf.Acronym = text
	case "start":
		s.conf.Start = text
	case "end":
		s.conf.End = text
	case "time_zone_name", "timezone":
		s.conf.Zone = text
	case "day_change":
		// "09:00:00" and a start at "09:00" must compare as equal.
		s.conf.DayChange = scheduleXMLSeconds.ReplaceAllString(text, "$1")
	case "url":
		s.conf.URL = text
	case "base_url":
		s.baseURL = text
	}
}

// scheduleXMLMixed names the fields whose text may be written with elements.
func scheduleXMLMixed(field string) bool {
	switch field {
	case "title", "subtitle", "abstract", "description", "persons", "speakers":
		return true
	}
	return false
}

func scheduleXMLAttr(attrs []xml.Attr, name string) string {
	for _, a := range attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}
