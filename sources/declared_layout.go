package sources

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// declaredLayout is a date or time layout in words ("DD.MM.YYYY", "h:mma"): it
// is looked for anywhere in a text, so that a heading or a class name may hold
// more than the date.
type declaredLayout struct {
	text   string
	re     *regexp.Regexp
	tokens []string // of the groups, in order
}

// declaredTokens are the words of a layout and what they match. Longer ones come
// first.
var declaredTokens = []struct{ word, pattern string }{
	{"YYYY", `(\d{4})`}, {"YY", `(\d{2})`},
	{"MMMM", `(\p{L}[\p{L}\p{M}]*)\.?`}, {"MMM", `(\p{L}[\p{L}\p{M}]*)\.?`}, {"MM", `(\d{2})`}, {"M", `(\d{1,2})`},
	{"Do", `(\d{1,2})(?:st|nd|rd|th|er|ère|e|º|ª|\.)?`}, {"DD", `(\d{2})`}, {"D", `(\d{1,2})`},
	{"dddd", `(\p{L}[\p{L}\p{M}-]*)\.?`}, {"ddd", `(\p{L}[\p{L}\p{M}-]*)\.?`}, {"dd", `(\p{L}[\p{L}\p{M}-]*)\.?`},
	{"HH", `(\d{2})`}, {"H", `(\d{1,2})`}, {"hh", `(\d{1,2})`}, {"h", `(\d{1,2})`},
	{"mm", `(\d{2})`}, {"m", `(\d{1,2})`}, {"ss", `(\d{2})`}, {"s", `(\d{1,2})`},
	{"A", `([AaPp]\.?[Mm]\.?|[AaPp]\b)`}, {"a", `([AaPp]\.?[Mm]\.?|[AaPp]\b)`},
	{"ZZ", `([+\-\x{2212}]\d{2}:?\d{2}|Z)`}, {"Z", `([+\-\x{2212}]\d{2}:?\d{2}|Z)`},
}

// declaredToken is the token that s begins with.
func declaredToken(s string) (word, pattern string) {
	for _, t := range declaredTokens {
		if strings.HasPrefix(s, t.word) {
			return t.word, t.pattern
		}
	}
	return "", ""
}

// declaredLayoutOf makes a layout ready. A run of letters is made of words where
// it can be ("hhmma", "DDMMYYYY"), and else stands for itself ("Uhr", "de");
// [brackets] keep letters as they are.
func declaredLayoutOf(text string) (*declaredLayout, error) {
	if len(text) > 100 {
		return nil, errors.New("is too long for a layout")
	}
	l := &declaredLayout{text: text}
	var re strings.Builder
	re.WriteString(`(?i:`)
	for rest := text; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == '[':
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, errors.New("has a bracket that is not closed")
			}
			re.WriteString(regexp.QuoteMeta(rest[1:end]))
			rest = rest[end+1:]
		case unicode.IsSpace(r):
			re.WriteString(`[\s\x{a0}\x{202f}]+`)
			rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		case unicode.IsLetter(r):
			n := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
			if n < 0 {
				n = len(rest)
			}
			l.letters(&re, rest[:n])
			rest = rest[n:]
		default:
			re.WriteString(regexp.QuoteMeta(rest[:size]))
			rest = rest[size:]
		}
	}
	re.WriteString(`)`)
	if err := l.judge(); err != nil {
		return nil, err
	}
	var err error
	if l.re, err = regexp.Compile(re.String()); err != nil {
		return nil, fmt.Errorf("is no layout: %w", err)
	}
	return l, nil
}

// letters adds a run of letters.
func (l *declaredLayout) letters(re *strings.Builder, run string) {
	var out strings.Builder
	tokens := len(l.tokens)
	for rest := run; rest != ""; {
		word, pattern := declaredToken(rest)
		switch {
		case word == "h" && l.has("H", "HH"): // 14h30
			out.WriteString(`h`)
		case word != "":
			l.tokens = append(l.tokens, word)
			out.WriteString(pattern)
		case rest[0] == 'T':
			word = "T"
			out.WriteString(`[T\s]`)
		default:
			l.tokens = l.tokens[:tokens]
			re.WriteString(regexp.QuoteMeta(run))
			return
		}
		rest = rest[len(word):]
	}
	re.WriteString(out.String())
}

func (l *declaredLayout) has(words ...string) bool {
	for _, t := range l.tokens {
		for _, w := range words {
			if t == w {
				return true
			}
		}
	}
	return false
}

func (l *declaredLayout) judge() error {
	seen := map[string]bool{}
	for _, t := range l.tokens {
		kind := declaredTokenKind(t)
		if seen[kind] {
			return fmt.Errorf("%q has the %s twice; letters that stand for themselves go into [brackets]", l.text, kind)
		}
		seen[kind] = true
	}
	switch {
	case len(l.tokens) == 0:
		return fmt.Errorf("%q has no word that callboard knows: YYYY YY MMMM MMM MM M DD D Do dddd ddd HH H hh h mm m ss a Z", l.text)
	case seen["minute"] && !seen["hour"]:
		return fmt.Errorf("%q has minutes without an hour; a month is MM", l.text)
	case seen["day"] != seen["month"]:
		return fmt.Errorf("%q has only one of day (DD) and month (MM); minutes are mm", l.text)
	case !seen["day"] && !seen["hour"]:
		return fmt.Errorf("%q has neither a day nor an hour", l.text)
	}
	return nil
}

func declaredTokenKind(word string) string {
	switch word[0] {
	case 'Y':
		return "year"
	case 'M':
		return "month"
	case 'D':
		return "day"
	case 'd':
		return "weekday"
	case 'H', 'h':
		return "hour"
	case 'm':
		return "minute"
	case 's':
		return "second"
	case 'Z':
		return "offset"
	}
	return "half"
}

// find reads the first place in the text that the layout fits, and says what
// stands around it.
func (l *declaredLayout) find(text string) (stamp declaredStamp, before, after string, ok bool) {
	for at := 0; at < len(text); {
		m := l.re.FindStringSubmatchIndex(text[at:])
		if m == nil {
			return declaredStamp{}, "", "", false
		}
		whole := text[at+m[0] : at+m[1]]
		// "1" of "10:30" is no hour: digits are not torn apart.
		torn := whole != "" && (declaredDigit(whole[0]) && at+m[0] > 0 && declaredDigit(text[at+m[0]-1]) ||
			declaredDigit(whole[len(whole)-1]) && at+m[1] < len(text) && declaredDigit(text[at+m[1]]))
		if !torn {
			stamp := declaredStamp{weekday: -1}
			good := true
			for i, t := range l.tokens {
				good = good && stamp.set(t, text[at+m[2*i+2]:at+m[2*i+3]])
			}
			if good && stamp.halves() {
				return stamp, text[:at+m[0]], text[at+m[1]:], true
			}
		}
		_, size := utf8.DecodeRuneInString(text[at+m[0]:])
		at += m[0] + max(size, 1)
	}
	return declaredStamp{}, "", "", false
}

func declaredDigit(c byte) bool { return '0' <= c && c <= '9' }

// set takes one word's value; false when it cannot be one.
func (s *declaredStamp) set(word, value string) bool {
	n, err := strconv.Atoi(value)
	switch kind := declaredTokenKind(word); kind {
	case "year":
		if s.year = n; len(value) == 2 {
			s.year += 2000
			if n >= 70 {
				s.year -= 100
			}
		}
		return err == nil
	case "month":
		if err != nil {
			n = declaredMonth(value)
		}
		s.month = n
		return n >= 1 && n <= 12
	case "day":
		s.day = n
		return n >= 1 && n <= 31
	case "weekday":
		s.weekday = declaredWeekday(value)
		return s.weekday >= 0
	case "hour":
		s.hasClock, s.hour = true, n
		return n < 48
	case "minute":
		s.minute = n
		return n < 60
	case "second":
		s.second = min(n, 59)
		return n <= 60
	case "half":
		s.half = strings.ToLower(value)[0]
		return true
	}
	s.offset = strings.ToUpper(strings.ReplaceAll(value, "\u2212", "-"))
	return true
}

// halves turns twelve-hour clocks round.
func (s *declaredStamp) halves() bool {
	if s.half == 0 || s.hour > 12 { // "14:00 pm" is meant as it says
		return true
	}
	s.hour %= 12
	if s.half == 'p' {
		s.hour += 12
	}
	return true
}
