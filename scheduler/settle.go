package scheduler

import (
	"context"
	"maps"
	"slices"
	"time"

	"callboard"
	"callboard/internal/diff"
)

// patience is how many times its settling time a burst may go on before the
// ledger tells of it all the same.
const patience = 6

// urgent is how long before a performance its changes do not wait.
const urgent = 24 * time.Hour

// tell decides what the ledger tells of now. found are the changes of this
// regrouping, after its talks. A burst of edits is one: what the ledger last
// knew is kept until the talk has been quiet, and then compared with what is.
// It reports whether anything is to be stored.
func (b *board) tell(p *Plan, conf callboard.Conference, found []callboard.Change, after []callboard.Talk, u *callboard.Update, now time.Time) bool {
	waiting := map[string]callboard.Pending{}
	for _, w := range b.pending {
		waiting[w.Talk] = w
	}
	before := byID(b.talks)
	touched := map[string]bool{}
	for _, c := range found {
		if c.Talk == "" {
			u.Changes = append(u.Changes, c) // an import is no edit
			continue
		}
		w, known := waiting[c.Talk]
		if !known {
			w = callboard.Pending{Talk: c.Talk, Before: before[c.Talk], First: now}
		}
		w.Last, w.Source = now, c.Source
		waiting[c.Talk], touched[c.Talk] = w, true
	}
	if len(waiting) == 0 {
		return len(u.Changes) > 0
	}
	talks := b.current(after, u)
	named := byID(talks)
	rows := diff.Rows(diff.Input{Conference: conf, Before: ledgerView(talks, waiting), After: talks, Now: now})
	differs := map[string]bool{}
	for _, c := range rows {
		differs[c.Talk] = true
	}
	told := map[string]string{} // talks, and whose reading brought it
	for _, g := range together(talks, waiting) {
		empty := !slices.ContainsFunc(g, func(id string) bool { return differs[id] })
		if empty || g.due(p.Settle, waiting, named, now) {
			b.settled(g, waiting, told, u)
			continue
		}
		for _, id := range g {
			if w := waiting[id]; touched[id] {
				w.Urgent = urgentFrom(w.Before, named[id], now)
				u.Pending = append(u.Pending, w)
			}
		}
	}
	for _, c := range rows {
		if source, ok := told[c.Talk]; ok {
			c.Source = source
			u.Changes = append(u.Changes, c)
		}
	}
	return len(u.Changes)+len(u.Pending)+len(u.Settled) > 0
}

// settled lets a group of talks wait no longer.
func (b *board) settled(g group, waiting map[string]callboard.Pending, told map[string]string, u *callboard.Update) {
	source := ""
	for _, id := range g {
		if w, ok := waiting[id]; ok {
			source = w.Source
			if slices.ContainsFunc(b.pending, func(old callboard.Pending) bool { return old.Talk == id }) {
				u.Settled = append(u.Settled, id)
			}
		}
	}
	for _, id := range g {
		if told[id] = source; waiting[id].Source != "" {
			told[id] = waiting[id].Source
		}
	}
}

// current are all talks as they are after the update, in their order.
func (b *board) current(after []callboard.Talk, u *callboard.Update) []callboard.Talk {
	stored, altered := byID(b.talks), byID(u.Talks)
	out := make([]callboard.Talk, 0, len(after))
	for i := range after {
		switch t := &after[i]; {
		case altered[t.ID] != nil:
			out = append(out, *altered[t.ID])
		case stored[t.ID] != nil:
			out = append(out, *stored[t.ID])
		default:
			out = append(out, *t)
		}
	}
	return out
}

func byID(talks []callboard.Talk) map[string]*callboard.Talk {
	out := make(map[string]*callboard.Talk, len(talks))
	for i := range talks {
		out[talks[i].ID] = &talks[i]
	}
	return out
}

// ledgerView is the conference as the ledger last told of it. What a waiting
// talk held then stands last, so that it counts wherever it is now.
func ledgerView(talks []callboard.Talk, waiting map[string]callboard.Pending) []callboard.Talk {
	view := make([]callboard.Talk, 0, len(talks)+len(waiting))
	for _, t := range talks {
		if _, waits := waiting[t.ID]; !waits {
			view = append(view, t)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(waiting)) {
		if before := waiting[id].Before; before != nil {
			view = append(view, *before)
		}
	}
	return view
}

// group are talks that are told of together: performances went from one to
// another meanwhile.
type group []string

// together parts the waiting talks, and those that hold now what they held, into
// groups, sorted.
func together(talks []callboard.Talk, waiting map[string]callboard.Pending) []group {
	owner := map[string]string{} // performance -> talk
	for _, t := range talks {
		for _, p := range t.Performances {
			owner[p.ID] = t.ID
		}
	}
	root := map[string]string{}
	find := func(id string) string {
		for root[id] != "" {
			id = root[id]
		}
		return id
	}
	for id, w := range waiting {
		if w.Before == nil {
			continue
		}
		for _, p := range w.Before.Performances {
			if to := owner[p.ID]; to != "" && find(to) != find(id) {
				a, b := find(to), find(id)
				root[max(a, b)] = min(a, b)
			}
		}
	}
	members := map[string]group{}
	add := func(id string) {
		if at := find(id); !slices.Contains(members[at], id) {
			members[at] = append(members[at], id)
		}
	}
	for id := range waiting {
		add(id)
	}
	for id, to := range root {
		add(id)
		add(to)
	}
	out := make([]group, 0, len(members))
	for _, g := range members {
		slices.Sort(g)
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b group) int { return slices.Compare(a, b) })
	return out
}

// due reports whether a group has been quiet long enough, goes on too long, or
// concerns a performance that begins within a day.
func (g group) due(settle time.Duration, waiting map[string]callboard.Pending, talks map[string]*callboard.Talk, now time.Time) bool {
	quiet := true
	for _, id := range g {
		w, ok := waiting[id]
		if !ok {
			continue
		}
		if !w.First.Add(patience * settle).After(now) {
			return true
		}
		if at := urgentFrom(w.Before, talks[id], now); !at.IsZero() && !at.After(now) {
			return true
		}
		quiet = quiet && !w.Last.Add(settle).After(now)
	}
	return quiet
}

// urgentFrom is a day before the first performance, before or after the edit,
// that is not over; zero when there is none.
func urgentFrom(before, after *callboard.Talk, now time.Time) time.Time {
	var first time.Time
	for _, t := range []*callboard.Talk{before, after} {
		if t == nil {
			continue
		}
		for _, p := range t.Performances {
			if at := p.Start.Add(-urgent); p.Placed() && !p.Over(now) && (first.IsZero() || at.Before(first)) {
				first = at
			}
		}
	}
	return first
}

// Publish tells the ledger of the edits whose talks have become quiet. Every
// run does, and serve once a minute.
func (r *Runner) Publish(ctx context.Context, p *Plan) {
	now := r.Now().UTC()
	list, err := r.Store.Unsettled(ctx, now.Add(-p.Settle), now.Add(-patience*p.Settle), now)
	if err != nil {
		r.Log.Error("pending changes cannot be read", "error", err)
		return
	}
	for _, id := range list {
		if ctx.Err() != nil {
			return
		}
		if err := r.guard("conference", id, func() error { return r.publish(ctx, p, id) }); err != nil && ctx.Err() == nil {
			r.Log.Error("the changes of a conference cannot be published", "conference", id, "error", err)
		}
	}
}

// publish settles one conference, whose talks stay as they are.
func (r *Runner) publish(ctx context.Context, p *Plan, id string) error {
	defer r.locks.lock(id)()
	return untilFresh(func() error { return r.publishOnce(ctx, p, id) })
}

func (r *Runner) publishOnce(ctx context.Context, p *Plan, id string) error {
	b, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	now := r.Now().UTC().Truncate(time.Second)
	u := &callboard.Update{BaseVersion: b.conf.Version, BaseRevision: b.base}
	if !b.tell(p, b.conf, nil, b.talks, u, now) {
		return nil
	}
	conf := b.conf
	u.Conference = &conf
	if len(u.Changes) > 0 {
		conf.Told = diff.Stamp(conf.Told, now)
	}
	return r.Store.Commit(ctx, u)
}
