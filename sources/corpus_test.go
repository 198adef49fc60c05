package sources

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"callboard/internal/sharedtest"
	"callboard/internal/zone"
)

// corpusRoot is the folder of published schedules, which is no part of the
// repository; without it the test is skipped.
func corpusRoot(t testing.TB) string {
	t.Helper()
	return sharedtest.Path(t, "corpus")
}

// corpusFolder is where the corpus is, if it is there.
func corpusFolder(t testing.TB) string {
	t.Helper()
	return filepath.Join(sharedtest.Folder(t), "corpus")
}

// corpusRow is one line of expected.tsv by column name.
type corpusRow map[string]string

func corpusRows(t testing.TB, root, prefix string) []corpusRow {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []corpusRow
	for _, line := range lines[1:] {
		if !strings.HasPrefix(line[0], prefix) {
			continue
		}
		row := corpusRow{}
		for i, v := range line {
			row[lines[0][i]] = v
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		t.Fatalf("expected.tsv has no row of %s", prefix)
	}
	return rows
}

func (r corpusRow) number(t testing.TB, column string) int {
	t.Helper()
	n, err := strconv.Atoi(r[column])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// pages is a Getter over a map from URL to body.
type pages map[string]string

func (p pages) Get(_ context.Context, req Request) (*Page, error) {
	body, ok := p[req.URL]
	if !ok {
		return nil, fmt.Errorf("get %s: status 404", req.URL)
	}
	return &Page{URL: req.URL, Body: []byte(body)}, nil
}

// facts are what expected.tsv counts.
type facts struct {
	Items, Rooms, Speakers, NoStart, NoEnd int
	First, LastStart, LastEnd              string
}

// factsOf counts a listing, its wall times read in loc.
func factsOf(t testing.TB, l *Listing, loc *time.Location) facts {
	t.Helper()
	f := facts{Items: len(l.Items)}
	rooms, speakers := map[string]bool{}, map[string]bool{}
	var first, lastStart, lastEnd time.Time
	for _, it := range l.Items {
		if it.Room != "" {
			rooms[it.Room] = true
		}
		for _, s := range it.Speakers {
			speakers[s] = true
		}
		start, end := instants(t, it, l.Conference.DayChange, loc)
		if start.IsZero() {
			f.NoStart++
		}
		if end.IsZero() {
			f.NoEnd++
		}
		if first.IsZero() || start.Before(first) {
			first = start
		}
		if start.After(lastStart) {
			lastStart = start
		}
		if end.After(lastEnd) {
			lastEnd = end
		}
	}
	f.Rooms, f.Speakers = len(rooms), len(speakers)
	f.First, f.LastStart, f.LastEnd = first.Format(time.RFC3339), lastStart.Format(time.RFC3339), lastEnd.Format(time.RFC3339)
	return f
}

// instants is a small reader of When for the forms that the three kinds write.
func instants(t testing.TB, it Item, dayChange string, loc *time.Location) (start, end time.Time) {
	t.Helper()
	at := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		if it.When.Date != "" {
			if c, err := time.Parse("15:04", s); err == nil {
				d, err := time.Parse(time.DateOnly, it.When.Date)
				if err != nil {
					t.Fatalf("%s: %v", it.Where, err)
				}
				if s < dayChange {
					d = d.AddDate(0, 0, 1)
				}
				return zone.Instant(d.Add(time.Duration(c.Hour())*time.Hour+time.Duration(c.Minute())*time.Minute), loc)
			}
		}
		if i, err := time.Parse(time.RFC3339, s); err == nil {
			return i.UTC()
		}
		w, err := time.Parse("2006-01-02T15:04:05", s)
		if err != nil {
			t.Fatalf("%s: time %q: %v", it.Where, s, err)
		}
		return zone.Instant(w, loc)
	}
	start, end = at(it.When.Start), at(it.When.End)
	if end.IsZero() && it.When.Duration != "" && !start.IsZero() {
		h, m, ok := strings.Cut(it.When.Duration, ":")
		if !ok {
			h, m = "0", it.When.Duration // minutes
		}
		hours, err1 := strconv.Atoi(h)
		minutes, err2 := strconv.Atoi(m)
		if err1 != nil || err2 != nil {
			t.Fatalf("%s: duration %q", it.Where, it.When.Duration)
		}
		end = start.Add(time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute)
	}
	return start, end
}

// getterFunc is a Getter of one function from URL to body.
type getterFunc func(url string) (string, error)

func (f getterFunc) Get(_ context.Context, req Request) (*Page, error) {
	body, err := f(req.URL)
	if err != nil {
		return nil, err
	}
	return &Page{URL: req.URL, Body: []byte(body)}, nil
}
