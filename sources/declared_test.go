package sources

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/internal/goldentest"
	"callboard/internal/sharedtest"
	"callboard/internal/zone"
)

// declaredKinds are the kinds that are told where things stand.
var declaredKinds = []string{"json", "csv", "xml", "page"}

func TestDeclaredGoldens(t *testing.T) { goldens(t, declaredKinds...) }

// declaredCase is a golden's configuration: its pages and its options.
func declaredCase(t testing.TB, c goldentest.Case) (site pages, first string, options map[string]any) {
	t.Helper()
	site = pages{}
	for _, f := range c.Files {
		switch {
		case f.Name == "options.toml":
			options = goldenOptions(t, f.Data)
		case strings.Contains(f.Name, "://"):
			site[f.Name] = strings.TrimSuffix(string(f.Data), "\n")
			first = firstOf(first, f.Name)
		}
	}
	return site, first, options
}

// declaredRead reads a source, nil for an error.
func declaredRead(t testing.TB, kind, address string, options map[string]any, get Getter) *Listing {
	t.Helper()
	k, _ := ByName(kind)
	r, err := k.Open(address, options)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Read(t.Context(), get, Window{})
	if err != nil {
		return nil
	}
	return l
}

// TestDeclaredCut cuts the first page of every golden that is complete at every
// tenth: an error, or less with a warning, and never a complete listing.
func TestDeclaredCut(t *testing.T) {
	for _, kind := range declaredKinds {
		cut := 0
		for _, c := range goldentest.Cases(t, goldenFolder(kind)) {
			site, first, options := declaredCase(t, c)
			whole := declaredRead(t, kind, first, options, site)
			if whole == nil || !whole.Complete || len(whole.Items) == 0 {
				continue
			}
			cut++
			declaredCut(t, kind, first, options, site)
		}
		if cut == 0 {
			t.Errorf("%s has no golden that is complete", kind)
		}
	}
}

func declaredCut(t *testing.T, kind, first string, options map[string]any, site pages) {
	t.Helper()
	whole, body := declaredRead(t, kind, first, options, site), site[first]
	for tenth := range 10 {
		cut := pages{}
		for address, body := range site {
			cut[address] = body
		}
		cut[first] = body[:len(body)*tenth/10]
		l := declaredRead(t, kind, first, options, cut)
		if l != nil && (l.Complete || len(l.Warnings) == 0 || len(l.Items) > len(whole.Items)) {
			t.Errorf("%s %s cut at %d/10: complete %v, %d items of %d, warnings %v", kind, first, tenth, l.Complete, len(l.Items), len(whole.Items), l.Warnings)
		}
	}
}

// declaredFuzz reads any body with the options of every golden; further pages
// and documents are the body too.
func declaredFuzz(f *testing.F, kind string) {
	fuzzSeeds(f, kind)
	type opened struct {
		r       Reader
		address string
	}
	var readers []opened
	k, _ := ByName(kind)
	for _, c := range goldentest.Cases(f, goldenFolder(kind)) {
		_, first, options := declaredCase(f, c)
		r, err := k.Open(first, options)
		if err != nil {
			f.Fatal(err)
		}
		readers = append(readers, opened{r, first})
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, o := range readers {
			asked := 0
			l, err := o.r.Read(context.Background(), getterFunc(func(string) (string, error) { asked++; return string(body), nil }), Window{})
			fuzzListing(t, l, err)
			if asked > declaredMaxPages+declaredMaxDetails+5 {
				t.Fatalf("asked for %d pages", asked)
			}
		}
	})
}

func FuzzJSON(f *testing.F) { declaredFuzz(f, "json") }
func FuzzCSV(f *testing.F)  { declaredFuzz(f, "csv") }
func FuzzXML(f *testing.F)  { declaredFuzz(f, "xml") }
func FuzzPage(f *testing.F) { declaredFuzz(f, "page") }

// TestJSONStops holds that a program without end, in the item or in a key, ends
// with the reading, and that one that gives without end is bounded.
func TestJSONStops(t *testing.T) {
	const address = "https://smallconf.example/all.json"
	for _, endless := range []map[string]any{
		{"item": "repeat(.) | empty", "title": "."},
		{"item": ".[]", "title": "def f: f; f"},
	} {
		r, err := openJSON(address, endless)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		get := getterFunc(func(string) (string, error) { cancel(); return `["a"]`, nil })
		if _, err := r.Read(ctx, get, Window{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: %v", endless, err)
		}
	}
	l := declaredRead(t, "json", address, map[string]any{"item": "range(infinite)", "title": `"t\(.)"`}, pages{address: "[]"})
	if l == nil || l.Complete || len(l.Items) != declaredMaxItems || len(l.Warnings) == 0 {
		t.Error("items without end are not bounded, or complete")
	}
	l = declaredRead(t, "json", address, map[string]any{"item": "range(3)", "title": `"t\(.)"`, "speakers": "range(infinite) | tostring"}, pages{address: "[]"})
	if l == nil || len(l.Items) != 3 || len(l.Items[0].Speakers) != declaredMaxValues {
		t.Error("values without end are not bounded")
	}
	l = declaredRead(t, "json", address, map[string]any{"item": "range(infinite)", "title": `"t\(.)"`, "speakers": "range(infinite) | tostring"}, pages{address: "[]"})
	if l != nil {
		t.Error("all values are not bounded")
	}
}

// declaredStanza is the first stanza of a docs page for a file of the corpus:
// the fenced block that follows the file's name.
func declaredStanza(t *testing.T, kind, file string) map[string]any {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(sharedtest.Module(t), "docs", "sources", kind+".md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "`"+filepath.Base(file)+"`")
	if !ok {
		t.Fatalf("docs/sources/%s.md does not name %s", kind, file)
	}
	_, rest, _ = strings.Cut(rest, "```toml\n")
	stanza, _, _ := strings.Cut(rest, "```")
	doc := goldenOptions(t, []byte(stanza))
	list, ok := doc["source"].([]any)
	if !ok || len(list) != 1 {
		t.Fatalf("docs/sources/%s.md: the block after %s has no single [[source]]", kind, file)
	}
	return list[0].(map[string]any)
}

// declaredOther are facts that the table counts in another way than a listing
// can be counted.
var declaredOther = map[string]map[string]string{
	"catalog-json/defcon-26-2018.json":       {"speakers": "702"},                                         // the table counts ids: 28 people have two
	"catalog-csv/reinvent-2018.csv":          {"speakers": "155"},                                         // the table counts texts, some of several people
	"html/pycon-us-2013-schedule.html":       {"items": "205"},                                            // five cells are empty
	"html/pycon-ca-2016-schedule.html":       {"items": "70"},                                             // sixteen cells have no title
	"html/stirtrek-2025-schedule.html":       {"items": "67", "first_start": "2025-05-02T07:30:00-04:00"}, // eleven rows are headings; the stanza names the day
	"html/reflections-projections-1998.html": {"days": "2", "first_start": "1998-10-03T09:00:00-05:00"},   // the table has the Friday too, on which nothing is linked
	"html/ietf-82-agenda.html":               {"rooms": "8"},                                              // the table counts rooms of breaks and receptions too
	"html/fosdem-2012-saturday.html":         {"last_end": "0001-01-01T00:00:00+00:00"},                   // ends are told by the height of cells
	"catalog-json/srccon-2017.json":          {"speakers": "107", "days": "2"},                            // the table counts texts, some of several people; the stanza names the days
}

// declaredCorpus reads a file of the corpus by its stanza in the docs and
// compares the facts of expected.tsv that it has. Further documents of the
// stanza are read from beside the file.
func declaredCorpus(t *testing.T, kind string, row corpusRow) *Listing {
	t.Helper()
	root := corpusRoot(t)
	source := declaredStanza(t, kind, row["file"])
	options, _ := source[kind].(map[string]any)
	address, _ := source["url"].(string)
	site := getterFunc(func(at string) (string, error) {
		name := row["file"]
		if at != address {
			name = filepath.Join(filepath.Dir(name), filepath.Base(at))
		}
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		return string(b), err
	})
	l := declaredRead(t, kind, address, options, site)
	if l == nil {
		t.Fatal("no listing")
	}
	loc, err := zone.Load(row["timezone"])
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for column, value := range declaredFacts(t, l, loc) {
		if row[column] != "" {
			got[column] = value
		}
	}
	want := map[string]string{}
	for column := range got {
		want[column] = firstOf(declaredOther[row["file"]][column], row[column])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	return l
}

var declaredMinutes = regexp.MustCompile(`^(?:(\d+):)?(\d+)$`)

// declaredFacts counts a listing by the columns of expected.tsv.
func declaredFacts(t *testing.T, l *Listing, loc *time.Location) map[string]string {
	t.Helper()
	for i, it := range l.Items {
		if it.When.AllDay {
			l.Items[i].When = When{}
		}
		if m := declaredMinutes.FindStringSubmatch(it.When.Duration); m != nil && it.When.End == "" {
			span, err := time.ParseDuration(firstOf(m[1], "0") + "h" + m[2] + "m")
			if err != nil {
				t.Fatal(err)
			}
			if start := markupInstant(t, it.When.Date, it.When.Start, loc); !start.IsZero() {
				l.Items[i].When.Date, l.Items[i].When.Start = "", start.Format(time.RFC3339)
				l.Items[i].When.End = start.Add(span).Format(time.RFC3339)
			}
		}
	}
	return markupFacts(t, l, loc)
}

func TestDeclaredCorpus(t *testing.T) {
	root := corpusRoot(t)
	for kind, files := range map[string][]string{
		"json": {"catalog-json/reinvent-2020.json", "catalog-json/ignite-australia-2017.json", "catalog-json/google-io-2019.json",
			"catalog-json/defcon-26-2018.json", "catalog-json/srccon-2017.json", "catalog-json/sitcon-2020.json"},
		"csv": {"catalog-csv/reinvent-2018.csv", "catalog-csv/nicar-2018.csv", "catalog-csv/gpn11-2011.csv"},
		"xml": {"custom-xml/europython-2014.xml"},
		"page": {"html/pycon-us-2013-schedule.html", "html/pycon-ca-2016-schedule.html", "html/stirtrek-2025-schedule.html",
			"html/fosdem-2012-saturday.html", "html/ietf-82-agenda.html", "html/reflections-projections-1998.html"},
	} {
		for _, file := range files {
			t.Run(file, func(t *testing.T) { declaredCorpus(t, kind, corpusRows(t, root, file)[0]) })
		}
	}
}
