package web

import (
	"callboard/internal/goldentest"
	"flag"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// TestGoldenPages: each case names a path in its first file and has the page in
// its second. The board is that of oscon in fake_test.go.
func TestGoldenPages(t *testing.T) {
	s := newTest(t, oscon())
	goldentest.Play(t, "testdata", *update, func(t *testing.T, c goldentest.Case) []txtar.File {
		path := strings.TrimSpace(string(c.Files[0].Data))
		if _, err := url.Parse(path); err != nil {
			t.Fatal(err)
		}
		// The style sheet's hash is no part of what a golden proves.
		return goldentest.With(c.Files[:1], "page.html", strings.ReplaceAll(get(s, path).Body.String(), s.css, "/static/callboard.css"))
	})
}
