package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"callboard"
)

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(dir, "foreign.db")
	raw(t, foreign, `CREATE TABLE t (x)`)
	versioned := filepath.Join(dir, "versioned.db")
	raw(t, versioned, `CREATE TABLE t (x); PRAGMA user_version = 77`)
	missing := filepath.Join(dir, "no", "such", "x.db")
	for name, c := range map[string]struct{ path, want string }{
		"no path":           {"", "set [database] path"},
		"missing folder":    {missing, "the folder " + filepath.Dir(missing) + " does not exist"},
		"folder is a file":  {filepath.Join(write("file", "x"), "x.db"), "is not a folder"},
		"a folder":          {dir, "it is a folder"},
		"a text":            {write("text.db", strings.Repeat("hello ", 1000)), "not an SQLite database"},
		"another's":         {foreign, "another program's database"},
		"another's version": {versioned, "another program's database"},
	} {
		d, err := Open(t.Context(), c.path)
		if err == nil {
			_ = d.Close()
			t.Errorf("%s: opened", name)
			continue
		}
		if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: %v, want %q and the path", name, err, c.want)
		}
	}
}

// raw runs SQL on a file with SQLite's own defaults.
func raw(t testing.TB, path, text string) {
	t.Helper()
	p, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close() //nolint:errcheck // a test
	if _, err := p.Exec(text); err != nil {
		t.Fatal(err)
	}
}

// Paths with characters that mean something in a connection string are paths.
func TestOpenAwkwardPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c#d%20e&_pragma=foreign_keys(0);x")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "ü?mode=memory.db")
	d := openFile(t, path)
	commit(t, d, reading(conf(), "site", 2))
	if fileSize(path) == 0 || d.path != path {
		t.Errorf("size %d, path %s", fileSize(path), d.path)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestOpenedAtOnceByMany(t *testing.T) {
	path := filepath.Join(t.TempDir(), "callboard.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			d, err := Open(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := d.Setting(context.Background(), "seed", "s"); err != nil {
				t.Error(err)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// Every connection has the settings, and readers cannot write.
func TestSettingsOfConnections(t *testing.T) {
	d := openTemp(t)
	for range maxReaders {
		conn, err := d.reader.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close() //nolint:errcheck // a test
		for _, p := range readerPragmas {
			var got string
			if err := conn.QueryRowContext(t.Context(), "PRAGMA "+p.name).Scan(&got); err != nil || got != p.want {
				t.Errorf("%s is %s, %v", p.name, got, err)
			}
		}
		if _, err := conn.ExecContext(t.Context(), `DELETE FROM settings`); err == nil {
			t.Error("a reader wrote")
		}
	}
	for name, want := range map[string]string{"journal_mode": "wal", "page_size": pageSize, "user_version": strconv.Itoa(newest(t))} {
		var got string
		if err := d.writer.QueryRow("PRAGMA " + name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v", name, got, err)
		}
	}
	if err := verify(t.Context(), d.writer, []pragma{{"foreign_keys", "0", "0"}}); err == nil {
		t.Error("a setting that differs was accepted")
	}
	if err := verify(t.Context(), d.writer, []pragma{{"foreign_kays", "1", "1"}}); err == nil {
		t.Error("a misspelt setting was accepted")
	}
}

// A file of a newer callboard is refused in a plain sentence and stays as it
// is, byte for byte, be its version in the file or still in the log.
func TestNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "callboard.db")
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, d, reading(conf(), "site", 3))
	if _, err := d.writer.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, newest(t)+1)); err != nil {
		t.Fatal(err)
	}
	if err := d.Ready(t.Context()); !errors.Is(err, callboard.ErrNewerSchema) {
		t.Errorf("ready on a newer schema: %v", err)
	}
	killed := filepath.Join(t.TempDir(), "killed.db")
	for _, suffix := range []string{"", "-wal"} { // as kill -9 leaves it
		copyFile(t, path+suffix, killed+suffix)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, killed} {
		before := read(t, path)
		d, err := Open(t.Context(), path)
		if err == nil {
			_ = d.Close()
		}
		if !errors.Is(err, callboard.ErrNewerSchema) || !strings.Contains(err.Error(), fmt.Sprintf("schema %d", newest(t)+1)) || !strings.Contains(err.Error(), fmt.Sprintf("knows %d", newest(t))) {
			t.Errorf("got %v", err)
		}
		if !bytes.Equal(before, read(t, path)) {
			t.Error("the file was changed")
		}
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	if err := os.WriteFile(to, read(t, from), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestReady(t *testing.T) {
	if err := openTemp(t).Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCloseEmptiesTheLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "callboard.db")
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, d, reading(conf(), "site", 10))
	must[int64](t)(d.DataVersion(t.Context()))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if n := fileSize(path + "-wal"); n != 0 {
		t.Errorf("%d bytes are left in the log", n)
	}
}

// newest is the schema that this binary makes.
func newest(t *testing.T) int {
	t.Helper()
	list, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
