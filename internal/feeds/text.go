package feeds

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable reports whether a rune may stand in any of our formats: no control
// characters (RFC 5545 3.1, XML 1.0 2.2), no noncharacters, and none of the
// marks that turn the direction of the text after them.
func Printable(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xfeff, r&0xfffe == 0xfffe:
		return false
	case r >= 0xfdd0 && r <= 0xfdef, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return false
	}
	return true
}

// oneLine is s on one line: white space of any sort is one blank, what cannot
// be printed is left out. Most strings are clean already and are not copied.
func oneLine(s string) string {
	clean, blank := true, true // blank: the last rune was one, or there was none
	for _, r := range s {
		if r == ' ' && !blank {
			blank = true
			continue
		}
		if r == utf8.RuneError || !Printable(r) || unicode.IsSpace(r) {
			clean = false
			break
		}
		blank = false
	}
	if clean && !blank {
		return s
	}
	keep := func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !Printable(r):
			return -1
		}
		return r
	}
	return strings.Join(strings.Fields(strings.Map(keep, strings.ToValidUTF8(s, "\ufffd"))), " ")
}

// cut shortens s to at most max runes, at a word where one ends near, and says
// so with an ellipsis.
func cut(s string, max int) string {
	if len(s) <= max || utf8.RuneCountInString(s) <= max {
		return s
	}
	if max < 1 {
		return ""
	}
	head := runes(s, max-1)
	if i := strings.LastIndexByte(head, ' '); i > len(head)*3/4 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:") + "…"
}

// cutSentence shortens s to at most limit runes behind the last sentence that
// fits whole, else as cut does.
func cutSentence(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	if limit < 3 {
		return ""
	}
	head := runes(s, limit-2)
	end := -1
	for _, stop := range []string{". ", "! ", "? ", ".\n", "!\n", "?\n", "。", "\n\n"} {
		if i := strings.LastIndex(head, stop); i >= 0 {
			end = max(end, i+len(strings.TrimRight(stop, " \n")))
		}
	}
	if end < len(head)/2 {
		return cut(s, limit)
	}
	return strings.TrimSpace(head[:end]) + " …"
}

// runes is the first n runes of s.
func runes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
