package normalize

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A moment is a printed time taken apart: a date, a clock reading, or both,
// and what it says of its offset.
type moment struct {
	date     civil // zero when only a clock time was printed
	hasClock bool
	clock    time.Duration // since midnight; 24 hours and more mean the next day
	fixed    bool          // the offset was printed
	offset   int           // seconds east of UTC
	abbr     string        // "PST": an offset that only its zone can tell
	midnight bool          // printed as that word, which is the end of a day where something ends
}

// civil is a date without a zone.
type civil struct {
	year  int
	month time.Month
	day   int
}

func (c civil) zero() bool { return c.year == 0 }

// midnight is the date as the root package keeps dates of whole days.
func (c civil) midnight() time.Time { return time.Date(c.year, c.month, c.day, 0, 0, 0, 0, time.UTC) }

func civilOf(t time.Time) civil {
	y, m, d := t.Date()
	return civil{y, m, d}
}

// valid refuses 31 February and years that are no conference's: many programs
// write year 1 for "never".
func (c civil) valid() bool {
	t := c.midnight()
	return c.year >= 1970 && c.year <= 2200 && t.Day() == c.day && t.Month() == c.month
}

var (
	errTime      = errors.New("is no time that callboard can read; 2026-03-01T10:00:00+01:00 would be one")
	errAmbiguous = errors.New("may be day/month or month/day; print the month by name or the date as 2026-03-01")
)

// parseMoment reads a full time, a date or a clock time: RFC 3339 and its usual
// variants (blank for T, no seconds, fractions, no offset), the basic forms of
// ISO 8601 and RFC 5545 3.3.5, RFC 1123, and dates with month names. A layout
// that could mean two dates is refused, never guessed.
func parseMoment(s string) (moment, error) {
	p := strings.TrimSpace(s)
	if p == "" || len(p) > 100 {
		return moment{}, errTime
	}
	var m moment
	rest, err := m.takeDate(p)
	if err != nil {
		return moment{}, err
	}
	rest = strings.TrimLeft(rest, " ,")
	if !m.date.zero() && len(rest) > 1 && (rest[0] == 'T' || rest[0] == 't') && digit(rest[1]) {
		rest = rest[1:]
	}
	if rest == "" {
		return m, nil
	}
	// "1:30pm Wednesday, 07/22/2015": the date may stand behind the clock.
	if rest, err = m.takeClock(rest); err != nil {
		return moment{}, err
	}
	if m.date.zero() && rest != "" {
		after := moment{}
		if left, err := after.takeDate(strings.TrimLeft(rest, " ,")); err == nil && !after.date.zero() {
			m.date, rest = after.date, left
		} else if errors.Is(err, errAmbiguous) {
			return moment{}, err
		}
	}
	if err := m.takeOffset(strings.TrimSpace(rest)); err != nil {
		return moment{}, err
	}
	return m, nil
}

// takeClock reads "15:04", "15:04:05.000", "1:30pm", "9 am", "noon", "25:10",
// and, behind a basic date, "1504" and "150405".
func (m *moment) takeClock(s string) (rest string, err error) {
	m.hasClock = true
	switch word, after := cutWord(s); word {
	case "noon", "midday":
		m.clock = 12 * time.Hour
		return after, nil
	case "midnight":
		m.clock, m.midnight = 24*time.Hour, true
		return after, nil
	}
	n := digits(s)
	switch {
	case n == 4 && !m.date.zero():
		return s[4:], m.setClock(atoi(s[:2]), atoi(s[2:4]), 0, "")
	case n == 6 && !m.date.zero():
		return s[6:], m.setClock(atoi(s[:2]), atoi(s[2:4]), atoi(s[4:6]), "")
	case n != 1 && n != 2:
		return "", errTime
	}
	h, min, sec := atoi(s[:n]), 0, 0
	s = s[n:]
	colon := false
	if len(s) >= 3 && s[0] == ':' && digits(s[1:]) == 2 {
		min, s, colon = atoi(s[1:3]), s[3:], true
		if len(s) >= 3 && s[0] == ':' && digits(s[1:]) == 2 {
			sec, s = atoi(s[1:3]), s[3:]
			if len(s) >= 2 && (s[0] == '.' || s[0] == ',') && digit(s[1]) {
				s = s[1+digits(s[1:]):]
			}
		}
	}
	half := ""
	trimmed := strings.TrimLeft(s, " \u00a0\u202f")
	switch word, after := cutWord(trimmed); strings.ReplaceAll(word, ".", "") {
	case "am", "a":
		half, s = "am", after
	case "pm", "p":
		half, s = "pm", after
	}
	if !colon && half == "" {
		return "", errTime // "9" alone is anything
	}
	return s, m.setClock(h, min, sec, half)
}

func (m *moment) setClock(h, min, sec int, half string) error {
	switch {
	case half != "" && (h < 1 || h > 12):
		return errTime
	case half == "am":
		h %= 12
	case half == "pm":
		h = h%12 + 12
	}
	if sec == 60 {
		sec = 59 // a leap second, RFC 5545 3.3.12
	}
	// Hours past midnight go on counting on programmes that do so; a second
	// midnight does not happen.
	if h > 47 || min > 59 || sec > 59 {
		return errTime
	}
	m.clock = time.Duration(h)*time.Hour + time.Duration(min)*time.Minute + time.Duration(sec)*time.Second
	return nil
}

// takeOffset reads what stands behind the clock.
func (m *moment) takeOffset(s string) error {
	switch {
	case s == "":
		return nil
	case s == "Z" || s == "z":
		m.fixed = true
		return nil
	case s[0] == '+' || s[0] == '-' || strings.HasPrefix(s, "\u2212"):
		return m.setOffset(s)
	}
	for _, name := range []string{"UTC", "GMT"} { // "GMT+0100", "UTC+01:00"
		if rest, ok := strings.CutPrefix(s, name); ok && rest != "" {
			return m.setOffset(rest)
		}
	}
	s = strings.Trim(s, "()")
	if len(s) > 5 || strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) >= 0 {
		return errTime
	}
	m.abbr = s
	return nil
}

// setOffset reads "+01:00", "-0530", "+01".
func (m *moment) setOffset(s string) error {
	sign := 1
	if s[0] != '+' {
		sign = -1
	}
	s = strings.TrimPrefix(strings.TrimLeft(s, "+-"), "\u2212")
	s = strings.Replace(s, ":", "", 1)
	if n := digits(s); n != len(s) || n != 2 && n != 4 {
		return errTime
	}
	h, min := atoi(s[:2]), 0
	if len(s) == 4 {
		min = atoi(s[2:])
	}
	// The widest offsets ever in force are 15:13:42 and 15:56:08 (Alaska, Manila).
	if h > 15 || min > 59 {
		return errTime
	}
	m.fixed, m.offset = true, sign*(h*3600+min*60)
	return nil
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// digits counts those that s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n
}

// atoi is for at most eight digits.
func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// cutWord cuts the letters and dots that s begins with, in lower case.
func cutWord(s string) (word, rest string) {
	n := 0
	for n < len(s) && (s[n] == '.' || s[n] >= 0x80 || 'a' <= s[n]|0x20 && s[n]|0x20 <= 'z') {
		n++
	}
	return strings.ToLower(s[:n]), s[n:]
}

// badTime says what was printed and why it cannot be used.
func badTime(what, printed string, err error) error {
	clipped, _ := capRunes(line(printed), 60)
	return fmt.Errorf("%s %q %w", what, clipped, err)
}
