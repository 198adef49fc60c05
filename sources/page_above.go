package sources

import (
	"slices"
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// stands says that day is always asked of the page: a day heading gives the date
// to the items below it.
func (d *pageDocument) stands(key string) bool { return key == "day" }

// above finds what stands above each item. Of the cells of a table that is the
// heading of its row or its column; elsewhere the nearest one before it in
// document order, ancestors included.
func (d *pageDocument) above(program any, items []declaredNode) [][]declaredValue {
	out := make([][]declaredValue, len(items))
	p, _ := program.(pageProgram)
	if p.selector == nil {
		return out
	}
	inside := map[*html.Node]bool{}
	for _, item := range items {
		for n := range item.(*pageNode).node.Descendants() {
			inside[n] = true
		}
	}
	d.order()
	var found []pageHeading
	for _, n := range p.selector.MatchAll(d.domPage.root) {
		values := pageValues(d, []*html.Node{n}, "", p.attribute)
		if inside[n] || len(values) == 0 {
			continue
		}
		found = append(found, pageHeading{n, d.place[n], pageTable(n), values[0]})
	}
	for i, item := range items {
		out[i] = d.headingsOf(item.(*pageNode).node, found)
	}
	return out
}

// pageHeading is an element outside of the items that a key finds.
type pageHeading struct {
	node  *html.Node
	place int
	table *html.Node // whose cell it is or is in, nil for none
	value declaredValue
}

// order numbers the nodes in document order.
func (d *pageDocument) order() {
	if d.place != nil {
		return
	}
	d.place = map[*html.Node]int{}
	for n := range d.domPage.root.Descendants() {
		d.place[n] = len(d.place)
	}
}

// pageEnclosing is the nearest ancestor, or the node itself, of these kinds.
func pageEnclosing(n *html.Node, kinds ...atom.Atom) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && slices.Contains(kinds, n.DataAtom) {
			return n
		}
	}
	return nil
}

// pageTable is the table whose cell a node is or is in.
func pageTable(n *html.Node) *html.Node {
	return pageEnclosing(pageEnclosing(n, atom.Td, atom.Th), atom.Table)
}

func (d *pageDocument) headingsOf(item *html.Node, found []pageHeading) []declaredValue {
	at := d.place[item]
	// Headings are in document order: those before the item come first.
	n, _ := slices.BinarySearchFunc(found, at, func(h pageHeading, at int) int { return h.place - at })
	before := found[:n]
	if len(before) == 0 {
		return nil
	}
	last := before[len(before)-1]
	table := pageTable(item)
	if table == nil || last.table != table {
		return []declaredValue{last.value}
	}
	cells := d.cells(table)
	own, ok := cells[pageEnclosing(item, atom.Td, atom.Th)]
	if !ok {
		return []declaredValue{last.value}
	}
	if values, ok := pageOfCell(own, before, table, cells); ok {
		return values
	}
	for _, h := range slices.Backward(before) {
		if h.table != table {
			return []declaredValue{h.value}
		}
	}
	return nil
}

// pageOfCell finds the heading of a cell within its table; ok says that the
// table has the answer, even if it is none.
func pageOfCell(own pageCell, before []pageHeading, table *html.Node, cells map[*html.Node]pageCell) (values []declaredValue, ok bool) {
	perRow := map[int]int{}
	row := -1 // the lowest one above with a heading over the item's columns
	for _, h := range before {
		c, is := cells[pageEnclosing(h.node, atom.Td, atom.Th)]
		if h.table != table || !is {
			continue
		}
		perRow[c.row]++
		if c.row+c.rows > own.row && c.column < own.column {
			values = []declaredValue{h.value} // its row's heading, or one that reaches down to it
		}
		if c.row < own.row && c.column < own.column+own.columns && own.column < c.column+c.columns {
			row = c.row
		}
	}
	if values != nil {
		return values, true
	}
	var left []declaredValue
	others := 0
	for _, h := range before {
		c, is := cells[pageEnclosing(h.node, atom.Td, atom.Th)]
		if h.table != table || !is {
			continue
		}
		switch over := c.column < own.column+own.columns && own.column < c.column+c.columns; {
		case c.row == row && over:
			values = append(values, h.value)
		case c.row == row:
			others++
		case row < 0 && perRow[c.row] == 1 && c.column < own.column:
			left = []declaredValue{h.value} // the row's heading is blank: that of a row above holds on
		}
	}
	if len(values) > 1 && others == 0 {
		return nil, true // all columns: a plenary, with a break's place
	}
	if values == nil {
		values = left
	}
	return values, values != nil || len(perRow) > 0 && row >= 0
}

// pageCell is where a cell lies in its table.
type pageCell struct{ row, column, rows, columns int }

// cells lays a table out (HTML, 4.9.12): cells that reach down push those of later
// rows to the right.
func (d *pageDocument) cells(table *html.Node) map[*html.Node]pageCell {
	if cells, ok := d.tables[table]; ok {
		return cells
	}
	cells := map[*html.Node]pageCell{}
	d.tables[table] = cells
	var busy []int // for each column, the rows that a cell from above still takes
	row := 0
	for tr := range table.Descendants() {
		if tr.DataAtom != atom.Tr || pageEnclosing(tr.Parent, atom.Table) != table {
			continue
		}
		column := 0
		taken := make([]int, len(busy))
		copy(taken, busy)
		for cell := range tr.ChildNodes() {
			if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
				continue
			}
			for column < len(taken) && taken[column] > 0 {
				column++
			}
			c := pageCell{row: row, column: column, rows: pageSpan(cell, "rowspan"), columns: pageSpan(cell, "colspan")}
			cells[cell] = c
			for range c.columns {
				for len(busy) <= column {
					busy = append(busy, 0)
				}
				busy[column] = max(busy[column], c.rows)
				column++
			}
		}
		for i := range busy {
			busy[i] = max(0, busy[i]-1)
		}
		row++
	}
	return cells
}

func pageSpan(cell *html.Node, key string) int {
	n, err := strconv.Atoi(domAttr(cell, key))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, 1000)
}
