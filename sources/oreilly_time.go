package sources

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

const oreillyMonths = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`

var (
	oreillyStart = cascadia.MustCompile("abbr.dtstart[title]")
	oreillyEnd   = cascadia.MustCompile("abbr.dtend[title]")
	oreillyClock = cascadia.MustCompile(".session_time, .en_session_time")

	oreillyAbbr  = regexp.MustCompile(`^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?)?(Z|[+-]\d\d:?\d\d)?$`)
	oreillyHours = regexp.MustCompile(`(?i)\b(?:(\d{1,2})(?:[:.](\d\d))?\s*([ap]\.?\s?m\b\.?)?|(noon|midnight)\b)` +
		`(?:\s*(?:[-–—−‒~]|to|until)\s*(?:(\d{1,2})(?:[:.](\d\d))?\s*([ap]\.?\s?m\b\.?)?|(noon|midnight)\b))?`)
	oreillyNumeric = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)\b`)
	oreillyISO     = regexp.MustCompile(`\b(\d{4})-(\d\d)-(\d\d)\b`)
	oreillyWords   = regexp.MustCompile(`(?i)\b` + oreillyMonths + `\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4}))?`)
	oreillyWords2  = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s+` + oreillyMonths + `(?:,?\s+(\d{4}))?`)
)

// oreillyWhen reads one of the three markups of a session's time as full wall
// times: abbr titles (until about 2013), else a text with a date behind it, else
// a clock time on the day of the heading above.
func oreillyWhen(s *goquery.Selection, day string) When {
	start := oreillyAbbrTime(s.FindMatcher(oreillyStart).First())
	if start != "" {
		w := When{Start: start, End: oreillyAbbrTime(s.FindMatcher(oreillyEnd).First())}
		if len(start) > 10 {
			return w
		}
		// Only a date in the title: the clock times stand in the text.
		text := oreillyTextOf(s.FindMatcher(oreillyStart).First()) + " - " + oreillyTextOf(s.FindMatcher(oreillyEnd).First())
		return oreillyTextTime(text, start, "")
	}
	for _, box := range s.FindMatcher(oreillyClock).EachIter() {
		if w := oreillyTextTime(oreillyTextOf(box), day, firstN(day, 4)); w != (When{}) {
			return w
		}
	}
	return When{}
}

func firstN(s string, n int) string { return s[:min(n, len(s))] }

// oreillyAbbrTime reads "20140720T0900": no zone, but one is kept if it comes.
func oreillyAbbrTime(abbr *goquery.Selection) string {
	m := oreillyAbbr.FindStringSubmatch(strings.TrimSpace(abbr.AttrOr("title", "")))
	if m == nil {
		return ""
	}
	date := m[1] + "-" + m[2] + "-" + m[3]
	if m[4] == "" {
		return date
	}
	offset := m[7]
	if len(offset) == 5 {
		offset = offset[:3] + ":" + offset[3:]
	}
	return date + "T" + m[4] + ":" + m[5] + ":" + firstOf(m[6], "00") + offset
}

// oreillyTextTime reads "1:30pm–2:10pm Wednesday, 07/22/2015". Without a date of
// its own the text is on day; year completes a date without one.
func oreillyTextTime(text, day, year string) When {
	rest := text
	date := oreillyDate(text, year)
	own := date != ""
	if own {
		for _, re := range []*regexp.Regexp{oreillyNumeric, oreillyISO, oreillyWords, oreillyWords2} {
			rest = re.ReplaceAllString(rest, " ")
		}
	} else {
		date = day
	}
	if date == "" {
		return When{}
	}
	start, end, ok := oreillyRange(rest)
	if !ok {
		if own && !strings.ContainsAny(rest, "0123456789") { // a day and no hour
			return When{Start: date, End: date, AllDay: true}
		}
		return When{}
	}
	w := When{Start: oreillyWall(date, start)}
	if end > start { // "00:00–24 am" has none
		w.End = oreillyWall(date, end)
	}
	return w
}

// oreillyWall is a wall time so many minutes after the midnight of a date.
func oreillyWall(date string, minutes int) string {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return d.Add(time.Duration(minutes) * time.Minute).Format("2006-01-02T15:04:05")
}

// oreillyRange reads a span of clock times in minutes after midnight; end is -1
// without one, and past 24 hours when the session runs past midnight.
func oreillyRange(text string) (start, end int, ok bool) {
	for _, m := range oreillyHours.FindAllStringSubmatch(text, -1) {
		// A bare number is no time: "2 talks".
		if m[2]+m[3]+m[4]+m[6]+m[7]+m[8] == "" {
			continue
		}
		a, okA := oreillyMinutes(m[1], m[2], m[4])
		if !okA {
			continue
		}
		b, okB := oreillyMinutes(m[5], m[6], m[8])
		first, second := oreillyHalf(m[3]), oreillyHalf(m[7])
		if !okB {
			return oreillyHalfDay(a, first, m[4]), -1, true
		}
		b = oreillyHalfDay(b, second, m[8])
		switch {
		case first != "" || m[4] != "":
			a = oreillyHalfDay(a, first, m[4])
			// "1:30pm–2:10": the end takes the half day that follows the start.
			if second == "" && m[8] == "" && b < a && b+12*60 > a && m[5] != "" && b < 12*60 {
				b += 12 * 60
			}
		case second != "" || m[8] != "":
			// "1:30–2:10pm", but "11:30–12:10pm" and "10:00–1:00pm" begin in the morning.
			if afternoon := oreillyHalfDay(a, "p", ""); second == "p" && afternoon < b || m[8] == "midnight" {
				a = afternoon
			} else if second == "a" {
				a = oreillyHalfDay(a, "a", "")
			}
		}
		if b <= a {
			b += 24 * 60 // "10:00pm–1:00am", "8:00pm–midnight"
		}
		return a, b, true
	}
	return 0, 0, false
}

// oreillyMinutes is a clock time as written, before am and pm are looked at.
func oreillyMinutes(hour, minute, word string) (int, bool) {
	switch strings.ToLower(word) {
	case "noon":
		return 12 * 60, true
	case "midnight":
		return 0, true
	}
	h, err := strconv.Atoi(hour)
	if err != nil || h > 24 {
		return 0, false
	}
	m := 0
	if minute != "" {
		if m, err = strconv.Atoi(minute); err != nil || m > 59 {
			return 0, false
		}
	}
	return h*60 + m, true
}

func oreillyHalf(meridiem string) string {
	return strings.ToLower(firstN(meridiem, 1))
}

// oreillyHalfDay moves a clock time to its half of the day: 12am is midnight,
// 12pm is noon. Words and 24-hour times stay.
func oreillyHalfDay(minutes int, half, word string) int {
	if word != "" || minutes >= 13*60 {
		return minutes
	}
	switch half {
	case "a":
		return minutes % (12 * 60)
	case "p":
		return minutes%(12*60) + 12*60
	}
	return minutes
}

// oreillyDate finds a date in a text as "2006-01-02": American 07/22/2015, ISO,
// July 20, 2014 or 20 July 2014. year completes one without; "" is none.
func oreillyDate(text, year string) string {
	if m := oreillyISO.FindStringSubmatch(text); m != nil {
		return oreillyCivil(m[1], m[2], m[3])
	}
	if m := oreillyNumeric.FindStringSubmatch(text); m != nil {
		if len(m[3]) == 2 {
			m[3] = "20" + m[3]
		}
		return oreillyCivil(m[3], m[1], m[2])
	}
	if m := oreillyWords.FindStringSubmatch(text); m != nil {
		return oreillyCivil(firstOf(m[3], year), oreillyMonth(m[1]), m[2])
	}
	if m := oreillyWords2.FindStringSubmatch(text); m != nil {
		return oreillyCivil(firstOf(m[3], year), oreillyMonth(m[2]), m[1])
	}
	return ""
}

func oreillyMonth(word string) string {
	const months = "janfebmaraprmayjunjulaugsepoctnovdec"
	return strconv.Itoa(strings.Index(months, strings.ToLower(firstN(word, 3)))/3 + 1)
}

func oreillyCivil(year, month, day string) string {
	var n [3]int
	for i, s := range []string{year, month, day} {
		v, err := strconv.Atoi(s)
		if err != nil {
			return ""
		}
		n[i] = v
	}
	date := fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2])
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return ""
	}
	return date
}

// oreillyDayOfURL is the day of a grid's address: grid/public/2014-07-20.
func oreillyDayOfURL(u *url.URL) string {
	_, rest, ok := oreillySplit(u)
	if !ok {
		return ""
	}
	return oreillyDate(rest, "")
}
