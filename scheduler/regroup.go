package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"callboard"
)

// RegroupAll regroups every conference from its stored entries, so that pins,
// splits, corrections, removed and dead sources take effect without a new
// reading. Where nothing differs nothing is written.
func (r *Runner) RegroupAll(ctx context.Context, plan *Plan) {
	list, err := r.Store.Conferences(ctx)
	if err != nil {
		r.Log.Error("conferences cannot be read", "error", err)
		return
	}
	for _, c := range list {
		if ctx.Err() != nil {
			return
		}
		if err := r.guard("conference", c.ID, func() error { return r.Regroup(ctx, plan, c.ID) }); err != nil && ctx.Err() == nil {
			r.Log.Error("a conference cannot be regrouped", "conference", c.ID, "error", err)
		}
	}
}

// Regroup regroups one conference from its stored entries.
func (r *Runner) Regroup(ctx context.Context, plan *Plan, id string) error {
	defer r.locks.lock(id)()
	return untilFresh(func() error { return r.regroupStored(ctx, plan, id) })
}

// untilFresh tries again, at most ten times, what another process has made
// stale by a commit of its own.
func untilFresh(once func() error) error {
	for try := 1; ; try++ {
		if err := once(); !errors.Is(err, callboard.ErrStale) || try == 10 {
			return err
		}
	}
}

func (r *Runner) regroupStored(ctx context.Context, plan *Plan, id string) error {
	b, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	u := &callboard.Update{}
	r.regroup(b, plan, callboard.SourceState{}, u)
	for _, w := range u.Run.Warnings {
		r.Log.Warn("the configuration does not fit the entries", "conference", id, "where", w.Where, "problem", w.Text)
	}
	if err := r.warn(ctx, b, u.Run.Warnings); err != nil {
		return err
	}
	if u.Conference == nil {
		return nil
	}
	u.Run.Warnings = nil
	if err := r.Store.Commit(ctx, u); err != nil {
		return fmt.Errorf("store conference %s: %w", id, err)
	}
	return nil
}

// warn keeps what the configuration gets wrong with the health of the sources
// that it names, and takes back what it no longer gets wrong.
func (r *Runner) warn(ctx context.Context, b *board, found []callboard.Warning) error {
	for _, h := range b.health {
		s := h.State
		if s.Source == "" || s.Conference != b.conf.ID {
			continue
		}
		warnings := withConfig(s.Warnings, found, s.Source)
		if slices.Equal(warnings, s.Warnings) {
			continue
		}
		if err := r.Store.SaveWarnings(ctx, s.Source, warnings); err != nil {
			return fmt.Errorf("store the warnings of source %s: %w", s.Source, err)
		}
	}
	return nil
}

// withConfig replaces the warnings about the configuration among those of a
// source by those of found that name it.
func withConfig(warnings, found []callboard.Warning, source string) []callboard.Warning {
	var out []callboard.Warning
	for _, w := range found {
		if name, _, _ := strings.Cut(w.Where, ":"); w.Config && name == source {
			out = append(out, w)
		}
	}
	for _, w := range warnings {
		if !w.Config {
			out = append(out, w)
		}
	}
	return out
}
