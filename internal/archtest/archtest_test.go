// Package archtest holds DESIGN 2's rules of who imports whom, as a test.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"callboard/internal/sharedtest"
)

// apart are the rooms that never import each other; only cmd knows them all.
var apart = []string{"callboard/db", "callboard/web", "callboard/scheduler", "callboard/internal/fetch"}

// pure are the rooms that do no I/O and never read a clock.
var pure = []string{"internal/normalize", "internal/presence", "internal/dedupe", "internal/diff",
	"internal/selection", "internal/feeds", "internal/zone", "internal/catalog", "sources", "."}

// forbiddenInPure are packages that do I/O.
var forbiddenInPure = []string{"net", "net/http", "os", "os/exec", "database/sql", "io/ioutil", "syscall", "log", "log/slog"}

func TestImports(t *testing.T) {
	root := sharedtest.Module(t)
	for path, file := range goFiles(t, root) {
		dir := filepath.ToSlash(filepath.Dir(path))
		pkg := "callboard"
		if dir != "." {
			pkg += "/" + dir
		}
		for _, imported := range file.imports {
			switch {
			case dir == "." && strings.Contains(strings.Split(imported, "/")[0], "."), dir == "." && strings.HasPrefix(imported, "callboard"):
				t.Errorf("%s imports %s: the root package imports only the standard library", path, imported)
			case slices.Contains(apart, pkg) && slices.Contains(apart, imported) && pkg != imported:
				t.Errorf("%s imports %s: db, web, scheduler and fetch never import each other", path, imported)
			case dir == "sources" && (imported == "net/http" || imported == "callboard/db" || imported == "callboard/internal/fetch"):
				t.Errorf("%s imports %s: a source kind sees neither the network nor the database", path, imported)
			case strings.HasPrefix(imported, "callboard/cmd"):
				t.Errorf("%s imports %s: nobody imports cmd", path, imported)
			case slices.Contains(pure, dir) && slices.Contains(forbiddenInPure, imported):
				t.Errorf("%s imports %s: a pure room does no I/O", path, imported)
			case imported == "modernc.org/sqlite" && dir != "db", imported == "database/sql" && dir != "db":
				t.Errorf("%s imports %s: no SQL outside db", path, imported)
			case imported == "net/http" && !mayHTTP(dir):
				t.Errorf("%s imports net/http: only fetch dials out, only web serves", path)
			}
		}
		for _, call := range file.clocks {
			if slices.Contains(pure, dir) || strings.HasPrefix(dir, "db") || strings.HasPrefix(dir, "web") || dir == "scheduler" {
				t.Errorf("%s:%d reads a clock: time is injected", path, call)
			}
		}
	}
}

func mayHTTP(dir string) bool {
	return dir == "web" || dir == "internal/fetch" || dir == "cmd/callboard" || dir == "internal/config"
}

type goFile struct {
	imports []string
	clocks  []int // lines that call time.Now
}

// goFiles are the non-test files of the module by path.
func goFiles(t *testing.T, root string) map[string]goFile {
	t.Helper()
	out := map[string]goFile{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "testdata" || d.Name() == "gen") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var g goFile
		for _, i := range f.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			g.imports = append(g.imports, p)
		}
		for n, line := range strings.Split(string(src), "\n") {
			if code, _, _ := strings.Cut(line, "//"); strings.Contains(code, "time.Now(") {
				g.clocks = append(g.clocks, n+1)
			}
		}
		out[filepath.ToSlash(rel)] = g
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d files found below %s: the walk is wrong", len(out), root)
	}
	return out
}

// TestFileSizes holds the budget of DESIGN 6: a file over it holds two rooms.
func TestFileSizes(t *testing.T) {
	root := sharedtest.Module(t)
	for path := range goFiles(t, root) {
		src, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		generated := strings.Contains(string(src[:min(len(src), 400)]), "DO NOT EDIT")
		if n := strings.Count(string(src), "\n"); n > 450 && !generated {
			t.Errorf("%s has %d lines, over 450", path, n)
		}
	}
}
