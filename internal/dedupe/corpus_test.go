package dedupe_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"callboard"
	"callboard/internal/dedupe"
	"callboard/internal/normalize"
	"callboard/internal/sharedtest"
	"callboard/sources"

	"github.com/itchyny/gojq"
)

// corpus is the folder of labelled schedules beside the repository, or the
// test is skipped.
func corpus(t testing.TB) string {
	t.Helper()
	return filepath.Dir(filepath.Dir(sharedtest.Path(t, "corpus", "encores", "dev.tsv")))
}

// table is a file of tab-separated values, a map for each row.
func table(t testing.TB, file string) []map[string]string {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var head []string
	var rows []map[string]string
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if head == nil {
			head = cells
			continue
		}
		row := map[string]string{}
		for i, name := range head[:min(len(head), len(cells))] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// corpusZones are the zones of the corpus files.
func corpusZones(t testing.TB, dir string) map[string]string {
	zones := map[string]string{}
	for _, row := range table(t, filepath.Join(dir, "expected.tsv")) {
		if _, err := time.LoadLocation(row["timezone"]); err == nil {
			zones[row["file"]] = row["timezone"]
		}
	}
	return zones
}

// folder serves the files of the corpus to readers.
type folder string

func (f folder) Get(_ context.Context, r sources.Request) (*sources.Page, error) {
	body, err := os.ReadFile(filepath.Join(string(f), filepath.FromSlash(strings.TrimPrefix(r.URL, corpusHost))))
	return &sources.Page{URL: r.URL, Body: bytes.TrimPrefix(body, []byte("\ufeff"))}, err
}

const corpusHost = "https://corpus.example/"

// programs read the catalogues that no kind recognises by itself, as an admin
// would write them into the configuration: the keys are those of the kinds
// json and csv. A CSV is an array of its rows.
var programs = map[string]string{
	"catalog-csv/nicar-2018.csv": `.[] | {ref: .event_id, title: .name, abstract: .clean_description, room: .location_room, date: .start_date_clean,
		start: .start_time_clean, end: .end_time_clean, speakers: (.speakers_cleaned | split("; ")), type: .session_type}`,
	"catalog-csv/reinvent-2018.csv": `.[] | {ref: .session_code, title: .session_title, abstract, type, speakers: (.speakers | split(", ")),
		start: .start_time, end: .end_time, room: (.venue + " / " + .room)}`,
	"catalog-json/defcon-26-2018.json": `(reduce $speakers.speakers[] as $s ({}; .[$s.id|tostring] = $s.name)) as $names | (reduce $locations.locations[] as $l ({}; .[$l.id|tostring] = $l.name)) as $rooms |
		(reduce $event_types.event_types[] as $t ({}; .[$t.id|tostring] = $t.name)) as $types | .schedule[] | {ref: (.id|tostring), title, abstract: .description,
		start: .start_date, end: .end_date, room: $rooms[.location|tostring], type: $types[.event_type|tostring], speakers: [.speakers[] | $names[tostring] // empty]}`,
	"catalog-json/google-io-2019.json": `. as $r | .sessions[] | .room as $room | {ref: .id, title, abstract: .description, type, start: (.startTimestamp/1000|todate), end: (.endTimestamp/1000|todate),
		room: ([$r.rooms[] | select(.id == $room).name] | first), speakers: [.speakers[] | $r.speakers[.].name]}`,
	"catalog-json/ignite-australia-2017.json": `.Sessions[] | {ref: (.SessionId|tostring), title: .Name, abstract: .Description, start: .Schedule.StartDatetime[:19], end: .Schedule.EndDatetime[:19],
		room: .Schedule.Room, speakers: [.Speakers[]?.Name]}`,
	"catalog-json/reinvent-2020.json": `.sessions[] | {ref: .id, title: .name, abstract: .description, markup: true,
		start: (.schedulingData.start.timestamp|todate), end: (.schedulingData.end.timestamp|todate)}`,
	"catalog-json/sitcon-2020.json": `. as $r | .sessions[] | {ref: .id, title: .zh.title, abstract: .zh.description, start, end, room,
		type: (.type as $t | [$r.session_types[] | select(.id == $t).en.name] | first), speakers: [.speakers[] as $s | $r.speakers[] | select(.id == $s).zh.name]}`,
	"catalog-json/srccon-2017.json": `.[] | {ref: .id, title, abstract: .description, room, speakers: (.facilitators | split(", "))}`,
	"devoxx-json/devoxx-2011.json": `.[] | {ref: (.id|tostring), title: (.title // .kind), start: .fromTime[:19], end: .toTime[:19], room, type,
		speakers: [.speakers[]?.speaker], service: (.kind != "Talk" and .kind != "Keynote")}`,
	"emf/emf-2024.json": `.[] | {ref: (.id|tostring), title, abstract: .description, start: .start_date, end: .end_date, room: .venue, type, speakers: [.speaker], url: .link}`,
	"open-event-json/f8-2017-sessions.json": `.[] | {ref: (.id|tostring), title, abstract: ."long-abstract", start: ."starts-at", end: ."ends-at",
		room: .microlocation.name, type: ."session-type".name, speakers: [.speakers[]?.name]}`,
	"pretalx-json/europython-2022-schedule.json": `.days | to_entries[] | .key as $day | .value.talks[] | {ref: (.talk_id // ""), code: (.talk_id // ""), title, date: $day,
		start: .time, duration: .duration_min, room: (.rooms | join(", ")), speakers: [.speakers[]?.name]}`,
	"symposion-json/pycon-us-2024.json": `.schedule[] | {ref: (.conf_key|tostring), title: .name, abstract: .description, start, end, room, type: .kind, speakers: [.speakers[]?.name]}`,
	"sessionize/kotlinconf-2025.json": `. as $r | .sessions[] | {ref: .id, title, abstract: .description, start: .startsAt, end: .endsAt, room: .location,
		speakers: [.speakerIds[] as $s | $r.speakers[] | select(.id == $s).name]}`,
}

// printed is what a program gives for an item.
type printed struct {
	Ref, Code, Title, Abstract, Start, End, Date, Duration, Room, Type, URL string
	Markup, Service                                                         bool
	Speakers                                                                []string
}

func (p printed) item() sources.Item {
	return sources.Item{Ref: p.Ref, Code: p.Code, Title: p.Title, Abstract: p.Abstract, Markup: p.Markup, Service: p.Service, Room: p.Room, Type: p.Type, URL: p.URL,
		Speakers: p.Speakers, When: sources.When{Start: p.Start, End: p.End, Date: p.Date, Duration: p.Duration}}
}

// listing reads a file of the corpus as callboard would: by the kind that
// recognises it, else by its program.
func listing(t testing.TB, dir, file string) *sources.Listing {
	t.Helper()
	page, err := folder(dir).Get(t.Context(), sources.Request{URL: corpusHost + file})
	if err != nil {
		t.Fatal(err)
	}
	switch kind, _, err := sources.Detect(page); {
	case file == "custom-xml/europython-2014.xml":
		return europython2014(t, page.Body)
	case err == nil:
		reader, err := kind.Open(page.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		window := sources.Window{From: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
		l, err := reader.Read(t.Context(), folder(dir), window)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		return l
	}
	return programmed(t, dir, file)
}

// also are the further documents of a catalogue, as variables of its program.
var also = []string{"speakers", "locations", "event_types"}

func programmed(t testing.TB, dir, file string) *sources.Listing {
	t.Helper()
	query, err := gojq.Parse(programs[file])
	if err != nil || programs[file] == "" {
		t.Fatalf("%s: nothing reads it: %v", file, err)
	}
	var names []string
	var values []any
	for _, name := range also {
		names = append(names, "$"+name)
		values = append(values, document(t, dir, strings.TrimSuffix(file, "json")+name+".json"))
	}
	code, err := gojq.Compile(query, gojq.WithVariables(names))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	l := &sources.Listing{Complete: true}
	for iter := code.Run(document(t, dir, file), values...); ; {
		v, ok := iter.Next()
		if !ok {
			return l
		}
		if err, ok := v.(error); ok {
			t.Fatalf("%s: %v", file, err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var p printed
		if err := json.Unmarshal(data, &p); err != nil {
			t.Fatalf("%s: %s: %v", file, data, err)
		}
		l.Items = append(l.Items, p.item())
	}
}

// document is a file for jq: nil when there is none.
func document(t testing.TB, dir, file string) any {
	body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		return nil
	}
	if strings.HasSuffix(file, ".csv") {
		return csvRows(t, body)
	}
	var root any
	if err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), &root); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return root
}

func csvRows(t testing.TB, body []byte) []any {
	r := csv.NewReader(bytes.NewReader(body))
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	var rows []any
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]any{}
		for i, name := range head {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
}

// europython2014 reads the one XML format that is its own: starts are "0930".
func europython2014(t testing.TB, body []byte) *sources.Listing {
	var doc struct {
		Days []struct {
			Date    string `xml:"date,attr"`
			Entries []struct {
				ID       string   `xml:"id,attr"`
				Category string   `xml:"category"`
				Start    string   `xml:"start"`
				Duration string   `xml:"duration"`
				Room     string   `xml:"room"`
				Title    string   `xml:"title"`
				Abstract string   `xml:"description"`
				Speakers []string `xml:"speakers>speaker"`
			} `xml:"entry"`
		} `xml:"day"`
	}
	if err := xml.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	l := &sources.Listing{Complete: true}
	for _, d := range doc.Days {
		for _, e := range d.Entries {
			l.Items = append(l.Items, sources.Item{Ref: e.ID, Title: e.Title, Abstract: e.Abstract, Type: e.Category, Room: e.Room, Speakers: e.Speakers, Markup: true,
				When: sources.When{Date: d.Date, Start: e.Start[:2] + ":" + e.Start[2:], Duration: e.Duration}})
		}
	}
	return l
}

// entriesOf reads and cleans a file as source.
func entriesOf(t testing.TB, dir, file, source, zone string) []callboard.Entry {
	read := normalize.Entries(normalize.Input{Listing: listing(t, dir, file), Source: callboard.Source{ID: source}, Conference: callboard.Conference{ID: "x", Zone: zone}})
	for i := range read.Entries {
		e := &read.Entries[i]
		e.Presence, e.FirstSeen, e.LastSeen = callboard.Seen, start, start
	}
	return read.Entries
}

// grouped is what files of one conference give, in order of priority.
func grouped(t testing.TB, dir, zone string, files ...string) []callboard.Talk {
	return dedupe.Group(corpusInput(t, dir, zone, files...)).Talks
}

func corpusInput(t testing.TB, dir, zone string, files ...string) dedupe.Input {
	in := dedupe.Input{Conference: callboard.Conference{ID: "x", Zone: zone, Host: "x"}, Given: map[string]bool{}, Now: start}
	for _, file := range files {
		in.Sources = append(in.Sources, dedupe.Source{ID: file, Live: true, Complete: true})
		in.Entries = append(in.Entries, entriesOf(t, dir, file, file, zone)...)
	}
	return in
}
