package diff_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"callboard/internal/entrytest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what diff gives into the goldens")

// TestGoldens plays each case of testdata: readings in, rows and stamps out.
func TestGoldens(t *testing.T) {
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
			got, err := entrytest.Run(a)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				entrytest.SetWant(a, got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(entrytest.Want(a), got); diff != "" {
				t.Errorf("%s(-want +got)\n%s", a.Comment, diff)
			}
		})
	}
}
