package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// line cleans what stands on one line (titles, names, rooms): control characters
// are blanks, runs of blanks one blank, bytes that are no UTF-8 are U+FFFD,
// direction overrides and invisible fillers are gone, the rest is NFC.
func line(s string) string {
	if tidyLine(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		if r = harmless(r); r == -1 {
			continue
		}
		if unicode.IsSpace(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// tidyLine finds the usual case: printable ASCII with single blanks inside.
func tidyLine(s string) bool {
	blank := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return !blank || s == ""
}

// block cleans text of several lines: as line, but line ends stay, and
// paragraphs are parted by exactly one empty line. Indentation stays.
func block(s string) string {
	plain := true // printable ASCII, so that no rune needs a look
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' || c > '~' {
			plain = false
			break
		}
	}
	if !plain {
		s = lineEnds.Replace(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	empty := 0
	for l := range strings.SplitSeq(s, "\n") {
		if !plain {
			l = strings.Map(harmless, strings.ToValidUTF8(l, "\uFFFD"))
		}
		l = strings.TrimRightFunc(l, unicode.IsSpace)
		if l == "" {
			empty++
			continue
		}
		switch {
		case b.Len() == 0:
		case empty > 0:
			b.WriteString("\n\n")
		default:
			b.WriteByte('\n')
		}
		empty = 0
		b.WriteString(l)
	}
	return norm.NFC.String(b.String())
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\u0085", "\n")

// harmless maps a rune to what may be stored and shown, -1 for nothing: no
// control characters (a tab is one), no direction overrides or isolates, which let
// a title reorder the page around it, no invisible fillers, no noncharacters,
// which XML forbids. Joiners stay: scripts and emoji need them.
func harmless(r rune) rune {
	switch {
	case r == '\t' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
		return ' '
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200b', r == '\ufeff', r == '\u00ad':
		return -1
	case r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef:
		return utf8.RuneError
	}
	return r
}

// capRunes cuts s to most runes, the last of them an ellipsis.
func capRunes(s string, most int) (string, bool) {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s, false
	}
	n := 0
	for i := range s {
		if n == most-1 {
			return strings.TrimRightFunc(s[:i], unicode.IsSpace) + "…", true
		}
		n++
	}
	return s, false
}

// capBytes cuts s to at most most bytes, between runes.
func capBytes(s string, most int) (string, bool) {
	if len(s) <= most {
		return s, false
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut], true
}
