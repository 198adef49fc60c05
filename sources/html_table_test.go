package sources

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTableCorpus holds the reader against what was counted by hand. The table
// counts cells without a title, rows that hold a time alone, and rooms of rows
// that are no talks: those are named here.
func TestTableCorpus(t *testing.T) {
	root := corpusRoot(t)
	for _, c := range []struct {
		file, date                   string
		items, rooms, speakers, days int
	}{
		{"pycon-us-2013-schedule.html", "", 210 - 5, 15, 153, 5},         // five cells are empty
		{"pycon-ca-2016-schedule.html", "", 86 - 16, 4, 59, 2},           // sixteen cells have no title; four of 59 people stand below theirs
		{"stirtrek-2025-schedule.html", "2025-05-02", 78 - 11, 9, 62, 1}, // eleven rows hold a time alone
		{"fosdem-2012-saturday.html", "2012-02-04", 232, 23, 242, 1},
		{"ietf-82-agenda.html", "", 113, 8, 0, 5}, // five rooms are of registrations and meals
	} {
		body, err := os.ReadFile(filepath.Join(root, "html", c.file))
		if err != nil {
			t.Fatal(err)
		}
		l, err := parseTable(&Page{URL: "https://conf.example/" + c.file, Body: body}, tableOptions{date: c.date})
		if err != nil {
			t.Fatal(err)
		}
		rooms, speakers, days := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, it := range l.Items {
			if it.Room != "" {
				rooms[it.Room] = true
			}
			for _, s := range it.Speakers {
				speakers[s] = true
			}
			days[it.When.Date] = true
		}
		got := fmt.Sprint(len(l.Items), len(rooms), len(speakers), len(days), l.Complete)
		if want := fmt.Sprint(c.items, c.rooms, c.speakers, c.days, true); got != want {
			t.Errorf("%s: items, rooms, speakers, days, complete are %s, want %s", c.file, got, want)
		}
	}
}

// TestSpeakerPageCorpus: one talk, two days, each with its own recording, the
// slides once.
func TestSpeakerPageCorpus(t *testing.T) {
	body, err := os.ReadFile(filepath.Join(corpusRoot(t), "speaker-page", "docker-in-production.html"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := parseSpeakerPage(&Page{URL: "https://person.example/docker-in-production/", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Items) != 2 || !l.Complete {
		t.Fatalf("%d items, complete %v", len(l.Items), l.Complete)
	}
	for i, want := range []struct{ day, recording string }{{"2015-07-22", "Fl7h3tenASU"}, {"2015-07-23", "sXIN8EoK0sE"}} {
		it := l.Items[i]
		if !it.When.AllDay || it.When.Start != want.day || len(it.SlotLinks) != 1 || !strings.HasSuffix(it.SlotLinks[0].URL, want.recording) {
			t.Errorf("slot %d is %+v with %v", i+1, it.When, it.SlotLinks)
		}
		rels := map[string]int{}
		for _, link := range it.Links {
			rels[link.Rel]++
		}
		if it.Title != "Docker in Production: Reality, Not Hype" || rels["slides"] != 1 || rels["discussion"] < 30 {
			t.Errorf("slot %d: %q with %v", i+1, it.Title, rels)
		}
	}
}

func TestTableOptions(t *testing.T) {
	for _, options := range []map[string]any{{"date": "soon"}, {"room": 7}, {"rooms": "A"}} {
		if _, err := openTable("https://conf.example/", options); err == nil {
			t.Errorf("options %v are taken", options)
		}
	}
}

func FuzzTable(f *testing.F)       { fuzzKind(f, "html-table") }
func FuzzSpeakerPage(f *testing.F) { fuzzKind(f, "speaker-page") }
