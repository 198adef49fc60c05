package entrytest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Goldens plays each case of testdata and demands what its file wants; to
// rewrite is to write into the file what the case gives.
func Goldens(t *testing.T, rewrite bool, play func(*txtar.Archive) (string, error)) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if line, _, _ := strings.Cut(string(a.Comment), "\n"); !strings.HasSuffix(line, ".") {
				t.Error("the first line does not say in a sentence what the case proves")
			}
			got, err := play(a)
			if err != nil {
				t.Fatal(err)
			}
			if rewrite {
				setWant(a, got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want(a), got); diff != "" {
				t.Errorf("%s(-want +got)\n%s", a.Comment, diff)
			}
		})
	}
}

// want is what a golden expects.
func want(a *txtar.Archive) string {
	for _, f := range a.Files {
		if f.Name == "want" {
			return string(f.Data)
		}
	}
	return ""
}

// setWant replaces what a golden expects.
func setWant(a *txtar.Archive, want string) {
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
	a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(want)})
}
