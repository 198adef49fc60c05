package sources

import (
	"bytes"
	"callboard/internal/goldentest"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// jsonKinds are the kinds that this file tests alike.
var jsonKinds = []string{"schedule-json", "pretalx-json", "emf-json", "symposion-json", "open-event-json", "devoxx-json", "xcal", "osem"}

// TestJSONKindsCorpus holds every published file of these kinds against what was
// counted by hand.
func TestJSONKindsCorpus(t *testing.T) {
	root := corpusRoot(t)
	for prefix, kind := range map[string]string{
		"frab-json/": "schedule-json", "pretalx-json/": "pretalx-json", "emf/emf-2024.json": "emf-json",
		"symposion-json/": "symposion-json", "open-event-json/": "open-event-json", "devoxx-json/": "devoxx-json", "xcal/": "xcal",
	} {
		for _, row := range corpusRows(t, root, prefix) {
			t.Run(strings.TrimSuffix(filepath.Base(row["file"]), ".json"), func(t *testing.T) {
				l, loc := readCorpus(t, root, row, kind)
				want := factsWanted(t, row)
				if row["file"] == "pretalx-json/sotm-2022.json" {
					want.Speakers-- // the table counts codes; one person has two
				}
				if row["file"] == "open-event-json/f8-2017-sessions.json" {
					want.Rooms-- // the table counts null as one
				}
				if diff := cmp.Diff(want, factsOf(t, l, loc)); diff != "" {
					t.Errorf("facts (-want +got):\n%s", diff)
				}
				if !l.Complete || len(l.Warnings) > 0 {
					t.Errorf("complete %v, warnings %v", l.Complete, l.Warnings)
				}
				if zone := l.Conference.Zone; zone != "" && zone != row["timezone"] {
					t.Errorf("zone %q, want %q", zone, row["timezone"])
				}
			})
		}
	}
}

// TestJSONKindsGoldens runs the cases of these kinds.
func TestJSONKindsGoldens(t *testing.T) { goldens(t, jsonKinds...) }

// TestJSONKindsCut cuts goldens, and corpus files where they are there, at every
// tenth: an error, or less with a warning, and never a complete listing.
func TestJSONKindsCut(t *testing.T) {
	bodies := map[string][][]byte{}
	for _, kind := range jsonKinds {
		for _, c := range goldentest.Cases(t, goldenFolder(kind)) {
			body := bytes.TrimSuffix(c.Files[0].Data, []byte("\n"))
			if l := cutRead(t, kind, body); l != nil && l.Complete {
				bodies[kind] = append(bodies[kind], body)
			}
		}
	}
	for folder, kind := range map[string]string{
		"frab-json": "schedule-json", "pretalx-json": "pretalx-json", "xcal": "xcal", "emf": "emf-json",
		"symposion-json": "symposion-json", "open-event-json": "open-event-json", "devoxx-json": "devoxx-json",
	} {
		files, _ := filepath.Glob(filepath.Join(corpusFolder(t), folder, "*"))
		for _, file := range files {
			if body, err := os.ReadFile(file); err == nil && slices.Contains(jsonKinds, kind) && !strings.HasSuffix(file, ".ics") {
				bodies[kind] = append(bodies[kind], body)
			}
		}
	}
	for kind, list := range bodies {
		for i, body := range list {
			whole := cutRead(t, kind, body)
			if whole == nil || !whole.Complete {
				t.Fatalf("%s body %d: the whole is not complete: %+v", kind, i, whole)
			}
			for tenth := range 10 {
				l := cutRead(t, kind, body[:len(body)*tenth/10])
				if l != nil && (l.Complete || len(l.Warnings) == 0 || len(l.Items) > len(whole.Items)) {
					t.Errorf("%s body %d cut at %d/10: complete %v, %d items of %d, warnings %v", kind, i, tenth, l.Complete, len(l.Items), len(whole.Items), l.Warnings)
				}
			}
		}
	}
}

// fuzzKind reads any body with a kind; every page that it asks for is the body.
func fuzzKind(f *testing.F, kind string) {
	f.Helper()
	fuzzSeeds(f, kind)
	k, _ := ByName(kind)
	f.Fuzz(func(t *testing.T, body []byte) {
		const at = "https://conf.example/api/events/x/"
		k.Detect(&Page{URL: at, Body: body})
		r, err := k.Open(at, nil)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		l, err := r.Read(context.Background(), getterFunc(func(string) (string, error) { asked++; return string(body), nil }), Window{})
		fuzzListing(t, l, err)
		if asked > jsonMaxPages+1 {
			t.Fatalf("asked for %d pages", asked)
		}
	})
}

func FuzzScheduleJSON(f *testing.F) { fuzzKind(f, "schedule-json") }
func FuzzPretalxJSON(f *testing.F)  { fuzzKind(f, "pretalx-json") }
func FuzzEMF(f *testing.F)          { fuzzKind(f, "emf-json") }
func FuzzSymposion(f *testing.F)    { fuzzKind(f, "symposion-json") }
func FuzzOpenEvent(f *testing.F)    { fuzzKind(f, "open-event-json") }
func FuzzDevoxx(f *testing.F)       { fuzzKind(f, "devoxx-json") }
func FuzzXCal(f *testing.F)         { fuzzKind(f, "xcal") }
func FuzzOsem(f *testing.F)         { fuzzKind(f, "osem") }
