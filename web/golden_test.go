package web

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// TestGoldenPages: each case names a path in its first file and has the page in
// its second. The board is that of oscon in fake_test.go.
func TestGoldenPages(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no goldens", err)
	}
	s := newTest(t, oscon())
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			path := strings.TrimSpace(string(a.Files[0].Data))
			if _, err := url.Parse(path); err != nil {
				t.Fatal(err)
			}
			// The style sheet's hash is no part of what a golden proves.
			got := strings.ReplaceAll(get(s, path).Body.String(), s.css, "/static/callboard.css")
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "page.html", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
