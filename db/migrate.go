package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"callboard"
)

//go:embed migrations/*.sql
var files embed.FS

// migration is one step from version-1 to version.
type migration struct {
	version int
	name    string
	sql     string
}

// embedded gives the migrations in order: 0001_name.sql, 0002_name.sql ... A
// file that was released never changes again; a new one is added behind it.
func embedded() ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var list []migration
	for i, name := range names {
		number, _, ok := strings.Cut(path.Base(name), "_")
		version, err := strconv.Atoi(number)
		if !ok || err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s must be number %04d", name, i+1)
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		list = append(list, migration{version, path.Base(name), string(text)})
	}
	return list, nil
}

// migrate brings the schema up to date, each step in a transaction of its own:
// one that fails leaves the file as the step before made it.
func migrate(ctx context.Context, writer *sql.DB, list []migration) error {
	for {
		done, err := step(ctx, writer, list)
		if err != nil || done {
			return err
		}
	}
}

// step runs the next migration. The version is read inside the transaction:
// two processes may have been started at once.
func step(ctx context.Context, writer *sql.DB, list []migration) (done bool, err error) {
	var now int
	if err := writer.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&now); err != nil {
		return false, err
	}
	if now == len(list) { // the everyday case takes no write lock
		return true, nil
	}
	conn, err := writer.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer conn.Close() //nolint:errcheck // gives it back to the pool
	t, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	// Without it the connection would stay inside the transaction.
	defer t.Rollback() //nolint:errcheck // after Commit it does nothing
	if err := t.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&now); err != nil {
		return false, err
	}
	switch {
	case now > len(list):
		return false, newerSchema(now, len(list))
	case now == len(list):
		return true, nil
	case now == 0:
		var tables int
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
			return false, err
		}
		if tables > 0 {
			return false, errors.New("the file is another program's database; name another one")
		}
	}
	m := list[now]
	if _, err := t.ExecContext(ctx, m.sql); err != nil {
		return false, fmt.Errorf("upgrade to schema %d (%s), the file stays at schema %d: %w", m.version, m.name, now, err)
	}
	if _, err := t.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, m.version)); err != nil {
		return false, err
	}
	return false, t.Commit()
}

func newerSchema(file, binary int) error {
	return fmt.Errorf("%w: the file has schema %d, this one knows %d; start the newer callboard again, or restore a backup from before the upgrade",
		callboard.ErrNewerSchema, file, binary)
}
