// Package goldentest plays goldens: the txtar files of a folder, whose first line
// is a sentence that says what the case proves. For tests only.
package goldentest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Case is one file.
type Case struct {
	Name string // of the file, without its ending
	*txtar.Archive
}

// Cases reads all files of a folder; there must be some.
func Cases(t testing.TB, dir string) []Case {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens in %s: %v", dir, err)
	}
	cases := make([]Case, len(files))
	for i, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases[i] = Case{strings.TrimSuffix(filepath.Base(file), ".txtar"), a}
	}
	return cases
}

// Play runs each case of a folder. play gives the files that the case should
// hold, what goes in as well as what comes out; to rewrite is to write them.
func Play(t *testing.T, dir string, rewrite bool, play func(*testing.T, Case) []txtar.File) {
	t.Helper()
	for _, c := range Cases(t, dir) {
		t.Run(c.Name, func(t *testing.T) {
			if line, _, _ := strings.Cut(string(c.Comment), "\n"); !strings.HasSuffix(line, ".") {
				t.Error("the first line does not say in a sentence what the case proves")
			}
			want := string(txtar.Format(c.Archive))
			got := string(txtar.Format(&txtar.Archive{Comment: c.Comment, Files: play(t, c)}))
			if rewrite {
				if err := os.WriteFile(filepath.Join(dir, c.Name+".txtar"), []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s(-want +got, -update accepts it)\n%s", c.Comment, diff)
			}
		})
	}
}

// With are the files with data under a name: in the place of the one that has it,
// else behind them all.
func With(files []txtar.File, name, data string) []txtar.File {
	files = slices.Clone(files)
	f := txtar.File{Name: name, Data: []byte(data)}
	if i := slices.IndexFunc(files, func(f txtar.File) bool { return f.Name == name }); i >= 0 {
		files[i] = f
		return files
	}
	return append(files, f)
}
