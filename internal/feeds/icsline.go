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
// ends of any sort are \n. What needs nothing is copied in one piece.
func appendText(out []byte, s string) []byte {
	plain := 0 // where the piece begins that is still to be copied
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c != 0x7f && c != '\\' && c != ';' && c != ',' {
				i++
				continue
			}
			out = append(out, s[plain:i]...)
			out = appendSpecial(out, s, i)
			i++
			plain = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError || r == 0x2028 || r == 0x2029 || !Printable(r) {
			out = append(out, s[plain:i]...)
			plain = i + n
			switch {
			case r == 0x2028 || r == 0x2029:
				out = append(out, '\\', 'n')
			case r == utf8.RuneError:
				out = utf8.AppendRune(out, r)
			}
		}
		i += n
	}
	return append(out, s[plain:]...)
}

// appendSpecial writes the ASCII character at i, which is no plain one.
func appendSpecial(out []byte, s string, i int) []byte {
	switch c := s[i]; c {
	case '\\', ';', ',':
		return append(out, '\\', c)
	case '\n':
		return append(out, '\\', 'n')
	case '\r':
		if i+1 == len(s) || s[i+1] != '\n' {
			return append(out, '\\', 'n')
		}
	case '\t':
		return append(out, ' ')
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
