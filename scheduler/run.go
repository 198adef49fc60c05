package scheduler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/normalize"
	"callboard/internal/presence"
	"callboard/sources"
)

const (
	runDeadline  = time.Hour          // of one reading, all its pages included
	fullEvery    = 7 * 24 * time.Hour // a reading that trusts no validator, so that a lying one is found out
	windowBefore = 30 * 24 * time.Hour
	windowAfter  = 400 * 24 * time.Hour
)

// RunOnce reads one source and stores the effect. It never fails: what went
// wrong is the outcome of the run. Nothing is stored when ctx ends first (the
// daemon stops): the run then counts as one that died and is caught up.
func (r *Runner) RunOnce(ctx context.Context, plan *Plan, src Source, opt Options) callboard.Run {
	j := &run{Runner: r, plan: plan, src: src, opt: opt}
	if err := j.begin(ctx); err != nil {
		return callboard.Run{Source: src.ID, Outcome: callboard.Failed, Message: err.Error()}
	}
	deadline, cancel := context.WithTimeout(ctx, runDeadline)
	defer cancel()
	err := j.guarded(deadline, j.steps)
	r.Publish(ctx, plan)
	if ctx.Err() != nil {
		j.row.Outcome, j.row.Message = callboard.Failed, "stopped before it was done; the next start reads it again"
		return j.row
	}
	if err != nil {
		return j.failed(ctx, err)
	}
	return j.row
}

// steps is the whole pipeline: bytes -> Listing -> entries -> talks -> changes
// -> one transaction.
func (j *run) steps(ctx context.Context) error {
	if done, err := j.unchanged(ctx); done || err != nil {
		return err
	}
	if err := j.read(ctx); err != nil {
		return err
	}
	if err := j.turn(ctx); err != nil {
		return err
	}
	return j.settle(ctx)
}

// run is one attempt at one source on its way through the steps.
type run struct {
	*Runner
	plan *Plan
	src  Source
	opt  Options

	row     callboard.Run
	state   callboard.SourceState
	full    bool // unconditional, with a new window
	session Session
	kind    sources.Kind
	why     string // how kind was recognised just now; "" when it was known
	listing *sources.Listing
	guessed map[string]any // options of a kind that was guessed
	doubt   presence.Doubt // what stays doubted after this reading
}

// begin writes the run before its work, and recalls what is known of the source.
func (j *run) begin(ctx context.Context) error {
	now := j.Now()
	state, err := j.Store.State(ctx, j.src.ID)
	if err != nil && !errors.Is(err, callboard.ErrNotFound) {
		return fmt.Errorf("read what is known of source %s: %w", j.src.ID, err)
	}
	if j.row, err = j.Store.StartRun(ctx, j.src.ID, now); err != nil {
		return fmt.Errorf("start a run of source %s: %w", j.src.ID, err)
	}
	j.state = state
	j.state.Source, j.state.LastRun, j.state.Removed = j.src.ID, now, false
	if address := fingerprint(j.src); j.state.URL != address || j.state.Configured != j.src.Kind || j.opt.Accept {
		j.state.URL, j.state.Configured, j.state.Kind, j.state.Reader = address, j.src.Kind, j.src.Kind, 0
		j.state.Guessed = nil
	}
	j.guessed = j.state.Guessed
	j.row.Talks, j.row.Performances = state.Talks, state.Performances
	j.full = j.opt.Force || now.Sub(state.LastFull) >= fullEvery || state.WindowFrom.IsZero()
	known, _ := sources.ByName(j.state.Kind)
	stored := state.Reader != 0 && state.Reader != known.Version && !j.full && !j.opt.Accept
	j.session = j.plan.Open(Job{Source: j.src.Source, Force: j.full, Stored: stored})
	return nil
}

// fingerprint names an address, and the options it is read with, without
// showing its secrets: other options read other things out of the same bytes.
func fingerprint(src Source) string {
	text := []byte(src.URL)
	if len(src.Options) > 0 {
		options, err := json.Marshal(src.Options) // keys in order
		if err != nil {
			options = nil // values of TOML always have JSON
		}
		text = append(append(text, 0), options...)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// unchanged asks the site whether anything is new. An unchanged reading repeats
// the effect of the reading that it equals, from stored entries, unparsed.
func (j *run) unchanged(ctx context.Context) (bool, error) {
	known, ok := sources.ByName(j.state.Kind)
	moved := j.src.Conference != "" && j.src.Conference != j.state.Conference
	if !ok || j.full || j.opt.Accept || j.state.Conference == "" || moved ||
		j.state.Reader != known.Version || j.state.Matcher != dedupe.Version {
		return false, nil
	}
	same, err := j.session.Revalidate(ctx)
	if err != nil || !same {
		return false, err
	}
	return true, j.repeat(ctx)
}

// read fetches and parses. The kind is the stored one; a body of another kind
// is a failure that says what it looks like.
func (j *run) read(ctx context.Context) error {
	if j.state.Kind == "" {
		page, err := j.session.Get(ctx, sources.Request{URL: j.src.URL})
		if err != nil {
			return err
		}
		if j.kind, j.why, err = sources.Detect(page); err != nil && !j.guess(page) {
			return sources.NoSchedule(page, "", j.why)
		}
		j.Log.Debug("kind recognised", "source", j.src.ID, "kind", j.kind.Name, "why", j.why)
	} else {
		var ok bool
		if j.kind, ok = sources.ByName(j.state.Kind); !ok {
			return fmt.Errorf("the kind %q that was recognised is no longer known; run: callboard fetch --accept %s", j.state.Kind, j.src.ID)
		}
	}
	options := j.src.Options
	if j.guessed != nil {
		options = j.guessed
	}
	reader, err := j.kind.Open(j.src.URL, options)
	if err != nil {
		return fmt.Errorf("open as %s: %w", j.kind.Name, err)
	}
	j.listing, err = reader.Read(ctx, j.session, j.window())
	var wrong *sources.WrongKindError
	if errors.As(err, &wrong) {
		return j.changed(err)
	}
	if err == nil && j.guessed != nil {
		j.listing.Warnings = append(j.listing.Warnings, callboard.Warning{Text: "no known kind, so it is read by a guess as kind " + j.kind.Name +
			"; `callboard sources` prints the options: correct them in the configuration, or keep them there"})
	}
	return err
}

// changed says what to do about a source that serves another kind.
func (j *run) changed(err error) error {
	kept := ""
	if !j.state.LastGood.IsZero() {
		kept = "; the last good schedule is kept"
	}
	if j.src.Kind != "" {
		return fmt.Errorf("%w%s. Correct kind = %q of the source, or leave it out to have the kind recognised", err, kept, j.src.Kind)
	}
	return fmt.Errorf("%w%s. If the site really changed its format, run: callboard fetch --accept %s", err, kept, j.src.ID)
}

// guess is the last resort at a first reading.
func (j *run) guess(page *sources.Page) (ok bool) {
	var name string
	if name, j.guessed, j.why, ok = sources.Guess(page); ok {
		j.kind, ok = sources.ByName(name)
	}
	return ok
}

// window bounds recurring entries: whole UTC days around the latest full reading.
func (j *run) window() sources.Window {
	if !j.full {
		return sources.Window{From: j.state.WindowFrom, To: j.state.WindowTo}
	}
	day := j.row.Started.UTC().Truncate(24 * time.Hour)
	return sources.Window{From: day.Add(-windowBefore), To: day.Add(windowAfter)}
}

// turn waits for the readings that were started together and come first.
func (j *run) turn(ctx context.Context) error {
	if j.opt.Turn == nil {
		return nil
	}
	return j.opt.Turn(ctx)
}

// settle turns the listing into entries and stores their effect.
func (j *run) settle(ctx context.Context) error {
	return untilFresh(func() error { return j.settleOnce(ctx) })
}

func (j *run) settleOnce(ctx context.Context) error {
	b, unlock, err := j.board(ctx, j.listing.Conference)
	if err != nil {
		return err
	}
	defer unlock()
	out := normalize.Entries(normalize.Input{Listing: j.listing, Source: j.src.Source, Conference: b.forZone(j.plan, j.listing.Conference)})
	result := presence.Apply(b.entriesOf(j.src.ID), j.reading(b, out), presence.Doubt{
		Hash: j.state.DoubtHash, Since: j.state.DoubtSince, Count: j.state.DoubtCount})
	if result.Suspect != "" {
		return j.suspect(ctx, result, out)
	}
	j.doubt = result.Doubt
	j.remember(out)
	return j.commit(ctx, b, result.Entries, result.Changed)
}

// guarded runs the steps; a panic is an error of this run only.
func (j *run) guarded(ctx context.Context, steps func(context.Context) error) error {
	return j.guard("source", j.src.ID, func() error { return steps(ctx) })
}

// guard turns a panic into an error, which the log has with its stack: cron
// recovers nothing, and one source or conference must not end the daemon.
func (r *Runner) guard(what, id string, steps func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			r.Log.Error("callboard itself failed", what, id, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("callboard itself failed on this %s (%v); please report it with the address and the log", what, p)
		}
	}()
	return steps()
}
