package sources

import (
	"net/url"
	"regexp"
	"strings"
)

// scheduleWords are what programmes are called, in the languages of the lists
// that conferences are found in. "program" is a word of its own only: what is
// programmed is another thing.
var scheduleWords = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:schedules?|programmes?|program|agenda|timetable|time-?table|line-?up|sessions|talks|fahrplan|zeitplan|programm|vortragsplan|tagungsprogramm|horaires?|planning|emploi-du-temps|programma|rooster|programa(?:ci[oó]n|ção)?|horarios?|cronograma|calendario|orari?o?|rozvrh|program[uy]?|harmonogram|ohjelma|schema|расписание|программа|日程|时间表|時間表|议程|議程|タイムテーブル|プログラム)(?:$|[^\p{L}])`)

// otherWords are near a programme and none: its committee, a grant programme,
// the call for it, last year's.
var otherWords = regexp.MustCompile(`(?i)committee|comit|komitee|gremium|sponsor|partner|grant|scholarship|ambassador|affiliate|mentor|loyalty|diversity program|visa|call[ -_]for|\bcf[ps]\b|submi|proposal|review|volunteer|donat|ticket|register|registration|login|sign[ -_]?in|privacy|imprint|impressum|code[ -_]of|newsletter|jobs|previous|past|archive|last year|press|code of conduct`)

// speaksOfSchedule reports whether a text or a path has a word for programme.
func speaksOfSchedule(text string) bool { return scheduleWords.MatchString(unescaped(text)) }

// unescaped shows the words of a path.
func unescaped(text string) string {
	if t, err := url.PathUnescape(text); err == nil {
		text = t
	}
	return strings.ReplaceAll(text, "_", "-")
}

// wordsMost are as many words as the name of a programme has.
const wordsMost = 7

// words scores a link to a page by its text and its target; 0 is not followed.
func (l *pageLinks) words(u *url.URL, text string) int {
	target := unescaped(u.Path)
	if u.RawQuery != "" {
		target += " " + unescaped(u.RawQuery)
	}
	// A link of many words is a sentence about something else.
	inText, inTarget := strings.Count(text, " ") < wordsMost && speaksOfSchedule(text), speaksOfSchedule(target)
	if !inText && !inTarget {
		return 0
	}
	score := scoreWords - 10
	if inText {
		score += 5
		if strings.Count(text, " ") <= 1 { // "Schedule", "Full programme": no sentence
			score += 5
		}
	}
	if inTarget {
		score += 5
		if segments := strings.Split(strings.Trim(target, "/"), "/"); speaksOfSchedule(segments[len(segments)-1]) {
			score += 5 // the page itself, not one talk below it
		}
	}
	if otherWords.MatchString(text) || otherWords.MatchString(target) {
		score -= 25
	}
	if u.Hostname() != l.page.Hostname() {
		score -= 5
	}
	return max(score, 1)
}
