package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/normalize"
	"callboard/internal/presence"
)

// reading is what presence judges.
func (j *run) reading(b *board, out normalize.Output) presence.Reading {
	w := j.window()
	return presence.Reading{Source: j.src.ID, Entries: out.Entries, Complete: out.Complete,
		Unusable: out.Unusable, Outside: out.Outside, Stale: out.Stale,
		WindowFrom: w.From, WindowTo: w.To,
		Start: b.conf.Start, End: b.conf.End, Zone: b.conf.Location(), At: j.row.Started, Accept: j.opt.Accept}
}

// remember keeps in the state what this good reading taught.
func (j *run) remember(out normalize.Output) {
	s := &j.state
	s.Kind, s.Reader, s.Matcher = j.kind.Name, j.kind.Version, dedupe.Version
	s.Guessed = j.guessed
	s.Published, s.Complete, s.Warnings = out.Published, out.Complete, out.Warnings
	if j.full {
		w := j.window()
		s.WindowFrom, s.WindowTo, s.LastFull = w.From, w.To, j.row.Started
	}
	j.row.Warnings = out.Warnings
	j.row.Outcome = callboard.OK
	if !out.Complete && !j.kind.Rolling {
		j.row.Outcome = callboard.Partial
		j.row.Message = "the listing is incomplete, so nothing was removed"
		j.row.Message += ends(out.Warnings)
	}
}

// ends are the first and the last warning: a file that is cut says so at one
// of the two.
func ends(warnings []callboard.Warning) string {
	switch n := len(warnings); n {
	case 0:
		return ""
	case 1:
		return ": " + warnings[0].Text
	case 2:
		return ": " + warnings[0].Text + "; " + warnings[1].Text
	default:
		return fmt.Sprintf("; of %d warnings the first: %s; the last: %s", n, warnings[0].Text, warnings[n-1].Text)
	}
}

// commit regroups the conference with the source's entries and stores it all.
func (j *run) commit(ctx context.Context, b *board, entries []callboard.Entry, changed bool) error {
	j.state.Conference = b.conf.ID
	j.state.LastGood = j.Now().UTC() // the matcher asks who is alive
	b.replace(j.src.ID, entries)
	u := &callboard.Update{EntriesChanged: changed, Entries: entries}
	conf, talks := j.regroup(b, j.plan, j.state, u)
	j.state.Warnings = withConfig(j.state.Warnings, u.Run.Warnings, j.src.ID)
	j.row.Warnings = j.state.Warnings
	j.state.Busy = busyDays(conf, talks)
	j.finish(true)
	j.row.Changes = u.Run.Changes
	u.Run, u.State = j.row, j.state
	fetched := j.session.Outcome()
	if fetched.Unchanged && !changed && !b.differs && u.Run.Outcome == callboard.OK {
		u.Run.Outcome = callboard.Unchanged
	}
	u.Pages = j.worthKeeping(fetched.Pages)
	if j.state.Complete {
		u.DropPages = fetched.Unused
	}
	count(&u.State, entries, talks)
	u.State.Outcome = u.Run.Outcome
	u.Run.Talks, u.Run.Performances = u.State.Talks, u.State.Performances
	if err := j.Store.Commit(ctx, u); err != nil {
		return fmt.Errorf("store the run of source %s: %w", j.src.ID, err)
	}
	j.row, j.state = u.Run, u.State
	return nil
}

// worthKeeping are the pages whose bodies and validators are kept. An
// incomplete list must be asked for anew, not be confirmed as unchanged; the
// pages behind its items are good.
func (j *run) worthKeeping(pages []callboard.Page) []callboard.Page {
	if j.row.Outcome != callboard.Partial {
		return pages
	}
	return slices.DeleteFunc(pages, func(p callboard.Page) bool { return p.Fingerprint == "" })
}

// replace puts the source's new entries in the place of its old ones.
func (b *board) replace(source string, entries []callboard.Entry) {
	var others []callboard.Entry
	for _, e := range b.entries {
		if e.Source != source {
			others = append(others, e)
		}
	}
	b.entries = append(others, entries...)
}

// count says what the source's live entries stand behind.
func count(s *callboard.SourceState, entries []callboard.Entry, talks []callboard.Talk) {
	live := make(map[string]bool, len(entries))
	s.Talks, s.Performances, s.Missing = 0, 0, 0
	for _, e := range entries {
		if e.Live() {
			live[e.Ref] = true
		}
		if e.Presence == callboard.Missing {
			s.Missing++
		}
	}
	for _, t := range talks {
		before := s.Performances
		for _, p := range t.Performances {
			for _, g := range p.Sightings {
				if g.Source == s.Source && live[g.Ref] {
					s.Performances++
					break
				}
			}
		}
		if s.Performances > before {
			s.Talks++
		}
	}
}

// repeat stores an unchanged reading. What is missing moves on; otherwise it is
// one small write.
func (j *run) repeat(ctx context.Context) error {
	j.row.Outcome = callboard.Unchanged
	j.row.Warnings = j.state.Warnings
	if j.state.Missing == 0 || !j.state.Complete {
		j.finish(true)
		u := &callboard.Update{Run: j.row, State: j.state, Pages: j.session.Outcome().Pages}
		if err := j.Store.Commit(ctx, u); err != nil {
			return fmt.Errorf("store the run of source %s: %w", j.src.ID, err)
		}
		return nil
	}
	return untilFresh(func() error { return j.repeatMissing(ctx) })
}

func (j *run) repeatMissing(ctx context.Context) error {
	defer j.locks.lock(j.state.Conference)()
	b, err := j.load(ctx, j.state.Conference)
	if err != nil {
		return err
	}
	result := presence.Repeat(b.entriesOf(j.src.ID), j.state.Complete, j.row.Started)
	return j.commit(ctx, b, result.Entries, result.Changed)
}

// suspect stores a doubted reading: no entry changes, no page is kept.
func (j *run) suspect(ctx context.Context, result presence.Result, out normalize.Output) error {
	j.row.Outcome, j.row.Message, j.row.Warnings = callboard.Suspect, result.Suspect, out.Warnings
	j.doubt = result.Doubt
	j.finish(true)
	if err := j.Store.Commit(ctx, &callboard.Update{Run: j.row, State: j.state}); err != nil {
		return fmt.Errorf("store the run of source %s: %w", j.src.ID, err)
	}
	return nil
}

// failed stores a run that brought nothing.
func (j *run) failed(ctx context.Context, cause error) callboard.Run {
	j.row.Outcome, j.row.Message = callboard.Failed, cause.Error()
	if errors.Is(cause, context.DeadlineExceeded) {
		j.row.Message = fmt.Sprintf("not done within its deadline (%s); the last good schedule is kept", cause)
	}
	j.finish(false)
	if err := j.Store.Commit(ctx, &callboard.Update{Run: j.row, State: j.state}); err != nil {
		j.Log.Error("a failed run could not be stored", "source", j.src.ID, "error", err, "cause", cause)
	}
	return j.row
}

// finish ends the run at this moment and says when the next one is. reached
// says that the site answered with something readable.
func (j *run) finish(reached bool) {
	now := j.Now().UTC()
	j.row.Ended = now
	s := &j.state
	s.Outcome, s.Message = j.row.Outcome, j.row.Message
	s.Failures++
	if reached {
		s.Failures = 0
	}
	if j.row.Outcome.Good() {
		s.LastGood = now
	}
	if reached {
		s.DoubtHash, s.DoubtSince, s.DoubtCount = j.doubt.Hash, j.doubt.Since, j.doubt.Count
	}
	fetched := j.session.Outcome()
	notBefore := fetched.NotBefore
	if j.src.Cron == auto && fetched.FreshUntil.After(notBefore) {
		notBefore = fetched.FreshUntil
	}
	s.NextRun, s.Why = next(j.src, s.Busy, now, s.Failures, notBefore)
}
