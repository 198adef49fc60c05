package sources

import (
	"regexp"
	"strings"
	"time"
)

// tableRow is what one row of a table says before its talks are read.
type tableRow struct {
	start, end declaredStamp // of its time cell
	timed      bool
	vague      bool   // its time cell says "evening" or "to be announced"
	date       string // settled, "" unknown
}

// tableSection is the rows below one row of headers.
type tableSection struct {
	grid     *tableGrid
	headers  []string // by column
	from, to int      // rows, to exclusive
	timeCol  int      // -1 for none
	ranged   bool     // no row of the section has a time: headings have them
	rows     map[int]tableRow
	step     int  // minutes between all rows, 0 when they differ
	ends     bool // rows mark ends as well: in some nothing begins
}

// grid reads a table, section by section.
func (run *tableRun) grid(g *tableGrid, day string) {
	headers := make([]string, g.width)
	for from := 0; from < len(g.rows); {
		if g.headed(from) || from == 0 && tableHeadedByPlace(g) {
			if run.across(g, from, day) {
				return
			}
			headers = tableHeaders(g, from, headers)
			from++
			continue
		}
		to := from + 1
		for to < len(g.rows) && !g.headed(to) {
			to++
		}
		s := &tableSection{grid: g, headers: headers, from: from, to: to}
		day = run.section(s, day)
		from = to
	}
}

// tableHeadedByPlace reports whether the first row holds headers though none of
// its cells says so: no time, and below it rows with times in the first column.
func tableHeadedByPlace(g *tableGrid) bool {
	if len(g.rows) < 3 || len(g.filled(0)) < 2 || g.single(0) != nil {
		return false
	}
	for _, c := range g.own(0) {
		if _, _, ok := tableClocks(c.text); ok || len(c.text) > 60 || c.rows > 1 {
			return false
		}
	}
	timed := 0
	for row := 1; row < len(g.rows) && row < 8; row++ {
		for col := range 2 {
			if c := g.cell(row, col); c != nil {
				if _, _, ok := tableClocks(c.text); ok {
					timed++
					break
				}
			}
		}
	}
	return timed*2 >= min(len(g.rows), 8)-1
}

// tableHeaders are the labels of the columns. A row below another refines it.
func tableHeaders(g *tableGrid, row int, before []string) []string {
	out := make([]string, g.width)
	again := row > 0 && g.headed(row-1)
	for col := range out {
		c := g.cell(row, col)
		if c != nil && !tableNothing(c.text) {
			out[col] = c.text
		} else if again {
			out[col] = before[col]
		}
	}
	return out
}

// section reads the rows below one row of headers and gives the day that was
// the last.
func (run *tableRun) section(s *tableSection, day string) string {
	roles := tableRoles(s)
	s.timeCol = tableTimeColumn(s, roles)
	s.ranged = s.timeCol < 0
	day = run.times(s, roles, day)
	switch {
	case roles['T'] >= 0:
		run.records(s, roles)
	case s.timeCol >= 0:
		run.cells(s)
	}
	return day
}

// tableTimeColumn is the first column that holds times in at least half of the
// rows that have talks; -1 for none.
func tableTimeColumn(s *tableSection, roles map[byte]int) int {
	if col, ok := roles['w']; ok && col >= 0 {
		return col
	}
	best, most := -1, 0
	for col := range min(s.grid.width, 6) {
		timed, filled := 0, 0
		for row := s.from; row < s.to; row++ {
			c := s.grid.cell(row, col)
			if c == nil || c.row != row || tableNothing(c.text) || s.grid.single(row) != nil {
				continue
			}
			filled++
			if _, _, ok := tableClocks(c.text); ok {
				timed++
			}
		}
		if timed > most && timed*2 >= filled && (timed > 1 || s.to-s.from < 4) {
			best, most = col, timed
		}
	}
	return best
}

// times finds day and time of each row. What is printed once, in a heading or a
// cell above, holds for the rows below.
func (run *tableRun) times(s *tableSection, roles map[byte]int, day string) string {
	s.rows = map[int]tableRow{}
	var now tableRow
	before, shift, halves := -1, 0, s.halves()
	for row := s.from; row < s.to; row++ {
		if c := s.grid.single(row); c != nil {
			start, end := declaredFindClocks(tableClockText(firstN(c.text, 100)))
			if d, ok := tableDay(firstN(c.text, 100)); ok && (!start.hasClock || d.day > 0) {
				if settled := run.dayOf(d, false); settled != "" {
					day, now, before, shift = settled, tableRow{}, -1, 0
				}
			}
			if start.hasClock && s.ranged {
				now.start, now.end, now.timed = start, end, true
			}
			if c.col != s.timeCol && !(start.hasClock && !s.ranged) {
				s.rows[row] = tableRow{date: day}
				continue
			}
		}
		if col, ok := roles['d']; ok && col >= 0 {
			if c := s.grid.cell(row, col); c != nil {
				if d, ok := tableDay(c.text); ok {
					if settled := run.dayOf(d, false); settled != "" && settled != day {
						day, before, shift = settled, -1, 0
					}
				}
			}
		}
		if start, end, ok := s.clock(row, roles); ok {
			evening := before >= 18*60 && start.hour < 12 && start.minutes()+12*60 >= before
			if !halves && start.open() && start.minutes() < before && (evening || start.hour < 9 && before >= 9*60 && start.minutes()+15*60 >= before) {
				start.hour += 12 // 12:30, 1:30: a clock of twelve hours
				if end.open() {
					end.hour += 12
				}
			}
			if before >= 18*60 && start.minutes() < 6*60 {
				shift++ // past midnight
			}
			before = start.minutes()
			now = tableRow{start: start, end: end, timed: true}
		} else if c := s.grid.cell(row, s.timeCol); c != nil && c.row == row && tableVague.MatchString(c.text) {
			now = tableRow{vague: true}
		}
		now.date = tableShift(day, shift)
		s.rows[row] = now
	}
	s.uniform()
	s.ends = s.step == 0 && s.endless()
	return day
}

// tableVague are times that are no clock times.
var tableVague = regexp.MustCompile(`(?i)^(?:(?:in |the |late |early |am |le |la |por la )*(?:mornings?|afternoon|evening|night|all day|later|vormittags?|nachmittags?|abends?|nachts?|matin|matinée|apr[eè]s-midi|soir|soirée|mañana|tarde|noche|mattina|pomeriggio|sera|manhã|noite)|t\.?b\.?[acd]\.?)$`)

// endless reports whether rows with a time exist in which nothing begins: their
// times are those of ends.
func (s *tableSection) endless() bool {
	for row := s.from; row < s.to; row++ {
		if c := s.grid.cell(row, s.timeCol); c != nil && c.row == row && c.rows == 1 && s.rows[row].timed && len(s.grid.own(row)) == 1 && s.grid.single(row) == nil {
			return true
		}
	}
	return false
}

// clock is the time that a row prints in its column, or in a class of its cell.
func (s *tableSection) clock(row int, roles map[byte]int) (start, end declaredStamp, ok bool) {
	c := s.grid.cell(row, s.timeCol)
	if c == nil {
		return start, end, false
	}
	start, end, ok = tableClocks(c.text)
	if !ok && (s.grid.single(row) == c || c.row == row && len(c.text) < 80 && tableClockLed.MatchString(c.text)) {
		start, end = declaredFindClocks(tableClockText(firstN(c.text, 100)))
		ok = start.hasClock
	}
	if m := tableEnd.FindStringSubmatch(domAttrs(c)); m != nil && !end.hasClock {
		end = declaredStamp{hasClock: true, hour: tableNumber(m[2]), minute: tableNumber(m[3])}
	}
	if m := tableStart.FindStringSubmatch(domAttrs(c)); m != nil && !ok {
		start, ok = declaredStamp{hasClock: true, hour: tableNumber(m[2]), minute: tableNumber(m[3])}, true
	}
	if col, has := roles['e']; has && col >= 0 && ok {
		if e := s.grid.cell(row, col); e != nil {
			if until, _, good := tableClocks(e.text); good {
				end = until
			}
		}
	}
	return start, end, ok
}

// tableClockLed begins with a clock time: "6:00 pm or later".
var tableClockLed = regexp.MustCompile(`(?i)^\W*\d{1,2}(?:[:.h]\d{2}|\s?[ap]\.?m)`)

// domAttrs are the attributes of a cell that may hold its times.
func domAttrs(c *tableCell) string {
	var out []string
	for _, a := range c.node.Attr {
		out = append(out, strings.TrimPrefix(a.Key, "data-")+"-"+a.Val)
	}
	return strings.Join(out, " ")
}

func tableNumber(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

// halves reports whether the section has a clock of 24 hours: hours after twelve,
// or a leading zero.
func (s *tableSection) halves() bool {
	for row := s.from; row < s.to; row++ {
		c := s.grid.cell(row, s.timeCol)
		if c == nil {
			continue
		}
		if start, end, _ := tableClocks(c.text); start.full() || end.full() {
			return true
		}
	}
	return false
}

// tableShift is a day some days later.
func tableShift(day string, by int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil || by == 0 {
		return day
	}
	return t.AddDate(0, 0, by).Format(time.DateOnly)
}

// uniform finds the step of a grid whose rows all are as far apart: there, the
// height of a cell is the length of a talk.
func (s *tableSection) uniform() {
	last, n, spans := -1, 0, false
	s.step = 0
	for row := s.from; row < s.to; row++ {
		c := s.grid.cell(row, s.timeCol)
		r := s.rows[row]
		if c == nil || c.row != row || !r.timed || tableNothing(c.text) {
			continue
		}
		if r.end.hasClock || c.rows > 1 {
			s.step = 0
			return
		}
		for _, other := range s.grid.own(row) {
			spans = spans || other.rows > 1
		}
		m := r.start.minutes()
		if last >= 0 {
			step := (m - last + 24*60) % (24 * 60)
			if s.step > 0 && step != s.step || step == 0 {
				s.step = 0
				return
			}
			s.step = step
		}
		last = m
		n++
	}
	if n < 3 || !spans && s.step > 30 {
		s.step = 0
	}
}
