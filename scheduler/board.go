package scheduler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/diff"
	"callboard/internal/normalize"
	"callboard/sources"
)

// dead is how long a source may go without a good reading before its entries
// stop counting, DESIGN 4.
const dead = 7 * 24 * time.Hour

// board is one conference, loaded to be regrouped.
type board struct {
	conf    callboard.Conference // as stored; its id alone when fresh
	fresh   bool                 // not stored yet
	base    int64                // the Revision that everything here is at least as new as
	entries []callboard.Entry
	talks   []callboard.Talk
	pending []callboard.Pending
	differs bool // the latest regrouping changed more than what the ledger tells of
	given   map[string]bool
	aliases map[string]string  // of talks
	health  []callboard.Health // of all sources
}

// load reads a conference.
func (r *Runner) load(ctx context.Context, id string) (*board, error) {
	b := &board{}
	var err error
	// Read first: what is committed while the rest is read makes the result stale.
	if b.base, err = r.Store.Revision(ctx, id); err != nil && !errors.Is(err, callboard.ErrNotFound) {
		return nil, fmt.Errorf("read conference %s: %w", id, err)
	}
	b.conf, err = r.Store.Conference(ctx, id)
	switch {
	case errors.Is(err, callboard.ErrNotFound):
		b.conf, b.fresh = callboard.Conference{ID: id}, true
	case errors.Is(err, callboard.ErrForgotten):
		return nil, fmt.Errorf("conference %s was forgotten and its id is never given again; set conference = \"another-id\"", id)
	case err != nil:
		return nil, fmt.Errorf("read conference %s: %w", id, err)
	}
	if b.entries, err = r.Store.Entries(ctx, id); err != nil {
		return nil, fmt.Errorf("read the entries of %s: %w", id, err)
	}
	if b.talks, err = r.Store.Talks(ctx, id); err != nil {
		return nil, fmt.Errorf("read the talks of %s: %w", id, err)
	}
	if b.pending, err = r.Store.Pending(ctx, id); err != nil {
		return nil, fmt.Errorf("read the pending edits of %s: %w", id, err)
	}
	if b.given, err = r.Store.GivenIDs(ctx, id); err != nil {
		return nil, fmt.Errorf("read the ids of %s: %w", id, err)
	}
	if b.aliases, err = r.Store.TalkAliases(ctx, id); err != nil {
		return nil, fmt.Errorf("read the older ids of %s: %w", id, err)
	}
	if b.health, err = r.Store.Health(ctx); err != nil {
		return nil, fmt.Errorf("read the sources of %s: %w", id, err)
	}
	return b, nil
}

// board finds the conference of the source and loads it, locked until unlock.
// A source that names none owns one: its id is a slug of what the first good
// reading publishes, and stays.
func (j *run) board(ctx context.Context, p sources.Published) (b *board, unlock func(), err error) {
	id := cmp.Or(j.src.Conference, j.state.Conference)
	unlockName := func() {}
	if id == "" {
		unlockName = j.locks.lock("") // until its id is stored: two sources may publish one name
		if id, err = j.newID(ctx, p); err != nil {
			unlockName()
			return nil, nil, err
		}
	}
	unlockBoard := j.locks.lock(id)
	unlock = func() { unlockBoard(); unlockName() }
	if b, err = j.load(ctx, id); err != nil {
		unlock()
		return nil, nil, err
	}
	return b, unlock, nil
}

// baseID is the id that the conference of a source should have.
func (j *run) baseID(p sources.Published) string {
	host := ""
	if u, err := url.Parse(j.src.URL); err == nil {
		host = u.Hostname()
	}
	base := cmp.Or(normalize.Slug(p.Name), normalize.Slug(p.Acronym), normalize.Slug(host), j.src.ID)
	if len(base) > 60 {
		base = normalize.Slug(base[:60])
	}
	return base
}

// newID is the first free id for the conference that a source owns.
func (j *run) newID(ctx context.Context, p sources.Published) (string, error) {
	base := j.baseID(p)
	for n := 1; ; n++ {
		id := base
		if n > 1 {
			id = base + "-" + strconv.Itoa(n)
		}
		if j.plan.named(id) {
			continue
		}
		_, err := j.Store.Conference(ctx, id)
		if errors.Is(err, callboard.ErrNotFound) {
			return id, nil
		}
		if err != nil && !errors.Is(err, callboard.ErrForgotten) {
			return "", fmt.Errorf("look for a free conference id: %w", err)
		}
	}
}

// named reports whether the configuration uses id for a conference.
func (p *Plan) named(id string) bool {
	return slices.ContainsFunc(p.Conferences, func(c callboard.Conference) bool { return c.ID == id }) ||
		slices.ContainsFunc(p.Sources, func(s Source) bool { return s.Conference == id })
}

// configured is what the admin wrote of a conference; empty when nothing.
func (p *Plan) configured(id string) callboard.Conference {
	for _, c := range p.Conferences {
		if c.ID == id {
			return c
		}
	}
	return callboard.Conference{ID: id}
}

// forZone is the conference for reading wall clocks: the configured zone; what
// another source published serves only where this listing says nothing.
func (b *board) forZone(p *Plan, listing sources.Published) callboard.Conference {
	c := b.conf
	c.Zone = p.configured(c.ID).Zone
	if c.Zone == "" && listing.Zone == "" {
		c.Zone = b.conf.Zone
	}
	return c
}

func (b *board) entriesOf(source string) []callboard.Entry {
	var out []callboard.Entry
	for _, e := range b.entries {
		if e.Source == source {
			out = append(out, e)
		}
	}
	return out
}

// ranked is a source of the conference in field priority: lower priority wins,
// ties by configuration order, sources no longer configured last.
type ranked struct {
	state    callboard.SourceState
	zone     string
	priority int
	live     bool
}

// rank orders the sources of the conference. now decides which are dead.
func (b *board) rank(p *Plan, own callboard.SourceState, now time.Time) []ranked {
	states := map[string]callboard.SourceState{}
	for _, h := range b.health {
		states[h.State.Source] = h.State
	}
	if own.Source != "" {
		states[own.Source] = own
	}
	var out []ranked
	for _, s := range p.Sources { // in configuration order
		state, known := states[s.ID]
		if !known || cmp.Or(s.Conference, state.Conference) != b.conf.ID {
			continue
		}
		delete(states, s.ID)
		out = append(out, ranked{state, s.Zone, s.Priority, now.Sub(state.LastGood) < dead})
	}
	slices.SortStableFunc(out, func(a, b ranked) int { return cmp.Compare(a.priority, b.priority) })
	var removed []ranked
	for _, state := range states {
		if state.Conference == b.conf.ID {
			removed = append(removed, ranked{state: state})
		}
	}
	slices.SortFunc(removed, func(a, b ranked) int { return cmp.Compare(a.state.Source, b.state.Source) })
	return append(out, removed...)
}

// described is the conference with the admin's corrections, else what its
// sources publish, the first one first, else what its talks show.
func (b *board) described(p *Plan, by []ranked, talks []callboard.Talk) callboard.Conference {
	c, admin := b.conf, p.configured(b.conf.ID)
	said := func(get func(callboard.Published) string) string {
		for _, r := range by {
			if v := get(r.state.Published); v != "" {
				return v
			}
		}
		return ""
	}
	zone := ""
	for _, r := range by {
		zone = cmp.Or(zone, r.zone)
	}
	c.Name = cmp.Or(admin.Name, said(func(p callboard.Published) string { return cmp.Or(p.Name, p.Acronym) }), c.Name, c.ID)
	c.Zone = cmp.Or(admin.Zone, zone, said(func(p callboard.Published) string { return p.Zone }), c.Zone)
	c.URL = cmp.Or(admin.URL, said(func(p callboard.Published) string { return p.URL }), c.URL)
	first, last := span(talks, c.Location())
	c.Start = cmp.Or(admin.Start, callboard.Date(said(func(p callboard.Published) string { return string(p.Start) })), first, c.Start)
	c.End = cmp.Or(admin.End, callboard.Date(said(func(p callboard.Published) string { return string(p.End) })), last, c.End)
	if c.End < c.Start {
		c.End = c.Start
	}
	c.Host = cmp.Or(c.Host, p.Host, c.ID)
	return c
}

// span is the first and the last day on which something starts.
func span(talks []callboard.Talk, loc *time.Location) (first, last callboard.Date) {
	for _, t := range talks {
		for _, p := range t.Performances {
			if !p.Placed() {
				continue
			}
			d := callboard.NewDate(p.Start.In(loc))
			if p.AllDay {
				d = callboard.NewDate(p.Start)
			}
			if first == "" || d < first {
				first = d
			}
			last = max(last, d)
		}
	}
	return first, last
}

// regroup computes the conference from all its entries and fills u with what
// differs. It returns the conference and all its talks as they are afterwards.
func (r *Runner) regroup(b *board, p *Plan, own callboard.SourceState, u *callboard.Update) (callboard.Conference, []callboard.Talk) {
	now := r.Now().UTC().Truncate(time.Second)
	by := b.rank(p, own, now)
	g := dedupe.Group(b.input(p, by, now))
	conf := b.described(p, by, g.Talks)
	d := diff.Compare(diff.Input{Conference: conf, Before: b.talks, After: g.Talks, Source: own.Source, Now: now})
	u.Talks, u.Aliases = d.Talks, g.Aliases
	u.Run.Changes = len(d.Changes)
	u.DropTalks, u.DropPerformances = g.DropTalks, g.DropPerformances
	u.Run.Warnings = append(u.Run.Warnings, g.Warnings...)
	visible := d.Visible || b.fresh || len(g.DropTalks) > 0 || len(g.DropPerformances) > 0 || conf != b.conf
	visible = p.shorten(&conf, b.talks, u, now) || visible
	told := b.tell(p, conf, d.Changes, g.Talks, u, now)
	b.differs = visible || len(u.Talks) > 0 || len(g.Aliases) > 0
	if told || b.differs {
		u.Conference, u.BaseVersion, u.BaseRevision = &conf, b.conf.Version, b.base
	}
	if len(u.Changes) > 0 {
		conf.Told = diff.Stamp(conf.Told, now)
	}
	if visible {
		conf.Version++
		conf.Modified = diff.Stamp(b.conf.Modified, now)
	}
	return conf, g.Talks
}
