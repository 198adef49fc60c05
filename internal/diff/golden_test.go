package diff_test

import (
	"flag"
	"testing"

	"callboard/internal/entrytest"
)

var update = flag.Bool("update", false, "write what diff gives into the goldens")

// TestGoldens plays each case of testdata: readings in, rows and stamps out.
func TestGoldens(t *testing.T) { entrytest.Goldens(t, *update, entrytest.Run) }
