package db

import (
	"context"
	"fmt"
	"time"

	"callboard"
)

// Pending are the edits of a conference that the ledger has not told of yet,
// by talk.
func (d *DB) Pending(ctx context.Context, conference string) (list []callboard.Pending, err error) {
	defer wrap(&err, "read the pending edits of conference %s", conference)
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT talk, before, first_at, last_at, urgent_at, source FROM pending
			WHERE conference = ? ORDER BY talk`, []any{conference}, func(s scan) error {
			p, err := scanPending(s)
			list = append(list, p)
			return err
		})
	})
	return list, err
}

// Unsettled names the conferences with a pending edit that may be due: whose
// latest edit is not after quiet, whose first is not after burst, or that
// cannot wait at now.
func (d *DB) Unsettled(ctx context.Context, quiet, burst, now time.Time) (conferences []string, err error) {
	defer wrap(&err, "look for pending edits")
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		return t.each(ctx, `SELECT DISTINCT conference FROM pending
			WHERE last_at <= ? OR first_at <= ? OR urgent_at > 0 AND urgent_at <= ? ORDER BY conference`,
			[]any{unix(quiet), unix(burst), unix(now)}, func(s scan) error {
				var id string
				err := s(&id)
				conferences = append(conferences, id)
				return err
			})
	})
	return conferences, err
}

func scanPending(s scan) (p callboard.Pending, err error) {
	var before string
	var first, last, urgent int64
	if err := s(&p.Talk, &before, &first, &last, &urgent, &p.Source); err != nil {
		return p, err
	}
	p.First, p.Last, p.Urgent = fromUnix(first), fromUnix(last), fromUnix(urgent)
	if p.Before, err = readSnapshot(before); err != nil {
		return p, fmt.Errorf("pending edit of talk %s: %w", p.Talk, err)
	}
	return p, nil
}

// takeBefores are the texts of what pending edits hold.
func takeBefores(pending []callboard.Pending) ([]string, error) {
	texts := make([]string, len(pending))
	for i := range pending {
		var err error
		if texts[i], err = takeSnapshot(pending[i].Before); err != nil {
			return nil, fmt.Errorf("pending edit of talk %s: %w", pending[i].Talk, err)
		}
	}
	return texts, nil
}

// putPending stores the edits that wait and removes those that do no longer.
// befores are theirs, encoded.
func putPending(ctx context.Context, t *tx, u *callboard.Update, befores []string) error {
	for _, talk := range u.Settled {
		if _, err := t.exec(ctx, `DELETE FROM pending WHERE talk = ?`, talk); err != nil {
			return fmt.Errorf("pending edit of talk %s: %w", talk, err)
		}
	}
	for i := range u.Pending {
		p := &u.Pending[i]
		_, err := t.exec(ctx, `INSERT INTO pending (talk, conference, before, first_at, last_at, urgent_at, source) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (talk) DO UPDATE SET before = excluded.before, first_at = excluded.first_at, last_at = excluded.last_at,
				urgent_at = excluded.urgent_at, source = excluded.source`,
			p.Talk, u.Conference.ID, befores[i], unix(p.First), unix(p.Last), unix(p.Urgent), p.Source)
		if err != nil {
			return fmt.Errorf("pending edit of talk %s: %w", p.Talk, err)
		}
	}
	return nil
}
