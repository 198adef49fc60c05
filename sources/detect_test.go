package sources

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// detectCorpus says which kind each file of the corpus is of, by file or by
// folder ("ics/"). What is listed nowhere is not looked at.
var detectCorpus = map[string]string{
	"emf/emf-2024.ics":  "ics",
	"emf/emf-2024.json": "emf-json",
	"symposion-json/":   "symposion-json",
	"open-event-json/":  "open-event-json",
	"devoxx-json/":      "devoxx-json",
	"feed/":             "feed",
	"frab-xml/":         "schedule-xml",
	"guidebook-xml/":    "guidebook-xml",
	"ics/":              "ics",
	"indico-json/":      "indico-json",
	"oscon-json/":       "oscon-json",
	"sessionize/":       "sessionize",

	"html/pycon-us-2013-schedule.html":       "html-table",
	"html/pycon-ca-2016-schedule.html":       "html-table",
	"html/stirtrek-2025-schedule.html":       "html-table",
	"html/fosdem-2012-saturday.html":         "html-table",
	"html/ietf-82-agenda.html":               "html-table",
	"html/reflections-projections-1998.html": "html-table",
	"speaker-page/docker-in-production.html": "speaker-page",
	"html/fullfrontal-2012-hcalendar.html":   "microformats",
	"html/indieweb-summit-2019-hevent.html":  "microformats",
}

// TestDetectCorpus recognises every file by its content alone: its address and
// its content type say nothing. Behind a byte order mark, or blank lines, it is
// the same file.
func TestDetectCorpus(t *testing.T) {
	root := corpusRoot(t)
	err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		want, ok := detectCorpus[name]
		if !ok {
			folder, _, _ := strings.Cut(name, "/")
			if want, ok = detectCorpus[folder+"/"]; !ok {
				return nil
			}
		}
		body, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		k, _, err := Detect(&Page{URL: "https://conf.example/x", Body: body})
		if err != nil || k.Name != want {
			t.Errorf("%s: kind %q, want %s: %v", name, k.Name, want, err)
		}
		// No other kind may claim it, but the general ones behind the special.
		for _, other := range Kinds {
			if why := other.Detect(&Page{URL: "https://conf.example/x", Body: body}); why != "" && other.Name != want && !detectAlso[want+" "+other.Name] {
				t.Errorf("%s: kind %s claims it too: %s", name, other.Name, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// detectAlso are pairs of which the first is a dialect of the second: both say
// yes, and the table's order decides.
var detectAlso = map[string]bool{"sched ics": true}
