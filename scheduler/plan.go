package scheduler

import (
	"context"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"callboard"
	"callboard/internal/feeds"
	"callboard/sources"
)

// Plan is the configuration as this room needs it. A reload makes a new one; a
// run keeps the one that it began with.
type Plan struct {
	Sources []Source // in configuration order
	// Conferences hold what an admin wrote; empty fields follow the sources.
	Conferences  []callboard.Conference
	Pins, Splits map[string][][]callboard.EntryKey // by conference
	// Settle is how long a talk must be quiet before the ledger tells of its
	// edits; 0 = at once.
	Settle time.Duration
	Host   string     // host name of a configured public_url, else ""
	Site   feeds.Site // where the board is served
	// Open starts a reading of a source.
	Open func(job Job) Session
}

// Source is a configured source and when it is read.
type Source struct {
	callboard.Source
	// Schedule is the parsed Cron; that of "auto" serves while no dates are known.
	Schedule cron.Schedule
}

// Job says how one reading asks the site.
type Job struct {
	Source callboard.Source
	Force  bool // send no validators
	Stored bool // serve stored bodies without asking the site
}

// Session is one reading's way to the site.
type Session interface {
	sources.Getter
	// Revalidate asks again for the pages that the source has stored and says
	// whether all of them are unchanged.
	Revalidate(ctx context.Context) (bool, error)
	// Outcome is what the reading leaves behind.
	Outcome() Fetched
}

// Fetched is what a reading asked for and got.
type Fetched struct {
	Unchanged bool             // every page asked for is unchanged
	Pages     []callboard.Page // to store with the run
	Unused    []string         // stored addresses that were not asked for
	NotBefore time.Time        // the site wants no request before; zero = it did not say
	// FreshUntil is until when the site promises no news; zero = it does not say.
	FreshUntil time.Time
}

// RunStore keeps runs and what is remembered between them.
type RunStore interface {
	StartRun(ctx context.Context, source string, at time.Time) (callboard.Run, error)
	State(ctx context.Context, source string) (callboard.SourceState, error)
	SaveNextRun(ctx context.Context, source string, next time.Time) error
	Commit(ctx context.Context, u *callboard.Update) error
}

// BoardStore gives a conference as it is stored.
type BoardStore interface {
	Entries(ctx context.Context, conference string) ([]callboard.Entry, error)
	Talks(ctx context.Context, conference string) ([]callboard.Talk, error)
	GivenIDs(ctx context.Context, conference string) (map[string]bool, error)
	// Pending are the edits of a conference that the ledger has not told of yet.
	Pending(ctx context.Context, conference string) ([]callboard.Pending, error)
	// Unsettled names the conferences with one that may be due: last edited not
	// after quiet, first not after burst, or unable to wait at now.
	Unsettled(ctx context.Context, quiet, burst, now time.Time) ([]string, error)
}

// HealthStore keeps how the sources are.
type HealthStore interface {
	Health(ctx context.Context) ([]callboard.Health, error)
	// SaveWarnings stores the warnings of a source's state, and nothing else.
	SaveWarnings(ctx context.Context, source string, warnings []callboard.Warning) error
}

// ConferenceStore gives the conferences.
type ConferenceStore interface {
	Conference(ctx context.Context, id string) (callboard.Conference, error)
	Conferences(ctx context.Context) ([]callboard.Conference, error)
	// Revision counts every stored change of a conference, invisible ones too.
	Revision(ctx context.Context, conference string) (int64, error)
	// TalkAliases are the talks' ids that mean another talk now, and which.
	TalkAliases(ctx context.Context, conference string) (map[string]string, error)
}

// Store is all that a run needs of the database.
type Store interface {
	RunStore
	BoardStore
	HealthStore
	ConferenceStore
}

// Runner makes runs.
type Runner struct {
	Store Store
	Now   func() time.Time
	Log   *slog.Logger

	locks keyed // one lock a conference, held while it is regrouped
}

// Options of one run.
type Options struct {
	Force  bool // ask without validators
	Accept bool // believe what would be doubted
	// Turn waits until the run may commit: readings that were started together
	// commit in configuration order, so that the same listings give the same
	// ids. Nil = at once.
	Turn func(ctx context.Context) error
}
