package sources

import "net/url"

// emptyBase resolves nothing: links stay as they are.
var emptyBase = &url.URL{}

// across reads a grid whose header row holds the times and whose first column
// holds the rooms. It reports whether the table is one.
func (run *tableRun) across(g *tableGrid, head int, day string) bool {
	timed := 0
	for col := 1; col < g.width; col++ {
		if c := g.cell(head, col); c != nil && c.col == col {
			if _, _, ok := tableClocks(c.text); ok {
				timed++
			}
		}
	}
	if timed < 3 || timed*2 < len(g.filled(head)) {
		return false
	}
	for row := head + 1; row < len(g.rows); row++ {
		label := g.cell(row, 0)
		if label == nil || len(g.own(row)) < 2 {
			continue
		}
		at, room := day, label.text
		if d, ok := tableDay(label.text); ok {
			if settled := run.dayOf(d, false); settled != "" {
				at, room = settled, ""
			}
		}
		for _, c := range g.own(row) {
			if c.col == 0 {
				continue
			}
			w := When{Date: at}
			if from := g.cell(head, c.col); from != nil {
				start, end, ok := tableClocks(from.text)
				if !ok {
					continue
				}
				w.Start = start.clock()
				last := g.cell(head, c.col+c.cols-1)
				next := g.cell(head, c.col+c.cols)
				if last != nil {
					_, end, _ = tableClocks(last.text)
				}
				if !end.hasClock && next != nil {
					end, _, _ = tableClocks(next.text)
				}
				if end.hasClock {
					w.End = end.clock()
				}
			}
			for _, t := range tableTalks(c.node, run.page.base) {
				run.add(t, w, firstOf(t.room, room), c)
			}
		}
	}
	return true
}
