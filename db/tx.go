package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// tx is one transaction in which the first error is the last word. After
// SQLITE_FULL SQLite has already rolled back, and the next statement would run
// outside any transaction and stay; so every later call returns the first error
// again without reaching SQLite. It is also the border at which text is cleaned.
type tx struct {
	sql *sql.Tx
	err error
}

// read runs fn in one read transaction: what it reads is of one moment.
func (d *DB) read(ctx context.Context, fn func(ctx context.Context, t *tx) error) error {
	sqlTx, err := d.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer sqlTx.Rollback() //nolint:errcheck // nothing was written
	return fn(ctx, &tx{sql: sqlTx})
}

// write runs fn in the one write transaction of the process and commits it. It
// waits for other writers of this process until ctx ends, for those of other
// processes busyTimeout. When ctx ends, all is undone after the statement that
// is running: fn's own ctx never ends, because watching one would cost a
// goroutine for each of thousands of statements.
func (d *DB) write(ctx context.Context, fn func(ctx context.Context, t *tx) error) error {
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // gives it back to the pool
	inside := context.WithoutCancel(ctx)
	sqlTx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		dropBroken(conn, err)
		return err
	}
	t := &tx{sql: sqlTx}
	err = fn(inside, t)
	if err == nil {
		err = t.err // one that fn did not pass on
	}
	if e := ctx.Err(); e != nil {
		err = e // rather than "the transaction has been rolled back already"
	}
	if err != nil {
		_ = sqlTx.Rollback() // fails when SQLite has done it already
		dropBroken(conn, err)
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		drop(conn)
		return err
	}
	return nil
}

// dropBroken drops the connection behind err when the disk was full, failed, or
// memory ran out: its state is not to be trusted, and a new one costs little.
func dropBroken(conn *sql.Conn, err error) {
	switch code(err) {
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_NOMEM:
		drop(conn)
	}
}

// drop closes a pooled connection for good.
func drop(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}

// exec runs a statement and gives the number of rows it wrote.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if t.err != nil {
		return 0, t.err
	}
	res, err := t.sql.ExecContext(ctx, query, clean(args)...)
	if err != nil {
		t.err = err
		return 0, err
	}
	return res.RowsAffected()
}

// one reads one row; errNoRow when there is none, which ends nothing.
func (t *tx) one(ctx context.Context, query string, args []any, dest ...any) error {
	if t.err != nil {
		return t.err
	}
	err := t.sql.QueryRowContext(ctx, query, clean(args)...).Scan(dest...)
	if err != nil && !errors.Is(err, errNoRow) {
		t.err = err
	}
	return err
}

var errNoRow = sql.ErrNoRows

// scan reads a row's columns.
type scan func(dest ...any) error

// each reads rows one by one.
func (t *tx) each(ctx context.Context, query string, args []any, row func(scan) error) error {
	if t.err != nil {
		return t.err
	}
	rows, err := t.sql.QueryContext(ctx, query, clean(args)...)
	if err != nil {
		t.err = err
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() && err == nil {
		err = row(rows.Scan)
	}
	if err == nil {
		err = rows.Err()
	}
	t.err = err
	return err
}

// stmt is a prepared statement of one transaction, for many rows.
type stmt struct {
	t    *tx
	stmt *sql.Stmt
}

// prepare never fails: an error comes out of the first exec.
func (t *tx) prepare(ctx context.Context, query string) *stmt {
	s := &stmt{t: t}
	if t.err == nil {
		s.stmt, t.err = t.sql.PrepareContext(ctx, query)
	}
	return s
}

func (s *stmt) exec(ctx context.Context, args ...any) error {
	if s.t.err == nil {
		_, s.t.err = s.stmt.ExecContext(ctx, clean(args)...)
	}
	return s.t.err
}

// code is the primary SQLite result code of err, 0 when it has none.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// wrap adds the operation to *err, and what an admin can do about it.
func wrap(err *error, format string, args ...any) {
	if *err == nil {
		return
	}
	what := fmt.Sprintf(format, args...)
	if hint := remedy(code(*err)); hint != "" {
		*err = fmt.Errorf("%s: %s: %w", what, hint, *err)
		return
	}
	*err = fmt.Errorf("%s: %w", what, *err)
}

// remedy says in words what SQLite's codes mean for an admin.
func remedy(code int) string {
	switch code {
	case lib.SQLITE_FULL:
		return "the disk is full; nothing of this was stored, and callboard goes on when there is space again"
	case lib.SQLITE_BUSY:
		return "another process is writing and did not finish in time"
	case lib.SQLITE_IOERR:
		return "the disk failed; nothing of this was stored"
	case lib.SQLITE_READONLY, lib.SQLITE_PERM:
		return "the file or its folder may not be written to by this user"
	case lib.SQLITE_CANTOPEN:
		return "the file or its folder cannot be opened by this user"
	case lib.SQLITE_CORRUPT:
		return "the database is damaged; restore the latest backup"
	case lib.SQLITE_NOTADB:
		return "the file is not an SQLite database"
	}
	return ""
}
