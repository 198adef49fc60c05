package catalog_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"callboard"
	"callboard/internal/catalog"
	"callboard/internal/config"
	"callboard/internal/goldentest"
	"callboard/internal/sharedtest"
	"callboard/sources"
)

var update = flag.Bool("update", false, "write what the lists give into testdata")

func page(body string) *sources.Page {
	return &sources.Page{URL: "https://lists.example/all", Body: []byte(body)}
}

// TestGolden: each file of testdata has a list and what it gives.
func TestGolden(t *testing.T) {
	goldentest.Play(t, "testdata", *update, func(t *testing.T, c goldentest.Case) []txtar.File {
		parts := map[string]string{}
		for _, f := range c.Files {
			parts[f.Name] = string(f.Data)
		}
		return goldentest.With(c.Files, "want", report(t, parts["list"], parts["options"]))
	})
}

// report is everything that a list gives. Options are words: since=DATE,
// grep=WORD, have=ADDRESS, taken=ID.
func report(t *testing.T, body, options string) string {
	t.Helper()
	list, err := catalog.Decode(context.Background(), page(body))
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var o catalog.Options
	for _, word := range strings.Fields(options) {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "since":
			o.Since = callboard.Date(value)
		case "grep":
			o.Grep = value
		case "have":
			o.Sources = append(o.Sources, callboard.Source{ID: "mine", URL: value})
		case "taken":
			o.Taken = append(o.Taken, value)
		}
	}
	p := catalog.Pick(list, o)
	var out strings.Builder
	for _, s := range p.Stanzas {
		out.WriteString(s.String())
	}
	accepted(t, out.String(), p.Stanzas)
	fmt.Fprintf(&out, "\n%s: %d entries, %d left out\n", list.Format, len(list.Entries), p.Left)
	for _, u := range p.Unused {
		fmt.Fprintf(&out, "not used: %s (%s): %s; %s\n", u.Name, u.Start, u.Why, u.Probe)
	}
	return out.String()
}

// accepted demands that the stanzas are a configuration without a problem that
// says what they say.
func accepted(t *testing.T, text string, stanzas []catalog.Stanza) {
	t.Helper()
	c, err := config.Parse("config.toml", []byte(text), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatalf("the stanzas are no configuration: %v\n%s", err, text)
	}
	if len(c.Conferences) != len(stanzas) || len(c.Sources) != len(stanzas) {
		t.Fatalf("%d stanzas are %d conferences and %d sources", len(stanzas), len(c.Conferences), len(c.Sources))
	}
	for i, s := range stanzas {
		want := config.Conference{ID: s.ID, Name: s.Name, Zone: s.Zone, Start: s.Start, End: s.End, URL: s.URL}
		if c.Conferences[i] != want || c.Sources[i].URL != s.Schedule || c.Sources[i].Conference != s.ID || c.Sources[i].AllowPrivate {
			t.Fatalf("stanza %d became %+v and %+v, want %+v", i, c.Conferences[i], c.Sources[i], want)
		}
	}
}

// TestCut: a list that was cut short is never a shorter list.
func TestCut(t *testing.T) {
	for _, c := range goldentest.Cases(t, "testdata") {
		var body string
		for _, f := range c.Files {
			if f.Name == "list" {
				body = strings.TrimSpace(string(f.Data))
			}
		}
		if _, err := catalog.Decode(context.Background(), page(body)); err != nil {
			continue // no list at all
		}
		for n := range len(body) {
			if list, err := catalog.Decode(context.Background(), page(body[:n])); err == nil {
				t.Errorf("%s cut at byte %d of %d gives %d entries and no error", c.Name, n, len(body), len(list.Entries))
			}
		}
	}
}

// TestCorpus: the lists that are out there, whole and cut at every tenth.
func TestCorpus(t *testing.T) {
	for _, c := range []struct {
		name             string
		entries, atLeast int    // stanzas
		first, id        string // the earliest day, the id of the first stanza
	}{
		{"conference-list/giggity-menu.json", 62, 62, "2025-03-26", "fossgis-konferenz-2025"},
		{"conference-list/confs-tech-2024-general.json", 129, 0, "2024-01-07", ""}, // home pages and calls on Sessionize
		{"conference-list/developers-events-all-2024.json", 1897, 8, "2017-04-25", ""},
		{"ics/developers-events-2025.ics", 1342, 5, "2025-01-09", ""},
	} {
		body, err := os.ReadFile(sharedtest.Path(t, "corpus", c.name))
		if err != nil {
			t.Fatal(err)
		}
		list, err := catalog.Decode(context.Background(), page(string(body)))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(list.Entries) != c.entries || len(list.Unused) != 0 {
			t.Errorf("%s: %d entries and %v, want %d", c.name, len(list.Entries), list.Unused, c.entries)
		}
		first := callboard.Date("9999")
		for _, e := range list.Entries {
			if e.Start == "" || e.End < e.Start {
				t.Fatalf("%s: %s is from %q to %q", c.name, e.Name, e.Start, e.End)
			}
			first = min(first, e.Start)
		}
		if string(first) != c.first {
			t.Errorf("%s: begins on %s, want %s", c.name, first, c.first)
		}
		p := catalog.Pick(list, catalog.Options{})
		if len(p.Stanzas) < c.atLeast || len(p.Stanzas)+len(p.Unused) != c.entries || c.id != "" && p.Stanzas[0].ID != c.id {
			t.Errorf("%s: %d stanzas, %d not used", c.name, len(p.Stanzas), len(p.Unused))
		}
		var text strings.Builder
		for _, s := range p.Stanzas {
			text.WriteString(s.String())
		}
		accepted(t, text.String(), p.Stanzas)
		for tenth := range 10 {
			if list, err := catalog.Decode(context.Background(), page(string(body[:len(body)*tenth/10]))); err == nil {
				t.Errorf("%s cut at %d tenths gives %d entries and no error", c.name, tenth, len(list.Entries))
			}
		}
	}
}
