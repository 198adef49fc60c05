package sources

import (
	"bytes"
	"callboard/internal/goldentest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// vendorKinds are the kinds of vendors' APIs and exports that this file tests
// alike: goldens, cuts, seeds.
var vendorKinds = []string{"sessionize", "indico-json", "guidebook-xml", "sched"}

// TestVendorGoldens runs every case, pages in, listing out.
func TestVendorGoldens(t *testing.T) { goldens(t, vendorKinds...) }

// vendorBodies are the first pages of a kind's goldens that can be read, and
// the corpus files of the kind, where they are there.
func vendorBodies(t *testing.T, kind string) map[string][]byte {
	t.Helper()
	bodies := map[string][]byte{}
	for _, c := range goldentest.Cases(t, goldenFolder(kind)) {
		bodies[c.Name] = bytes.TrimSuffix(c.Files[0].Data, []byte("\n"))
	}
	files, err := filepath.Glob(filepath.Join(corpusFolder(t), kind, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bodies[file] = body
	}
	return bodies
}

// TestVendorCut cuts every body at each tenth: an error or fewer items and a
// warning, never a complete listing.
func TestVendorCut(t *testing.T) {
	for _, kind := range vendorKinds {
		for file, body := range vendorBodies(t, kind) {
			whole := cutRead(t, kind, body)
			if whole == nil {
				continue // a golden of a fault
			}
			body = bytes.TrimSpace(body)
			for tenth := range 10 {
				l := cutRead(t, kind, body[:len(body)*tenth/10])
				if l == nil {
					continue
				}
				if l.Complete || len(l.Warnings) == 0 || len(l.Items) > len(whole.Items) {
					t.Errorf("%s cut at %d/10: complete %v, %d items of %d, warnings %v", file, tenth, l.Complete, len(l.Items), len(whole.Items), l.Warnings)
				}
			}
		}
	}
}

// vendorFacts holds the files of a folder of the corpus against what was
// counted by hand. fix alters what is wanted of a file, for a reason that its
// caller gives.
func vendorFacts(t *testing.T, kind string, fix func(file string, want *facts)) {
	t.Helper()
	root := corpusRoot(t)
	for _, row := range corpusRows(t, root, kind+"/") {
		t.Run(filepath.Base(row["file"]), func(t *testing.T) {
			l, loc := readCorpus(t, root, row, kind)
			l = vendorZoned(t, l)
			want := factsWanted(t, row)
			if fix != nil {
				fix(filepath.Base(row["file"]), &want)
			}
			if diff := cmp.Diff(want, factsOf(t, l, loc)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			days := map[string]bool{}
			for _, it := range l.Items {
				if start, _ := instants(t, it, "", loc); !start.IsZero() {
					days[start.In(loc).Format("2006-01-02")] = true
				}
			}
			if len(days) != row.number(t, "days") {
				t.Errorf("%d days, want %s", len(days), row["days"])
			}
			if !l.Complete || len(l.Unusable) > 0 {
				t.Errorf("complete %v, unusable %v", l.Complete, l.Unusable)
			}
			for _, w := range l.Warnings {
				t.Logf("%s: %s", w.Where, w.Text)
			}
			t.Logf("%+v", l.Conference)
		})
	}
}

// vendorZoned completes times without seconds, which the facts' small reader
// does not know.
func vendorZoned(t *testing.T, l *Listing) *Listing {
	t.Helper()
	for i := range l.Items {
		w := &l.Items[i].When
		for _, s := range []*string{&w.Start, &w.End} {
			if len(*s) == len("2006-01-02T15:04") {
				*s += ":00"
			}
		}
	}
	return l
}

func TestSessionizeCorpus(t *testing.T) { vendorFacts(t, "sessionize", nil) }

func FuzzSessionize(f *testing.F) {
	fuzzSeeds(f, "sessionize")
	f.Fuzz(func(t *testing.T, body []byte) {
		p := &Page{URL: "https://sessionize.com/api/v2/x/view/All", Body: body}
		detectSessionize(p)
		l, err := parseSessionize(p)
		fuzzListing(t, l, err)
	})
}

func TestIndicoCorpus(t *testing.T) {
	vendorFacts(t, "indico-json", func(_ string, want *facts) {
		// The table counts the lists of speakers, which are all empty here. Who
		// gives a talk stands under primaryauthors: 33 people.
		want.Speakers = 33
	})
}

func FuzzIndico(f *testing.F) {
	fuzzSeeds(f, "indico-json")
	f.Fuzz(func(t *testing.T, body []byte) {
		p := &Page{URL: "https://indico.example/export/event/1.json", Body: body}
		l, _, err := parseIndico(p)
		fuzzListing(t, l, err)
	})
}

func TestGuidebookCorpus(t *testing.T) { vendorFacts(t, "guidebook-xml", nil) }

func FuzzGuidebook(f *testing.F) {
	fuzzSeeds(f, "guidebook-xml")
	f.Fuzz(func(t *testing.T, body []byte) {
		p := &Page{URL: "https://conf.example/guidebook.xml", Body: body}
		l, err := parseGuidebook(p)
		fuzzListing(t, l, err)
		if detectGuidebook(p) != "" && err != nil {
			t.Fatalf("detected, yet %v", err)
		}
	})
}

// FuzzSched reads every body as calendar and as list page.
func FuzzSched(f *testing.F) {
	fuzzSeeds(f, "sched")
	calendar := goldenPage(f, "sched/list")
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, cal := range [][]byte{body, calendar} {
			asked := 0
			get := getterFunc(func(url string) (string, error) {
				if asked++; strings.HasSuffix(url, ".ics") {
					return string(cal), nil
				}
				return string(body), nil
			})
			r, err := openSched("https://wickcon2026.sched.com/all.ics", nil)
			if err != nil {
				t.Fatal(err)
			}
			l, err := r.Read(t.Context(), get, Window{})
			if (l == nil) == (err == nil) || asked > 3 {
				t.Fatalf("listing %v, error %v, asked %d times", l, err, asked)
			}
		}
	})
}
