package normalize

import (
	"strings"
	"time"
)

// takeDate reads a date that s begins with; without one, s is returned whole.
func (m *moment) takeDate(s string) (rest string, err error) {
	s = skipWeekday(s)
	for _, read := range []func(string) (civil, string, error){isoDate, slashDate, dayMonthDate, monthDayDate} {
		c, rest, err := read(s)
		if err != nil {
			return "", err
		}
		if !c.zero() {
			if !c.valid() {
				return "", errTime
			}
			m.date = c
			return rest, nil
		}
	}
	return s, nil
}

// isoDate reads "2006-01-02", "2006/01/02" and "20060102".
func isoDate(s string) (civil, string, error) {
	switch n := digits(s); {
	case n == 8:
		return civil{atoi(s[:4]), time.Month(atoi(s[4:6])), atoi(s[6:8])}, s[8:], nil
	case n == 4 && len(s) >= 8 && (s[4] == '-' || s[4] == '/'):
		month := digits(s[5:])
		if month < 1 || month > 2 || len(s) <= 6+month || s[5+month] != s[4] {
			return civil{}, "", errTime // a week or ordinal date, a year and a month
		}
		day := digits(s[6+month:])
		if day < 1 || day > 2 {
			return civil{}, "", errTime
		}
		return civil{atoi(s[:4]), time.Month(atoi(s[5 : 5+month])), atoi(s[6+month : 6+month+day])}, s[6+month+day:], nil
	}
	return civil{}, s, nil
}

// slashDate reads "07/22/2015" and "22.07.2015" where only one reading is a
// date, and "5/5/2015", where both are the same.
func slashDate(s string) (civil, string, error) {
	n := digits(s)
	if n < 1 || n > 2 || len(s) <= n || s[n] != '/' && s[n] != '.' {
		return civil{}, s, nil
	}
	sep, a, rest := s[n], atoi(s[:n]), s[n+1:]
	n = digits(rest)
	if n < 1 || n > 2 || len(rest) <= n || rest[n] != sep {
		return civil{}, s, nil
	}
	b, rest := atoi(rest[:n]), rest[n+1:]
	if digits(rest) != 4 {
		return civil{}, "", errAmbiguous
	}
	year, rest := atoi(rest[:4]), rest[4:]
	switch {
	case a > 12 && b <= 12, a == b:
		return civil{year, time.Month(b), a}, rest, nil
	case b > 12 && a <= 12:
		return civil{year, time.Month(a), b}, rest, nil
	case a > 12:
		return civil{}, "", errTime
	}
	return civil{}, "", errAmbiguous
}

// dayMonthDate reads "20 July 2014", "20. Juli 2014", "02-Jan-2006".
func dayMonthDate(s string) (civil, string, error) {
	n := digits(s)
	if n < 1 || n > 2 {
		return civil{}, s, nil
	}
	day := atoi(s[:n])
	rest := strings.TrimLeft(s[n:], " -")
	for _, ordinal := range []string{"st ", "nd ", "rd ", "th ", ". ", ".", "º "} {
		if after, ok := strings.CutPrefix(rest, ordinal); ok {
			rest = strings.TrimLeft(after, " ")
			break
		}
	}
	rest = strings.TrimPrefix(rest, "de ")
	word, rest := cutWord(rest)
	month, ok := monthNames[strings.TrimRight(word, ".")]
	if !ok {
		return civil{}, s, nil
	}
	rest = strings.TrimLeft(rest, " -,")
	rest = strings.TrimPrefix(rest, "de ")
	if digits(rest) != 4 {
		return civil{}, "", errTime
	}
	return civil{atoi(rest[:4]), month, day}, rest[4:], nil
}

// monthDayDate reads "July 20, 2014" and "Jul 20 2014".
func monthDayDate(s string) (civil, string, error) {
	word, rest := cutWord(s)
	month, ok := monthNames[strings.TrimRight(word, ".")]
	if !ok {
		return civil{}, s, nil
	}
	rest = strings.TrimLeft(rest, " ")
	n := digits(rest)
	if n < 1 || n > 2 {
		return civil{}, "", errTime
	}
	day := atoi(rest[:n])
	rest = rest[n:]
	for _, ordinal := range []string{"st", "nd", "rd", "th"} {
		rest = strings.TrimPrefix(rest, ordinal)
	}
	rest = strings.TrimLeft(rest, " ,")
	if digits(rest) != 4 {
		return civil{}, "", errTime // "March 1-3, 2026" is a range
	}
	return civil{atoi(rest[:4]), month, day}, rest[4:], nil
}

// skipWeekday drops "Sunday, " and "Mi., ". A weekday is never needed, and
// where it contradicts its date the date is right more often.
func skipWeekday(s string) string {
	word, rest := cutWord(s)
	if word == "" || !weekdays[strings.TrimRight(word, ".")] {
		return s
	}
	return strings.TrimLeft(rest, " ,")
}

// monthNames of seven languages, whole and cut, in lower case.
var monthNames = func() map[string]time.Month {
	names := map[string]time.Month{}
	for l := range strings.Lines(`january february march april may june july august september october november december
		jan feb mar apr may jun jul aug sep oct nov dec
		jan. feb. mar. apr. may jun. jul. aug. sept oct. nov. dec.
		januar februar märz april mai juni juli august september oktober november dezember
		jänner feb mär apr mai jun jul aug sep okt nov dez
		janvier février mars avril mai juin juillet août septembre octobre novembre décembre
		enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
		gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
		janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
		januari februari maart april mei juni juli augustus september oktober november december`) {
		for i, name := range strings.Fields(l) {
			names[strings.TrimRight(name, ".")] = time.Month(i + 1)
		}
	}
	return names
}()

var weekdays = setOf(`monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
	montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
	lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
	maandag dinsdag woensdag donderdag vrijdag zaterdag zondag`)
