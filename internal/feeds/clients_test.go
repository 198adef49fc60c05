package feeds

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"callboard/internal/sharedtest"
)

// TestLinters holds every golden to the strict linters, advice included. A
// linter has no word for a selection that matches nothing, so those cases are
// left out, and two break an advice on purpose.
func TestLinters(t *testing.T) {
	dir := sharedtest.Path(t, "clients")
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("the linters need python3: ", err)
	}
	linters := map[string]string{"calendar.ics": "ics-strict.py", "feed.atom": "atom-strict.py", "changes.atom": "atom-strict.py",
		"sources.atom": "atom-strict.py", "feed.json": "jsonfeed.py"}
	leftOut := map[string]string{"empty": "*", "empty-utc": "*", "unplaced": "calendar.ics"}
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range files {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(filepath.Base(name), ".txtar")
		for _, f := range a.Files {
			linter := linters[f.Name]
			if linter == "" || leftOut[base] == "*" || leftOut[base] == f.Name {
				continue
			}
			t.Run(base+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				file := filepath.Join(t.TempDir(), f.Name)
				if err := os.WriteFile(file, renderers[f.Name](read(t, a)), 0o600); err != nil {
					t.Fatal(err)
				}
				args := []string{filepath.Join(dir, linter), "--policy", file}
				if base == "hostile" || base == "alarm" { // one speaks of tags, one has reminders, on purpose
					args = []string{args[0], file}
				}
				cmd := exec.Command(python, args...)
				cmd.Env = append(os.Environ(), "ICS_FUTURE_OK=1")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", linter, err, out)
				}
			})
		}
	}
}
