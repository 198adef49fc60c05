package sources

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of one table: a hostile span would fill memory.
const (
	tableMaxRows = 5000
	tableMaxCols = 200
	tableMaxSpan = 1000
)

// tableCell is one cell of a table and its extent.
type tableCell struct {
	node       *html.Node
	row, col   int
	rows, cols int
	header     bool   // th, or a cell of thead
	text       string // on one line
}

// tableGrid is a table with its spans filled in: at[row][col] is the cell that
// covers the place, nil where there is none.
type tableGrid struct {
	node  *html.Node
	rows  []*html.Node
	at    [][]*tableCell
	width int
}

// tableGridOf lays a table out (HTML, 4.9.12.1). Cells of tables inside its
// cells are not its own.
func tableGridOf(table *html.Node) *tableGrid {
	g := &tableGrid{node: table}
	var group *html.Node
	left := map[int]*tableCell{} // cells that hang down, by column
	for _, tr := range domAll(table, func(n *html.Node) bool { return n.DataAtom == atom.Tr && tableOf(n) == table }) {
		if len(g.rows) >= tableMaxRows {
			break
		}
		if tr.Parent != group {
			group = tr.Parent
			for _, c := range left {
				c.rows = len(g.rows) - c.row // no cell reaches into another group
			}
			clear(left)
		}
		r := len(g.rows)
		row := make([]*tableCell, 0, g.width)
		place := func(col int, c *tableCell) {
			for len(row) <= col {
				row = append(row, nil)
			}
			row[col] = c
		}
		col := 0
		for n := range tr.ChildNodes() {
			if n.Type != html.ElementNode || n.DataAtom != atom.Td && n.DataAtom != atom.Th {
				continue
			}
			for left[col] != nil && col < tableMaxCols {
				col++
			}
			if col >= tableMaxCols {
				break
			}
			c := &tableCell{node: n, row: r, col: col, rows: tableSpan(n, "rowspan"), cols: min(tableSpan(n, "colspan"), tableMaxCols-col), text: domText(n),
				header: n.DataAtom == atom.Th || tr.Parent.DataAtom == atom.Thead}
			for i := range c.cols {
				place(col+i, c)
				if c.rows > 1 {
					left[col+i] = c
				}
			}
			col += c.cols
		}
		for k, c := range left {
			if c.row < r {
				place(k, c)
			}
			if c.row+c.rows-1 <= r {
				delete(left, k)
			}
		}
		g.rows, g.at = append(g.rows, tr), append(g.at, row)
		g.width = max(g.width, len(row))
	}
	g.hours()
	return g
}

var (
	tableHour     = regexp.MustCompile(`^(?:\d|1\d|2[0-4])$`)
	tableHourHead = regexp.MustCompile(`(?i)^(?:time|hour|uhr|uhrzeit|zeit|heure|hora|ora)$`)
)

// hours writes the whole hours of a column below "Time" as clock times, where it
// holds nothing else.
func (g *tableGrid) hours() {
	head := g.cell(0, 0)
	if head == nil || !tableHourHead.MatchString(head.text) {
		return
	}
	var cells []*tableCell
	for row := 1; row < len(g.rows); row++ {
		c := g.cell(row, 0)
		if c == nil || c.row != row || tableNothing(c.text) {
			continue
		}
		if !tableHour.MatchString(c.text) {
			return
		}
		cells = append(cells, c)
	}
	for _, c := range cells {
		c.text += ":00"
	}
}

// tableOf is the table that a row belongs to.
func tableOf(n *html.Node) *html.Node {
	for n = n.Parent; n != nil; n = n.Parent {
		if n.DataAtom == atom.Table {
			return n
		}
	}
	return nil
}

func tableSpan(n *html.Node, key string) int {
	v, err := strconv.Atoi(strings.TrimSpace(domAttr(n, key)))
	switch {
	case err == nil && v == 0 && key == "rowspan":
		return tableMaxSpan // to the end of the group
	case err != nil || v < 1:
		return 1
	}
	return min(v, tableMaxSpan)
}

// cell is the cell that covers a place, nil for none.
func (g *tableGrid) cell(row, col int) *tableCell {
	if row < 0 || row >= len(g.at) || col < 0 || col >= len(g.at[row]) {
		return nil
	}
	return g.at[row][col]
}

// own are the cells that begin in a row.
func (g *tableGrid) own(row int) []*tableCell {
	var out []*tableCell
	for col, c := range g.at[row] {
		if c != nil && c.row == row && c.col == col {
			out = append(out, c)
		}
	}
	return out
}

// tableNothing are texts that stand for an empty cell.
func tableNothing(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0
}

// filled are the cells that begin in a row and say something.
func (g *tableGrid) filled(row int) []*tableCell {
	var out []*tableCell
	for _, c := range g.own(row) {
		if !tableNothing(c.text) {
			out = append(out, c)
		}
	}
	return out
}

// single is the one cell of a row that says something and is the row: it goes
// across the table, or is its only one.
func (g *tableGrid) single(row int) *tableCell {
	own := g.filled(row)
	if len(own) != 1 {
		return nil
	}
	for _, c := range g.at[row] {
		if c != nil && c.row < row {
			return nil // something hangs down into this row
		}
	}
	if c := own[0]; c.cols > 1 && c.cols >= g.width-c.col || len(g.own(row)) == 1 && g.width > 1 {
		return c
	}
	return nil
}

// headed reports whether a row holds column headers: every cell that says
// something is a header, and there are at least two, or one and an empty corner.
func (g *tableGrid) headed(row int) bool {
	filled := g.filled(row)
	if len(filled) == 0 || len(g.own(row)) < 2 {
		return false
	}
	for _, c := range filled {
		if !c.header {
			return false
		}
	}
	return len(filled) > 1 || filled[0].col > 0
}

// tableClocks are the clock times of a cell that holds nothing but times, days
// and what belongs to them.
func tableClocks(text string) (start, end declaredStamp, ok bool) {
	text = tableClockText(text)
	if text == "" || len(text) > 80 {
		return start, end, false
	}
	start, end = declaredFindClocks(text)
	return start, end, start.hasClock && tableOnlyTime(text)
}

var (
	tableBareRange = regexp.MustCompile(`\b([01]\d|2[0-4])([0-5]\d)\s*(?:-|–|—|to)\s*([01]\d|2[0-4])([0-5]\d)\b`)
	tableBareClock = regexp.MustCompile(`^([01]?\d|2[0-3])([0-5][05])(?:\s?h(?:rs?)?\.?)?$`)
	tableTimeWord  = regexp.MustCompile(`(?i)^(?:[ap]\.?m\.?|noon|midnight|midday|uhr|h|hrs?|horas?|hours?|ore|uur|heures?|klo?|to|until|till|bis|à|al?|from|ab|at|after|approx|ca|(?-i:[A-Z]{2,4}T)|UTC|GMT|st|nd|rd|th|start|ende?|begin|time)$`)
	tableWord      = regexp.MustCompile(`\p{L}[\p{L}\p{M}.]*`)
)

// tableClockText writes the clock times that stand without a colon with one:
// "0930-1800", and "0930" when it is all there is.
func tableClockText(text string) string {
	text = strings.TrimSpace(tableBareRange.ReplaceAllString(declaredHalfWords(text), "$1:$2-$3:$4"))
	if m := tableBareClock.FindStringSubmatch(text); m != nil {
		if n, err := strconv.Atoi(m[1] + m[2]); err == nil && (n < 1985 || n > 2035) {
			return m[1] + ":" + m[2]
		}
	}
	return text
}

// tableOnlyTime reports whether the words of a text are those of times and days.
func tableOnlyTime(text string) bool {
	for _, word := range tableWord.FindAllString(text, -1) {
		if !tableTimeWord.MatchString(strings.Trim(word, ".")) && declaredMonth(word) == 0 && declaredWeekday(word) < 0 {
			return false
		}
	}
	return true
}
