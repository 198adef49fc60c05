package entrytest

import (
	"testing"

	"callboard/internal/goldentest"

	"golang.org/x/tools/txtar"
)

// Goldens plays each case of testdata and demands what its file wants; to
// rewrite is to write into the file what the case gives.
func Goldens(t *testing.T, rewrite bool, play func(*txtar.Archive) (string, error)) {
	t.Helper()
	goldentest.Play(t, "testdata", rewrite, func(t *testing.T, c goldentest.Case) []txtar.File {
		got, err := play(c.Archive)
		if err != nil {
			t.Fatal(err)
		}
		return goldentest.With(c.Files, "want", got)
	})
}
