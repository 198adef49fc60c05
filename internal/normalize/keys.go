package normalize

import (
	"regexp"
	"slices"
	"strings"
)

// TitleKey is a title folded for comparison: marks, printed type, code and
// status words are cut off first. It is "" only for an empty title.
func TitleKey(title string) string { return keyOf(splitTitle(line(title), "").rest) }

// keyOf folds; what has nothing to fold ("???") is its own key.
func keyOf(s string) string {
	if key := Fold(s); key != "" {
		return key
	}
	return strings.ToLower(strings.TrimSpace(s))
}

// RoomKey is a room's name folded for comparison.
func RoomKey(room string) string { return keyOf(room) }

// SpeakerKey is a person's name folded for comparison, fit for a URL: academic
// titles and what stands in brackets behind the name (pronouns, employers) are
// off, and the words sorted, because sources disagree on who comes first in
// "Lovelace, Ada".
func SpeakerKey(name string) string {
	bare := name
	if cut := trailingBracket.FindStringIndex(name); cut != nil {
		bare = name[:cut[0]]
	}
	words := strings.Fields(FoldWords(bare))
	named := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return nameTitles[w] })
	if len(named) > 0 {
		words = named
	}
	if len(words) == 0 {
		return keyOf(name)
	}
	slices.Sort(words)
	return strings.Join(words, "-")
}

var trailingBracket = regexp.MustCompile(`\s+[(\[][^()\[\]]*[)\]]\s*$`)

var nameTitles = setOf("dr prof professor phd md mr mrs ms mx herr frau doctor dipl ing msc bsc mag")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// SessionCode cuts the repeat suffix off a session code: KICK111a2 is the second
// run of KICK111a, ARC305-R, ARC305-R1 and ARC305R are repeats of ARC305. Letters alone
// are no suffix (KICK111a and KICK111b are two sessions), and codes drawn at
// random (8AB3X7) have none.
func SessionCode(code string) (base string, repeat bool) {
	for _, re := range []*regexp.Regexp{codeCounted, codeDashR, codeR} {
		if m := re.FindStringSubmatch(code); m != nil {
			return m[1], true
		}
	}
	return code, false
}

var (
	codeCounted = regexp.MustCompile(`^([A-Z]{2,}\d{2,}[a-z])[2-9]$`)
	codeDashR   = regexp.MustCompile(`^([A-Z]{2,}\d{2,}[A-Za-z]?)-R\d{0,2}$`)
	codeR       = regexp.MustCompile(`^([A-Z]{2,}\d{3,})R\d?$`)
)
