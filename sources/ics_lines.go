package sources

import (
	"bytes"
	"strings"
)

// icsMaxLine bounds one content line after unfolding, in bytes: longer than any
// description, shorter than what inline pictures would cost.
const icsMaxLine = 1 << 20

// icsLine is one content line (RFC 5545 3.1), unfolded.
type icsLine struct {
	text []byte // valid until the next call of next
	no   int    // number of its first physical line, from 1
	cut  bool   // it was longer than icsMaxLine
	glue int    // number of the first line that was joined without a fold mark, 0 = none
}

// icsLines cuts a body into content lines. It never fails: whatever ends lines
// (CRLF, LF, CR, a doubled CR) and however they are folded, each byte lands in
// some line.
type icsLines struct {
	rest   []byte
	lf     int    // offset of the next LF in rest; len(rest) = none
	no     int    // number of the physical line that is peeked at
	peeked []byte // the next physical line
	more   bool   // peeked is valid
	breaks int    // line ends behind peeked
	buf    []byte // room for lines that are joined
}

// newICSLines starts before the first line of body.
func newICSLines(body []byte) *icsLines {
	s := &icsLines{rest: body, lf: -1, no: 1}
	s.physical()
	return s
}

// physical moves on to the next physical line. A run of CR before LF is one line
// end, as some exporters double it; a CR elsewhere ends a line of its own.
func (s *icsLines) physical() {
	s.no += s.breaks
	s.breaks = 0
	if len(s.rest) == 0 {
		s.peeked, s.more = nil, false
		return
	}
	if s.lf < 0 {
		if s.lf = bytes.IndexByte(s.rest, '\n'); s.lf < 0 {
			s.lf = len(s.rest)
		}
	}
	line, skip, breaks := s.rest[:s.lf], s.lf+1, 1
	if i := bytes.IndexByte(line, '\r'); i >= 0 {
		end := i
		for end < len(line) && line[end] == '\r' {
			end++
		}
		if end < len(line) || s.lf == len(s.rest) { // no LF behind: each CR ends a line
			skip, breaks = end, end-i
		}
		line = line[:i]
	}
	s.more, s.breaks = true, breaks
	s.peeked = bytes.TrimPrefix(line, []byte("\ufeff"))
	if skip >= len(s.rest) {
		s.rest = nil
	} else {
		s.rest = s.rest[skip:]
	}
	s.lf -= skip // -1 when the LF was used up
}

// next gives the next content line, false at the end. Blank lines are skipped.
func (s *icsLines) next() (icsLine, bool) {
	for s.more && len(bytes.TrimSpace(s.peeked)) == 0 {
		s.physical()
	}
	if !s.more {
		return icsLine{}, false
	}
	line := icsLine{text: s.peeked, no: s.no}
	last := len(s.peeked)
	owned := false
	join := func(parts ...[]byte) {
		if !owned {
			s.buf, owned = append(s.buf[:0], line.text...), true
		}
		for _, p := range parts {
			if len(s.buf)+len(p) > icsMaxLine {
				p, line.cut = p[:max(0, icsMaxLine-len(s.buf))], true
			}
			s.buf = append(s.buf, p...)
		}
		line.text = s.buf
	}
	s.physical()
	name := icsUpperName(line.text)
	running := icsTextName(name)
	for blanks := 0; s.more; s.physical() {
		q := s.peeked
		switch {
		case len(q) == 0:
			blanks++
			continue
		case q[0] == ' ' || q[0] == '\t':
			join(q[1:])
		case line.text[len(line.text)-1] == '=' && icsQuotedPrintable(line.text):
			// A soft line break of vCalendar 1.0.
			line.text = line.text[:len(line.text)-1]
			if owned {
				s.buf = line.text
			}
			join(q)
		case running && !icsStartsProperty(q, name):
			if line.glue == 0 {
				line.glue = s.no
			}
			// A line as long as a fold lost its leading blank on the way; a
			// shorter one ended with a line break that was not escaped.
			if last < 70 || last > 80 || blanks > 0 {
				join(bytes.Repeat([]byte("\n"), min(blanks, 1)+1))
			}
			join(q)
		default:
			return line.bounded(), true
		}
		last, blanks = len(q), 0
	}
	return line.bounded(), true
}

// bounded cuts a line that is too long although it was never folded.
func (l icsLine) bounded() icsLine {
	if len(l.text) > icsMaxLine {
		l.text, l.cut = l.text[:icsMaxLine], true
	}
	return l
}

// icsNameEnd is the length of the name token that line starts with, 0 when it
// does not start with a name and a delimiter.
func icsNameEnd(line []byte) int {
	for i, c := range line {
		switch {
		case c == ':' || c == ';':
			return i
		case c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
		default:
			return 0
		}
	}
	return 0
}

// icsStartsProperty reports whether a physical line that follows the property
// before begins another. In running text "Note: bring a laptop" looks like one, so names that
// are not all upper case must be known, and behind a description all lower case.
func icsStartsProperty(line []byte, before string) bool {
	n := icsNameEnd(line)
	if n == 0 {
		return false
	}
	if bytes.IndexFunc(line[:n], func(r rune) bool { return r >= 'a' && r <= 'z' }) < 0 {
		return true
	}
	name := string(line[:n])
	upper := strings.ToUpper(name)
	if !strings.HasPrefix(upper, "X-") && !icsKnown(upper) {
		return false
	}
	return name == strings.ToLower(name) || !icsLongText(before)
}

// icsUpperName is the name of the property in line, in upper case.
func icsUpperName(line []byte) string { return icsName(line[:icsNameEnd(line)]) }

// icsName is a name in upper case; those of the format cost no memory.
func icsName(name []byte) string {
	if known, ok := icsNames[string(name)]; ok {
		return known
	}
	upper := strings.ToUpper(string(name))
	if known, ok := icsNames[upper]; ok {
		return known
	}
	return upper
}

// icsQuotedPrintable reports whether the parameters of line say so.
func icsQuotedPrintable(line []byte) bool {
	head, _, ok := bytes.Cut(line, []byte(":"))
	return ok && bytes.Contains(bytes.ToUpper(head), []byte("QUOTED-PRINTABLE"))
}

// icsTextName reports whether the value of the property is running text, so that
// a line without a name may belong to it.
func icsTextName(name string) bool {
	switch name {
	case "SUMMARY", "LOCATION", "CATEGORIES", "CONTACT", "NAME", "RESOURCES":
		return true
	}
	return icsLongText(name)
}

// icsLongText reports whether the value has paragraphs.
func icsLongText(name string) bool {
	switch name {
	case "DESCRIPTION", "COMMENT", "STYLED-DESCRIPTION", "X-ALT-DESC", "X-WR-CALDESC":
		return true
	}
	return false
}

// icsKnown reports whether name, in upper case, is of the format.
func icsKnown(name string) bool { return icsNames[name] != "" }

// icsNames are the properties of RFC 5545, 7986, 9073 and 9253.
var icsNames = func() map[string]string {
	m := map[string]string{}
	for _, name := range strings.Fields(`
		BEGIN END UID DTSTAMP DTSTART DTEND DURATION RRULE
		RDATE EXDATE EXRULE RECURRENCE-ID SUMMARY DESCRIPTION LOCATION URL
		CATEGORIES STATUS SEQUENCE CREATED LAST-MODIFIED CLASS TRANSP PRIORITY
		GEO ORGANIZER ATTENDEE ATTACH COMMENT CONTACT RESOURCES RELATED-TO
		REQUEST-STATUS TZID TZNAME TZURL TZOFFSETFROM TZOFFSETTO PRODID VERSION
		CALSCALE METHOD ACTION TRIGGER REPEAT NAME REFRESH-INTERVAL SOURCE
		COLOR IMAGE CONFERENCE STYLED-DESCRIPTION STRUCTURED-DATA PARTICIPANT-TYPE CALENDAR-ADDRESS LOCATION-TYPE
		LINK CONCEPT REFID
		TZID VALUE CHARSET ENCODING LANGUAGE FMTTYPE CN LABEL`) {
		m[name] = name
	}
	return m
}()
