package web

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Every rule that the goldens of the matcher name has words for people.
func TestRulesHaveWords(t *testing.T) {
	files, err := filepath.Glob("../internal/dedupe/testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no goldens of the matcher", err)
	}
	sighting := regexp.MustCompile(`(?m)^  P\d.* seq=\d.* mod=.*$`)
	rule := regexp.MustCompile(` ([a-z-]+)(?: missing| gone)?\]`)
	seen := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range sighting.FindAllString(string(text), -1) {
			for _, m := range rule.FindAllStringSubmatch(line, -1) {
				seen[m[1]] = true
			}
		}
	}
	for name := range seen {
		if ruleWords[name] == "" {
			t.Errorf("the rule %q has no words", name)
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d rules were found: %v", len(seen), seen)
	}
}
