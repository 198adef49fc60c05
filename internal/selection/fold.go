package selection

import (
	"strings"
	"unicode"

	"callboard/internal/normalize"
)

// fold is a value for comparison, as normalize folds it for every room, in
// words so that a canonical query can be read. A value of nothing but signs
// ("!!!") folds to itself.
func fold(s string) string {
	if f := foldWords(s); f != "" {
		return f
	}
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}

// foldWords is normalize.FoldWords until it changes nothing more: a few
// characters become others that fold again, and a canonical query must read
// back as itself.
func foldWords(s string) string {
	for range 4 {
		f := normalize.FoldWords(s)
		if f == s {
			break
		}
		s = f
	}
	return s
}
