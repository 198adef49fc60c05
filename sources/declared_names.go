package sources

import (
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Names of months and weekdays in the languages that conferences print: English,
// German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Czech,
// Swedish, Danish, Norwegian, Finnish. They are known all at once: no word is
// one month here and another there. Genitives stand beside nominatives, accents
// do not matter.
var declaredMonthNames, declaredWeekdayNames = declaredNames(`
	january february march april may june july august september october november december
	januar februar marz april mai juni juli august september oktober november dezember
	janner feber mrz apr mai jun jul aug sept okt nov dez
	janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
	enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
	gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
	janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
	januari februari maart april mei juni juli augustus september oktober november december
	stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
	styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
	января февраля марта апреля мая июня июля августа сентября октября ноября декабря
	январь февраль март апрель маи июнь июль август сентябрь октябрь ноябрь декабрь
	янв фев мар апр маи июн июл авг сен окт ноя дек
	ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
	leden unor brezen duben kveten cerven cervenec srpen zari rijen listopad prosinec
	januari februari mars april maj juni juli augusti september oktober november december
	januar februar marts april maj juni juli august september oktober november december
	tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
	januar februar maerz april mai juni juli august september oktober november dezember
	jan feb mar apr may jun jul aug sep oct nov dec
	janv fevr mars avr mai juin juil aout sept oct nov dec
	ene feb mar abr may jun jul ago sep oct nov dic
	gen feb mar apr mag giu lug ago set ott nov dic
	jan fev mar abr mai jun jul ago set out nov dez
	sty lut mar kwi maj cze lip sie wrz paz lis gru
	led uno bre dub kve cvn cvc srp zar rij lis pro`, `
	monday tuesday wednesday thursday friday saturday sunday
	mon tue wed thu fri sat sun
	mon tues weds thur fri sat sun
	mon tue wed thurs fri sat sun
	montag dienstag mittwoch donnerstag freitag samstag sonntag
	mo di mi do fr sonnabend so
	lundi mardi mercredi jeudi vendredi samedi dimanche
	lun mar mer jeu ven sam dim
	lunes martes miercoles jueves viernes sabado domingo
	lun mar mie jue vie sab dom
	lunedi martedi mercoledi giovedi venerdi sabato domenica
	lun mar mer gio ven sab dom
	segunda terca quarta quinta sexta sabado domingo
	segunda-feira terca-feira quarta-feira quinta-feira sexta-feira sabado domingo
	maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
	poniedzialek wtorek sroda czwartek piatek sobota niedziela
	понедельник вторник среда четверг пятница суббота воскресенье
	пн вт ср чт пт сб вс
	pondeli utery streda ctvrtek patek sobota nedele
	mandag tisdag onsdag torsdag fredag lordag sondag
	mandag tirsdag onsdag torsdag fredag lordag sondag
	maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
	月 火 水 木 金 土 日
	월 화 수 목 금 토 일
	월요일 화요일 수요일 목요일 금요일 토요일 일요일
	周一 周二 周三 周四 周五 周六 周日
	週一 週二 週三 週四 週五 週六 週日
	星期一 星期二 星期三 星期四 星期五 星期六 星期日
	月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日`)

func declaredNames(months, weekdays string) (m, w map[string]int) {
	m, w = map[string]int{}, map[string]int{}
	for line := range strings.Lines(months) {
		for i, name := range strings.Fields(line) {
			m[name] = i + 1
		}
	}
	for line := range strings.Lines(weekdays) {
		for i, name := range strings.Fields(line) {
			w[name] = (i + 1) % 7
		}
	}
	return m, w
}

// declaredFold is a word in lower case without accents and final dot.
func declaredFold(word string) string {
	word = strings.Trim(strings.ToLower(word), ".,")
	ascii := true
	for i := range len(word) {
		ascii = ascii && word[i] < utf8.RuneSelf
	}
	if ascii {
		return word
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(word) {
		switch {
		case r >= 0x300 && r <= 0x36f:
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ø':
			b.WriteByte('o')
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// declaredMonth is a month by its name, 0 for none.
func declaredMonth(word string) int {
	return declaredMonthNames[declaredFold(word)]
}

// declaredWeekday is a weekday by its name, as time.Weekday; -1 for none.
func declaredWeekday(word string) int {
	if d, ok := declaredWeekdayNames[declaredFold(word)]; ok {
		return d
	}
	return -1
}

// declaredDateFits says whether a date exists and falls on its weekday (-1 is any).
func declaredDateFits(year, month, day, weekday int) bool {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Day() == day && int(t.Month()) == month && (weekday < 0 || int(t.Weekday()) == weekday)
}
