package dedupe_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/normalize"
	"callboard/sources"
)

// corpus is the folder of labelled schedules beside the repository, or the
// test is skipped.
func corpus(t *testing.T) string {
	dir := os.Getenv("CALLBOARD_SHARED")
	for up := "."; dir == ""; up = filepath.Join(up, "..") {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			dir = filepath.Join(up, "..", "shared")
		}
		if abs, err := filepath.Abs(up); err != nil || abs == string(filepath.Separator) {
			break
		}
	}
	dir = filepath.Join(dir, "corpus")
	if _, err := os.Stat(filepath.Join(dir, "encores", "dev.tsv")); err != nil {
		t.Skip("no corpus: set CALLBOARD_SHARED to the folder that holds it")
	}
	return dir
}

func table(t *testing.T, file string) [][]string {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
	}
	return rows[1:]
}

// body serves one file to a reader.
type body []byte

func (b body) Get(_ context.Context, r sources.Request) (*sources.Page, error) {
	return &sources.Page{URL: r.URL, Body: b}, nil
}

// kinds of the corpus folders that a reader exists for.
var folderKinds = map[string]string{"frab-xml": "schedule-xml", "ics": "ics", "oscon-json": "oscon-json"}

// TestEncoresOfCorpus holds the ladder against the labels: pairwise precision
// and recall over the files that callboard can read, no label lost, and no
// encore where the labels say that there is none.
func TestEncoresOfCorpus(t *testing.T) {
	dir := corpus(t)
	zones := map[string]string{}
	for _, row := range table(t, filepath.Join(dir, "expected.tsv")) {
		if slices.ContainsFunc(row, func(s string) bool { return strings.Contains(s, "/") }) {
			zones[row[0]] = zoneOf(row)
		}
	}
	labels := map[string][]label{}
	for _, row := range table(t, filepath.Join(dir, "encores", "dev.tsv")) {
		if folderKinds[filepath.Dir(row[3])] != "" {
			labels[row[3]] = append(labels[row[3]], label{row[0], row[1], row[3], row[4], row[5], row[7], row[8]})
		}
	}
	var total score
	for file, rows := range labels {
		talks := talksOf(t, dir, file, zones[file])
		total.add(t, talks, rows)
	}
	p := float64(total.tp) / float64(max(1, total.tp+total.fp))
	r := float64(total.tp) / float64(max(1, total.tp+total.fn))
	t.Logf("%d files: P %.3f R %.3f, %d pairs found, %d wrong, %d missed, %d labels lost", len(labels), p, r, total.tp, total.fp, total.fn, total.lost)
	if p < .98 || r < .95 || total.lost > 0 {
		t.Errorf("the ladder has become worse")
	}
}

func zoneOf(row []string) string {
	for _, s := range row[1:] {
		s = strings.Trim(s, "*")
		if strings.Contains(s, "/") && !strings.ContainsAny(s, " .:") {
			if _, err := time.LoadLocation(s); err == nil {
				return s
			}
		}
	}
	return "UTC"
}

type label struct{ group, kind, file, ref, title, start, room string }

type score struct{ tp, fp, fn, lost int }

func talksOf(t *testing.T, dir, file, zone string) []callboard.Talk {
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	kind, _ := sources.ByName(folderKinds[filepath.Dir(file)])
	reader, err := kind.Open("https://x.example/"+file, nil)
	if err != nil {
		t.Fatal(err)
	}
	window := sources.Window{From: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	listing, err := reader.Read(t.Context(), body(data), window)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	conference := callboard.Conference{ID: "x", Zone: zone}
	read := normalize.Entries(normalize.Input{Listing: listing, Source: callboard.Source{ID: "site"}, Conference: conference})
	for i := range read.Entries {
		read.Entries[i].Presence = callboard.Seen
	}
	return dedupe.Group(dedupe.Input{
		Conference: conference, Sources: []dedupe.Source{{ID: "site", Live: true, Complete: true}},
		Entries: read.Entries, Now: start,
	}).Talks
}

// add scores the labelled pairs of one file.
func (s *score) add(t *testing.T, talks []callboard.Talk, rows []label) {
	for i, a := range rows {
		x := find(talks, a)
		if x == "" {
			s.lost++
			t.Logf("lost: %v", a)
			continue
		}
		for _, b := range rows[i+1:] {
			if a.group != b.group {
				continue
			}
			joined := x == find(talks, b)
			switch {
			case a.kind == "encore" && joined:
				s.tp++
			case a.kind == "encore":
				s.fn++
				t.Logf("missed: %v and %v", a, b)
			case a.kind == "not-encore" && joined:
				s.fp++
				t.Logf("wrong: %v and %v", a, b)
			}
		}
	}
}

// find is the talk of a labelled entry: by start, then ref, title and room.
func find(talks []callboard.Talk, l label) string {
	best, most := "", 0
	at, err := time.Parse(time.RFC3339, l.start)
	for _, talk := range talks {
		for _, p := range talk.Performances {
			off := p.Start.Sub(at).Abs()
			if err == nil && off > 0 && (!p.AllDay || off > 14*time.Hour) {
				continue
			}
			n := 0
			for _, s := range p.Sightings {
				if l.ref != "" && strings.Contains(s.Ref, l.ref) {
					n = max(n, 8)
				}
				if strings.Join(strings.Fields(s.Title), " ") == l.title {
					n += 4
				}
			}
			if n > 0 && p.Room == l.room {
				n++
			}
			if n > most {
				best, most = talk.ID, n
			}
		}
	}
	return best
}

// TestNoEncoresInOSCON: OSCON 2014 has none; its breaks, yoga and keynotes are
// not joined.
func TestNoEncoresInOSCON(t *testing.T) {
	talks := talksOf(t, corpus(t), "oscon-json/osconfeed-2014.json", "America/Los_Angeles")
	n := 0
	for _, talk := range talks {
		n += len(talk.Performances)
		for _, p := range talk.Performances {
			if p.Encore {
				t.Errorf("%s is called an encore: %s", talk.Title, fmt.Sprint(p.Sightings))
			}
		}
	}
	if n != 484 {
		t.Errorf("%d performances, want 484", n)
	}
}
