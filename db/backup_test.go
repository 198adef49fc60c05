package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"callboard"
)

// A backup that is made while runs are stored is sound, holds one moment, and
// can be opened.
func TestBackupWhileWriting(t *testing.T) {
	d := openTemp(t)
	u := reading(conf(), "site", 100)
	commit(t, d, u)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		for i := 1; ctx.Err() == nil; i++ {
			c := conf()
			c.Version = int64(i + 1)
			v := reading(c, "site", 100)
			for j := range v.Talks {
				v.Talks[j].Title = fmt.Sprint("Version ", c.Version)
			}
			if err := d.Commit(context.Background(), v); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	var paths []string
	for i := range 3 {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("copy %d.db", i))
		if err := d.Backup(t.Context(), path); err != nil {
			t.Error(err)
		}
		paths = append(paths, path)
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		copied := openFile(t, path)
		c := must[callboard.Conference](t)(copied.Conference(t.Context(), "conf"))
		talks := must[[]callboard.Talk](t)(copied.Talks(t.Context(), "conf"))
		if len(talks) != 100 {
			t.Fatalf("%d talks", len(talks))
		}
		for _, talk := range talks {
			if want := fmt.Sprint("Version ", c.Version); c.Version > 1 && talk.Title != want {
				t.Fatalf("talk %q in version %d", talk.Title, c.Version)
			}
		}
	}
}

func TestBackupRefusesAnyFile(t *testing.T) {
	d := openTemp(t)
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "nowhere"), link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{empty, link, dir, d.path} {
		if err := d.Backup(t.Context(), path); !errors.Is(err, callboard.ErrExists) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if n := fileSize(empty); n != 0 {
		t.Errorf("the empty file has %d bytes", n)
	}
	missing := filepath.Join(dir, "no", "x.db")
	if err := d.Backup(t.Context(), missing); err == nil || !strings.Contains(err.Error(), filepath.Dir(missing)) {
		t.Errorf("missing folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	half := filepath.Join(dir, "half.db")
	if err := d.Backup(ctx, half); err == nil {
		t.Error("a cancelled backup succeeded")
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a failed backup was left behind: %v", err)
	}
}

// A reader that is open, such as a backup, does not hold commits up for long.
func TestCommitBesideLongReader(t *testing.T) {
	d := openTemp(t)
	commit(t, d, reading(conf(), "site", 1))
	read, err := d.reader.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Rollback() //nolint:errcheck // a test
	if err := read.QueryRow(`SELECT count(*) FROM talks`).Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	c := conf()
	c.Version = 2
	u := reading(c, "site", 1)
	u.Talks[0].Abstract = strings.Repeat("long ", 2<<20)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := d.Commit(ctx, u); err != nil {
		t.Fatal(err)
	}
	if d.logSize() == 0 {
		t.Error("the log was cut under a reader")
	}
	if err := read.Rollback(); err != nil {
		t.Fatal(err)
	}
	d.checkpoint(t.Context(), time.Second)
	if n := d.logSize(); n != 0 {
		t.Errorf("%d bytes are left in the log", n)
	}
}
