package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"callboard"
	"callboard/internal/config"
	"callboard/internal/fetch"
	"callboard/internal/normalize"
	"callboard/internal/zone"
	"callboard/scheduler"
	"callboard/sources"
)

const (
	corpusLeast = 0.95 // share of facts that has to agree
	corpusPlain = 0.90 // with those set apart that the table counts in another way
)

// TestCorpus reads every file of expected.tsv as the daemon would for an admin
// who pastes its address, names the zone where the file says none, and nothing
// else; a few pages need the stanza that stands in docs/sources. What comes out
// is held against what was counted by hand. A deviation has its reason in
// corpusKnown, or the test fails.
func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the whole corpus")
	}
	root, _ := probeCorpus(t)
	facts, agree, recounted := 0, 0, 0
	met := map[string]bool{}
	for _, row := range corpusTable(t, root) {
		t.Run(row.file, func(t *testing.T) {
			entries, err := row.read(t, root)
			if strings.HasPrefix(row.file, "conference-list/") {
				if err == nil { // import reads it, and has its own facts
					t.Errorf("a list of conferences is read as a schedule of %d talks", len(entries))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := row.count(entries)
			for _, column := range corpusColumns {
				want := row.facts[column]
				if want == "" {
					continue
				}
				facts++
				if got[column] == want {
					agree++
					continue
				}
				key := row.file + " " + column
				known := corpusKnown[key]
				met[key] = true
				if known.counted {
					agree, recounted = agree+1, recounted+1
				}
				if known.got != got[column] {
					t.Errorf("%s: got %s, want %s", column, got[column], cmp.Or(known.got, want))
					continue
				}
				t.Logf("%s: got %s, the table has %s: %s", column, got[column], want, known.why)
			}
		})
	}
	for _, key := range slices.Sorted(maps.Keys(corpusKnown)) {
		if !met[key] {
			t.Errorf("%s deviates no longer: take it out of corpusKnown", key)
		}
	}
	t.Logf("%d of %d facts agree, and %d that the table counts in another way", agree-recounted, facts, recounted)
	if float64(agree) < corpusLeast*float64(facts) || float64(agree-recounted) < corpusPlain*float64(facts) {
		t.Errorf("only %d of %d facts agree, %d of them counted anew", agree, facts, recounted)
	}
}

// corpusColumns are the facts that are compared.
var corpusColumns = []string{"items", "rooms", "speakers", "first_start", "last_end"}

// corpusStanza names the files that need more than their address, and the page
// of docs/sources that has their stanza.
var corpusStanza = map[string]string{
	"catalog-json/defcon-26-2018.json":       "json",       // rooms and people stand in further documents
	"catalog-json/srccon-2017.json":          "json",       // no date in it
	"html/stirtrek-2025-schedule.html":       "page",       // no date in it
	"html/fosdem-2012-saturday.html":         "html-table", // no date in it
	"html/reflections-projections-1998.html": "page",
}

// corpusDeviation is a fact that does not agree. Counted says that the table
// counts something else on purpose, so that got is the right number.
type corpusDeviation struct {
	got     string
	counted bool
	why     string
}

// corpusKnown are the deviations, by file and column.
var corpusKnown = map[string]corpusDeviation{
	"pretalx-json/sotm-2022.json speakers":               {"88", true, "the table counts codes; one person has two"},
	"ics/developers-events-2025.ics items":               {"1339", true, "three events stand there twice, word for word, in one slot"},
	"emf/emf-2024.json speakers":                         {"301", true, "five acts are called as their performer: the title says it"},
	"oscon-json/osconfeed-2014.json rooms":               {"46", true, "the table counts a name with one and with two blanks as two"},
	"oscon-json/osconfeed-2014.json speakers":            {"354", true, "the table counts a serial that the file does not resolve"},
	"catalog-csv/reinvent-2018.csv speakers":             {"155", true, "the table counts fields, some of them of several people"},
	"catalog-csv/nicar-2018.csv items":                   {"221", true, "one row stands there twice"},
	"catalog-csv/nicar-2018.csv speakers":                {"356", true, "the table counts NA, which is nobody"},
	"catalog-json/defcon-26-2018.json speakers":          {"702", true, "the table counts ids; 28 people have two"},
	"catalog-json/srccon-2017.json speakers":             {"107", true, "the table counts fields, some of them of several people"},
	"open-event-json/f8-2017-sessions.json rooms":        {"7", true, "the table counts null as one"},
	"html/pycon-us-2013-schedule.html items":             {"205", true, "the table counts five empty cells"},
	"html/pycon-ca-2016-schedule.html items":             {"70", true, "the table counts sixteen cells without a title"},
	"html/stirtrek-2025-schedule.html items":             {"67", true, "the table counts eleven rows that hold a time alone"},
	"html/ietf-82-agenda.html rooms":                     {"8", true, "the table counts rooms of registrations and meals, which are not among its items"},
	"html/reflections-projections-1998.html first_start": {"09:00", true, "the table has the Friday's 10:00, on which nothing is linked"},
}

// corpusRow is one file of the table.
type corpusRow struct {
	file, zone string // zone: "" where the file says it
	loc        *time.Location
	facts      map[string]string
}

// corpusTable reads expected.tsv, and from README.md which zones are not of the
// file (set in italics there).
func corpusTable(t *testing.T, root string) []corpusRow {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(root, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []corpusRow
	for _, line := range lines[1:] {
		values := map[string]string{}
		for i, v := range line {
			values[lines[0][i]] = v
		}
		row := corpusRow{file: values["file"], facts: values, loc: time.UTC}
		if loc, err := zone.Load(values["timezone"]); err == nil {
			row.loc = loc
		}
		italic := regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(row.file) + `. \|[^|]*\| \*[^|*]*\* \|`)
		if italic.Match(readme) {
			row.zone = values["timezone"]
		}
		if values["speakers"] == "0" {
			values["speakers"] = "" // the format names none apart
		}
		rows = append(rows, row)
	}
	return rows
}

// read gives what the daemon makes of a file.
func (row corpusRow) read(t *testing.T, root string) ([]callboard.Entry, error) {
	t.Helper()
	abs, err := filepath.Abs(filepath.Join(root, filepath.FromSlash(row.file)))
	if err != nil {
		t.Fatal(err)
	}
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String()
	stanza := fmt.Sprintf("[[source]]\nurl = %q\n", address)
	if row.zone != "" {
		stanza += fmt.Sprintf("timezone = %q\n", row.zone)
	}
	if page := corpusStanza[row.file]; page != "" {
		stanza = docsStanza(t, page, address)
	}
	conf, err := config.Parse("config.toml", []byte(stanza), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{UserAgent: "test", Timeout: time.Minute, MaxBytes: 64 << 20, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	plan := planOf(conf, client, nowhere{})
	src := plan.Sources[0].Source
	get := plan.Open(scheduler.Job{Source: src})
	kind, options, err := row.kind(t, get, src)
	if err != nil {
		return nil, err
	}
	r, err := kind.Open(src.URL, options)
	if err != nil {
		t.Fatal(err)
	}
	// The table counts recurring entries once: no window.
	l, err := r.Read(t.Context(), get, sources.Window{})
	if err != nil {
		return nil, err
	}
	out := normalize.Entries(normalize.Input{Listing: l, Source: src})
	t.Logf("%s, complete %v, zone %s", kind.Name, out.Complete, out.Zone)
	for _, w := range out.Warnings {
		t.Logf("%s: %s", w.Where, w.Text)
	}
	return out.Entries, nil
}

// kind is the one that is configured, else recognised, else guessed.
func (row corpusRow) kind(t *testing.T, get sources.Getter, src callboard.Source) (sources.Kind, map[string]any, error) {
	t.Helper()
	if k, ok := sources.ByName(src.Kind); ok {
		return k, src.Options, nil
	}
	page, err := get.Get(t.Context(), sources.Request{URL: src.URL})
	if err != nil {
		t.Fatal(err)
	}
	k, _, err := sources.Detect(page)
	if err == nil {
		return k, src.Options, nil
	}
	if name, options, _, ok := sources.Guess(page); ok {
		k, _ := sources.ByName(name)
		return k, options, nil
	}
	return sources.Kind{}, nil, err
}

// docsStanza is the block of a docs page that follows the name of a file, at
// the address where the file is. Further documents stand beside it.
func docsStanza(t *testing.T, kind, address string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "sources", kind+".md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "`"+path.Base(address)+"`")
	if !ok {
		t.Fatalf("docs/sources/%s.md does not name %s", kind, path.Base(address))
	}
	_, rest, _ = strings.Cut(rest, "```toml\n")
	stanza, _, _ := strings.Cut(rest, "```")
	m := regexp.MustCompile(`(?m)^url = "(.*)"$`).FindStringSubmatch(stanza)
	if m == nil {
		t.Fatalf("docs/sources/%s.md: the block after %s has no url", kind, path.Base(address))
	}
	stanza = strings.Replace(stanza, m[1], address, 1)
	return strings.ReplaceAll(stanza, path.Dir(m[1])+"/", path.Dir(address)+"/")
}

// count counts entries by the columns of the table.
func (row corpusRow) count(entries []callboard.Entry) map[string]string {
	rooms, speakers := map[string]bool{}, map[string]bool{}
	var first, last time.Time
	for _, e := range entries {
		if e.Room != "" {
			rooms[e.Room] = true
		}
		for _, s := range e.Speakers {
			speakers[s.Name] = true
		}
		if !e.Placed() {
			continue
		}
		if first.IsZero() || e.Start.Before(first) {
			first = e.Start
		}
		end := e.End
		switch {
		case end.IsZero():
			end = e.Start // the table counts so where there is none
		case e.AllDay:
			end = end.AddDate(0, 0, 1) // the table has the day after
		}
		if end.After(last) {
			last = end
		}
	}
	return map[string]string{"items": strconv.Itoa(len(entries)), "rooms": strconv.Itoa(len(rooms)), "speakers": strconv.Itoa(len(speakers)),
		"first_start": row.time("first_start", first), "last_end": row.time("last_end", last)}
}

// time prints a time as the table prints this one.
func (row corpusRow) time(column string, at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	for _, layout := range []string{"2006-01-02T15:04:05-07:00", time.DateOnly, "15:04"} {
		if _, err := time.Parse(layout, row.facts[column]); err == nil {
			return at.In(row.loc).Format(layout)
		}
	}
	return at.In(row.loc).Format("2006-01-02T15:04:05-07:00")
}
