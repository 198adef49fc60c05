package db

import (
	"context"
	"errors"
)

// Setting is the value stored under key. The first time, def is stored and
// given: what was decided once, such as a seed, stays so.
func (d *DB) Setting(ctx context.Context, key, def string) (value string, err error) {
	defer wrap(&err, "read setting %s", key)
	const get = `SELECT value FROM settings WHERE key = ?`
	err = d.read(ctx, func(ctx context.Context, t *tx) error { return t.one(ctx, get, []any{key}, &value) })
	if !errors.Is(err, errNoRow) {
		return value, err
	}
	err = d.write(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, `INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, key, def); err != nil {
			return err
		}
		return t.one(ctx, get, []any{key}, &value) // another process may have been first
	})
	return value, err
}
