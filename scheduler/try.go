package scheduler

import (
	"context"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/normalize"
	"callboard/internal/presence"
	"callboard/sources"
)

// Tried is a reading that was not stored.
type Tried struct {
	Kind string
	Why  string // how the kind was recognised; "" when it was named
	// Guessed are the options of a kind that was guessed, nil otherwise.
	Guessed map[string]any
	normalize.Output
	// Conference and Talks are what a first run would store: the sources of the
	// conference, other than this one, are not asked.
	Conference callboard.Conference
	Talks      []callboard.Talk
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
	out := Tried{Kind: j.kind.Name, Why: j.why, Guessed: j.guessed}
	err := j.guarded(ctx, func(context.Context) error {
		j.try(&out)
		return nil
	})
	return out, err
}

// try is what settle would do in an empty database.
func (j *run) try(out *Tried) {
	id := j.src.Conference
	if id == "" {
		id = j.baseID(j.listing.Conference)
	}
	b := &board{conf: callboard.Conference{ID: id}, fresh: true}
	out.Output = normalize.Entries(normalize.Input{Listing: j.listing, Source: j.src.Source,
		Conference: b.forZone(j.plan, sources.Published(j.listing.Conference))})
	now := j.row.Started.UTC()
	result := presence.Apply(nil, j.reading(b, out.Output), presence.Doubt{})
	b.entries = result.Entries
	own := j.state
	own.Conference, own.LastGood, own.Complete, own.Published = id, now, out.Complete, out.Published
	by := b.rank(j.plan, own, now)
	out.Talks = dedupe.Group(b.input(j.plan, by, now)).Talks
	out.Conference = b.described(j.plan, by, out.Talks)
}
