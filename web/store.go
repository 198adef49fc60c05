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
	// Changes are the latest, newest first; conference and talk may be "" for all.
	Changes(ctx context.Context, conference, talk string, limit int) ([]callboard.Change, error)
}

// Sources is what the pages for admins need.
type Sources interface {
	Health(ctx context.Context) ([]callboard.Health, error)
	// HealthEvents are the latest, newest first.
	HealthEvents(ctx context.Context, limit int) ([]callboard.HealthEvent, error)
	// Ready is nil when the database is open and migrated.
	Ready(ctx context.Context) error
}
