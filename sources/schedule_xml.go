package sources

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Guards of schedule-xml against hostile files. The largest real ones hold
// some 1,500 events, seven elements deep.
const (
	scheduleXMLMaxDepth = 512
	scheduleXMLMaxItems = 200_000
)

// scheduleXMLReader reads the frab, pentabarf, pretalx, wafer and OSEM family.
type scheduleXMLReader struct{ url string }

// detectScheduleXML looks at the root element, whatever the content type says:
// other formats use the root <schedule> too, so one of the family's own
// elements must follow.
func detectScheduleXML(p *Page) string {
	if scheduleXMLRoot(p.Body) != "schedule" {
		return ""
	}
	for _, mark := range []string{"<conference", ":conference", "<event", ":event"} {
		if bytes.Contains(p.Body, []byte(mark)) {
			return "its root element is <schedule> and it holds " + strings.Trim(mark, "<:") + " elements"
		}
	}
	return ""
}

func openScheduleXML(url string, options map[string]any) (Reader, error) {
	if err := noOptions("schedule-xml", options); err != nil {
		return nil, err
	}
	return &scheduleXMLReader{url: url}, nil
}

// Read gets the one file and parses it. The window does not matter: nothing
// recurs in this format.
func (r *scheduleXMLReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseScheduleXML(p)
}

// scheduleXMLRoot is the local name of the first element, "" when there is
// none or when text stands before it: a script's error message in front of a
// schedule is no schedule.
func scheduleXMLRoot(body []byte) string {
	dec := scheduleXMLDecoder(body)
	for {
		tok, err := dec.RawToken()
		if err != nil {
			return ""
		}
		switch t := tok.(type) {
		case xml.StartElement:
			return t.Name.Local
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return ""
			}
		}
	}
}

// scheduleXMLDecoder is lenient with what hand-made exports get wrong (a bare
// ampersand, HTML entities) and never expands entities of the document's own.
func scheduleXMLDecoder(body []byte) *xml.Decoder {
	dec := xml.NewDecoder(bytes.NewReader(body))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	// Page.Body is UTF-8, whatever the declaration still says.
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return dec
}

// parseScheduleXML streams over the file. What was read before a fault is
// kept: the listing is then incomplete and says where it broke.
func parseScheduleXML(p *Page) (*Listing, error) {
	body := scheduleXMLClean(p.Body)
	if scheduleXMLRoot(body) != "schedule" {
		return nil, &WrongKindError{Want: "schedule.xml", Got: Look(p)}
	}
	s := &scheduleXMLScan{dec: scheduleXMLDecoder(body), body: body}
	fault := s.run()
	if fault == nil && !s.family {
		return nil, &WrongKindError{Want: "schedule.xml", Got: Look(p)}
	}
	l := &Listing{Conference: s.conf, Complete: fault == nil}
	if fault != nil {
		line, _ := s.dec.InputPos()
		l.warn(fmt.Sprintf("line %d", line), "the file breaks off here: %v. Events read before it: %d. Nothing is taken for removed", fault, len(s.events))
	}
	base := scheduleXMLBase(p.URL, s)
	l.Conference.URL = absolute(base, firstOf(s.conf.URL, s.baseURL))
	for _, e := range s.events {
		if s.board {
			e.talk = boardTalk(e.field["url"])
		}
		scheduleXMLAdd(l, e, base)
	}
	scheduleXMLDurations(l.Items, s.board)
	return l, nil
}

// scheduleXMLBase is what relative links are relative to: the export's base_url,
// else its own address.
func scheduleXMLBase(page string, s *scheduleXMLScan) *url.URL {
	base, err := url.Parse(page)
	if err != nil {
		base = &url.URL{}
	}
	if s.baseURL != "" {
		if u, err := base.Parse(s.baseURL); err == nil {
			base = u
		}
	}
	return base
}

// scheduleXMLClean drops a byte order mark, and replaces what no XML parser
// takes but exports hold: broken UTF-8 and control characters.
func scheduleXMLClean(body []byte) []byte {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	control := func(b byte) bool { return b < 0x20 && b != '\t' && b != '\n' && b != '\r' }
	if !slices.ContainsFunc(body, control) {
		return body
	}
	body = slices.Clone(body)
	for i, b := range body {
		if control(b) {
			body[i] = ' '
		}
	}
	return body
}

var (
	errScheduleXMLCut   = errors.New("it ends before </schedule>")
	errScheduleXMLDeep  = fmt.Errorf("more than %d elements inside each other", scheduleXMLMaxDepth)
	errScheduleXMLItems = fmt.Errorf("more than %d events", scheduleXMLMaxItems)
)
