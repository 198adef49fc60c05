package sources

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestScheduleXMLCorpus holds every published file against what was counted by hand.
func TestScheduleXMLCorpus(t *testing.T) {
	root := corpusRoot(t)
	for _, row := range corpusRows(t, root, "frab-xml/") {
		t.Run(filepath.Base(row["file"]), func(t *testing.T) {
			l, loc := readCorpus(t, root, row, "schedule-xml")
			want := factsWanted(t, row)
			if diff := cmp.Diff(want, factsOf(t, l, loc)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			if !l.Complete || len(l.Warnings) > 0 {
				t.Errorf("complete %v, warnings %v", l.Complete, l.Warnings)
			}
		})
	}
}

// readCorpus reads a corpus file with the kind that detection must find.
func readCorpus(t testing.TB, root string, row corpusRow, kind string) (*Listing, *time.Location) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(row["file"])))
	if err != nil {
		t.Fatal(err)
	}
	loc, err := time.LoadLocation(row["timezone"])
	if err != nil {
		t.Fatal(err)
	}
	const url = "https://conf.example/schedule"
	k, _, err := Detect(&Page{URL: url, Body: body})
	if err != nil || k.Name != kind {
		t.Fatalf("detected %q, %v, want %s", k.Name, err, kind)
	}
	r, err := k.Open(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Read(t.Context(), pages{url: string(body)}, Window{})
	if err != nil {
		t.Fatal(err)
	}
	return l, loc
}

func factsWanted(t testing.TB, row corpusRow) facts {
	t.Helper()
	return facts{
		Items: row.number(t, "items"), Rooms: row.number(t, "rooms"), Speakers: row.number(t, "speakers"),
		NoStart: row.number(t, "no_start"), NoEnd: row.number(t, "no_end"),
		First: row["first_start_utc"], LastStart: row["last_start_utc"], LastEnd: row["last_end_utc"],
	}
}
