package feeds

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"callboard/internal/goldentest"
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
	for _, c := range goldentest.Cases(t, "testdata") {
		for _, f := range c.Files {
			linter := linters[f.Name]
			if linter == "" || leftOut[c.Name] == "*" || leftOut[c.Name] == f.Name {
				continue
			}
			t.Run(c.Name+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				file := filepath.Join(t.TempDir(), f.Name)
				if err := os.WriteFile(file, renderers[f.Name](read(t, c.Archive)), 0o600); err != nil {
					t.Fatal(err)
				}
				args := []string{filepath.Join(dir, linter), "--policy", file}
				if c.Name == "hostile" || c.Name == "alarm" { // one speaks of tags, one has reminders, on purpose
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
