package db

import (
	"context"
	"errors"
	"time"

	"callboard"
)

const stateColumns = `source, conference, url, configured, kind, reader, matcher, last_run, last_good, last_full,
	next_run, failures, outcome, message, complete, doubt_hash, doubt_since, doubt_count, window_from, window_to,
	published, warnings, talks, performances, missing, busy, why, guessed`

// State is what is remembered of a source. callboard.ErrNotFound when nothing
// was ever saved, though it may be configured.
func (d *DB) State(ctx context.Context, source string) (s callboard.SourceState, err error) {
	defer wrap(&err, "read the state of source %s", source)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		states, err := readStates(ctx, t, `st.source = ?`, source)
		if err != nil {
			return err
		}
		var ok bool
		if s, ok = states[source]; !ok {
			return callboard.ErrNotFound
		}
		return nil
	})
	return s, err
}

func readStates(ctx context.Context, t *tx, where string, args ...any) (map[string]callboard.SourceState, error) {
	states := map[string]callboard.SourceState{}
	err := t.each(ctx, `SELECT s.removed, st.source, st.conference, st.url, st.configured, st.kind, st.reader, st.matcher,
			st.last_run, st.last_good, st.last_full, st.next_run, st.failures, st.outcome, st.message, st.complete,
			st.doubt_hash, st.doubt_since, st.doubt_count, st.window_from, st.window_to, st.published, st.warnings,
			st.talks, st.performances, st.missing, st.busy, st.why, st.guessed
		FROM states st JOIN sources s ON s.id = st.source WHERE `+where, args, func(sc scan) error {
		var s callboard.SourceState
		var at [7]int64
		var published, warnings, busy, guessed string
		if err := sc(&s.Removed, &s.Source, &s.Conference, &s.URL, &s.Configured, &s.Kind, &s.Reader, &s.Matcher,
			&at[0], &at[1], &at[2], &at[3], &s.Failures, &s.Outcome, &s.Message, &s.Complete,
			&s.DoubtHash, &at[4], &s.DoubtCount, &at[5], &at[6], &published, &warnings,
			&s.Talks, &s.Performances, &s.Missing, &busy, &s.Why, &guessed); err != nil {
			return err
		}
		for i, dest := range []*time.Time{&s.LastRun, &s.LastGood, &s.LastFull, &s.NextRun, &s.DoubtSince, &s.WindowFrom, &s.WindowTo} {
			*dest = fromUnix(at[i])
		}
		if err := fromJSON(published, &s.Published); err != nil {
			return err
		}
		err := errors.Join(fromJSON(warnings, &s.Warnings), fromJSON(busy, &s.Busy), fromJSON(guessed, &s.Guessed))
		states[s.Source] = s
		return err
	})
	return states, err
}

// SaveNextRun stores when a source is to be read next, and nothing else: it
// cannot undo what another process has stored since the state was read.
func (d *DB) SaveNextRun(ctx context.Context, source string, next time.Time) (err error) {
	defer wrap(&err, "save the next run of source %s", source)
	return d.write(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, `UPDATE states SET next_run = ? WHERE source = ?`, unix(next), source)
		if err != nil || n > 0 {
			return err
		}
		if err := needSource(ctx, t, source); err != nil {
			return err
		}
		return putState(ctx, t, callboard.SourceState{Source: source, NextRun: next}, 0, time.Time{})
	})
}

// SaveWarnings stores the warnings of a source, and nothing else: it cannot undo
// what another process has stored since the state was read. Of a source without
// a state it stores nothing.
func (d *DB) SaveWarnings(ctx context.Context, source string, warnings []callboard.Warning) (err error) {
	defer wrap(&err, "save the warnings of source %s", source)
	text, err := listJSON(warnings)
	if err != nil {
		return err
	}
	return d.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, `UPDATE states SET warnings = ? WHERE source = ?`, text, source)
		return err
	})
}

// putState stores a state at an instant. seenAt (Unix seconds) is when the
// entries with last_seen 0 were last seen; 0 leaves it as it is.
func putState(ctx context.Context, t *tx, s callboard.SourceState, seenAt int64, at time.Time) error {
	var before callboard.Outcome
	var seen int64
	err := t.one(ctx, `SELECT outcome, seen_at FROM states WHERE source = ?`, []any{s.Source}, &before, &seen)
	if err != nil && !errors.Is(err, errNoRow) {
		return err
	}
	if seenAt != 0 {
		seen = seenAt
	}
	published, err := toJSON(s.Published)
	if err != nil {
		return err
	}
	warnings, err := listJSON(s.Warnings)
	if err != nil {
		return err
	}
	busy, err := listJSON(s.Busy)
	if err != nil {
		return err
	}
	guessed, err := toJSON(s.Guessed)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO states (`+stateColumns+`, seen_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (source) DO UPDATE SET conference = excluded.conference, url = excluded.url,
			configured = excluded.configured, kind = excluded.kind, reader = excluded.reader, matcher = excluded.matcher,
			last_run = excluded.last_run, last_good = excluded.last_good, last_full = excluded.last_full,
			next_run = excluded.next_run, failures = excluded.failures, outcome = excluded.outcome,
			message = excluded.message, complete = excluded.complete, doubt_hash = excluded.doubt_hash,
			doubt_since = excluded.doubt_since, doubt_count = excluded.doubt_count, window_from = excluded.window_from,
			window_to = excluded.window_to, published = excluded.published, warnings = excluded.warnings,
			talks = excluded.talks, performances = excluded.performances, missing = excluded.missing,
			busy = excluded.busy, why = excluded.why, guessed = excluded.guessed,
			seen_at = excluded.seen_at`,
		s.Source, s.Conference, s.URL, s.Configured, s.Kind, s.Reader, s.Matcher, unix(s.LastRun), unix(s.LastGood), unix(s.LastFull),
		unix(s.NextRun), s.Failures, string(s.Outcome), s.Message, flag(s.Complete), s.DoubtHash, unix(s.DoubtSince), s.DoubtCount,
		unix(s.WindowFrom), unix(s.WindowTo), published, warnings,
		s.Talks, s.Performances, s.Missing, busy, s.Why, guessed, seen); err != nil {
		return err
	}
	return putHealthEvent(ctx, t, before, s, at)
}
