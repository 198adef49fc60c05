package sources

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html/atom"
)

// tableOptions are the keys of [source.html-table].
type tableOptions struct {
	date string // the first day, for pages that print none
	room string // of pages that hold one room
}

// tableReader reads schedules in HTML tables: grids of times and rooms, and
// lists of rows with columns for time, title, speaker and room.
type tableReader struct {
	url     string
	options tableOptions
}

const tableWant = "an HTML schedule table"

// tableFewest are the talks that a page must have to be recognised.
const tableFewest = 4

func detectTable(p *Page) string {
	n := tablePlaced(p)
	if n < tableFewest {
		return ""
	}
	return fmt.Sprintf("it holds a table with times and titles (%d of them)", n)
}

// tablePlaced counts the talks with clock times in the tables of a page.
func tablePlaced(p *Page) int {
	if !bytes.Contains(bytes.ToLower(p.Body), []byte("<table")) {
		return 0
	}
	page, err := domParse(p, tableWant)
	if err != nil {
		return 0
	}
	return tableRead(page, tableOptions{}).placed
}

func openTable(url string, options map[string]any) (Reader, error) {
	r := &tableReader{url: url}
	for key, value := range options {
		text, ok := value.(string)
		switch key {
		case "date":
			if d, isDate := value.(fmt.Stringer); isDate {
				text = d.String()
			}
			if _, err := time.Parse(time.DateOnly, text); err != nil {
				return nil, &OptionError{Key: key, Text: fmt.Sprintf("date must be the first day of the page, such as 2012-02-04, not %v", value)}
			}
			r.options.date = text
		case "room":
			if r.options.room = text; !ok {
				return nil, &OptionError{Key: key, Text: "room must be a text, the name of the room of the whole page"}
			}
		default:
			return nil, &OptionError{Key: key, Text: fmt.Sprintf("html-table has no key %q: it has date and room", key)}
		}
	}
	return r, nil
}

// Read gets the one page and parses it.
func (r *tableReader) Read(ctx context.Context, get Getter, _ Window) (*Listing, error) {
	p, err := get.Get(ctx, Request{URL: r.url})
	if err != nil {
		return nil, err
	}
	return parseTable(p, r.options)
}

func parseTable(p *Page, options tableOptions) (*Listing, error) {
	page, err := domParse(p, tableWant)
	if err != nil {
		return nil, err
	}
	run := tableRead(page, options)
	l := run.listing
	if len(l.Items) == 0 {
		return nil, &WrongKindError{Want: tableWant, Got: Look(p)}
	}
	if l.Complete = page.closed; !page.closed {
		l.warn("", "the page breaks off before its end: nothing is taken for removed")
		// The last talk may be cut in the middle of its title.
		l.Items = l.Items[:len(l.Items)-1]
	}
	return l, nil
}

// tableRun is the reading of one page.
type tableRun struct {
	page    *domPage
	options tableOptions
	days    *tableDays
	listing *Listing
	placed  int      // talks with a clock time
	undated int      // of them, those without a day
	table   int      // number of the table being read, for warnings
	below   []string // by item: the line below its title, where nobody else is named
}

// tableRead reads all tables of a page.
func tableRead(page *domPage, options tableOptions) *tableRun {
	conference := jsonLDConference(page)
	run := &tableRun{page: page, options: options, days: newTableDays(page, options.date, conference), listing: &Listing{Conference: conference}}
	if conference.Name == "" {
		run.listing.Conference.Name = tableName(page.domTitle())
	}
	above := run.days.above()
	for n := range page.root.Descendants() {
		if n.DataAtom != atom.Table {
			continue
		}
		run.table++
		g := tableGridOf(n)
		if g.width == 0 || len(g.rows) < 2 {
			continue
		}
		run.grid(g, run.dayOf(run.days.of(n, above), true))
	}
	run.peopleBelow()
	run.roomAbove()
	run.finish()
	return run
}

// dayOf settles a day. A table without any stands on the option's date.
func (run *tableRun) dayOf(s declaredStamp, table bool) string {
	if s.day > 0 || s.weekday >= 0 || s.ordinal > 0 {
		if day := run.days.settle(s); day != "" {
			return day
		}
	}
	if table && run.days.fixed {
		return run.options.date
	}
	return ""
}

// finish warns, once, of what the page does not say.
func (run *tableRun) finish() {
	l := run.listing
	switch {
	case run.undated > 0 && run.days.loose > 0:
		l.warn("", "%d talks are announced without a slot: the page prints days without a year, or weekdays only; set date = the first day, such as 2026-05-01, in [source.html-table]", run.undated)
	case run.undated > 0:
		l.warn("", "%d talks are announced without a slot: the page prints clock times without a day; set date = such as 2026-05-01 in [source.html-table]", run.undated)
	}
}

var tableNoName = regexp.MustCompile(`(?i)^(?:(?:full|conference|session|event|program(?:me)?|the|meeting)\s+)*(?:schedule|agenda|program(?:me)?|timetable|sessions|talks)$`)

// tableName finds the conference's name in the page's title: the part with a
// year, else the only part that is no word for a schedule.
func tableName(title string) string {
	parts := oreillyTitleParts.Split(title, -1)
	other := ""
	for _, part := range parts {
		part = strings.TrimSpace(part)
		switch {
		case part == "" || tableNoName.MatchString(part):
		case oreillyYear.MatchString(part):
			return part
		default:
			other = firstOf(other, part)
		}
	}
	if len(parts) > 1 {
		return other
	}
	return ""
}

// add takes a talk of a cell with what its place in the table says.
func (run *tableRun) add(t tableTalk, w When, room string, c *tableCell) {
	if t.when.Start != "" && (w.Start == "" || w.Start == t.when.Start) {
		w.Start, w.End = t.when.Start, firstOf(t.when.End, w.End)
	}
	if w.Start == "" && w.Date == "" {
		return
	}
	if w.Start != "" {
		run.placed++
	}
	if w.Start != "" && w.Date == "" {
		run.undated++
		w = When{}
	}
	if w.Start == "" && w.Date != "" {
		w = When{Start: w.Date, AllDay: true}
	}
	it := Item{
		Ref: t.ref, Title: t.title, URL: t.url, Abstract: t.abstract, Room: firstOf(room, run.options.room), Track: t.track, Type: t.kind,
		Speakers: t.speakers, When: w, Service: t.service, Links: t.links, SlotLinks: t.slotLinks,
		Where: fmt.Sprintf("table %d, row %d, column %d", run.table, c.row+1, c.col+1),
	}
	run.listing.Items = append(run.listing.Items, it)
	run.below = append(run.below, t.under)
}
