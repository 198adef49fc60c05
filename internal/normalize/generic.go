package normalize

import "strings"

// Generic says that a title names a kind of slot, not something that is said:
// breaks, registration, a bare "Keynote", "Lightning talks". Entries of such a
// title are never joined by it. typ is the printed type or track flag.
//
// Three tests, each measured: the whole title is made of such words; such words
// stand anywhere in it; the type says so.
func Generic(title, typ string) bool {
	p := splitTitle(line(title), "")
	return generic(p.rest, typ) || genericType(FoldWords(p.Type))
}

// generic judges a title without its decorations.
func generic(title, typ string) bool {
	words := FoldWords(title)
	if words == "" || genericType(FoldWords(typ)) || genericPart(words) || wholeGeneric(words) {
		return true
	}
	// "Main Conference: talk", "Track 2 - Keynote": a prefix that names a place
	// in the programme. Others may be the talk's own ("Elektrobausteine - Tag 1").
	if head, after, ok := frontPhrase(title); ok {
		for w := range strings.FieldsSeq(FoldWords(head)) {
			if programmeWords[w] {
				return wholeGeneric(FoldWords(after))
			}
		}
	}
	return false
}

var programmeWords = setOf("conference konferenz track devroom main stage room saal programme program")

// genericPart looks for the phrases that make a title generic wherever they stand.
func genericPart(words string) bool {
	for rest := words; rest != ""; {
		word, after, _ := strings.Cut(rest, " ")
		for _, part := range genericParts[word] {
			if rest == part || strings.HasPrefix(rest, part) && rest[len(part)] == ' ' {
				return true
			}
		}
		rest = after
	}
	return false
}

// genericType compares a folded type with the stop types, one word at a time
// for the plain ones.
func genericType(words string) bool {
	if words == "" {
		return false
	}
	if genericTypes[words] {
		return true
	}
	for w := range strings.FieldsSeq(words) {
		if genericTypeWords[w] {
			return true
		}
	}
	return false
}

// wholeGeneric reports whether words is nothing but generic phrases, the longest
// first at each place.
func wholeGeneric(words string) bool {
	if words == "" {
		return false
	}
	if strings.HasPrefix(words, "meet the ") && strings.Count(words, " ") <= 4 {
		return true
	}
	w := strings.Fields(words)
	told := false // numbers and small words alone make no title generic: "1984"
	for i := 0; i < len(w); {
		n := 0
		for size := min(4, len(w)-i); size > 0; size-- {
			if p := strings.Join(w[i:i+size], " "); genericPhrases[p] {
				n, told = size, true
				break
			}
		}
		if n == 0 && !numeral(w[i]) && !smallWords[w[i]] {
			return false
		}
		i += max(n, 1)
	}
	return told
}

var smallWords = setOf(`minute minutes min hour hours the a an of for and to with in at on by und der die das de la le les du et y e el di del
	och og ja med pa en het een van met na s z ve ile и на та και`)

// numeral is "3", "iii" or "15min".
func numeral(w string) bool {
	w = strings.TrimSuffix(strings.TrimSuffix(w, "min"), "h")
	digits := w != ""
	for _, r := range w {
		digits = digits && r >= '0' && r <= '9'
	}
	return digits || romans[w]
}

var romans = setOf("i ii iii iv v vi vii viii ix x")

// genericParts count anywhere in a title, by their first word.
var genericParts = func() map[string][]string {
	parts := map[string][]string{}
	for p := range partPhrases {
		word, _, _ := strings.Cut(p, " ")
		parts[word] = append(parts[word], p)
	}
	return parts
}()
