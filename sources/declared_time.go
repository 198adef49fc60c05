package sources

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// declaredStamp is a printed date, clock time or both, taken apart; zero fields
// were not printed.
type declaredStamp struct {
	year, month, day     int
	weekday              int // as time.Weekday, -1 for none
	ordinal              int // "Day 2" of the conference
	hasClock             bool
	hour, minute, second int
	half                 byte   // 'a' or 'p'
	zero                 bool   // the hour has a leading zero: a clock of 24 hours
	turned               bool   // afterNoon put it into the afternoon
	offset               string // "+02:00", "Z"
}

// declaredTimes is what one text says of time.
type declaredTimes struct {
	text  string // as printed, in one line
	whole bool   // text is a full time that needs no help: 2026-03-01T10:00:00+01:00
	date  declaredStamp
	start declaredStamp
	end   declaredStamp
}

func (t declaredTimes) dated() bool { return t.date.day > 0 }

// words says whether the text holds no figure at all ("TBA", "all evening").
func (t declaredTimes) words() bool { return !strings.ContainsAny(t.text, "0123456789") }

// declaredWhole are times that internal/normalize reads as they are.
var declaredWhole = regexp.MustCompile(`^\d{4}-?\d{2}-?\d{2}[T ]\d{2}:?\d{2}(:?\d{2}([.,]\d+)?)?( ?(Z|[+-]\d{2}:?\d{2}|UTC|GMT))?$`)

// declaredTimeTag is an element of HTML as a text of JSON or of a table.
var declaredTimeTag = regexp.MustCompile(`^<time [^>]*?datetime="([^"]+)"`)

// declaredCompact is a clock time without a colon, as databases have it.
var declaredCompact = regexp.MustCompile(`^([01]\d|2\d)([0-5]\d)$`)

// declaredEpoch are seconds or milliseconds since 1970, from 2001 to 2033.
var declaredEpoch = regexp.MustCompile(`^1\d{9}(\d{3})?$`)

// read takes a text apart, by the layouts where there are any, else by what is
// usual: dates with names of months, ISO dates, clock times, ranges of them.
func (o *declaredOptions) read(text string) declaredTimes {
	text = strings.Join(strings.Fields(text), " ")
	if strings.HasPrefix(text, "<time ") {
		if m := declaredTimeTag.FindStringSubmatch(text); m != nil {
			text = m[1]
		}
	}
	t := declaredTimes{text: text, date: declaredStamp{weekday: -1}}
	if text == "" || len(text) > 1000 {
		return t
	}
	rest := text
	if o.dateLayout != nil {
		if s, before, after, ok := o.dateLayout.find(rest); ok {
			t.date, rest = s, before+" "+after
			if s.hasClock {
				t.start = s
				return t
			}
		}
	}
	if o.timeLayout != nil {
		around := rest
		if t.date.day == 0 && !o.timeLayout.has("D", "DD", "Do") {
			t.date, around = declaredFindDate(rest) // its year is no clock time
		}
		if s, _, after, ok := o.timeLayout.find(around); ok {
			t.start = s
			if s.day > 0 {
				t.date = s
			}
			if end, _, _, ok := o.timeLayout.find(after); ok {
				t.end = end
			}
			return t
		}
	}
	if declaredEpoch.MatchString(text) {
		t.text = jsonEpoch(json.Number(text))
		t.whole = true
		return t
	}
	if m := declaredCompact.FindStringSubmatch(text); m != nil {
		t.start = declaredStamp{weekday: -1}
		t.start.set("HH", m[1])
		t.start.set("mm", m[2])
		return t
	}
	if declaredWhole.MatchString(text) {
		t.whole = true
		if stamp, ok := scheduleXMLStamp(text); ok {
			t.text = stamp
		}
		return t
	}
	if t.date.day == 0 {
		t.date, rest = declaredFindDate(rest)
	}
	if len(rest) > len("09:00 to 2027-03-01") {
		if again, without := declaredFindDate(rest); again.day > 0 && again == t.date {
			rest = without // a range names its day twice
		}
	}
	t.start, t.end = declaredFindClocks(rest)
	return t
}

// declaredDates are the usual ways to print a date; the names say what the
// groups are.
var declaredDates = []*regexp.Regexp{
	regexp.MustCompile(`(?:^|[^\d])(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[^\d]|$)`),
	regexp.MustCompile(`(?:^|[^\d])(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:[^\d]|$)`),
	regexp.MustCompile(`(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日號号일]`),
	regexp.MustCompile(`(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日號号일]`),
	regexp.MustCompile(`(?i)(?:^|[^\d:.])(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?[\s-]*(?:of |de |)(?P<n>\p{L}[\p{L}\p{M}]{2,})\.?[\s,-]*(?:de |del |)(?P<y>(?:19|20)\d{2})?`),
	regexp.MustCompile(`(?i)(?P<n>\p{L}[\p{L}\p{M}]{2,})\.?[\s-]+(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:[\s,-]+(?P<y>(?:19|20)\d{2}))?(?:[^\d:]|$)`),
	regexp.MustCompile(`(?:^|[^\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>(?:19|20)\d{2})(?:[^\d]|$)`),
	regexp.MustCompile(`(?:^|[^\d])(?P<d>\d{1,2})(?:/|-)(?P<m>\d{1,2})(?:/|-)(?P<y>(?:19|20)\d{2})(?:[^\d]|$)`),
}

var (
	declaredWord    = regexp.MustCompile(`\p{L}[\p{L}\p{M}]*`)
	declaredUnits   = regexp.MustCompile(`\d\s?[年月日號号년월일]`) // 月 after a number is a month, not Monday
	declaredOrdinal = regexp.MustCompile(`(?i)(?:^|\s)(?:day|tag|jour|día|dia|giorno|dag|dzień|den|день)\s*(\d{1,2})(?:\D|$)`)
)

// declaredFindDate finds a date in a text, and what is left of it. A weekday or
// "Day 2" without a date is a stamp without a day. What could be day/month or
// month/day is left alone: date_layout says which.
func declaredFindDate(text string) (declaredStamp, string) {
	s := declaredStamp{weekday: -1}
	for _, word := range declaredWord.FindAllString(declaredUnits.ReplaceAllString(text, " "), 20) {
		if d := declaredWeekday(word); d >= 0 && len(word) > 2 {
			s.weekday = d
			break
		}
	}
	for i, re := range declaredDates {
		for at := 0; at < len(text); {
			m := re.FindStringSubmatchIndex(text[at:])
			if m == nil {
				break
			}
			found, ok := declaredDateOf(re, text[at:], m, i == len(declaredDates)-1)
			if ok {
				found.weekday = s.weekday
				return found, text[:at+m[0]] + " " + text[at+m[1]:]
			}
			for at += m[0] + 1; at < len(text) && (declaredDigit(text[at-1]) && declaredDigit(text[at])); at++ {
			} // a number is not torn apart
		}
	}
	if m := declaredOrdinal.FindStringSubmatchIndex(text); m != nil && s.weekday < 0 {
		s.ordinal = int(text[m[2]] - '0')
		if m[3]-m[2] == 2 {
			s.ordinal = s.ordinal*10 + int(text[m[2]+1]-'0')
		}
		return s, text[:m[0]] + " " + text[m[3]:]
	}
	return s, text
}

// declaredDateOf reads one match. With slashes and hyphens only what has one reading is a
// date.
func declaredDateOf(re *regexp.Regexp, text string, m []int, either bool) (declaredStamp, bool) {
	s := declaredStamp{weekday: -1}
	for g, name := range re.SubexpNames() {
		if name == "" || m[2*g] < 0 {
			continue
		}
		value := text[m[2*g]:m[2*g+1]]
		word := map[string]string{"y": "YYYY", "m": "MM", "n": "MMMM", "d": "DD"}[name]
		if !s.set(word, value) && !(either && name != "y") {
			return s, false
		}
	}
	if either {
		switch {
		case s.day > 12 && s.month <= 12, s.day == s.month:
		case s.month > 12 && s.day <= 12:
			s.day, s.month = s.month, s.day
		default:
			return s, false
		}
	}
	year := s.year
	if year == 0 {
		year = 2000 // a leap year: 29 February may be meant
	}
	return s, declaredDateFits(year, s.month, s.day, -1)
}

var (
	declaredClock = regexp.MustCompile(`(?i)(noon|midday|midnight|mitternacht|mittag|minuit|midi)|(\d{1,2})(?:[:：.h](\d{2})(?::(\d{2}))?)?\s?(?:(a\.?m\b\.?|p\.?m\b\.?)|(uhr|h\b))?`)
	declaredRange = regexp.MustCompile(`(?i)^\s*(?:-|–|—|−|‐|‑|~|〜|～|→|›|>|to|until|till|bis|à|al?|alle|до|tot|do|até|às)\s*$`)
	declaredShift = regexp.MustCompile(`^(?:\s?(?:UTC|GMT)([+-]\d{2}:?\d{2})\b|\s?(Z|UTC|GMT)\b|\s?(\+\d{2}:?\d{2})\b|\s(-\d{4})\b)`)
)

// declaredMark is one clock time in a text.
type declaredMark struct {
	stamp    declaredStamp
	from, to int
	sure     bool // it has minutes, a half of the day or a word; "9" alone is anything
}

// declaredFindClocks finds a clock time, and a second one where the two are a
// range: "10:00 – 10:45", "3-4:15pm", "14h30", "9 Uhr".
func declaredFindClocks(text string) (start, end declaredStamp) {
	text = declaredHalfWords(text)
	marks := declaredMarks(text)
	for i, m := range marks {
		ranged := i+1 < len(marks) && declaredRange.MatchString(text[m.to:marks[i+1].from])
		if !m.sure && !(ranged && marks[i+1].sure) {
			continue
		}
		start = m.stamp
		if ranged {
			end = marks[i+1].stamp
			start, end = declaredHalves(start, end)
			return start, end
		}
		start.halves()
		return start, declaredStamp{}
	}
	return declaredStamp{}, declaredStamp{}
}

func declaredMarks(text string) []declaredMark {
	var marks []declaredMark
	for _, m := range declaredClock.FindAllStringSubmatchIndex(text, 20) {
		if m[0] > 0 && (declaredDigit(text[m[0]-1]) || text[m[0]-1] == '.') || m[1] < len(text) && declaredDigit(text[m[1]]) {
			continue
		}
		mark := declaredMark{from: m[0], to: m[1], stamp: declaredStamp{weekday: -1, hasClock: true}}
		s := &mark.stamp
		group := func(g int) string {
			if m[2*g] < 0 {
				return ""
			}
			return text[m[2*g]:m[2*g+1]]
		}
		if word := strings.ToLower(group(1)); word != "" {
			mark.sure = true
			if s.hour = 12; strings.HasPrefix(word, "midn") || strings.HasPrefix(word, "mitter") || word == "minuit" {
				s.hour = 24
			}
			marks = append(marks, mark)
			continue
		}
		ok := s.set("H", group(2))
		s.zero = strings.HasPrefix(group(2), "0")
		if group(3) != "" {
			ok = ok && s.set("mm", group(3))
		}
		if group(4) != "" {
			ok = ok && s.set("ss", group(4))
		}
		if group(5) != "" {
			ok = ok && s.set("a", group(5)) && s.hour >= 1
		}
		mark.sure = group(3) != "" || group(5) != "" || group(6) != ""
		if shift := declaredShift.FindStringSubmatch(text[m[1]:]); shift != nil && mark.sure {
			if s.offset = firstOf(shift[1], shift[3], shift[4]); shift[2] != "" {
				s.offset = "Z"
			}
		}
		if ok {
			marks = append(marks, mark)
		}
	}
	return marks
}

// declaredHalves settles the halves of the day of a range of which one end may
// name the half for both: "3-4:15pm", "11:45-1pm", "9am-10:30".
func declaredHalves(start, end declaredStamp) (declaredStamp, declaredStamp) {
	switch {
	case start.half == 0 && end.half != 0 && start.hour <= 12:
		same, other := start, start
		same.half, other.half = end.half, 'a'+'p'-end.half
		end.halves()
		same.halves()
		other.halves()
		if same.minutes() <= end.minutes() || other.minutes() > end.minutes() {
			return same, end
		}
		return other, end
	case start.half != 0 && end.half == 0 && end.hour <= 12:
		start.halves()
		same := end
		same.half = start.half
		same.halves()
		if same.minutes() < start.minutes() {
			same.hour = (same.hour + 12) % 24
		}
		return start, same
	}
	start.halves()
	end.halves()
	return start, afterNoon(start, end)
}

func (s declaredStamp) minutes() int { return s.hour*60 + s.minute }

// clock is the clock time as internal/normalize reads it.
func (s declaredStamp) clock() string {
	if s.second > 0 {
		return fmt.Sprintf("%02d:%02d:%02d", s.hour, s.minute, s.second)
	}
	return fmt.Sprintf("%02d:%02d", s.hour, s.minute)
}

func (s declaredStamp) iso() string {
	return fmt.Sprintf("%04d-%02d-%02d", s.year, s.month, s.day)
}

var (
	declaredPlainSpan = regexp.MustCompile(`(?i)^(?:(\d{1,3})\s*(?:h|hr|hrs|hour|hours|std|stunden?|heures?|horas?|ore|uur)\.?)?\s*(?:and\s*|,\s*)?(?:(\d{1,4})\s*(?:m|min|mins|minutes?|minuten|minutos|minuti)\.?)?$`)
	declaredHours     = regexp.MustCompile(`(?i)^(\d{1,2}[.,]\d{1,2})\s*(?:h|hr|hrs|hours?|std|stunden?)\.?$`)
)

// declaredDuration is a printed duration that internal/normalize reads; a number
// is minutes.
func declaredDuration(text string) string {
	text = strings.TrimSpace(text)
	var hours, minutes int
	if m := declaredHours.FindStringSubmatch(text); m != nil {
		var f float64
		if _, err := fmt.Sscanf(strings.Replace(m[1], ",", ".", 1), "%g", &f); err == nil {
			return fmt.Sprint(int(f*60 + 0.5))
		}
	}
	if m := declaredPlainSpan.FindStringSubmatch(text); m != nil && m[0] != "" {
		for i, v := range []*int{&hours, &minutes} {
			for _, c := range m[i+1] {
				*v = *v*10 + int(c-'0')
			}
		}
		return fmt.Sprint(hours*60 + minutes)
	}
	if whole, rest, ok := strings.Cut(text, "."); ok && whole != "" && strings.Trim(whole+rest, "0123456789") == "" {
		if strings.Trim(rest, "0") == "" {
			return whole // 45.0
		}
	}
	return text
}
