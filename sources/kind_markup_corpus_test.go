package sources

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"callboard/internal/zone"
)

// markupCorpus reads a page of the corpus and holds it against its line: only
// the facts that the line has.
func markupCorpus(t *testing.T, row corpusRow, kind string, options map[string]any) *Listing {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(corpusRoot(t), filepath.FromSlash(row["file"])))
	if err != nil {
		t.Fatal(err)
	}
	p := &Page{URL: "https://conf.example/2012/", Body: body}
	if k, _, err := Detect(p); err != nil || k.Name != kind {
		t.Errorf("recognised as %q, %v", k.Name, err)
	}
	k, _ := ByName(kind)
	r, err := k.Open(p.URL, options)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Read(t.Context(), pages{p.URL: string(body)}, Window{})
	if err != nil {
		t.Fatal(err)
	}
	if !l.Complete {
		t.Errorf("incomplete: %v", l.Warnings)
	}
	loc, err := zone.Load(row["timezone"])
	if err != nil {
		t.Fatal(err)
	}
	got := markupFacts(t, l, loc)
	for _, column := range []string{"items", "rooms", "days", "speakers", "first_start", "last_end"} {
		if want := row[column]; want != "" && want != got[column] {
			t.Errorf("%s: got %s, want %s", column, got[column], want)
		}
	}
	return l
}

// markupFacts counts a listing by the columns of expected.tsv.
func markupFacts(t *testing.T, l *Listing, loc *time.Location) map[string]string {
	t.Helper()
	rooms, days, speakers := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var first, last time.Time
	for _, it := range l.Items {
		rooms[it.Room] = true
		for _, s := range it.Speakers {
			speakers[s] = true
		}
		start, end := markupInstant(t, it.When.Date, it.When.Start, loc), markupInstant(t, it.When.Date, it.When.End, loc)
		if start.IsZero() {
			continue
		}
		days[start.Format(time.DateOnly)] = true
		if first.IsZero() || start.Before(first) {
			first = start
		}
		if end.After(last) {
			last = end
		}
	}
	delete(rooms, "")
	return map[string]string{"items": strconv.Itoa(len(l.Items)), "rooms": strconv.Itoa(len(rooms)), "days": strconv.Itoa(len(days)),
		"speakers": strconv.Itoa(len(speakers)), "first_start": markupRFC3339(first), "last_end": markupRFC3339(last)}
}

// markupRFC3339 prints a time as the table does: UTC as +00:00.
func markupRFC3339(t time.Time) string { return t.Format("2006-01-02T15:04:05-07:00") }

func markupInstant(t *testing.T, date, s string, loc *time.Location) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	if date != "" {
		s = date + "T" + s
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if i, err := time.Parse(layout, s); err == nil {
			return i.In(loc)
		}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if w, err := time.Parse(layout, s); err == nil {
			return zone.Instant(w, loc).In(loc)
		}
	}
	t.Fatalf("time %q", s)
	return time.Time{}
}
