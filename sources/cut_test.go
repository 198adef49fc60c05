package sources

import (
	"bytes"
	"callboard/internal/goldentest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestCutAtEveryTenth holds what every reader promises of a body that was cut
// on its way: an error, or what stands before the cut, and never a complete
// listing. Corpus files are cut where they are there, goldens always.
func TestCutAtEveryTenth(t *testing.T) {
	bodies := map[string][][]byte{
		"oreilly":      {goldenPage(t, "oreilly/speakers")},
		"oscon-json":   {goldenPage(t, "oscon-json/event")},
		"schedule-xml": {goldenPage(t, "schedule-xml/pretalx"), goldenPage(t, "schedule-xml/durations")},
	}
	for file, kind := range map[string]string{
		"oreilly/style-2017/oscon2014/public/schedule/full": "oreilly",
		"oscon-json/osconfeed-2014.json":                    "oscon-json",
		"frab-xml/27c3-2010.xml":                            "schedule-xml",
		"frab-xml/fosdem-2007.xml":                          "schedule-xml",
	} {
		if body, err := os.ReadFile(filepath.Join(corpusFolder(t), filepath.FromSlash(file))); err == nil {
			bodies[kind] = append(bodies[kind], body)
		}
	}
	for kind, list := range bodies {
		for _, body := range list {
			whole := cutRead(t, kind, body)
			if whole == nil || !whole.Complete {
				t.Fatalf("%s: the whole body is not complete: %+v", kind, whole)
			}
			for tenth := range 10 {
				l := cutRead(t, kind, body[:len(body)*tenth/10])
				if l == nil {
					continue
				}
				if l.Complete || len(l.Warnings) == 0 || len(l.Items) > len(whole.Items) {
					t.Errorf("%s cut at %d/10: complete %v, %d items of %d, warnings %v", kind, tenth, l.Complete, len(l.Items), len(whole.Items), l.Warnings)
				}
				for i, it := range l.Items {
					if it.Title != whole.Items[i].Title || it.When != whole.Items[i].When {
						t.Errorf("%s cut at %d/10: item %d is %q %v, was %q %v", kind, tenth, i, it.Title, it.When, whole.Items[i].Title, whole.Items[i].When)
					}
				}
			}
		}
	}
}

// cutRead reads one body with a kind, nil for an error. Detail pages of
// O'Reilly's are missing.
func cutRead(t *testing.T, kind string, body []byte) *Listing {
	t.Helper()
	const url = "http://conf.example/x2015/public/schedule/full"
	k, _ := ByName(kind)
	r, err := k.Open(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Read(t.Context(), pages{url: string(body)}, Window{})
	if err != nil {
		return nil
	}
	return l
}

// goldenPage is the first page of a golden.
func goldenPage(t testing.TB, name string) []byte {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", filepath.FromSlash(name)+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(a.Files[0].Data, []byte("\n"))
}

// fuzzSeeds are the pages of a kind's goldens.
func fuzzSeeds(f *testing.F, kind string) {
	f.Helper()
	for _, c := range goldentest.Cases(f, goldenFolder(kind)) {
		for _, page := range c.Files {
			if strings.Contains(page.Name, "://") {
				f.Add(page.Data)
			}
		}
	}
}

// fuzzListing holds what every listing promises.
func fuzzListing(t *testing.T, l *Listing, err error) {
	t.Helper()
	if (l == nil) == (err == nil) {
		t.Fatalf("listing %v and error %v", l, err)
	}
	if l == nil {
		return
	}
	for _, it := range l.Items {
		if strings.TrimSpace(it.Title) == "" {
			t.Fatalf("an item without a title: %+v", it)
		}
		for _, link := range append(it.Links, it.SlotLinks...) {
			if !strings.HasPrefix(link.URL, "http") {
				t.Fatalf("a link that is none: %+v", link)
			}
		}
	}
	if len(l.Warnings) > maxWarnings+1 {
		t.Fatalf("%d warnings", len(l.Warnings))
	}
}

func FuzzScheduleXML(f *testing.F) {
	fuzzSeeds(f, "schedule-xml")
	f.Fuzz(func(t *testing.T, body []byte) {
		p := &Page{URL: "https://conf.example/schedule.xml", Body: body}
		detected := detectScheduleXML(p) != ""
		l, err := parseScheduleXML(p)
		fuzzListing(t, l, err)
		if detected && err != nil {
			if wrong, ok := err.(*WrongKindError); !ok || !strings.Contains(string(body), "conference") && !strings.Contains(string(body), "event") {
				t.Fatalf("detected, yet %v %v", wrong, err)
			}
		}
	})
}

func FuzzOsconJSON(f *testing.F) {
	fuzzSeeds(f, "oscon-json")
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := parseOsconJSON(&Page{URL: "https://conf.example/osconfeed.json", Body: body})
		fuzzListing(t, l, err)
	})
}

// FuzzOreilly reads every page as list and as detail.
func FuzzOreilly(f *testing.F) {
	fuzzSeeds(f, "oreilly")
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, url := range []string{oreillyTestHost + "/x/public/schedule/grid/public/2015-07-22", oreillyTestHost + "/x/public/schedule/detail/1"} {
			r, err := openOreilly(url, nil)
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			l, err := r.Read(t.Context(), getterFunc(func(string) (string, error) { asked++; return string(body), nil }), Window{})
			fuzzListing(t, l, err)
			if asked > oreillyMaxPages {
				t.Fatalf("asked for %d pages", asked)
			}
		}
	})
}

func FuzzOreillyTime(f *testing.F) {
	f.Add("1:30pm–2:10pm Wednesday, 07/22/2015")
	f.Add("8:00–midnight Wednesday, July 22nd")
	f.Fuzz(func(t *testing.T, text string) {
		w := oreillyTextTime(text, "2015-07-22", "2015")
		if w.Start == "" && w != (When{}) || w.End != "" && w.End <= w.Start && !w.AllDay {
			t.Fatalf("%q gives %+v", text, w)
		}
	})
}

func BenchmarkScheduleXML(b *testing.B) {
	body, err := os.ReadFile(filepath.Join(corpusRoot(b), "frab-xml", "fosdem-2025.xml"))
	if err != nil {
		b.Fatal(err)
	}
	p := &Page{URL: "https://fosdem.org/2025/schedule/xml", Body: body}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if l, err := parseScheduleXML(p); err != nil || len(l.Items) != 943 {
			b.Fatal(len(l.Items), err)
		}
	}
}
