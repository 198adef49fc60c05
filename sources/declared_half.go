package sources

import (
	"regexp"
	"strings"
)

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

// declaredClockWords are clock times in Chinese, Japanese and Korean: 10時30分.
var declaredClockWords = regexp.MustCompile(`(\d{1,2})\s?[時时點点시](間|间|간)?(?:\s?(\d{1,2})\s?[分분])?`)

// declaredHalfWords writes clock times and halves of the day with digits, am and
// pm.
func declaredHalfWords(text string) string {
	text = declaredClockWords.ReplaceAllStringFunc(text, func(clock string) string {
		m := declaredClockWords.FindStringSubmatch(clock)
		if m[2] == "間" || m[2] == "间" || m[2] == "간" {
			return clock // "2時間" are two hours
		}
		return m[1] + ":" + strings.Repeat("0", 2-len(m[3])) + m[3] + m[2]
	})
	for _, half := range declaredHalves12 {
		text = half.words.ReplaceAllString(text, half.plain)
	}
	return text
}
