package dedupe_test

import (
	"flag"
	"testing"

	"callboard/internal/entrytest"
)

var update = flag.Bool("update", false, "write what the matcher gives into the goldens")

// TestGoldens plays each case of testdata: readings in, talks, rules and rows out.
func TestGoldens(t *testing.T) { entrytest.Goldens(t, *update, entrytest.Run) }
