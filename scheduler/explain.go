package scheduler

import (
	"context"
	"fmt"
	"time"

	"callboard"
	"callboard/internal/dedupe"
)

// Explain says why a stored talk came out as it did under the plan. It writes
// nothing. callboard.ErrNotFound when the plan makes another talk of it, as a
// pin does that was not applied yet.
func (r *Runner) Explain(ctx context.Context, plan *Plan, conference, talk string) (dedupe.Explanation, error) {
	b, err := r.load(ctx, conference)
	if err != nil {
		return dedupe.Explanation{}, err
	}
	now := r.Now().UTC().Truncate(time.Second)
	x, ok := dedupe.Explain(b.input(plan, b.rank(plan, callboard.SourceState{}, now), now), talk)
	if !ok {
		return x, fmt.Errorf("explain talk %s of %s: %w", talk, conference, callboard.ErrNotFound)
	}
	return x, nil
}

// input is what the matcher sees of the board.
func (b *board) input(p *Plan, by []ranked, now time.Time) dedupe.Input {
	order := make([]dedupe.Source, len(by))
	for i, s := range by {
		order[i] = dedupe.Source{ID: s.state.Source, Priority: s.priority, Live: s.live, Complete: s.state.Complete}
	}
	conf := b.described(p, by, nil) // UIDs need its host
	return dedupe.Input{Conference: conf, Sources: order, Entries: b.entries, Before: b.talks,
		Given: b.given, Aliases: b.aliases, Pins: p.Pins[conf.ID], Splits: p.Splits[conf.ID], Now: now}
}
