package sources

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// The roles of columns: 'w' time, 'e' end, 'd' day, 'T' title, 's' speakers, 'r'
// room, 't' track, 'k' type, 'l' language, 'a' abstract.
var tableLabels = []struct {
	role  byte
	label *regexp.Regexp
}{
	{'e', regexp.MustCompile(`(?i)^(?:end|ends|ending|finish|until|to|ende|bis|fin|end time|hasta|fine)$`)},
	{'w', regexp.MustCompile(`(?i)^(?:time|times|time ?slot|slot|start|starts|begin|begins|from|when|start time|uhrzeit|zeit|beginn|von|heure|horaire|début|hora|hora(?:rio)|inicio|ora|orario|tijd|godzina|время|時間|时间|시간|일시|日時|timing|hours?|horas|horário|orari|uur|kl(?:ockan)?|tid)(?: \(.*\))?$`)},
	{'d', regexp.MustCompile(`(?i)^(?:date|day|datum|tag|jour|fecha|día|data|giorno|dag|dzień|дата|日付|日期|날짜|일자)$`)},
	{'T', regexp.MustCompile(`(?i)^(?:sessions?|title|talks?|talk title|session title|presentations?|topics?|events?|activity|item|agenda|what|name|program(?:me)?|subject|description|papers?|lectures?|activities|contents?|details of session|titel|programm|programmpunkt|aktivität|beitrag|inhalt|activités?|contenu|actividad(?:es)?|conferencias?|ponencia|tema|sesi[oó]n(?:es)?|evento|contenido|atividades?|palestras?|sessão|attività|sessione|activiteit|sessie|aktivitet|vortrag|thema|veranstaltung|titre|sujet|intervention|título|titulo|charla|titolo|onderwerp|tytuł|название|доклад|тема|タイトル|演題|内容|プログラム|內容|議程|主題|题目|題目|活動|活动|演講主題|내용|강의 ?내용|주제|제목|발표 ?제목|프로그램|세션|강연)$`)},
	{'s', regexp.MustCompile(`(?i)^(?:speakers?(?:\(s\))?|presenters?(?:\(s\))?|presented by|who|authors?|by|lead|leader|host|instructors?|speaker name|referent(?:en|in|:in)?|vortragende[r]?|sprecher(?:in)?|redner|intervenants?|orateurs?|ponentes?|relatori?|relatore|sprekers?|prelegent|palestrantes?|expositor(?:es)?|conferencistas?|orador(?:es)?|intervenante?s?|intervenants? ?|facilitators?|speaker name\(s\)|докладчик|спикер|講演者|発表者|登壇者|講者|讲者|主講人|演讲人|嘉賓|发言人|발표자|연사|강사|강연자)$`)},
	{'r', regexp.MustCompile(`(?i)^(?:rooms?|locations?|venue|where|place|hall|stage|raum|saal|ort|salle|lieu|sala|lugar|aula|zaal|miejsce|зал|会場|部屋|場所|地點|地点|會場|장소|강의실)$`)},
	{'t', regexp.MustCompile(`(?i)^(?:tracks?|category|categories|theme|stream|area|themengebiet|kategorie|catégorie|categoría|categoria)$`)},
	{'k', regexp.MustCompile(`(?i)^(?:type|format|kind|session type|art|length|tipo)$`)},
	{'l', regexp.MustCompile(`(?i)^(?:language|lang|sprache|langue|idioma|lingua|taal)$`)},
	{'a', regexp.MustCompile(`(?i)^(?:abstract|details|summary|beschreibung|résumé|descripción|resumen)$`)},
}

// tableRoles finds what the columns are by their headers, else by the classes
// and links of their cells. 'T' is -1 where the table is no list of rows.
func tableRoles(s *tableSection) map[byte]int {
	roles := map[byte]int{}
	labelled := 0
	var other []int
	for col, header := range s.headers {
		if role := tableRole(header, roles); role != 0 {
			roles[role] = col
			labelled++
		} else if header != "" {
			other = append(other, col)
		}
	}
	_, titled := roles['T']
	if _, people := roles['s']; people && !titled && len(other) == 1 {
		roles['T'], titled = other[0], true // people, and one column that they are of
	}
	_, timed := roles['w']
	_, dated := roles['d']
	if titled && (timed || dated || labelled > 1) {
		return roles
	}
	if slices.ContainsFunc(s.headers, func(h string) bool { return h != "" }) && labelled < 2 {
		return map[byte]int{'T': -1}
	}
	return tableGuessRoles(s)
}

var tableLabelParts = regexp.MustCompile(`\s*(?:[/|&,+]|\s(?:and|or|und|oder|et|ou|y|o|e)\s)\s*`)

// tableRole is the role that a header names and that is not taken, 0 for none;
// "Talk / Session" and "Date and time" are what one of their parts is.
func tableRole(header string, taken map[byte]int) byte {
	header = strings.Trim(header, " :*▲▼↑↓")
	for _, names := range [][]string{{header}, tableLabelParts.Split(header, -1)} {
		for _, l := range tableLabels {
			if _, is := taken[l.role]; !is && slices.ContainsFunc(names, l.label.MatchString) {
				return l.role
			}
		}
	}
	return 0
}

// tableGuessRoles is for lists without headers: people and rooms show by class
// or link, the title is the longest text. A table with cells that span is a
// grid, and so is one where nothing shows.
func tableGuessRoles(s *tableSection) map[byte]int {
	none := map[byte]int{'T': -1}
	votes := map[byte]map[int]int{'s': {}, 'r': {}, 't': {}}
	length, rows := map[int]int{}, 0
	for row := s.from; row < s.to; row++ {
		filled := s.grid.filled(row)
		if len(filled) < 2 || s.grid.single(row) != nil {
			continue
		}
		rows++
		for _, c := range filled {
			if _, _, ok := tableClocks(c.text); ok {
				continue
			}
			length[c.col] += min(len(c.text), 200)
			if part := tableColumn(c.node); votes[part] != nil {
				votes[part][c.col]++
			}
		}
	}
	roles := map[byte]int{}
	for _, part := range []byte{'r', 's', 't'} {
		for col, n := range votes[part] {
			if n*2 > rows && (roles[part] == 0 || n > votes[part][roles[part]-1]) {
				roles[part] = col + 1
			}
		}
	}
	if len(roles) == 0 || rows < 2 {
		return none
	}
	out := map[byte]int{'T': -1}
	for part, col := range roles {
		out[part] = col - 1
		delete(length, col-1)
	}
	for col := range s.grid.width {
		if length[col] > 0 && (out['T'] < 0 || length[col] > length[out['T']]) {
			out['T'] = col
		}
	}
	return out
}

// tableColumn says what a whole cell is, by its class or by its one link.
func tableColumn(n *html.Node) byte {
	if class := domAttr(n, "class"); class != "" {
		switch {
		case tableSpeakerClass.MatchString(class):
			return 's'
		case tableRoomClass.MatchString(class) && !tableTalkID.MatchString(class) && len(class) < 30 && !strings.Contains(class, "event"):
			return 'r'
		case tableTrackClass.MatchString(class):
			return 't'
		}
	}
	part := byte(0)
	for e := range n.Descendants() {
		if e.Type != html.ElementNode || domAttr(e, "href") == "" {
			continue
		}
		if part = tablePart(e); part == 0 || domText(e) != domText(n) && part != 's' {
			return 0
		}
	}
	return part
}

// records reads a section of rows of which each is a talk.
func (run *tableRun) records(s *tableSection, roles map[byte]int) {
	text := func(row int, role byte) string {
		col, ok := roles[role]
		if c := s.grid.cell(row, col); ok && c != nil && !tableNothing(c.text) {
			return c.text
		}
		return ""
	}
	for row := s.from; row < s.to; row++ {
		r := s.rows[row]
		c := s.grid.cell(row, roles['T'])
		if single := s.grid.single(row); single != nil {
			// A heading, or a break across the table that prints its own time.
			if s.ranged || !r.timed || single.row != row {
				continue
			}
			c = single
			if _, _, only := tableClocks(c.text); only {
				continue
			}
		}
		if c == nil || tableNothing(c.text) || c.row != row && c.cols > 1 {
			continue
		}
		if !r.timed && r.date == "" {
			continue
		}
		for _, t := range tableTalks(c.node, run.page.base) {
			if id := domAttr(s.grid.rows[row], "id"); t.ref == "" && tableTalkID.MatchString(id) {
				t.ref = id
			}
			t.track, t.kind = firstOf(text(row, 't'), t.track), firstOf(text(row, 'k'), t.kind)
			t.abstract = firstOf(text(row, 'a'), t.abstract)
			if people := s.grid.cell(row, tableColumnOf(roles, 's')); people != nil && people != c && !tableNothing(people.text) {
				t.speakers, t.under = tableCellPeople(people.node), ""
			}
			run.add(t, r.when(), firstOf(text(row, 'r'), t.room), c)
		}
	}
}

func tableColumnOf(roles map[byte]int, role byte) int {
	if col, ok := roles[role]; ok {
		return col
	}
	return -1
}

// tableCellPeople are the names of a cell of speakers.
func tableCellPeople(cell *html.Node) []string {
	var t tableTalk
	for e := range cell.Descendants() {
		if e.Type == html.ElementNode && tablePart(e) == 's' {
			t.people(e)
		}
	}
	if len(t.speakers) == 0 {
		plain := &html.Node{Type: html.ElementNode, DataAtom: cell.DataAtom, Data: cell.Data}
		for c := range cell.ChildNodes() {
			plain.AppendChild(domAbsolute(emptyBase, c))
		}
		t.people(plain)
	}
	return t.speakers
}

// when is the time of a row.
func (r tableRow) when() When {
	w := When{Date: r.date}
	if r.timed {
		w.Start = r.start.clock()
		if r.end.hasClock && r.end.minutes() != r.start.minutes() {
			w.End = r.end.clock()
		}
	}
	return w
}

// cells reads a section of a grid: the time is the row's, the room the column's.
func (run *tableRun) cells(s *tableSection) {
	days := run.columnDays(s)
	for row := s.from; row < s.to; row++ {
		r := s.rows[row]
		if !r.timed && !r.vague {
			continue
		}
		for _, c := range s.grid.own(row) {
			if c.col == s.timeCol || tableNothing(c.text) && len(tableTalks(c.node, run.page.base)) == 0 {
				continue
			}
			if _, _, ok := tableClocks(c.text); ok {
				continue // a second column of times
			}
			w := s.span(c)
			if days[c.col] != "" {
				w.Date = days[c.col]
			}
			room := ""
			if len(days) == 0 {
				room = s.room(c)
			}
			for _, t := range tableTalks(c.node, run.page.base) {
				if room == "" && c.cols > 1 && s.names(c, t.room) {
					t.room = "" // it lists the rooms of all columns: the whole place
				}
				run.add(t, w, firstOf(t.room, room), c)
			}
		}
	}
}

// columnDays are the days of the columns of a week's grid, empty when the
// columns are rooms.
func (run *tableRun) columnDays(s *tableSection) map[int]string {
	days := map[int]string{}
	for col, header := range s.headers {
		if col == s.timeCol || header == "" {
			continue
		}
		d, ok := tableDay(header)
		if !ok || d.day == 0 && len(strings.Fields(header)) > 2 {
			return nil
		}
		if days[col] = run.dayOf(d, false); days[col] == "" {
			return nil
		}
	}
	return days
}

// room is the header of the columns that a cell covers, "" for all of them.
func (s *tableSection) room(c *tableCell) string {
	var rooms, names []string
	for col, header := range s.headers {
		if header == "" || col == s.timeCol {
			continue
		}
		rooms = append(rooms, header)
		if col >= c.col && col < c.col+c.cols && !slices.Contains(names, header) {
			names = append(names, header)
		}
	}
	if len(rooms) > 1 && len(names) == len(slices.Compact(slices.Sorted(slices.Values(rooms)))) {
		return ""
	}
	return strings.Join(names, ", ")
}

// names reports whether a text names all the columns that a cell covers.
func (s *tableSection) names(c *tableCell, text string) bool {
	for _, header := range s.headers[c.col:min(c.col+c.cols, len(s.headers))] {
		if header == "" || !strings.Contains(text, header) {
			return false
		}
	}
	return text != ""
}

// span is the time of a cell of a grid: from its first row to its last.
func (s *tableSection) span(c *tableCell) When {
	w := s.rows[c.row].when()
	last := min(c.row+c.rows, s.to) - 1
	switch r := s.rows[last]; {
	case r.timed && r.end.hasClock:
		w.End = r.end.clock()
	case s.ends && c.row+c.rows < s.to && s.rows[c.row+c.rows].timed:
		w.End = s.rows[c.row+c.rows].start.clock()
	case s.step > 0:
		end := s.rows[c.row].start.minutes() + s.step*(last-c.row+1)
		w.End = fmt.Sprintf("%02d:%02d", end/60%24, end%60)
	default:
		w.End = ""
	}
	return w
}
