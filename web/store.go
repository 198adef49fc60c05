package web

import (
	"context"

	"callboard"
)

// Schedule is what conference and talk pages and every feed of talks need.
// Errors that mean "no such thing" wrap callboard.ErrNotFound, those of what
// was removed for good callboard.ErrForgotten.
type Schedule interface {
	Conference(ctx context.Context, id string) (callboard.Conference, error)
	// Talks are all talks of a conference, whole.
	Talks(ctx context.Context, conference string) ([]callboard.Talk, error)
	Talk(ctx context.Context, conference, id string) (callboard.Talk, error)
	// Resolve is the id that an id given out earlier means now: the talk that
	// another was joined into. ErrNotFound when it means nothing else.
	Resolve(ctx context.Context, conference, id string) (target string, err error)
}

// Ledger is what a talk's history and the feeds of changes need.
type Ledger interface {
	// Changes are the latest, newest first; conference and talk may be "" for
	// all. before is the number of a change: only older ones; 0 is from the newest.
	Changes(ctx context.Context, conference, talk string, before int64, limit int) ([]callboard.Change, error)
	// Withdrawn are talks that left the feeds for good, latest first;
	// conference may be "" for all.
	Withdrawn(ctx context.Context, conference string, limit int) ([]callboard.Withdrawal, error)
}

// Sources is what the pages for admins need.
type Sources interface {
	Health(ctx context.Context) ([]callboard.Health, error)
	// HealthEvents are the latest, newest first.
	HealthEvents(ctx context.Context, limit int) ([]callboard.HealthEvent, error)
	// Ready is nil when the database is open and migrated.
	Ready(ctx context.Context) error
}
