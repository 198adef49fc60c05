package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/tools/txtar"

	"callboard"
	"callboard/internal/normalize"
	"callboard/sources"
)

// hostileElsewhere are kinds whose hostile items stand in goldens of another
// form, or that read one talk only.
var hostileElsewhere = map[string]string{"ics": "broken-event", "feed": "broken-markup", "oreilly": "detail-unreadable", "speaker-page": "no-year"}

// TestHostileItem: one bad item costs itself at most, in every kind, from the
// page to the clean entry, and each loss is a warning with its place.
func TestHostileItem(t *testing.T) {
	for _, kind := range sources.Kinds {
		if other := hostileElsewhere[kind.Name]; other != "" {
			if _, err := txtar.ParseFile(filepath.Join("..", "..", "sources", "testdata", kind.Name, other+".txtar")); err != nil {
				t.Error(err)
			}
			continue
		}
		t.Run(kind.Name, func(t *testing.T) {
			file := filepath.Join("..", "..", "sources", "testdata", kind.Name, "hostile.txtar")
			out := hostileRead(t, kind, file)
			placed := 0
			for _, w := range out.Warnings {
				if w.Where != "" {
					placed++
				}
			}
			if placed == 0 && kind.Name != "html-table" { // where empty cells and words in place of times are layout
				t.Errorf("no warning has a place: %v", out.Warnings)
			}
			byTitle := map[string]callboard.Entry{}
			for _, e := range out.Entries {
				byTitle[e.Title] = e
				if !e.End.IsZero() && e.End.Before(e.Start) {
					t.Errorf("%q ends before it starts: %+v", e.Title, e.Slot)
				}
			}
			if _, ok := byTitle["First"]; !ok {
				return // a case of its own making, where all may be bad
			}
			for _, title := range []string{"First", "Ends before", "No room", "Last"} {
				if e, ok := byTitle[title]; !ok || !e.Placed() || title == "No room" && e.Room != "" {
					t.Errorf("%q is %+v, %v", title, e.Slot, ok)
				}
			}
			if e := byTitle["Ends before"]; !e.End.IsZero() && !e.End.After(e.Start) {
				t.Errorf("the end before the start is kept: %+v", e.Slot)
			}
			if len(out.Entries) > 5 || placed < 2 {
				t.Errorf("%d entries, warnings %v", len(out.Entries), out.Warnings)
			}
		})
	}
}

// hostileRead reads a golden's pages and cleans what comes out.
func hostileRead(t *testing.T, kind sources.Kind, file string) normalize.Output {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	site, first := hostileSite{}, ""
	var options map[string]any
	for _, f := range a.Files {
		switch {
		case f.Name == "options.toml":
			if err := toml.Unmarshal(f.Data, &options); err != nil {
				t.Fatal(err)
			}
		case strings.Contains(f.Name, "://"):
			site[f.Name] = f.Data
			if first == "" {
				first = f.Name
			}
		}
	}
	r, err := kind.Open(first, options)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Read(t.Context(), site, sources.Window{})
	if err != nil {
		t.Fatal(err)
	}
	return normalize.Entries(normalize.Input{Listing: l, Source: callboard.Source{ID: "x", Zone: "Europe/Berlin"}})
}

// hostileSite is a site of a golden's pages.
type hostileSite map[string][]byte

func (s hostileSite) Get(_ context.Context, r sources.Request) (*sources.Page, error) {
	body, ok := s[r.URL]
	if !ok {
		return nil, fmt.Errorf("get %s: status 404", r.URL)
	}
	return &sources.Page{URL: r.URL, Body: body}, nil
}
