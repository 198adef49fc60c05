// Package feeds renders talks and changes: iCalendar, Atom, JSON Feed,
// schedule.xml, schedule.json, and the JSON of CONTRACT 5. Pure: bytes are a function of stored data and the address
// alone, never of a clock.
package feeds

import (
	"net/url"
	"strings"
	"time"

	"callboard"
)

// Site is where the board is served.
type Site struct {
	URL   string // public_url without a trailing slash
	Title string
	Host  string // authority of tag: ids that belong to no conference, fixed at the database's birth
}

// Board is what one feed holds.
type Board struct {
	Site        Site
	Path        string // of the feed itself with its canonical query: "/c/x/calendar.ics?track=a"
	Page        string // path of the page that shows the same
	Name        string // of the calendar or feed, for people: "OSCON 2015: track Solve"
	Key         string // of tag: ids: "oscon-2015/feed", with "?" and the canonical query for a filtered one
	Conferences []callboard.Conference
	Talks       []callboard.Talk // in the order of selection.Apply, already filtered
	Cancelled   string           // as in selection: "", "mark", "title", "drop"
	Personal    bool             // a personal selection blocks time (TRANSP)
	// Alarm is how many minutes before its start a calendar reminds of an
	// event, in digits; "" never.
	Alarm string
	// Next says that of each talk only the next performance is here: one that
	// took the place of an earlier one tells of it.
	Next bool
	// Ended are the ids of conferences that are over, the longest ended first: a
	// calendar that would be too large leaves them out. A conference's own never
	// has any.
	Ended []string
	// Withdrawn are talks that left the feed for good, for tombstones.
	Withdrawn []callboard.Withdrawal
	// Number is which page of a feed of talks is wanted, from 1; 0 is the first.
	// Path is that of the first page.
	Number int
	// Before is the number of the change that a page of the ledger begins
	// behind, 0 for the first page; Older, when it is not 0, says that older ones
	// than those given are behind the change of that number.
	Before, Older int64
	// All are talks with all their performances, those that a filter left out
	// too, in any order: "Also on" and the lists in entries tell of them. May
	// hold more talks than the board, and may be nil.
	All []callboard.Talk

	whole map[string]*callboard.Talk // All by id
	byID  map[string]*callboard.Conference
}

// prepare makes the look-ups that rendering needs; b is the renderer's own copy.
func (b *Board) prepare() {
	b.whole = make(map[string]*callboard.Talk, len(b.All))
	for i := range b.All {
		b.whole[b.All[i].ID] = &b.All[i]
	}
	b.byID = make(map[string]*callboard.Conference, len(b.Conferences))
	for i := range b.Conferences {
		b.byID[b.Conferences[i].ID] = &b.Conferences[i]
	}
}

// performances are all of a talk, whatever the filter left of them.
func (b *Board) performances(t *callboard.Talk) []callboard.Performance {
	if all := b.whole[t.ID]; all != nil && all.Conference == t.Conference {
		return all.Performances
	}
	return t.Performances
}

// epoch stands for an instant that nobody stored: feeds must have one, and it
// must not be the clock's.
var epoch = time.Unix(0, 0).UTC()

// conference finds a conference of the board. One that is missing is served
// under its id, so that a feed never fails.
func (b *Board) conference(id string) callboard.Conference {
	if c := b.byID[id]; c != nil {
		return *c
	}
	return callboard.Conference{ID: id, Name: id, Host: id}
}

// modified is the newest of the conferences' stamps: what an empty feed shows.
func (b *Board) modified() time.Time {
	newest := epoch
	for _, c := range b.Conferences {
		if c.Modified.After(newest) {
			newest = c.Modified
		}
	}
	return newest
}

// name is never empty: formats demand a title.
func (b *Board) name() string {
	if n := oneLine(b.Name); n != "" {
		return n
	}
	if n := oneLine(b.Site.Title); n != "" {
		return n
	}
	return "callboard"
}

// self is the feed's own absolute address.
func (b *Board) self() string { return b.Site.URL + b.Path }

// page is the absolute address of the page that shows the same.
func (b *Board) page() string {
	if b.Page == "" {
		return b.Site.URL + "/"
	}
	return b.Site.URL + b.Page
}

// calendar is the calendar with the same selection: the last segment of the
// feed's own path is replaced. A conference's calendar goes by the name that
// speaks, CONTRACT 3.
func (b *Board) calendar() string {
	path, query, filtered := strings.Cut(b.Path, "?")
	dir := path[:strings.LastIndexByte(path, '/')+1]
	name := "calendar.ics"
	if part := strings.Split(dir, "/"); len(part) == 4 && part[1] == "c" {
		name = part[2] + ".ics"
	}
	if dir == "" {
		dir = "/"
	}
	if filtered {
		name += "?" + query
	}
	return b.Site.URL + dir + name
}

// id is the feed's tag: URI. A board of one conference bears its authority,
// which never follows public_url.
func (b *Board) id() string {
	host := b.Site.Host
	for _, c := range b.Conferences {
		if strings.HasPrefix(b.Key, c.ID+"/") {
			host = hostOf(c)
		}
	}
	return tag(host, b.Key)
}

// TalkPath is the path of a talk's page.
func TalkPath(conference, talk string) string {
	return "/c/" + url.PathEscape(conference) + "/t/" + url.PathEscape(talk)
}

// talkID is a talk's permanent atom:id, CONTRACT 7.
func talkID(c callboard.Conference, talk string) string {
	return tag(hostOf(c), c.ID+"/talk/"+talk)
}

func hostOf(c callboard.Conference) string {
	if c.Host != "" {
		return c.Host
	}
	return c.ID
}

// tag is a tag: URI, RFC 4151. The year is constant: it only has to be one in
// which the authority belonged to the board.
func tag(host, specific string) string {
	if host == "" {
		host = "callboard"
	}
	return "tag:" + host + ",2026:" + tagEscapes.Replace(specific)
}

// tagEscapes keeps a tag: URI one word, whatever an id holds.
var tagEscapes = strings.NewReplacer(" ", "%20", "\"", "%22", "<", "%3C", ">", "%3E")

// status is what a performance is served as: an unplaced one is tentative
// until somebody cancels it.
func status(p *callboard.Performance) callboard.Status {
	switch {
	case p.Status == callboard.Cancelled:
		return callboard.Cancelled
	case p.Status == callboard.Tentative || !p.Placed():
		return callboard.Tentative
	}
	return callboard.Confirmed
}
