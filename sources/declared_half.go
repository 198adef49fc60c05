package sources

import "regexp"

// declaredHalf is a way to say which half of the day a clock time is of.
type declaredHalf struct {
	words *regexp.Regexp
	plain string // the same with am or pm
}

// What is said for am and pm: in French after the clock time, in Chinese,
// Japanese and Korean before it; "5:00p" is short for pm.
var declaredHalves12 = []declaredHalf{
	{regexp.MustCompile(`(?i)(\d)\s?(?:du )?matin\b`), "${1}am"},
	{regexp.MustCompile(`(?i)(\d)\s?(?:de l['’]apr[eè]s-midi|apr[eè]s-midi|du soir|soir)\b`), "${1}pm"},
	{regexp.MustCompile(`(?:上午|午前|오전)\s?(\d{1,2}(?:[:：]\d{2})?)`), "${1}am"},
	{regexp.MustCompile(`(?:下午|午後|오후)\s?(\d{1,2}(?:[:：]\d{2})?)`), "${1}pm"},
	{regexp.MustCompile(`(?i)(:[0-5]\d)([ap])\b`), "${1}${2}m"},
}

// declaredHalfWords writes the halves of the day as am and pm.
func declaredHalfWords(text string) string {
	for _, half := range declaredHalves12 {
		text = half.words.ReplaceAllString(text, half.plain)
	}
	return text
}
