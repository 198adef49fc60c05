package sources

import (
	"callboard/internal/goldentest"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestGuess reads the cases of testdata/guess: a page, and in guess.txt what it
// is taken for, with the options that an admin would correct.
func TestGuess(t *testing.T) {
	goldentest.Play(t, goldenFolder("guess"), *update, func(t *testing.T, c goldentest.Case) []txtar.File {
		p := &Page{URL: c.Files[0].Name, Body: c.Files[0].Data}
		if k, _, err := Detect(p); err == nil {
			t.Fatalf("recognised as %s: it needs no guess", k.Name)
		}
		got := "no guess\n"
		if kind, options, why, ok := Guess(p); ok {
			got = why + "\n" + OptionsTOML(kind, options)
		} else if why != "" {
			got = "no guess: " + why + "\n"
		}
		return goldentest.With(c.Files[:1], "guess.txt", got)
	})
}

// TestGuessTOML holds that what is printed means what was guessed, whatever the
// site named its fields.
func TestGuessTOML(t *testing.T) {
	options := map[string]any{"item": `.["a 'b' \"c\""][]`, "title": "x\ty\u007f\\", "start": `.["start-at"]`}
	doc := goldenOptions(t, []byte("[[source]]\n"+OptionsTOML("json", options)))
	got := doc["source"].([]any)[0].(map[string]any)["json"].(map[string]any)
	if !maps.Equal(fmtMap(got), fmtMap(options)) {
		t.Errorf("got %v, want %v", got, options)
	}
}

func fmtMap(m map[string]any) map[string]string {
	out := map[string]string{}
	for key, v := range m {
		out[key] = fmt.Sprint(v)
	}
	return out
}

// TestGuessCorpus holds that the guess finds all items of files of no known kind,
// and none in what is no schedule.
func TestGuessCorpus(t *testing.T) {
	root := corpusRoot(t)
	want := map[string]int{"catalog-json/defcon-26-2018.json": 786, "catalog-json/google-io-2019.json": 1097, "catalog-json/ignite-australia-2017.json": 289,
		"catalog-json/reinvent-2020.json": 1884, "catalog-json/sitcon-2020.json": 49, "catalog-csv/gpn11-2011.csv": 29, "catalog-csv/nicar-2018.csv": 222,
		"catalog-csv/reinvent-2018.csv": 169, "custom-xml/europython-2014.xml": 188,
		"catalog-json/defcon-26-2018.speakers.json": 0, "catalog-json/defcon-26-2018.locations.json": 0, "conference-list/confs-tech-2024-general.json": 0,
		"conference-list/giggity-menu.json": 0, "schema/schedule.schema.json": 0, "expected.tsv": 0, "README.md": 0}
	for _, file := range slices.Sorted(maps.Keys(want)) {
		body, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		p := &Page{URL: "https://conf.example/x", Body: body}
		kind, options, why, ok := Guess(p)
		if ok != (want[file] > 0) {
			t.Errorf("%s: %v, %s", file, ok, why)
			continue
		}
		if !ok {
			continue
		}
		if l := declaredRead(t, kind, p.URL, options, pages{p.URL: string(body)}); l == nil || len(l.Items) != want[file] || !l.Complete {
			t.Errorf("%s: %s: not the %d items", file, why, want[file])
		}
		for _, tenth := range []int{3, 7, 9} {
			cut := body[:len(body)*tenth/10]
			kind, options, _, ok := Guess(&Page{URL: p.URL, Body: cut})
			if !ok {
				continue
			}
			if l := declaredRead(t, kind, p.URL, options, pages{p.URL: string(cut)}); l != nil && l.Complete {
				t.Errorf("%s cut at %d/10 is complete", file, tenth)
			}
		}
	}
}

// FuzzGuess holds that a guess is always a configuration that can be used.
func FuzzGuess(f *testing.F) {
	for _, c := range goldentest.Cases(f, goldenFolder("guess")) {
		f.Add(c.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p := &Page{URL: "https://conf.example/x", Body: body}
		kind, options, _, ok := Guess(p)
		if !ok {
			return
		}
		l := declaredRead(t, kind, p.URL, options, pages{p.URL: string(body)})
		if l == nil || len(l.Items) < guessLeast {
			t.Fatalf("guessed %s %v, and it reads %+v", kind, options, l)
		}
	})
}
