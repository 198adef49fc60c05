package callboard

import "time"

// ChangeKind is a word of CONTRACT 5.
type ChangeKind string

// The kinds of change.
const (
	Imported          ChangeKind = "imported" // a conference's first reading: one change, not hundreds
	Added             ChangeKind = "added"
	EncoreAdded       ChangeKind = "encore" // a talk got another performance
	Moved             ChangeKind = "moved"  // time, and the room too when both changed
	RoomChanged       ChangeKind = "room"
	TitleChanged      ChangeKind = "title"
	SpeakersChanged   ChangeKind = "speakers"
	AbstractChanged   ChangeKind = "abstract"
	CancelledChange   ChangeKind = "cancelled"
	Restored          ChangeKind = "restored"
	RecordingAttached ChangeKind = "recording"
)

// Change is an append-only fact of the ledger.
type Change struct {
	ID          int64     // row number, shown to people; never part of an Atom id
	At          time.Time // UTC, whole seconds
	Conference  string
	Talk        string // "" for imported
	Performance string // "" when the change is the talk's
	Kind        ChangeKind
	// Before and After are for people: "Wed 22 July, 13:30, E145".
	Before, After string
	Source        string // whose reading brought it; "" for the admin's word
	// Snapshot is the talk as it was after the change, so that any past day
	// can be shown again. Nil for imported.
	Snapshot *Talk
}

// Withdrawal says that a talk left the feeds for good: it was joined into
// another, or removed by the admin.
type Withdrawal struct {
	Talk, Conference string
	Host             string    // authority of the conference's tag: ids
	At               time.Time // UTC, whole seconds
}

// Pending is a talk whose latest edits the ledger has not told of yet, because
// their burst goes on: calendars and pages show them already.
type Pending struct {
	Talk string // its id
	// Before is the talk as the ledger last told of it. Nil = it was not there.
	Before *Talk
	// First and Last are when the burst's first and latest edit were read, Urgent
	// from when on it cannot wait: a day before a performance; zero = never. UTC,
	// whole seconds.
	First, Last, Urgent time.Time
	Source              string // whose reading brought the latest
}

// Alias says that an id given out once now means another: joined talks and
// performances that proved to be one, DESIGN 5.
type Alias struct{ Old, New string }
