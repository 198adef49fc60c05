package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"callboard"
)

// ChangeQuery selects changes; a zero field does not select.
type ChangeQuery struct {
	Conference, Talk string
	Since            time.Time // At or later
	Before           int64     // older than the change with this ID: the next page
	Limit            int       // at most so many; 0 = all
}

// Changes are changes of the ledger, newest first (by At, then ID), with the
// talks as they then were.
func (d *DB) Changes(ctx context.Context, q ChangeQuery) (changes []callboard.Change, err error) {
	defer wrap(&err, "read the changes")
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		query, args, err := q.sql(ctx, t)
		if err != nil {
			return err
		}
		return t.each(ctx, query, args, func(s scan) error {
			c, err := scanChange(s)
			changes = append(changes, c)
			return err
		})
	})
	return changes, err
}

// sql words the query. Pages are cut by key: the row Before names, so that a
// clock that went back cannot make a page skip or repeat rows.
func (q ChangeQuery) sql(ctx context.Context, t *tx) (string, []any, error) {
	var where []string
	var args []any
	add := func(condition string, values ...any) {
		where = append(where, condition)
		args = append(args, values...)
	}
	if q.Conference != "" {
		add(`conference = ?`, q.Conference)
	}
	if q.Talk != "" {
		add(`talk = ?`, q.Talk)
	}
	if !q.Since.IsZero() {
		since := q.Since.Unix()
		if q.Since.Nanosecond() > 0 {
			since++ // the first whole second that is not before it
		}
		add(`at >= ?`, since)
	}
	if q.Before != 0 {
		var at int64
		err := t.one(ctx, `SELECT at FROM changes WHERE id = ?`, []any{q.Before}, &at)
		switch {
		case err == nil:
			add(`(at < ? OR at = ? AND id < ?)`, at, at, q.Before)
		case errors.Is(err, errNoRow): // forgotten meanwhile
			add(`id < ?`, q.Before)
		default:
			return "", nil, err
		}
	}
	query := `SELECT id, at, conference, talk, performance, kind, before, after, source,
		CASE WHEN snapshot = '` + sameSnapshot + `' THEN coalesce((SELECT o.snapshot FROM changes o
			WHERE o.talk = changes.talk AND o.id < changes.id AND o.snapshot <> '` + sameSnapshot + `'
			ORDER BY o.id DESC LIMIT 1), '') ELSE snapshot END FROM changes`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, ` AND `)
	}
	query += ` ORDER BY at DESC, id DESC`
	if q.Limit > 0 {
		query += ` LIMIT ?`
		args = append(args, q.Limit)
	}
	return query, args, nil
}

func scanChange(s scan) (c callboard.Change, err error) {
	var at int64
	var snap string
	if err := s(&c.ID, &at, &c.Conference, &c.Talk, &c.Performance, &c.Kind, &c.Before, &c.After, &c.Source, &snap); err != nil {
		return c, err
	}
	c.At = fromUnix(at)
	if c.Snapshot, err = readSnapshot(snap); err != nil {
		return c, fmt.Errorf("change %d: %w", c.ID, err)
	}
	return c, nil
}

// putChanges appends changes and gives their ids. snapshots are theirs, encoded.
func putChanges(ctx context.Context, t *tx, changes []callboard.Change, snapshots []string) ([]int64, error) {
	ids := make([]int64, len(changes))
	for i := range changes {
		c := &changes[i]
		err := t.one(ctx, `INSERT INTO changes (at, conference, talk, performance, kind, before, after, source, snapshot)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
			[]any{unix(c.At), c.Conference, c.Talk, c.Performance, string(c.Kind), c.Before, c.After, c.Source, snapshots[i]}, &ids[i])
		if err != nil {
			return nil, fmt.Errorf("change %s of talk %s: %w", c.Kind, c.Talk, err)
		}
	}
	return ids, nil
}
