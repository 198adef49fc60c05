package dedupe

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// plain is s in lower case with nothing but letters, digits, + and #: enough to
// compare a stored title with a printed one. Entries bring a TitleKey that is
// folded more deeply, but stored talks do not.
func plain(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r) + 'a' - 'A')
		case r < utf8.RuneSelf:
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '#' {
				b.WriteByte(byte(r))
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// words splits s in lower case; each ideograph or kana is a word of its own,
// for nothing parts the words there.
func words(s string) []string {
	var out []string
	start := -1
	for i, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			if start >= 0 {
				out = append(out, strings.ToLower(s[start:i]))
				start = -1
			}
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			out = append(out, strings.ToLower(s[start:i]))
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, strings.ToLower(s[start:]))
	}
	return out
}

// bag is a set of words, hashed and sorted.
type bag []uint64

func bagOf(list []string) bag {
	b := make(bag, 0, len(list))
	for _, w := range list {
		h := fnvOffset
		for i := range len(w) {
			h = (h ^ uint64(w[i])) * fnvPrime
		}
		b = append(b, h)
	}
	slices.Sort(b)
	return slices.Compact(b)
}

// FNV-1a, 64 bits: the same in every process.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

// jaccard is the share of words that both have, 0 when either is empty.
func jaccard(a, b bag) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// baseRef is ref without the `#2` of a repeated one and without the instance
// of a recurring one (`UID/20260301T100000Z`).
func baseRef(ref string) string {
	if i := strings.LastIndexByte(ref, '#'); i > 0 && i+1 < len(ref) && strings.Trim(ref[i+1:], "0123456789") == "" {
		ref = ref[:i]
	}
	if i := strings.LastIndexByte(ref, '/'); i > 0 {
		tail := strings.TrimRight(ref[i+1:], "Z")
		if len(tail) >= 8 && strings.Trim(tail, "0123456789T-:+") == "" && strings.HasPrefix(strings.TrimLeft(tail, "0123456789"), "T") || isDate(tail) {
			ref = ref[:i]
		}
	}
	return ref
}

// isDate reports whether s is 20260301, and not any eight digits.
func isDate(s string) bool {
	_, err := time.Parse("20060102", s)
	return err == nil
}

// isInstance reports whether a ref is that of an instance of the recurring
// event base.
func isInstance(ref, base string) bool { return strings.HasPrefix(ref[len(base):], "/") }

// baseCode is a session code in lower case without its repeat suffix: KICK111a2
// -> kick111a, ARC305-R1 -> arc305. Codes drawn at random have none.
func baseCode(code string) string {
	if code = strings.TrimSpace(code); code == "" {
		return ""
	}
	for _, re := range codeSuffixes {
		if m := re.FindStringSubmatch(code); m != nil {
			return strings.ToLower(m[1])
		}
	}
	return strings.ToLower(code)
}

// codeSuffixes are the repeat suffixes of session codes (encores.md 4).
var codeSuffixes = []*regexp.Regexp{
	regexp.MustCompile(`^([A-Z]{2,}\d{2,}[a-z])[2-9]$`),
	regexp.MustCompile(`^([A-Z]{2,}\d{2,}[A-Za-z]?)-R\d{0,2}$`),
	regexp.MustCompile(`^([A-Z]{2,}\d{3,})R\d?$`),
}

// cutTitle reports whether a printed title was cut off with an ellipsis.
func cutTitle(printed string) bool {
	s := strings.TrimSpace(printed)
	return strings.HasSuffix(s, "…") || strings.HasSuffix(s, "...")
}
