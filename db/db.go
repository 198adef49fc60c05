// Package db keeps everything that callboard remembers in one SQLite file, and
// is the only room that knows SQL. Read update.go first: one run's whole effect
// is one transaction, or nothing. Each other file is one noun.
//
// # How it is used
//
//   - One connection writes, with immediate transactions; a few read, each read
//     in one transaction, so that what a method returns is one moment's truth.
//   - Two processes on one file are normal. An Update names the Version of its
//     conference that it was computed from, and Commit refuses a stale one;
//     DataVersion tells cheaply that somebody has written.
//   - Instants are Unix seconds, 0 is unknown; what is only ever read whole is
//     JSON text; text is cleaned of NUL and of bytes that are no UTF-8 on its way in.
//   - The first error of a transaction ends it (tx.go says why).
package db

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync"
	"time"
)

// DB is an open database. Its methods are safe for concurrent use.
type DB struct {
	path    string
	version int     // of the schema
	writer  *sql.DB // one connection, immediate transactions
	reader  *sql.DB // up to maxReaders connections, query_only
	watch   watch
	bodies  bodies
}

// Close empties the write-ahead log into the file and closes it. Nothing may be
// running on d.
func (d *DB) Close() error {
	err := d.watch.close()
	if e := d.reader.Close(); err == nil {
		err = e
	}
	d.checkpoint(context.Background(), busyTimeout*time.Millisecond)
	if e := d.writer.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("close database %s: %w", d.path, err)
	}
	return nil
}

// checkpointAbove is the size of the write-ahead log, in bytes, above which a
// commit moves it into the file at once. SQLite's own checkpoints reuse the log
// but never make it smaller, and a reader that is open then makes it grow.
const checkpointAbove = 4 << 20

// checkpointPatience is how long a commit waits to make the log smaller.
const checkpointPatience = 200 * time.Millisecond

// checkpoint moves the write-ahead log into the file, cuts it to nothing and
// gives the writer's cache back. It waits for readers that are in its way, such
// as a backup, as long as patience. Errors do not matter: the data are safe in
// the log, and the next checkpoint, anybody's, does it.
func (d *DB) checkpoint(ctx context.Context, patience time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var busy, log, moved int
	_ = d.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved)
	_, _ = d.writer.ExecContext(ctx, `PRAGMA shrink_memory`)
}

// logSize is the size of the write-ahead log in bytes.
func (d *DB) logSize() int64 { return fileSize(d.path + "-wal") }

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Ready reports nil while the database can be read and has the schema of this
// binary.
func (d *DB) Ready(ctx context.Context) (err error) {
	defer wrap(&err, "check database %s", d.path)
	var v int
	if err := d.reader.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&v); err != nil {
		return err
	}
	if v != d.version {
		return newerSchema(v, d.version)
	}
	return nil
}

// watch is the connection that DataVersion asks: the number that SQLite gives
// is relative to one connection, so it must always be the same one.
type watch struct {
	pool *sql.DB
	mu   sync.Mutex
	conn *sql.Conn
	// lost counts the connections that failed; it makes the high half of the
	// number, so that a new connection never repeats an old one's.
	lost int64
}

// DataVersion is a number that differs from the one given before when, in
// between, anybody committed something to the file: another process or this
// one. It costs microseconds. Its size and direction mean nothing.
func (d *DB) DataVersion(ctx context.Context) (v int64, err error) {
	defer wrap(&err, "read the data version")
	w := &d.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn == nil {
		if w.conn, err = w.pool.Conn(ctx); err != nil {
			w.conn = nil
			return 0, err
		}
	}
	if err := w.conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&v); err != nil {
		if ctx.Err() == nil {
			drop(w.conn)
			w.conn = nil
			w.lost++
		}
		return 0, err
	}
	return w.lost<<32 | v, nil
}

func (w *watch) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
	return w.pool.Close()
}
