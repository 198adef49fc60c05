package selection

import (
	"slices"
	"strings"
	"unicode"

	"callboard"
	"callboard/internal/normalize"
)

// finder looks for the words of q in one talk after the other. Single words
// are looked up, so that thousands of them cost no more than one; phrases and
// words of scripts without blanks are searched for.
type finder struct {
	single map[string]int // word -> index of the talk (from 1) that it was last seen in
	not    map[string]bool
	want   int // how many single words must occur
	phrase []Word
	nth    int
}

func newFinder(words []Word) *finder {
	if len(words) == 0 {
		return nil
	}
	f := &finder{single: make(map[string]int), not: make(map[string]bool)}
	for _, w := range words {
		_, known := f.single[w.Text]
		switch {
		case unparted(w.Text) || strings.Contains(w.Text, " ") || known && f.not[w.Text] != w.Not:
			f.phrase = append(f.phrase, w)
		case !known:
			f.single[w.Text], f.not[w.Text] = 0, w.Not
			if !w.Not {
				f.want++
			}
		}
	}
	return f
}

// unparted reports whether a word is of a script that does not part words by
// blanks: it is then looked for inside them.
func unparted(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	})
}

// finds reports whether all words occur in title, subtitle, abstract or
// speakers, and none of those that must not.
func (f *finder) finds(t *callboard.Talk) bool {
	if f == nil {
		return true
	}
	f.nth++
	seen := 0
	var hay strings.Builder
	look := func(s string) bool {
		folded := normalize.FoldWords(s)
		for word := range strings.SplitSeq(folded, " ") {
			last, wanted := f.single[word]
			if !wanted || last == f.nth {
				continue
			}
			if f.not[word] {
				return false
			}
			f.single[word] = f.nth
			seen++
		}
		if len(f.phrase) > 0 {
			hay.WriteByte(' ')
			hay.WriteString(folded)
			hay.WriteString(" \x00") // no phrase runs from one text into the next
		}
		return true
	}
	if !look(t.Title) || !look(t.Subtitle) || !look(t.Abstract) {
		return false
	}
	if slices.ContainsFunc(t.Speakers, func(p callboard.Speaker) bool { return !look(p.Name) }) {
		return false
	}
	if seen < f.want {
		return false
	}
	text := hay.String()
	return !slices.ContainsFunc(f.phrase, func(w Word) bool { return occurs(text, w.Text) == w.Not })
}

func occurs(hay, word string) bool {
	if unparted(word) {
		return strings.Contains(hay, word)
	}
	return strings.Contains(hay, " "+word+" ")
}
