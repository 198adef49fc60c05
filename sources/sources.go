// Package sources reads one listing of a conference, as printed: a kind is one
// file and one line in kinds.go. A kind never sees net/http, clocks, caches,
// cron or SQL: it asks a Getter for pages and returns a Listing. It refuses to
// interpret: times, zones and titles stay as printed, internal/normalize cleans
// them. Read kinds.go first, then one kind.
package sources

import (
	"context"
	"fmt"
	"time"

	"callboard"
)

// Request asks a Getter for one address.
type Request struct {
	URL string
	// Detail marks a page behind an item. Its stored body serves for a day
	// without asking the site while Fingerprint (a hash of the list entry that
	// led here) stays the same.
	Detail      bool
	Fingerprint string
}

// Page is one good answer. Body is UTF-8 without a byte order mark, whatever
// the site sent (an XML declaration's encoding has been rewritten to match).
type Page struct {
	URL         string // after redirects: the base of relative links
	ContentType string // as sent, may be wrong or ""
	Body        []byte
}

// Getter brings pages, politely. An error is final for this run.
type Getter interface {
	Get(ctx context.Context, req Request) (*Page, error)
}

// Window bounds the instances of recurring entries: whole UTC days, From
// inclusive, To exclusive.
type Window struct{ From, To time.Time }

// Reader reads a source once.
type Reader interface {
	Read(ctx context.Context, get Getter, window Window) (*Listing, error)
}

// Listing is one reading of a source, as printed.
type Listing struct {
	Conference Published
	Items      []Item
	// Complete says that absence means something, DESIGN 4.
	Complete bool
	// Unusable are the refs of items that cannot be used but were there: they
	// count as seen.
	Unusable []string
	// Outside are refs that stand in the listing but have no instance inside
	// the window: they are neither missing nor gone. Recurring UIDs are given
	// without their instance; every instance of such a ref is meant.
	Outside []string
	// Window is the window that recurring entries were expanded in, zero when
	// none were: an instance (see SplitInstance) that starts outside it is
	// neither missing nor gone.
	Window   Window
	Warnings []callboard.Warning
}

// Published is what the listing says of its conference, as printed.
type Published struct {
	Name, Acronym string
	Zone          string // IANA, Windows or vendor name as printed
	Start, End    string // dates as printed
	DayChange     string // clock time "04:00": starts before it belong to the next date
	URL           string
}

// Item is one slot as printed. HTML and entities are still in the text fields
// that a format defines as HTML (see Markup); nothing is trimmed or folded.
type Item struct {
	Ref, Code, GUID string // Ref "" = URL, else title key, is used
	Title, Subtitle string
	Abstract        string
	// Markup says that Title, Subtitle and Abstract may hold entities and
	// Abstract HTML; without it they are plain text.
	Markup           bool
	Language, Track  string
	Type             string
	URL              string // absolute
	Tags, Speakers   []string
	Links, SlotLinks []callboard.Link // SlotLinks: recordings of this slot
	Room             string
	When             When
	Status           string // "CANCELLED", "confirmed" ... as printed; "" says nothing
	Service          bool   // the format itself says: a break, registration ...
	Stale            bool   // its detail page could not be read: keep the earlier abstract and speakers
	Sequence         int    // iCalendar hints
	Modified         string
	Where            string // place in the source for warnings: "line 12", "event 4711"
}

// When is the time of an item as printed. Start and End are full instants
// ("2026-03-01T10:00:00+01:00", "20260301T090000Z"), wall times
// ("2026-03-01T10:00:00", "20260301T100000") or, with Date, clock times
// ("10:00", "1:30pm", "25:10").
type When struct {
	Start, End string
	Date       string // the day of a clock time, "2026-03-01" or "07/22/2015"; DayChange applies to it
	EndDate    string // the day of End when it is not Date's
	Duration   string // "00:45", "1:30", "PT45M", "00H25M00S", "40" (minutes)
	Zone       string // IANA name of wall times, already resolved; "" = the source's, else the listing's
	AllDay     bool   // Start and End are dates; End is the last day, inclusive
}

// WrongKindError says that a body is not of the kind that was expected.
type WrongKindError struct {
	Want string // "iCalendar"
	Got  string // "an HTML page titled Maintenance"
}

func (e *WrongKindError) Error() string { return fmt.Sprintf("got %s instead of %s", e.Got, e.Want) }

// OptionError is a fault in a kind's options. Key is the dotted key below the
// kind's own table ("detail.title"), so that the configuration can say the line.
type OptionError struct {
	Key  string
	Text string
}

func (e *OptionError) Error() string { return e.Text }
