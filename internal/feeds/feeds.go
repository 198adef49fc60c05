// Package feeds renders talks and changes: iCalendar, Atom, JSON Feed, and the
// JSON of CONTRACT 5. Pure: bytes are a function of stored data and the address
// alone, never of a clock.
package feeds

import (
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
}

// ICalendar is the board as RFC 5545 bytes.
func ICalendar(b Board) []byte { return nil }

// Atom is the board as an Atom feed of talks, RFC 4287.
func Atom(b Board) []byte { return nil }

// ChangesAtom is the ledger as an Atom feed, newest first.
func ChangesAtom(b Board, changes []callboard.Change) []byte { return nil }

// JSONFeed is the board as JSON Feed 1.1, with Atom's ids.
func JSONFeed(b Board) []byte { return nil }

// SourcesAtom has an entry for each source that starts or stops failing.
func SourcesAtom(site Site, events []callboard.HealthEvent) []byte { return nil }

// TalksJSON, ChangesJSON and SourcesJSON are the JSON of CONTRACT 5.
func TalksJSON(talks []callboard.Talk) []byte { return nil }

// ChangesJSON is the ledger for scripts, newest first.
func ChangesJSON(changes []callboard.Change) []byte { return nil }

// SourcesJSON is the health of the sources for scripts.
func SourcesJSON(health []callboard.Health) []byte { return nil }
