package callboard

import "time"

// Outcome of a run, CONTRACT 1.
type Outcome string

// The outcomes. A run without one died.
const (
	OK        Outcome = "ok"
	Unchanged Outcome = "unchanged"
	Partial   Outcome = "partial" // incomplete: nothing was removed
	Suspect   Outcome = "suspect" // doubted: no entry was changed
	Failed    Outcome = "failed"
)

// Good reports whether the outcome brought or confirmed data.
func (o Outcome) Good() bool { return o == OK || o == Unchanged || o == Partial }

// Failing reports whether the outcome is one that an admin is told of: nothing
// was brought, or it was doubted.
func (o Outcome) Failing() bool { return o == Failed || o == Suspect }

// Warning is a data problem kept with the run.
type Warning struct {
	Where string `json:"where,omitempty"` // place in the source: line, path or ref
	Text  string `json:"text"`
	// Config says that it is about the configuration, not about what the source
	// printed: a pin that names nothing.
	Config bool `json:"config,omitempty"`
}

// Run is one attempt at one source. It is written before the work begins.
type Run struct {
	ID      int64
	Source  string
	Started time.Time // UTC
	Ended   time.Time // UTC; zero = still running, or died
	Outcome Outcome
	// Talks and Performances are counted over the source's live entries after
	// the run; Changes are those that it found, whenever the ledger tells of them.
	Talks, Performances, Changes int
	Message                      string // the sentence: what was seen and what to do; "" when all is well
	Warnings                     []Warning
}

// SourceState is what is remembered of a source between runs. Its instants are
// UTC and kept in whole seconds; zero = never, or not known.
type SourceState struct {
	Source     string
	Conference string // the conference it owns or feeds, fixed at the first good reading
	URL        string // a fingerprint of the URL, and the configured kind, that Kind was recognised
	Configured string // for, so that a change of either recognises anew
	Kind       string // recognised at the first good reading
	Removed    bool   // no longer configured: its talks are kept, marked as no longer watched

	Reader, Matcher int // versions that the stored entries were made with

	// Talks and Performances count what the source's live entries stand behind,
	// Missing its missing entries: an unchanged reading repeats them unread.
	Talks, Performances, Missing int

	LastRun  time.Time // start of the latest attempt
	LastGood time.Time // end of the latest good reading
	LastFull time.Time // latest reading that parsed everything, unconditional
	NextRun  time.Time
	Why      string // NextRun is when it is, in words
	// Busy are the days of the conference with talks, from the first start to
	// the last end of each, for the pace of cron = "auto".
	Busy     []Span
	Failures int // in a row
	Outcome  Outcome
	Message  string
	// Complete says that the latest good reading was complete, so that an
	// unchanged one repeats its effect.
	Complete bool
	// DoubtHash is a hash of the entries of a suspect listing, DoubtSince the
	// first time it was read, DoubtCount how often in a row.
	DoubtHash  string
	DoubtSince time.Time
	DoubtCount int
	// WindowFrom and WindowTo bound the instances that the latest full reading
	// expanded recurring entries in: whole UTC days.
	WindowFrom, WindowTo time.Time
	// Published is what the source last said of its conference.
	Published Published
	Warnings  []Warning // of the latest reading that parsed, and of the configuration
	// Guessed are the declarative options that were guessed at the first good
	// reading where no kind was recognised; nil otherwise.
	Guessed map[string]any
}

// Span is a stretch of time, UTC.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Published is what a listing says of its conference; every field may be "".
type Published struct {
	Name    string `json:"name,omitempty"`
	Acronym string `json:"acronym,omitempty"`
	Zone    string `json:"zone,omitempty"` // IANA name
	Start   Date   `json:"start,omitempty"`
	End     Date   `json:"end,omitempty"`
	URL     string `json:"url,omitempty"`
}

// State of a source as CONTRACT 5 words it: "new", "ok", "suspect" or "failing".
func (s SourceState) State() string {
	switch s.Outcome {
	case "":
		return "new"
	case Suspect:
		return "suspect"
	case Failed:
		return "failing"
	}
	return "ok"
}

// Page is the last good body of one address of one source, and its validators.
type Page struct {
	Source, URL        string
	FinalURL           string // after redirects
	ContentType        string
	ETag, LastModified string    // as sent; "" when not
	Hash               string    // SHA-256 of Body, hex
	Fingerprint        string    // of the list entry that led here, for detail pages
	Body               []byte    // as received, decompressed; db compresses it
	ReadAt             time.Time // UTC, whole seconds
}

// Update is a run's whole effect: it is stored in one transaction, or not at all.
type Update struct {
	Run   Run
	State SourceState
	// Pages replace those of the same address; DropPages lists addresses of the
	// source that are no longer asked for.
	Pages     []Page
	DropPages []string
	// Entries replaces all of the source's entries when EntriesChanged is set.
	EntriesChanged bool
	Entries        []Entry

	// Conference is set when talks were regrouped. BaseVersion is the Version
	// they were computed from; db answers ErrStale when another is stored.
	Conference  *Conference
	BaseVersion int64
	// BaseRevision is db's Revision of the conference that they were computed
	// from, which invisible changes raise too; 0 is not checked.
	BaseRevision int64
	// Talks are the new or altered ones, whole; DropTalks and DropPerformances
	// are ids that left (joined into others: see Aliases) and stay reserved.
	Talks            []Talk
	DropTalks        []string
	DropPerformances []string
	Aliases          []Alias
	Changes          []Change
	// Pending are the edits that the ledger is to tell of later, in place of
	// those of the same talk; Settled are talks whose edits wait no longer.
	Pending []Pending
	Settled []string
}

// Health is a source as an admin sees it: what is configured (or was, see
// SourceState.Removed), what is remembered, and its latest run.
type Health struct {
	Source SourceView
	State  SourceState
	Last   Run // zero when it was never read
}

// Conference is the id of the conference that the source feeds or is configured
// for, "" while it is not known.
func (h *Health) Conference() string {
	if h.State.Conference != "" {
		return h.State.Conference
	}
	return h.Source.Conference
}

// Kind is the kind that was recognised, else the configured one, which may be "".
func (h *Health) Kind() string {
	if h.State.Kind != "" {
		return h.State.Kind
	}
	return h.Source.Kind
}

// SourceView is a configured source without its secrets, as db keeps it.
type SourceView struct {
	ID, Conference, Kind string // as configured; Conference and Kind may be ""
	URL                  string // masked
	Cron                 string
	Priority, Order      int
}

// HealthEvent is a source that starts or stops failing (failed or suspect).
type HealthEvent struct {
	ID      int64
	Source  string
	At      time.Time // UTC, whole seconds
	Failing bool
	Outcome Outcome
	Message string
}
