package sources

import (
	"callboard/internal/goldentest"
	"callboard/internal/sharedtest"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/tools/txtar"
)

// TestEveryKindIsWhole demands of each line of the table what a reader of the
// project looks for: goldens, a page of documentation, an example to copy.
func TestEveryKindIsWhole(t *testing.T) {
	root := sharedtest.Module(t)
	example, err := os.ReadFile(filepath.Join(root, "config.example.toml"))
	if err != nil {
		t.Error(err)
	}
	names := map[string]bool{}
	for _, k := range Kinds {
		if names[k.Name] || k.What == "" || k.Version < 1 || k.Detect == nil || k.Open == nil {
			t.Errorf("kind %q: the line of the table is incomplete or there twice", k.Name)
		}
		names[k.Name] = true
		goldens, err := filepath.Glob(filepath.Join("testdata", k.Name, "*.txtar"))
		if err != nil || len(goldens) == 0 {
			t.Errorf("kind %s: no golden in testdata/%s: write one, a case a file", k.Name, k.Name)
		}
		page, err := os.ReadFile(filepath.Join(root, "docs", "sources", k.Name+".md"))
		if err != nil || !strings.Contains(string(page), k.Name) {
			t.Errorf("kind %s: docs/sources/%s.md is missing or does not name it: %v", k.Name, k.Name, err)
		}
		stanza := regexp.MustCompile(`(?m)^[ \t#]*kind[ \t]*=[ \t]*"` + regexp.QuoteMeta(k.Name) + `"`)
		if !stanza.Match(example) {
			t.Errorf("kind %s: config.example.toml has no line kind = %q (it may be commented out)", k.Name, k.Name)
		}
		if got, ok := ByName(k.Name); !ok || got.What != k.What {
			t.Errorf("ByName(%q) = %q, %v", k.Name, got.What, ok)
		}
		if why := k.Detect(&Page{URL: "https://conf.example/"}); why != "" {
			t.Errorf("kind %s recognises an empty body: %s", k.Name, why)
		}
	}
}

// update rewrites goldens; the tests of all kinds share the flag.
var update = flag.Bool("update", false, "rewrite the goldens of testdata")

// goldens plays the cases of kinds that are pages in, listing out.
func goldens(t *testing.T, kinds ...string) {
	t.Helper()
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			goldentest.Play(t, goldenFolder(kind), *update, func(t *testing.T, c goldentest.Case) []txtar.File { return golden(t, kind, c) })
		})
	}
}

// goldenFolder has the cases of a kind.
func goldenFolder(kind string) string { return filepath.Join("testdata", kind) }

// golden reads one case: files named by address are pages, the first of them
// the configured one; options.toml is the kind's own table; listing.json is what
// must come out, or error.txt.
func golden(t *testing.T, kind string, c goldentest.Case) []txtar.File {
	t.Helper()
	site, first := pages{}, ""
	var kept []txtar.File
	var options map[string]any
	for _, f := range c.Files {
		if f.Name == "options.toml" {
			kept, options = append(kept, f), goldenOptions(t, f.Data)
			continue
		}
		if !strings.Contains(f.Name, "://") {
			continue
		}
		kept = append(kept, f)
		site[f.Name] = strings.TrimSuffix(string(f.Data), "\n")
		first = firstOf(first, f.Name)
	}
	k, _ := ByName(kind)
	r, err := k.Open(first, options)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Read(t.Context(), site, Window{})
	if wrong, ok := errors.AsType[*WrongKindError](err); ok {
		return goldentest.With(kept, "error.txt", "wrong kind, want "+wrong.Want+"\n") // what it looks like is look.go's
	} else if err != nil {
		return goldentest.With(kept, "error.txt", err.Error()+"\n")
	}
	return goldentest.With(kept, "listing.json", goldenJSON(t, l))
}

// goldenOptions decodes a kind's own table.
func goldenOptions(t testing.TB, data []byte) map[string]any {
	t.Helper()
	var options map[string]any
	if err := toml.Unmarshal(data, &options); err != nil {
		t.Fatal(err)
	}
	return options
}

// goldenJSON writes a listing without its empty fields.
func goldenJSON(t *testing.T, l *Listing) string {
	t.Helper()
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	pruned := prune(v).(map[string]any)
	pruned["Complete"] = l.Complete
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(pruned); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// prune drops empty fields, nil for a value that is empty itself.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, field := range v {
			if field = prune(field); field == nil {
				delete(v, key)
			} else {
				v[key] = field
			}
		}
		if len(v) == 0 || len(v) == 2 && v["From"] == "0001-01-01T00:00:00Z" {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	case string:
		if v == "" {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	case float64:
		if v == 0 {
			return nil
		}
	}
	return v
}

func TestGoldens(t *testing.T) { goldens(t, "oreilly", "oscon-json", "schedule-xml") }
