package feeds

import (
	"regexp"
	"strconv"
	"strings"
)

// printedSlot reads a slot in words, as the ledger and When write them: weekday,
// day, month, perhaps the year, clock, perhaps the end, and the room behind.
var printedSlot = regexp.MustCompile(`^([A-Z][a-z]{2}) (\d{1,2}) ([A-Z][a-z]+(?: \d{4})?), (\d\d:\d\d(?:–\d\d:\d\d)?)(?:, (.*))?$`)

// shortDay takes the comma between day and clock out, for titles that have
// commas enough: "Thu 23 July 16:10, Portland 256".
func shortDay(words string) string {
	if m := printedSlot.FindStringSubmatch(words); m != nil {
		return join(m[1]+" "+m[2]+" "+m[3]+" "+m[4], m[5])
	}
	return words
}

// moveWords shortens before and after for a title: of before only what differs
// is said. Words that are no slot stay whole.
func moveWords(before, after string) (now, was string) {
	b, a := printedSlot.FindStringSubmatch(before), printedSlot.FindStringSubmatch(after)
	if a == nil || b == nil {
		return shortDay(after), shortDay(before)
	}
	sameDay := b[1] == a[1] && b[2] == a[2] && b[3] == a[3]
	switch {
	case sameDay && b[4] == a[4]:
	case sameDay:
		was = b[4]
	case b[3] == a[3] && daysApart(b[2], a[2]) < 7:
		was = b[1] + " " + b[4]
	default:
		was = strings.Join(b[1:5], " ")
	}
	switch {
	case b[5] == a[5]:
	case was == "":
		was = b[5]
	default:
		was = join(was, b[5])
	}
	return shortDay(after), was
}

func daysApart(a, b string) int {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	return max(x-y, y-x)
}
