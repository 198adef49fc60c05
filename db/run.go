package db

import (
	"context"
	"fmt"
	"time"

	"callboard"
)

// keepRuns is how many runs of a source are kept, besides the newest of each
// outcome: ten thousand unchanged readings must not make the file grow.
const keepRuns = 50

const runColumns = `id, source, started, ended, outcome, talks, performances, changes, message, warnings`

func scanRun(s scan) (r callboard.Run, err error) {
	var started, ended int64
	var warnings string
	if err := s(&r.ID, &r.Source, &started, &ended, &r.Outcome, &r.Talks, &r.Performances, &r.Changes, &r.Message, &warnings); err != nil {
		return r, err
	}
	r.Started, r.Ended = fromUnix(started), fromUnix(ended)
	return r, fromJSON(warnings, &r.Warnings)
}

// StartRun writes that an attempt at a source begins. Commit ends it; a run
// that is never ended died.
func (d *DB) StartRun(ctx context.Context, source string, at time.Time) (r callboard.Run, err error) {
	defer wrap(&err, "begin a run of source %s", source)
	r = callboard.Run{Source: source, Started: whole(at)}
	err = d.write(ctx, func(ctx context.Context, t *tx) error {
		if err := needSource(ctx, t, source); err != nil {
			return err
		}
		r.ID, err = insertRun(ctx, t, r)
		return err
	})
	if err != nil {
		return callboard.Run{}, err
	}
	return r, nil
}

// AnyRun reports whether any run of any source is stored.
func (d *DB) AnyRun(ctx context.Context) (yes bool, err error) {
	defer wrap(&err, "look for runs")
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.one(ctx, `SELECT EXISTS (SELECT 1 FROM runs)`, nil, &yes)
	})
	return yes, err
}

// insertRun writes a new run and forgets old ones of its source.
func insertRun(ctx context.Context, t *tx, r callboard.Run) (id int64, err error) {
	warnings, err := listJSON(r.Warnings)
	if err != nil {
		return 0, err
	}
	err = t.one(ctx, `INSERT INTO runs (source, started, ended, outcome, talks, performances, changes, message, warnings)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		[]any{r.Source, unix(r.Started), unix(r.Ended), string(r.Outcome), r.Talks, r.Performances, r.Changes, r.Message, warnings}, &id)
	if err != nil {
		return 0, err
	}
	_, err = t.exec(ctx, `DELETE FROM runs WHERE source = ?
		AND id NOT IN (SELECT id FROM runs WHERE source = ? ORDER BY id DESC LIMIT ?)
		AND id NOT IN (SELECT max(id) FROM runs WHERE source = ? AND id <> ? GROUP BY outcome)`, r.Source, r.Source, keepRuns, r.Source, id)
	return id, err
}

// endRun stores how a run that was started went. One that is not there was
// forgotten with its source, and what it brings must not come back.
func endRun(ctx context.Context, t *tx, r callboard.Run) error {
	warnings, err := listJSON(r.Warnings)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, `UPDATE runs SET started = ?, ended = ?, outcome = ?, talks = ?, performances = ?, changes = ?,
		message = ?, warnings = ? WHERE id = ? AND source = ?`, unix(r.Started), unix(r.Ended), string(r.Outcome),
		r.Talks, r.Performances, r.Changes, r.Message, warnings, r.ID, r.Source)
	if err == nil && n == 0 {
		err = fmt.Errorf("run %d: %w", r.ID, callboard.ErrForgotten)
	}
	return err
}

// lastRuns are the newest runs by source.
func lastRuns(ctx context.Context, t *tx) (map[string]callboard.Run, error) {
	last := map[string]callboard.Run{}
	err := t.each(ctx, `SELECT `+runColumns+` FROM runs WHERE id IN (SELECT max(id) FROM runs GROUP BY source)`, nil, func(s scan) error {
		r, err := scanRun(s)
		last[r.Source] = r
		return err
	})
	return last, err
}
