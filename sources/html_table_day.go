package sources

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tableDays finds the day of a table or a heading: dates are printed in
// headings, attributes and labels of tabs, with and without a year.
type tableDays struct {
	page  *domPage
	years declaredYears
	first time.Time // the first day, by the option date or the page's JSON-LD; zero when nobody says
	fixed bool      // it is the option's
	tabs  map[string]declaredStamp
	text  declaredYears // named anywhere: only a weekday tells which is meant
	// loose counts days that could not be settled: without a year, or a weekday
	// without a first day.
	loose int
}

func newTableDays(page *domPage, date string, conference Published) *tableDays {
	d := &tableDays{page: page, tabs: map[string]declaredStamp{}}
	for _, s := range []string{date, conference.Start} {
		if t, err := time.Parse(time.DateOnly, s); err == nil && d.first.IsZero() {
			d.first, d.fixed = t, s == date
			d.years.page = append(d.years.page, t.Year())
		}
	}
	texts := []string{page.domTitle(), page.base.Path}
	for n := range page.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if tableHeading(n) {
			texts = append(texts, domText(n))
		}
		if target, ok := strings.CutPrefix(domAttr(n, "href"), "#"); ok && n.DataAtom == atom.A && target != "" {
			if s, ok := tableDay(domText(n)); ok {
				d.tabs[target] = s
			}
		}
	}
	for _, text := range texts {
		if s, _ := declaredFindDate(text); s.year > 0 {
			d.addYear(s.year)
		}
	}
	if len(d.years.page) == 0 {
		for _, text := range texts {
			for _, year := range oreillyYear.FindAllString(text, -1) {
				d.addYear(tableNumber(year))
			}
		}
	}
	if len(d.years.page) == 0 {
		for _, year := range oreillyYear.FindAllString(domText(page.root), 1000) {
			if n := tableNumber(year); !slices.Contains(d.text.page, n) {
				d.text.page = append(d.text.page, n)
			}
		}
	}
	return d
}

func (d *tableDays) addYear(year int) {
	for _, known := range d.years.page {
		if known == year {
			return
		}
	}
	d.years.page = append(d.years.page, year)
}

func tableHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Caption, atom.Legend, atom.Summary:
		return true
	}
	return false
}

var (
	tableSpanOfDays = regexp.MustCompile(`\d(?:st|nd|rd|th)?\s*(?:-|–|—|&|\band\b|\bto\b|\bund\b|\bbis\b)\s*(?:\p{L}+\.?\s+)?\d{1,2}(?:st|nd|rd|th)?(?:[\s,.]|$)`)
	tableOtherDay   = regexp.MustCompile(`(?i)updated|posted|published|deadline|version|copyright|©`)
	tableDayClass   = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:day|date)(?:$|[\s_-])|(?:^|[\s_-])(?:day|date)[-_]?(?:title|head|heading|header|name|label)`)
)

// tableDay reads the day that a short text prints: a date, a weekday, "Day 2".
// A span of days is none.
func tableDay(text string) (declaredStamp, bool) {
	if text == "" || len(text) > 100 || tableOtherDay.MatchString(text) {
		return declaredStamp{}, false
	}
	s, rest := declaredFindDate(text)
	if s.day == 0 && s.weekday < 0 && s.ordinal == 0 {
		return s, false
	}
	if s.day > 0 && tableSpanOfDays.MatchString(text) && !tableISODay.MatchString(text) {
		return s, false
	}
	if s.day == 0 && len(strings.Fields(rest)) > 4 {
		return s, false // a weekday in running text
	}
	return s, true
}

var tableISODay = regexp.MustCompile(`(?:19|20)\d\d-\d\d-\d\d`)

// settle makes a day of what was printed: the year from the page, weekdays and
// "Day 2" from the first day on; "" when it cannot be settled.
func (d *tableDays) settle(s declaredStamp) string {
	if s.day > 0 {
		if s.year > 0 && !declaredDateFits(s.year, s.month, s.day, -1) {
			return ""
		}
		full, ok := d.years.of(s)
		if !ok && s.weekday >= 0 && len(d.years.page) == 0 {
			full, ok = d.text.of(s)
		}
		if !ok && s.weekday >= 0 {
			s.weekday = -1 // a wrong weekday is likelier than a wrong date
			full, ok = d.years.of(s)
		}
		if !ok {
			d.loose++
			return ""
		}
		return full.iso()
	}
	switch {
	case d.first.IsZero():
		d.loose++
		return ""
	case s.ordinal > 0:
		return d.first.AddDate(0, 0, s.ordinal-1).Format(time.DateOnly)
	case s.weekday >= 0:
		return d.first.AddDate(0, 0, (s.weekday-int(d.first.Weekday())+7)%7).Format(time.DateOnly)
	}
	return ""
}

// above is the day that stands nearest before each table, in headings and in
// what has a class that says so.
func (d *tableDays) above() map[*html.Node]declaredStamp {
	out := map[*html.Node]declaredStamp{}
	last, known := declaredStamp{}, false
	for n := range d.page.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.DataAtom == atom.Table {
			if known {
				out[n] = last
			}
			continue
		}
		if !tableHeading(n) && !tableDayClass.MatchString(domAttr(n, "class")) && !(n.DataAtom == atom.P && tableEmphasised(n)) {
			continue
		}
		s, ok := tableDay(domText(n))
		if id := domAttr(n, "id"); ok && s.year == 0 && tableISODay.MatchString(id) {
			s, ok = tableDay(id)
		}
		if ok {
			last, known = s, true
		}
	}
	return out
}

// tableEmphasised reports whether a paragraph is one bold line: the heading of
// those who have none.
func tableEmphasised(p *html.Node) bool {
	var only *html.Node
	for c := range p.ChildNodes() {
		switch {
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) == "":
		case c.Type == html.ElementNode && only == nil && (c.DataAtom == atom.B || c.DataAtom == atom.Strong || c.DataAtom == atom.Font):
			only = c
		default:
			return false
		}
	}
	return only != nil
}

// of is the day of a table: of its own attributes and caption, else of the tab
// or the container it stands in, else of the headings above it; no day where
// nobody says.
func (d *tableDays) of(table *html.Node, above map[*html.Node]declaredStamp) declaredStamp {
	if caption := domFirst(table, func(n *html.Node) bool { return n.DataAtom == atom.Caption && tableOf(n) == table }); caption != nil {
		if s, ok := tableDay(domText(caption)); ok {
			return s
		}
	}
	for n := table; n != nil && n.Type == html.ElementNode; n = n.Parent {
		for _, key := range []string{"data-date", "data-day", "id", "class", "summary", "aria-label", "title"} {
			if tableISODay.MatchString(domAttr(n, key)) || key == "summary" {
				if s, ok := tableDay(domAttr(n, key)); ok && s.day > 0 {
					return s
				}
			}
		}
		if s, ok := d.tabs[domAttr(n, "id")]; ok {
			return s
		}
		if n.DataAtom == atom.Body {
			break
		}
	}
	if s, ok := above[table]; ok {
		return s
	}
	return declaredStamp{weekday: -1}
}
