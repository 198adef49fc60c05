package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"callboard"
)

// Backup writes a consistent copy of the live database to path, checks it, and
// makes sure that it is on the disk. callboard.ErrExists for any file that is
// there already, an empty one too. Writers are not held up.
func (d *DB) Backup(ctx context.Context, path string) (err error) {
	defer wrap(&err, "back up the database to %s", path)
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if err := needFolder(abs, "make it or name another one"); err != nil {
		return err
	}
	// Made here, exclusively: SQLite would write into an empty file that somebody
	// else put there.
	f, err := os.OpenFile(abs, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w; a backup never overwrites a file", callboard.ErrExists)
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(abs)
		}
	}()
	if err := d.vacuumInto(ctx, abs); err != nil {
		return err
	}
	if err := check(ctx, abs); err != nil {
		return err
	}
	return syncFile(abs)
}

// vacuumInto copies through a connection of its own: VACUUM INTO needs one that
// is not query_only, and mode=ro keeps it from writing here all the same.
func (d *DB) vacuumInto(ctx context.Context, path string) error {
	ro, err := sql.Open("sqlite", dsn(d.path, "ro", common))
	if err != nil {
		return err
	}
	defer ro.Close() //nolint:errcheck // only read
	_, err = ro.ExecContext(ctx, `VACUUM INTO ?`, path)
	return err
}

// check reads the whole copy: only integrity_check sees a flipped byte in an
// index, and only foreign_key_check a row without its parent.
func check(ctx context.Context, path string) error {
	p, err := sql.Open("sqlite", dsn(path, "ro", common))
	if err != nil {
		return err
	}
	defer p.Close() //nolint:errcheck // only read
	var answer string
	if err := p.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return fmt.Errorf("the copy is damaged, and so may be the database: %s", answer)
	}
	rows, err := p.QueryContext(ctx, `PRAGMA foreign_key_check`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	if rows.Next() {
		return errors.New("the copy has rows without what they belong to, and so may the database")
	}
	return rows.Err()
}

// syncFile puts a file and its name on the disk.
func syncFile(path string) error {
	for _, name := range []string{path, filepath.Dir(path)} {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		err = f.Sync()
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			return err
		}
	}
	return nil
}
