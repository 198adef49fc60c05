package sources

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// guidebookReader reads the XML that Guidebook's apps import, as published by
// SQLSaturday for each of its events.
type guidebookReader struct{ url string }

const guidebookWhat = "Guidebook XML"

// guidebookMaxItems bounds a hostile file; real ones hold some hundred events.
const guidebookMaxItems = 200_000

func detectGuidebook(p *Page) string {
	if !bytes.Contains(p.Body[:min(len(p.Body), 4<<10)], []byte("GuidebookXML")) || scheduleXMLRoot(p.Body) != "GuidebookXML" {
		return ""
	}
	return "its root element is <GuidebookXML>"
}

func openGuidebook(url string, options map[string]any) (Reader, error) {
	if err := noOptions("guidebook-xml", options); err != nil {
		return nil, err
	}
	return &guidebookReader{url: url}, nil
}

// Read gets the one file and parses it. The window does not matter: nothing
// recurs in this format.
func (r *guidebookReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseGuidebook(p)
}

// The file as it is written. Names are texts with white space around them.
type (
	guidebookGuide struct {
		Name     string `xml:"name"`
		Start    string `xml:"startDate"`
		End      string `xml:"endDate"`
		Zone     string `xml:"timezone"`
		URL      string `xml:"url"`
		Website  string `xml:"website"`
		Timezone string `xml:"timeZone"`
	}
	guidebookPerson struct {
		ID   string `xml:"id"`
		Ref  string `xml:"importID"`
		Name string `xml:"name"`
	}
	guidebookEvent struct {
		line     int
		Ref      string            `xml:"importID"`
		ID       string            `xml:"id"`
		Title    string            `xml:"title"`
		Name     string            `xml:"name"`
		About    string            `xml:"description"`
		Start    string            `xml:"startTime"`
		End      string            `xml:"endTime"`
		Tracks   []string          `xml:"track"`
		URL      string            `xml:"url"`
		Speakers []guidebookPerson `xml:"speakers>speaker"`
		Places   []struct {
			Name string `xml:"name"`
			Text string `xml:",chardata"`
		} `xml:"location"`
	}
)

// guidebookScan is one file being read.
type guidebookScan struct {
	guide  guidebookGuide
	events []guidebookEvent
	people map[string]string // importID -> name
}

var errGuidebookItems = fmt.Errorf("more than %d events", guidebookMaxItems)

// parseGuidebook streams over the file. What was read before a fault is kept:
// the listing is then incomplete and says where it broke.
func parseGuidebook(p *Page) (*Listing, error) {
	body := scheduleXMLClean(p.Body)
	if scheduleXMLRoot(body) != "GuidebookXML" {
		return nil, &WrongKindError{Want: guidebookWhat, Got: Look(p)}
	}
	dec := scheduleXMLDecoder(body)
	s := &guidebookScan{people: map[string]string{}}
	fault := s.run(dec)
	l := &Listing{Complete: fault == nil}
	if fault != nil {
		line, _ := dec.InputPos()
		l.warn(fmt.Sprintf("line %d", line), "the file breaks off here: %v. Events read before it: %d. Nothing is taken for removed", fault, len(s.events))
	}
	s.list(l, vendorBase(p))
	return l, nil
}

// run walks over the elements below the root and its lists. It ends without an
// error only at the root's end.
func (s *guidebookScan) run(dec *xml.Decoder) error {
	depth := 0
	for {
		tok, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return errors.New("it ends before </GuidebookXML>")
		case err != nil:
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > scheduleXMLMaxDepth {
				return errScheduleXMLDeep
			}
			taken, err := s.element(dec, t, depth)
			if err != nil {
				return err
			}
			if taken {
				depth--
			}
		case xml.EndElement:
			if depth--; depth == 0 {
				return nil
			}
		}
	}
}

// element decodes an element that is known whole. Lists stand at depth two,
// their rows at three.
func (s *guidebookScan) element(dec *xml.Decoder, t xml.StartElement, depth int) (taken bool, err error) {
	switch {
	case depth == 2 && t.Name.Local == "guide":
		return true, dec.DecodeElement(&s.guide, &t)
	case depth == 3 && t.Name.Local == "speaker":
		var p guidebookPerson
		if err := dec.DecodeElement(&p, &t); err != nil {
			return true, err
		}
		for _, id := range []string{p.Ref, p.ID} {
			if id = strings.TrimSpace(id); id != "" {
				s.people[id] = p.Name
			}
		}
		return true, nil
	case depth == 3 && (t.Name.Local == "event" || t.Name.Local == "session"):
		if len(s.events) == guidebookMaxItems {
			return true, errGuidebookItems
		}
		line, _ := dec.InputPos()
		e := guidebookEvent{line: line}
		if err := dec.DecodeElement(&e, &t); err != nil {
			return true, err
		}
		s.events = append(s.events, e)
		return true, nil
	}
	return false, nil
}
