package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
	lib "modernc.org/sqlite/lib"
)

const (
	maxReaders = 4
	// readerIdle is how long a reader is kept for the next query: each holds a
	// page cache.
	readerIdle = time.Minute
	// busyTimeout is how long a write waits for another process, in milliseconds.
	busyTimeout = 5000
	// applicationID stands in the file's header, see 0001_schema.sql.
	applicationID = 0x43414c42
)

// pragma is one setting of a connection, as set and as SQLite gives it back.
type pragma struct{ name, value, want string }

// common are the settings of every connection. SQLite's defaults are for other
// programs: no foreign keys, no waiting, functions of the schema trusted.
var common = []pragma{
	{"busy_timeout", strconv.Itoa(busyTimeout), strconv.Itoa(busyTimeout)},
	{"foreign_keys", "1", "1"},
	{"synchronous", "NORMAL", "1"}, // after a power cut the last runs may be read again; the file is whole
	{"trusted_schema", "0", "0"},
	{"cell_size_check", "1", "1"},
	{"journal_size_limit", "67108864", "67108864"}, // 64 MiB
	{"wal_autocheckpoint", "2000", "2000"},         // pages; a commit that big moves its log itself
}

// Page caches are small: the feeds are cached rendered, and the daemon is to
// rest in tens of megabytes. Negative values are KiB.
var (
	writerPragmas = append([]pragma{{"cache_size", "-4096", "-4096"}}, common...)
	readerPragmas = append([]pragma{{"cache_size", "-1024", "-1024"}, {"query_only", "1", "1"}}, common...)
	watchPragmas  = append([]pragma{{"cache_size", "-64", "-64"}, {"query_only", "1", "1"}}, common...)
)

// pageSize, in bytes, is that of a new file. Rows of two or three kilobytes
// leave pages of the default 4096 half empty: the first reading of a thousand
// talks costs a quarter less with this one.
const pageSize = "8192"

// dsn is the connection string of path. Settings stand in it because one that
// is set by a statement reaches only one connection of the pool. The path is
// escaped, so nothing in it can become a setting.
func dsn(path, mode string, pragmas []pragma) string {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}}
	if mode == "rw" {
		q.Add("_pragma", "page_size("+pageSize+")") // nothing to a file that has pages
	}
	for _, p := range pragmas {
		q.Add("_pragma", p.name+"("+p.value+")")
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}
	return u.String()
}

// Open opens the database file at path, makes it when it is not there, and
// brings its schema up to date. A file with a newer schema is left as it is:
// callboard.ErrNewerSchema.
func Open(ctx context.Context, path string) (*DB, error) {
	migrations, err := embedded()
	if err != nil {
		return nil, err
	}
	return open(ctx, path, migrations)
}

func open(ctx context.Context, path string, migrations []migration) (d *DB, err error) {
	defer wrap(&err, "open database %s", path)
	if path == "" {
		return nil, errors.New("the path is empty; set [database] path")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := prepareFile(ctx, abs, len(migrations)); err != nil {
		return nil, err
	}
	d = &DB{path: abs, version: len(migrations)}
	if d.writer, err = pool(abs, writerPragmas, 1, 0); err != nil {
		return nil, err
	}
	if d.reader, err = pool(abs, readerPragmas, maxReaders, readerIdle); err != nil {
		return nil, err
	}
	if d.watch.pool, err = pool(abs, watchPragmas, 1, 0); err != nil {
		return nil, err
	}
	err = setUp(ctx, d, migrations)
	if err != nil {
		for _, p := range []*sql.DB{d.reader, d.watch.pool, d.writer} {
			_ = p.Close()
		}
		return nil, err
	}
	return d, nil
}

func setUp(ctx context.Context, d *DB, migrations []migration) error {
	if err := verify(ctx, d.writer, writerPragmas); err != nil {
		return err
	}
	if err := useWAL(ctx, d.writer); err != nil {
		return err
	}
	if err := migrate(ctx, d.writer, migrations); err != nil {
		return err
	}
	return verify(ctx, d.reader, readerPragmas)
}

// pool is a handle of at most n connections. Opening one never makes a file.
func pool(path string, pragmas []pragma, n int, idle time.Duration) (*sql.DB, error) {
	p, err := sql.Open("sqlite", dsn(path, "rw", pragmas))
	if err != nil {
		return nil, err
	}
	p.SetMaxOpenConns(n)
	p.SetMaxIdleConns(n)
	p.SetConnMaxIdleTime(idle)
	return p, nil
}

// verify reads the settings back: a misspelt one is ignored without a word.
func verify(ctx context.Context, p *sql.DB, pragmas []pragma) error {
	conn, err := p.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // gives it back to the pool
	for _, s := range pragmas {
		var got string
		if err := conn.QueryRowContext(ctx, "PRAGMA "+s.name).Scan(&got); err != nil {
			return fmt.Errorf("read setting %s: %w", s.name, err)
		}
		if got != s.want {
			return fmt.Errorf("SQLite's setting %s is %s and not %s", s.name, got, s.want)
		}
	}
	return nil
}

// useWAL makes the file one that is read while it is written. That is kept in
// the file, so it is converted once: in every connection string it fails when
// many open a new file at once. The conversion does not always wait for others
// as busy_timeout says, so it is tried for as long here.
func useWAL(ctx context.Context, writer *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, busyTimeout*time.Millisecond)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var mode string
		err := writer.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode)
		switch {
		case err == nil && mode == "wal":
			return nil
		case err == nil:
			return fmt.Errorf("the file stays in journal mode %s; callboard needs write-ahead logging, which network file systems do not have", mode)
		case code(err) != lib.SQLITE_BUSY:
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// prepareFile makes an empty file when there is none, and looks at one that is
// there without changing it.
func prepareFile(ctx context.Context, path string, version int) error {
	if err := needFolder(path, "set another [database] path or make it"); err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// Bodies of private listings are in it: for the user's own eyes.
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		return f.Close()
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("it is a folder; name a file in it")
	case info.Size() == 0: // its first writer died before it wrote
		return nil
	}
	return inspect(ctx, path, version)
}

// inspect asks the file through a connection that cannot write: an ordinary one
// would move the log of a killed writer into a file that a newer callboard
// wrote. Only SQLite opens a file that is there: a plain open and close would
// take away the locks that another handle of this process has on it.
func inspect(ctx context.Context, path string, version int) error {
	ro, err := sql.Open("sqlite", dsn(path, "ro", common))
	if err != nil {
		return err
	}
	defer ro.Close() //nolint:errcheck // only read
	var v int
	if err := ro.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&v); err != nil {
		return err
	}
	var app int64
	if err := ro.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&app); err != nil {
		return err
	}
	if err := checkOwner(v, app); err != nil {
		return err
	}
	if v > version {
		return newerSchema(v, version)
	}
	return nil
}

// checkOwner refuses another program's database. One without any version is
// looked at by the first migration.
func checkOwner(version int, app int64) error {
	if app == applicationID || version == 0 && app == 0 {
		return nil
	}
	return errors.New("the file is another program's database; name another one")
}

// needFolder says which folder is missing: SQLite does not.
func needFolder(path, mend string) error {
	dir := filepath.Dir(path)
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist; %s", dir, mend)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder; %s", dir, mend)
	}
	return nil
}
