package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold is the form in which names and titles are compared: compatibility forms
// and case are gone, accents too where they are only accents (Latin and Greek;
// elsewhere they make other letters: か and が, и and й), `&` is "and", and
// all punctuation and blanks are removed except + and # (C, C++ and C# differ).
// What has no letter or digit at all folds to "".
func Fold(s string) string { return fold(s, false) }

// FoldWords is Fold with the words parted by single blanks, for searches and
// filters. An apostrophe does not part words.
func FoldWords(s string) string { return fold(s, true) }

func fold(s string, words bool) string {
	if ascii(s) {
		return foldASCII(s, words)
	}
	// NFKD would spell the trade mark signs out.
	s = strings.Map(func(r rune) rune {
		if r == '™' || r == '℠' {
			return ' '
		}
		return r
	}, s)
	// Folding the case may leave something to take apart (ΐ), so that comes
	// last; it makes Cherokee upper case, hence ToLower.
	s = norm.NFKD.String(strings.ToLower(cases.Fold().String(norm.NFKD.String(s))))
	w := folder{words: words}
	w.b.Grow(len(s))
	accents := true // only of a letter that is neither Latin nor Greek do marks stay
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
			if !accents {
				w.keep(r)
			}
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mc, r):
			accents = r < 0x80 || unicode.In(r, unicode.Latin, unicode.Greek)
			if plain, ok := plainLetters[r]; ok {
				w.write(plain)
			} else {
				w.keep(r)
			}
		default:
			accents = true
			w.other(r)
		}
	}
	return norm.NFC.String(w.b.String())
}

// foldASCII is fold for the usual title, four times as fast.
func foldASCII(s string, words bool) string {
	b := make([]byte, 0, len(s)+8)
	gap := false
	part := func() {
		if gap && words && len(b) > 0 {
			b = append(b, ' ')
		}
		gap = false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '#':
			part()
			b = append(b, c)
		case 'A' <= c && c <= 'Z':
			part()
			b = append(b, c+'a'-'A')
		case c == '&':
			gap = true
			part()
			b = append(b, "and"...)
			gap = true
		case c != '\'' && c != '`':
			gap = true
		}
	}
	return string(b)
}

// folder writes folded text, with a blank where words part.
type folder struct {
	b     strings.Builder
	words bool
	gap   bool // something that parts words was seen since the last letter
}

func (w *folder) part() {
	if w.gap && w.words && w.b.Len() > 0 {
		w.b.WriteByte(' ')
	}
	w.gap = false
}

func (w *folder) keep(r rune) {
	w.part()
	w.b.WriteRune(r)
}

func (w *folder) write(s string) {
	w.part()
	w.b.WriteString(s)
}

// other takes what is neither letter nor digit.
func (w *folder) other(r rune) {
	switch r {
	case '+', '#':
		w.keep(r)
	case '&':
		w.gap = true
		w.write("and")
		w.gap = true
	case '\'', '’', '‘', 'ʼ', '´', '`', '\u200b', '\u200c', '\u200d', '\u00ad', '\ufeff':
	default:
		w.gap = true
	}
}

// plainLetters are the lower-case letters that NFKD leaves whole though people
// type them without their stroke.
var plainLetters = map[rune]string{
	'ł': "l", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h",
	'ŧ': "t", 'ŋ': "n", 'ĸ': "k", 'ß': "ss", 'ƒ': "f", 'ɨ': "i", 'ƶ': "z", 'ə': "e",
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// slugMost is what callboard.ValidID allows.
const slugMost = 64

// Slug makes an id of a name: lower-case ASCII letters and digits, words joined
// by dashes, at most 64 characters. It is "" when nothing of the name is ASCII
// once folded; the caller then needs another one.
func Slug(s string) string {
	words := FoldWords(line(s))
	var b strings.Builder
	for _, word := range strings.Fields(words) {
		word = strings.Map(func(r rune) rune {
			if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
				return r
			}
			return -1
		}, word)
		switch {
		case word == "":
			continue
		case b.Len() == 0:
			b.WriteString(word[:min(len(word), slugMost)])
			continue
		case b.Len()+1+len(word) > slugMost:
			return b.String()
		}
		b.WriteByte('-')
		b.WriteString(word)
	}
	return b.String()
}
