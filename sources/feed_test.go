package sources

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFeedGoldens(t *testing.T) { icsGoldens(t, "feed", openFeed) }

func TestFeedCorpus(t *testing.T) {
	for _, row := range icsExpected(t, "feed/") {
		t.Run(row["file"], func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(corpusRoot(t), row["file"]))
			if err != nil {
				t.Fatal(err)
			}
			page := &Page{URL: "https://conf.example/feed", Body: body}
			kind, _, err := Detect(page)
			if err != nil || kind.Name != "feed" {
				t.Fatalf("recognised as %q, %v", kind.Name, err)
			}
			l, err := icsRead(t, openFeed, page, Window{})
			if err != nil {
				t.Fatal(err)
			}
			if got := icsItoa(len(l.Items)); got != row["items"] {
				t.Errorf("items: got %s, want %s", got, row["items"])
			}
			if l.Complete {
				t.Error("a feed is never complete")
			}
			refs, first := map[string]bool{}, "none"
			for _, it := range l.Items {
				refs[it.Ref] = true
				if it.When.AllDay != (row["first_start"] != "") {
					t.Errorf("%s: %+v", it.Ref, it.When)
				}
				if it.When.Start != "" && (first == "none" || it.When.Start < first) {
					first = it.When.Start
				}
			}
			if got := strings.TrimPrefix(first, "none"); got != row["first_start"] {
				t.Errorf("first start: got %q, want %q", got, row["first_start"])
			}
			if len(refs) != len(l.Items) {
				t.Errorf("%d refs for %d items", len(refs), len(l.Items))
			}
			t.Logf("%+v %v", l.Conference, l.Warnings)
			t.Logf("%+v", l.Items[0])
		})
	}
}
