package db

import (
	"context"
	"errors"
	"fmt"

	"callboard"
)

// encoded is an Update made ready outside the transaction: compressing and
// encoding hold no lock.
type encoded struct {
	pages     map[string][]byte // packed bodies by address
	entries   map[string]entryRow
	snapshots []string
	befores   []string // of pending edits
	seenAt    int64    // Unix seconds, 0 = the reading confirms no entry
}

// Commit stores a run's whole effect in one transaction, or nothing. It ends
// the run (and writes it, when it was never started), and fills u.Run.ID and
// u.Changes[i].ID. An Update without a Conference touches no
// talk and no change; one without a Run is a conference regrouped from what is
// stored.
//
// callboard.ErrStale: the conference was changed since u was computed from it;
// nothing was stored, regroup and commit again. callboard.ErrForgotten: the
// source or the conference was removed for good meanwhile.
func (d *DB) Commit(ctx context.Context, u *callboard.Update) (err error) {
	defer wrap(&err, "store the run of source %s", u.Run.Source)
	if err := checkUpdate(u); err != nil {
		return err
	}
	enc, err := d.encode(ctx, u)
	if err != nil {
		return err
	}
	run := u.Run
	var changes []int64
	err = d.write(ctx, func(ctx context.Context, t *tx) error {
		if err := checkBase(ctx, t, u); err != nil {
			return err
		}
		if run.Source != "" {
			if err := d.putRun(ctx, t, u, &run, enc); err != nil {
				return err
			}
		}
		changes, err = putGrouping(ctx, t, u, enc)
		return err
	})
	if err != nil {
		return err
	}
	u.Run = run
	for i, id := range changes {
		u.Changes[i].ID = id
	}
	if d.logSize() > checkpointAbove {
		d.checkpoint(ctx, checkpointPatience)
	}
	return nil
}

// checkUpdate refuses what no caller may mean.
func checkUpdate(u *callboard.Update) error {
	switch {
	case u.Run.Source == "" && u.Conference != nil && !u.EntriesChanged && len(u.Pages) == 0:
		// Regrouped from what is stored, without a reading.
	case u.Run.Source == "" || u.State.Source != u.Run.Source:
		return fmt.Errorf("the state is of source %q", u.State.Source)
	case u.Conference == nil && (len(u.Talks)+len(u.DropTalks)+len(u.DropPerformances)+len(u.Aliases)+len(u.Changes)+len(u.Pending)+len(u.Settled) > 0):
		return errors.New("talks or changes without their conference")
	case u.Conference != nil && u.Conference.Version < u.BaseVersion:
		return fmt.Errorf("version %d of conference %s is below %d", u.Conference.Version, u.Conference.ID, u.BaseVersion)
	}
	return nil
}

func (d *DB) encode(ctx context.Context, u *callboard.Update) (enc encoded, err error) {
	if enc.pages, err = d.packPages(ctx, u.Run.Source, u.Pages); err != nil {
		return enc, err
	}
	switch {
	case u.EntriesChanged:
		if enc.entries, enc.seenAt, err = encodeEntries(u.Entries); err != nil {
			return enc, err
		}
	case u.Run.Outcome.Good():
		enc.seenAt = unix(u.State.LastGood)
	}
	if enc.befores, err = takeBefores(u.Pending); err != nil {
		return enc, err
	}
	enc.snapshots, err = takeSnapshots(u.Changes)
	return enc, err
}

// putRun stores what is the source's own: run, state, pages, entries.
func (d *DB) putRun(ctx context.Context, t *tx, u *callboard.Update, run *callboard.Run, enc encoded) (err error) {
	if run.ID == 0 {
		if err := needSource(ctx, t, run.Source); err != nil {
			return err
		}
		run.ID, err = insertRun(ctx, t, *run)
	} else {
		err = endRun(ctx, t, *run)
	}
	if err != nil {
		return err
	}
	at := run.Ended
	if at.IsZero() {
		at = run.Started
	}
	if err := putState(ctx, t, u.State, enc.seenAt, at); err != nil {
		return err
	}
	if err := d.putPages(ctx, t, u, enc.pages); err != nil {
		return err
	}
	if !u.EntriesChanged {
		return nil
	}
	changed, err := putEntries(ctx, t, run.Source, enc.entries)
	if err != nil || !changed || u.Conference != nil {
		return err
	}
	// Whoever regroups from what was there before must notice.
	_, err = t.exec(ctx, `UPDATE conferences SET revision = revision + 1 WHERE id = ?`, u.State.Conference)
	return err
}

// putGrouping stores what is the conference's: itself, talks, ids, changes.
func putGrouping(ctx context.Context, t *tx, u *callboard.Update, enc encoded) ([]int64, error) {
	if u.Conference == nil {
		return nil, nil
	}
	if err := putConference(ctx, t, *u.Conference); err != nil {
		return nil, err
	}
	if err := putTalks(ctx, t, u); err != nil {
		return nil, err
	}
	if err := dropTalks(ctx, t, u); err != nil {
		return nil, err
	}
	if err := putAliases(ctx, t, u.Conference.ID, u.Aliases); err != nil {
		return nil, err
	}
	if err := putPending(ctx, t, u, enc.befores); err != nil {
		return nil, err
	}
	return putChanges(ctx, t, u.Changes, enc.snapshots)
}
