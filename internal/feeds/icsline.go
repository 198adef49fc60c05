package feeds

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// lines writes content lines, RFC 5545 3.1: CRLF, folded at 75 octets, never
// inside a UTF-8 character.
type lines struct {
	out  []byte
	line []byte // the line being made, unfolded, reused
}

// raw writes a line whose value needs no escaping: the parts, joined.
func (l *lines) raw(parts ...string) {
	l.line = l.line[:0]
	for _, p := range parts {
		l.line = append(l.line, p...)
	}
	l.end()
}

// text writes a TEXT property, RFC 5545 3.3.11.
func (l *lines) text(name, value string) {
	l.line = append(l.line[:0], name...)
	l.line = append(l.line, ':')
	l.line = appendText(l.line, value)
	l.end()
}

// texts writes a property with several TEXT values.
func (l *lines) texts(name string, values []string) {
	l.line = append(l.line[:0], name...)
	for i, v := range values {
		sep := byte(',')
		if i == 0 {
			sep = ':'
		}
		l.line = append(l.line, sep)
		l.line = appendText(l.line, v)
	}
	l.end()
}

// stamp writes a property whose value is an instant in UTC, RFC 5545 3.3.5.
func (l *lines) stamp(name string, t time.Time) {
	l.line = append(l.line[:0], name...)
	l.line = append(l.line, ':')
	l.line = appendClock(l.line, t.UTC())
	l.line = append(l.line, 'Z')
	l.end()
}

// local writes a property whose value is a wall clock reading in a zone.
func (l *lines) local(name, tzid string, t time.Time) {
	l.line = append(l.line[:0], name...)
	l.line = append(l.line, ";TZID="...)
	l.line = append(l.line, tzid...)
	l.line = append(l.line, ':')
	l.line = appendClock(l.line, t)
	l.end()
}

// date writes a property whose value is a civil date.
func (l *lines) date(name string, t time.Time) {
	l.line = append(l.line[:0], name...)
	l.line = append(l.line, ";VALUE=DATE:"...)
	l.line = appendDay(l.line, t)
	l.end()
}

// number writes a property whose value is an integer.
func (l *lines) number(name string, n int) {
	l.line = append(l.line[:0], name...)
	l.line = append(l.line, ':')
	l.line = strconv.AppendInt(l.line, int64(n), 10)
	l.end()
}

// end folds the line into the output.
func (l *lines) end() { l.out = appendFolded(l.out, l.line) }

func appendFolded(out, line []byte) []byte {
	room := 75
	for len(line) > room {
		n := room
		for n > room-utf8.UTFMax && !utf8.RuneStart(line[n]) {
			n--
		}
		out = append(out, line[:n]...)
		out = append(out, "\r\n "...)
		line = line[n:]
		room = 74 // the blank counts
	}
	out = append(out, line...)
	return append(out, "\r\n"...)
}

// appendText escapes a TEXT value and leaves out what no line may hold. Line
// ends of any sort are \n.
func appendText(out []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == '\\' || c == ';' || c == ',':
				out = append(out, '\\', c)
			case c == '\n':
				out = append(out, '\\', 'n')
			case c == '\r':
				if i == len(s) || s[i] != '\n' {
					out = append(out, '\\', 'n')
				}
			case c == '\t':
				out = append(out, ' ')
			case c >= 0x20 && c != 0x7f:
				out = append(out, c)
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == 0x2028 || r == 0x2029:
			out = append(out, '\\', 'n')
		case printable(r):
			out = utf8.AppendRune(out, r) // U+FFFD for a broken byte
		}
		i += n
	}
	return out
}

func appendDay(out []byte, t time.Time) []byte {
	y, m, d := t.Date()
	out = append(out, byte('0'+y/1000%10), byte('0'+y/100%10))
	return appendPairs(out, y%100, int(m), d)
}

func appendClock(out []byte, t time.Time) []byte {
	h, m, s := t.Clock()
	return appendPairs(append(appendDay(out, t), 'T'), h, m, s)
}

func appendPairs(out []byte, pairs ...int) []byte {
	for _, n := range pairs {
		out = append(out, byte('0'+n/10), byte('0'+n%10))
	}
	return out
}
