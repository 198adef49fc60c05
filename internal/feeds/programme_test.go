package feeds_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/feeds"
	"callboard/internal/normalize"
	"callboard/internal/sharedtest"
	"callboard/sources"
)

type body []byte

func (b body) Get(_ context.Context, r sources.Request) (*sources.Page, error) {
	return &sources.Page{URL: r.URL, Body: b}, nil
}

// read groups one file into a conference's talks, as the pipeline does.
func read(t *testing.T, data []byte, address string) (callboard.Conference, []callboard.Talk) {
	t.Helper()
	kind, _, err := sources.Detect(&sources.Page{URL: address, Body: data})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := kind.Open(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	window := sources.Window{From: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	listing, err := reader.Read(t.Context(), body(data), window)
	if err != nil {
		t.Fatal(err)
	}
	if !listing.Complete {
		t.Error("the listing is not complete")
	}
	conf := callboard.Conference{ID: "conf-2025", Name: "Conf 2025", Host: "talks.example.org"}
	clean := normalize.Entries(normalize.Input{Listing: listing, Source: callboard.Source{ID: "site"}, Conference: conf})
	for i := range clean.Entries {
		clean.Entries[i].Presence = callboard.Seen
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	conf.Zone, conf.Version, conf.Modified = clean.Zone, 1, now
	talks := dedupe.Group(dedupe.Input{Conference: conf, Sources: []dedupe.Source{{ID: "site", Live: true, Complete: true}}, Entries: clean.Entries, Now: now}).Talks
	return conf, talks
}

func board(conf callboard.Conference, talks []callboard.Talk, name string) feeds.Board {
	return feeds.Board{
		Site: feeds.Site{URL: "https://talks.example.org", Title: "Callboard", Host: "talks.example.org"},
		Path: "/c/conf-2025/" + name, Page: "/c/conf-2025", Name: conf.Name, Key: "conf-2025/feed",
		Conferences: []callboard.Conference{conf}, Talks: talks, All: talks,
	}
}

// shown is what a programme can carry of talks, in a stable order: one line a
// talk. The formats know timed events only, to the minute, and schedule.xml none
// over a hundred hours.
func shown(conf callboard.Conference, talks []callboard.Talk, longest time.Duration) []string {
	var lines []string
	for _, t := range talks {
		var all []string
		for _, p := range t.Performances {
			if !p.Placed() {
				continue
			}
			start, end := p.Start, p.End
			switch {
			case p.AllDay:
				last := start
				if end.After(last) {
					last = end
				}
				start, end = midnight(conf, start, 0), midnight(conf, last, 1)
			case !end.After(start):
				end = start.Add(feeds.DefaultLength)
			}
			end = start.Add(min(end.Sub(start), longest).Round(time.Minute))
			all = append(all, fmt.Sprintf("%s %s %q %s", start.UTC().Format(time.RFC3339), end.UTC().Format(time.RFC3339), p.Room, p.Status))
		}
		if len(all) == 0 {
			continue
		}
		var names []string
		for _, s := range t.Speakers {
			names = append(names, s.Name)
		}
		slices.Sort(all)
		slices.Sort(names)
		lines = append(lines, strings.Join(all, " + ")+" | "+t.Title+" | "+strings.Join(names, ", ")+" | "+t.Track+" | "+t.Type)
	}
	slices.Sort(lines)
	return lines
}

func midnight(conf callboard.Conference, day time.Time, more int) time.Time {
	y, m, d := day.UTC().Date()
	return time.Date(y, m, d+more, 0, 0, 0, 0, conf.Location())
}

// TestReadBack: whatever the source spoke, what is re-published is valid by the
// community's own schemas, and our own readers find the same talks in it.
func TestReadBack(t *testing.T) {
	dir := sharedtest.Path(t, "corpus")
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(dir, "schema", "schedule.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range corpusFiles(t, dir) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
			if err != nil {
				t.Fatal(err)
			}
			conf, talks := read(t, data, "https://conf.example/"+file)
			xml, json := feeds.ScheduleXML(board(conf, talks, "schedule.xml")), feeds.ScheduleJSON(board(conf, talks, "schedule.json"))
			validXML(t, filepath.Join(dir, "schema", "schedule.xml.xsd"), xml)
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(json))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("schedule.json: %v", err)
			}
			for name, out := range map[string][]byte{"schedule.xml": xml, "schedule.json": json} {
				longest := 365 * 24 * time.Hour
				if name == "schedule.xml" {
					longest = 99*time.Hour + 59*time.Minute
				}
				back, again := read(t, out, "https://talks.example.org/c/conf-2025/"+name)
				if diff := gocmp.Diff(shown(conf, talks, longest), shown(back, again, longest)); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
			}
		})
	}
}

// validXML asks xmllint, which is the schema's own tool; CI has it.
func validXML(t *testing.T, schema string, doc []byte) {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Log("no xmllint (libxml2-utils): schedule.xml is not held to its schema")
		return
	}
	cmd := exec.Command(xmllint, "--noout", "--schema", schema, "-")
	cmd.Stdin = bytes.NewReader(doc)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("schedule.xml: %v\n%s", err, out[:min(len(out), 2000)])
	}
}

// corpusFiles are one conference each, of every family. Left out: a calendar
// whose entries are whole conferences.
func corpusFiles(t *testing.T, dir string) []string {
	var files []string
	for _, pattern := range []string{"frab-xml/*.xml", "ics/*.ics", "oscon-json/*.json", "sessionize/*.json", "indico-json/*.json"} {
		found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			rel, err := filepath.Rel(dir, f)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(filepath.Base(rel), "developers-events") {
				files = append(files, filepath.ToSlash(rel))
			}
		}
	}
	return files
}
