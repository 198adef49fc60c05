package callboard

import "time"

// Status of a performance. The zero value says nothing, which is served as confirmed.
type Status string

// The statuses of CONTRACT 5.
const (
	Confirmed Status = "confirmed"
	Tentative Status = "tentative" // announced, not yet placed, or provisional
	Cancelled Status = "cancelled"
)

// Speaker is a person as displayed, and the key folded for comparison.
type Speaker struct {
	Name string `json:"name"`
	Key  string `json:"key,omitempty"`
}

// Link is a further page about a talk or a performance. Rel is "recording",
// "slides", "discussion", "related" or "".
type Link struct {
	URL   string `json:"url"` // absolute, http or https
	Rel   string `json:"rel,omitempty"`
	Title string `json:"title,omitempty"`
}

// Content is what is said.
type Content struct {
	Title        string    `json:"title"` // as displayed, repeat mark removed
	Subtitle     string    `json:"subtitle,omitempty"`
	Abstract     string    `json:"abstract,omitempty"`      // plain text, paragraphs parted by a blank line
	AbstractHTML string    `json:"abstract_html,omitempty"` // sanitised, balanced, absolute links; "" when there is no markup
	Language     string    `json:"language,omitempty"`      // BCP 47 where the source says so
	Track        string    `json:"track,omitempty"`
	Type         string    `json:"type,omitempty"`
	URL          string    `json:"url,omitempty"` // the source's page of the talk, absolute
	Tags         []string  `json:"tags,omitempty"`
	Speakers     []Speaker `json:"speakers,omitempty"`
	Links        []Link    `json:"links,omitempty"` // about the talk: slides, discussion
}

// Slot is when and where.
type Slot struct {
	// Start and End are UTC, whole seconds; zero = unknown. With AllDay they
	// are midnight UTC of the first and of the last day (inclusive) and mean
	// civil dates, without a zone.
	Start  time.Time `json:"start,omitzero"`
	End    time.Time `json:"end,omitzero"`
	AllDay bool      `json:"all_day,omitempty"`
	Zone   string    `json:"zone,omitempty"` // IANA name of the wall clock at the venue
	Room   string    `json:"room,omitempty"` // as displayed
}

// Location is the zone of the wall clock at the venue, otherwise where nobody
// said one.
func (s Slot) Location(otherwise *time.Location) *time.Location { return location(s.Zone, otherwise) }

// Placed reports whether the slot has a start.
func (s Slot) Placed() bool { return !s.Start.IsZero() }

// Compare orders slots by start; one that has none is last.
func (s Slot) Compare(other Slot) int {
	switch {
	case s.Placed() == other.Placed():
		return s.Start.Compare(other.Start)
	case s.Placed():
		return -1
	}
	return 1
}

// Over reports whether the slot had ended at now: after End, else 24 hours
// after Start, and for all-day slots when the last day is over everywhere (UTC-12).
func (s Slot) Over(now time.Time) bool {
	switch {
	case s.Start.IsZero():
		return false
	case s.AllDay:
		last := s.End
		if last.IsZero() {
			last = s.Start
		}
		return now.After(last.Add(36 * time.Hour))
	case s.End.IsZero():
		return now.After(s.Start.Add(24 * time.Hour))
	}
	return now.After(s.End)
}

// Talk is what is said, with every performance of it.
type Talk struct {
	ID         string // permanent, opaque
	Conference string
	Content
	Performances []Performance // by start (unplaced last), room, id
	// Created and Modified (the latest visible change of the talk or of one
	// of its performances) are UTC, whole seconds.
	Created, Modified time.Time
}

// Performance is when and where a talk is given. An encore is another Performance.
type Performance struct {
	ID  string // permanent
	UID string // iCalendar UID, <ID>@<host>, fixed at birth
	Slot
	Status   Status
	Encore   bool // a repeat of an earlier-starting, not cancelled performance of the talk
	Sequence int  // iCalendar SEQUENCE: rises when start, end, room or status change
	Links    []Link
	// LastMove says in words what the last change of time or room was, such as
	// "Wed 22 July, 13:30, E145"; "" when the performance never moved or has
	// changed otherwise since.
	LastMove string
	// PreviousStart is the start before the latest move to another one; zero
	// when the performance never moved, or was cancelled or lost its place since.
	PreviousStart time.Time
	Sightings     []Sighting // by source order, ref
	// Created and Modified (DTSTAMP and LAST-MODIFIED, RFC 5545 3.8.7.2-3) are
	// UTC, whole seconds. Modified rises by at least one second a change.
	Created, Modified time.Time
}

// Sighting is one source's entry behind a performance.
type Sighting struct {
	Source, Ref         string
	Title               string // as printed
	Code, GUID, URL     string
	Presence            Presence
	Rule                string    // the rule of the ladder that joined it, DESIGN 5
	FirstSeen, LastSeen time.Time // UTC, whole seconds
}
