package callboard

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"
)

// Sentinel errors. Rooms wrap them with the operation and its subject.
var (
	// ErrNotFound says that an id names nothing that is or was stored.
	ErrNotFound = errors.New("not found")
	// ErrForgotten says that an id was given out once and removed for good (HTTP 410).
	ErrForgotten = errors.New("removed for good")
	// ErrStale says that an Update was computed from an older Version of its
	// conference than the stored one: regroup and try again.
	ErrStale = errors.New("the conference changed meanwhile")
	// ErrNewerSchema says that the database was written by a newer callboard.
	ErrNewerSchema = errors.New("the database was written by a newer callboard")
	// ErrExists says that a file that must not be overwritten is there already.
	ErrExists = errors.New("already exists")
)

// Date is a civil date as "2006-01-02", without a zone; "" is unknown. Dates
// compare as strings.
type Date string

// NewDate is the civil date of t in t's own location.
func NewDate(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time is midnight of the date in loc, and false for an unknown or malformed date.
func (d Date) Time(loc *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, string(d), loc)
	return t, err == nil
}

// Conference is one edition of one event.
type Conference struct {
	ID   string // slug, in URLs, never reused
	Name string // as displayed
	Zone string // IANA name, "" while nobody has said (then UTC is used)
	// Start and End are the first and the last day, inclusive, in Zone; "" unknown.
	Start, End Date
	URL        string // home page, absolute, may be ""
	// Host is the authority in UIDs and tag: ids of the conference, fixed when
	// it is created: the host name of the configured public_url, else ID.
	Host string
	// Version is raised by each visible change, and by nothing else. 0 is a
	// conference that was never read.
	Version int64
	// Modified is when Version was last raised: UTC, whole seconds.
	Modified time.Time
	// Told is when the ledger last told of a change: UTC, whole seconds, rising
	// with each telling. Zero = before anybody noted it.
	Told time.Time
	// CalendarCap and FeedCap are how many characters of an abstract are
	// written in calendars, and in Atom and JSON feeds, so that the conference's
	// own stay below what clients take; 0 = whole. They are only ever lowered.
	CalendarCap, FeedCap int
}

// Location is the conference's zone, UTC while it is unknown.
func (c Conference) Location() *time.Location { return location(c.Zone, time.UTC) }

// location is the zone of an IANA name, or otherwise where there is none.
func location(name string, otherwise *time.Location) *time.Location {
	if name == "" {
		return otherwise
	}
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return otherwise
	}
	zones.Store(name, loc)
	return loc
}

// zones keeps what time.LoadLocation reads from a file on each call: immutable
// data, and no more than there are zones.
var zones sync.Map

// Source is a configured place to read one conference from.
type Source struct {
	ID         string // slug
	Conference string // id; "" = the source owns one, named by its first good reading
	Kind       string // "" = recognised from the content
	URL        string // secret parts included: show Masked instead
	Masked     string // scheme, host and path only; of a URL given by env: only the host
	Cron       string // robfig/cron v3 spec or "auto"
	Zone       string // for times printed without one; "" = the conference's
	Priority   int    // lower wins a field conflict
	Order      int    // place in the configuration: breaks ties of Priority
	Options    map[string]any
}

var slug = regexp.MustCompile(`^[a-z0-9]+(?:[-_.][a-z0-9]+)*$`)

// ValidID reports whether id can be a conference's or a source's id: lower-case
// ASCII letters, digits and single dashes, dots or underscores between them, at
// most 64 characters.
func ValidID(id string) error {
	if len(id) > 64 {
		return fmt.Errorf("%q is longer than 64 characters", id)
	}
	if !slug.MatchString(id) {
		return fmt.Errorf("%q must be lower-case letters, digits and dashes, such as %q", id, "oscon-2015")
	}
	return nil
}
