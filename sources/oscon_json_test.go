package sources

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOsconJSONCorpus holds the published feed against what was counted by hand.
func TestOsconJSONCorpus(t *testing.T) {
	root := corpusRoot(t)
	for _, row := range corpusRows(t, root, "oscon-json/") {
		t.Run(filepath.Base(row["file"]), func(t *testing.T) {
			l, loc := readCorpus(t, root, row, "oscon-json")
			want := factsWanted(t, row)
			// The table counts serials. One of them, 31044, is of a person whom
			// the file does not hold: 354 names, and a warning.
			want.Speakers--
			if diff := cmp.Diff(want, factsOf(t, l, loc)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			if want := (Published{Acronym: "oscon2014", URL: "http://oscon.com/oscon2014"}); l.Conference != want {
				t.Errorf("conference %+v, want %+v", l.Conference, want)
			}
			if !l.Complete || len(l.Warnings) != 1 || l.Warnings[0].Text != "speaker 31044 is not in the file" {
				t.Errorf("complete %v, warnings %v", l.Complete, l.Warnings)
			}
		})
	}
}
