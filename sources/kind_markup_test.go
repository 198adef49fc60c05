package sources

import (
	"os"
	"path/filepath"
	"testing"
)

// markupKinds are the kinds that read marked-up pages.
var markupKinds = []string{"conf-json-ld", "microdata", "microformats", "html-table", "speaker-page"}

func TestMarkupGoldens(t *testing.T) { goldens(t, markupKinds...) }

// TestMarkupCutAtEveryTenth cuts pages on their way: never a complete listing,
// never more than the whole has.
func TestMarkupCutAtEveryTenth(t *testing.T) {
	bodies := map[string][][]byte{
		"conf-json-ld": {goldenPage(t, "conf-json-ld/subevents"), goldenPage(t, "conf-json-ld/graph"), goldenPage(t, "conf-json-ld/document")},
		"microdata":    {goldenPage(t, "microdata/sub-events"), goldenPage(t, "microdata/flat")},
		"microformats": {goldenPage(t, "microformats/hcalendar"), goldenPage(t, "microformats/h-feed")},
		"html-table":   {goldenPage(t, "html-table/rooms"), goldenPage(t, "html-table/rows"), goldenPage(t, "html-table/across")},
		"speaker-page": {goldenPage(t, "speaker-page/encore"), goldenPage(t, "speaker-page/html")},
	}
	for _, file := range []string{"html/fullfrontal-2012-hcalendar.html", "html/indieweb-summit-2019-hevent.html"} {
		if body, err := os.ReadFile(filepath.Join(corpusFolder(t), filepath.FromSlash(file))); err == nil {
			bodies["microformats"] = append(bodies["microformats"], body)
		}
	}
	for _, file := range []string{"pycon-us-2013-schedule", "pycon-ca-2016-schedule", "stirtrek-2025-schedule", "fosdem-2012-saturday", "ietf-82-agenda"} {
		if body, err := os.ReadFile(filepath.Join(corpusFolder(t), "html", file+".html")); err == nil {
			bodies["html-table"] = append(bodies["html-table"], body)
		}
	}
	for kind, list := range bodies {
		for i, body := range list {
			whole := cutRead(t, kind, body)
			if whole == nil {
				t.Fatalf("%s %d: the whole body cannot be read", kind, i)
			}
			for tenth := range 10 {
				l := cutRead(t, kind, body[:len(body)*tenth/10])
				if l == nil {
					continue
				}
				if l.Complete || len(l.Warnings) == 0 || len(l.Items) > len(whole.Items) {
					t.Errorf("%s %d cut at %d/10: complete %v, %d items of %d, warnings %v", kind, i, tenth, l.Complete, len(l.Items), len(whole.Items), l.Warnings)
				}
			}
		}
	}
}

// TestMicroformatsCorpus holds the published pages against what was counted.
func TestMicroformatsCorpus(t *testing.T) {
	root := corpusRoot(t)
	for _, name := range []string{"html/fullfrontal-2012-hcalendar.html", "html/indieweb-summit-2019-hevent.html"} {
		t.Run(filepath.Base(name), func(t *testing.T) { markupCorpus(t, corpusRows(t, root, name)[0], "microformats", nil) })
	}
}

func fuzzMarkup(f *testing.F, kind string, parse func(*Page) (*Listing, error)) {
	fuzzSeeds(f, kind)
	f.Fuzz(func(t *testing.T, body []byte) {
		p := &Page{URL: "https://conf.example/programme/", Body: body}
		k, _ := ByName(kind)
		detected := k.Detect(p) != ""
		l, err := parse(p)
		fuzzListing(t, l, err)
		if detected && err != nil {
			t.Fatalf("detected, yet %v", err)
		}
	})
}

func FuzzConfJSONLD(f *testing.F)   { fuzzMarkup(f, "conf-json-ld", parseJSONLD) }
func FuzzMicrodata(f *testing.F)    { fuzzMarkup(f, "microdata", parseMicrodata) }
func FuzzMicroformats(f *testing.F) { fuzzMarkup(f, "microformats", parseMicroformats) }
