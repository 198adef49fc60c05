package db

import (
	"context"
	"fmt"

	"callboard"
)

const viewColumns = `id, conference, kind, url, cron, priority, position`

func scanView(s scan, more ...any) (v callboard.SourceView, err error) {
	err = s(append([]any{&v.ID, &v.Conference, &v.Kind, &v.URL, &v.Cron, &v.Priority, &v.Order}, more...)...)
	return v, err
}

// SyncSources stores what is configured now. Sources that are no longer in it
// become Removed, and ones that are in it again no longer so; nothing is
// deleted. When all is as before, nothing is written.
func (d *DB) SyncSources(ctx context.Context, configured []callboard.SourceView) (err error) {
	defer wrap(&err, "store the configured sources")
	return d.write(ctx, func(ctx context.Context, t *tx) error {
		type stored struct {
			view    callboard.SourceView
			removed bool
		}
		before := map[string]stored{}
		err := t.each(ctx, `SELECT `+viewColumns+`, removed FROM sources`, nil, func(s scan) error {
			var removed bool
			v, err := scanView(s, &removed)
			before[v.ID] = stored{v, removed}
			return err
		})
		if err != nil {
			return err
		}
		for _, v := range configured {
			old, ok := before[v.ID]
			delete(before, v.ID)
			if ok && old.view == v && !old.removed {
				continue
			}
			if err := putView(ctx, t, v); err != nil {
				return fmt.Errorf("source %s: %w", v.ID, err)
			}
		}
		for _, id := range sortedKeys(before) {
			if before[id].removed {
				continue
			}
			if _, err := t.exec(ctx, `UPDATE sources SET removed = 1 WHERE id = ?`, id); err != nil {
				return fmt.Errorf("source %s: %w", id, err)
			}
		}
		return nil
	})
}

func putView(ctx context.Context, t *tx, v callboard.SourceView) error {
	_, err := t.exec(ctx, `INSERT INTO sources (`+viewColumns+`, removed) VALUES (?, ?, ?, ?, ?, ?, ?, 0)
		ON CONFLICT (id) DO UPDATE SET conference = excluded.conference, kind = excluded.kind, url = excluded.url,
			cron = excluded.cron, priority = excluded.priority, position = excluded.position, removed = 0`,
		v.ID, v.Conference, v.Kind, v.URL, v.Cron, v.Priority, v.Order)
	return err
}

// needSource makes a row for a source that SyncSources has not stored yet.
func needSource(ctx context.Context, t *tx, id string) error {
	_, err := t.exec(ctx, `INSERT INTO sources (id) VALUES (?) ON CONFLICT (id) DO NOTHING`, id)
	return err
}

// Health is every source as an admin sees it: the configured ones in their
// order, then the removed ones.
func (d *DB) Health(ctx context.Context) (list []callboard.Health, err error) {
	defer wrap(&err, "read the health of the sources")
	err = d.read(ctx, func(ctx context.Context, t *tx) error {
		states, err := readStates(ctx, t, `1 = 1`)
		if err != nil {
			return err
		}
		last, err := lastRuns(ctx, t)
		if err != nil {
			return err
		}
		return t.each(ctx, `SELECT `+viewColumns+`, removed FROM sources ORDER BY removed, position, id`, nil, func(s scan) error {
			var removed bool
			v, err := scanView(s, &removed)
			h := callboard.Health{Source: v, State: states[v.ID], Last: last[v.ID]}
			h.State.Source, h.State.Removed = v.ID, removed
			list = append(list, h)
			return err
		})
	})
	return list, err
}
