package scheduler

import (
	"context"

	"callboard"
	"callboard/internal/normalize"
	"callboard/sources"
)

// Tried is a reading that was not stored.
type Tried struct {
	Kind string
	normalize.Output
}

// Try reads a source as a first run would and stores nothing.
func (r *Runner) Try(ctx context.Context, plan *Plan, src Source) (Tried, error) {
	ctx, cancel := context.WithTimeout(ctx, runDeadline)
	defer cancel()
	j := &run{Runner: r, plan: plan, src: src, full: true, row: callboard.Run{Source: src.ID, Started: r.Now()},
		state:   callboard.SourceState{Source: src.ID, Kind: src.Kind},
		session: plan.Open(Job{Source: src.Source, Force: true})}
	if err := j.guarded(ctx, j.read); err != nil {
		return Tried{}, err
	}
	b := &board{conf: callboard.Conference{ID: src.Conference}, fresh: true}
	var out normalize.Output
	err := j.guarded(ctx, func(context.Context) error {
		out = normalize.Entries(normalize.Input{Listing: j.listing, Source: src.Source,
			Conference: b.forZone(plan, sources.Published(j.listing.Conference))})
		return nil
	})
	return Tried{j.kind.Name, out}, err
}
