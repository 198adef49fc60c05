package feeds

import (
	"bytes"
	"callboard/internal/goldentest"
	"encoding/json"
	"flag"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"callboard"
)

var update = flag.Bool("update", false, "write the goldens anew")

// golden is one case: what goes in, and which bytes come out.
type golden struct {
	board   Board
	changes []callboard.Change
	events  []callboard.HealthEvent
	health  []callboard.Health
}

// renderers are the files of a case that come out.
var renderers = map[string]func(golden) []byte{
	"calendar.ics":  func(g golden) []byte { return ICalendar(g.board) },
	"feed.atom":     func(g golden) []byte { return Atom(g.board) },
	"changes.atom":  func(g golden) []byte { return ChangesAtom(g.board, g.changes) },
	"sources.atom":  func(g golden) []byte { return SourcesAtom(g.board.Site, g.events) },
	"feed.json":     func(g golden) []byte { return JSONFeed(g.board) },
	"schedule.xml":  func(g golden) []byte { return ScheduleXML(g.board) },
	"schedule.json": func(g golden) []byte { return ScheduleJSON(g.board) },
	"talks.json":    func(g golden) []byte { return TalksJSON(g.board.Talks) },
	"changes.json":  func(g golden) []byte { return ChangesJSON(g.changes) },
	"sources.json":  func(g golden) []byte { return SourcesJSON(g.health) },
}

func read(t testing.TB, a *txtar.Archive) golden {
	t.Helper()
	var g golden
	// A case says of the board only what is special about it.
	g.board = Board{
		Site: Site{URL: "https://talks.example.org", Title: "Callboard", Host: "talks.example.org"},
		Path: "/c/oscon-2015/oscon-2015.ics", Page: "/c/oscon-2015", Name: "OSCON 2015", Key: "oscon-2015/feed",
	}
	into := map[string]any{"board": &g.board, "changes": &g.changes, "events": &g.events, "health": &g.health}
	for _, f := range a.Files {
		target, isInput := into[f.Name]
		if !isInput {
			if renderers[f.Name] == nil {
				t.Fatalf("%s is neither an input nor a feed", f.Name)
			}
			continue
		}
		d := json.NewDecoder(bytes.NewReader(f.Data))
		d.DisallowUnknownFields()
		if err := d.Decode(target); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
	return g
}

// TestGolden renders every case. Line ends of iCalendar are checked and then
// shown as plain ones.
func TestGolden(t *testing.T) {
	goldentest.Play(t, "testdata", *update, func(t *testing.T, c goldentest.Case) []txtar.File {
		files := slices.Clone(c.Files)
		for i, f := range files {
			render := renderers[f.Name]
			if render == nil {
				continue
			}
			out := render(read(t, c.Archive))
			if again := render(read(t, c.Archive)); !bytes.Equal(out, again) {
				t.Errorf("%s: other bytes for the same input", f.Name)
			}
			if f.Name == "calendar.ics" {
				checkLines(t, out)
				out = bytes.ReplaceAll(out, []byte("\r\n"), []byte("\n"))
			}
			files[i].Data = out
		}
		return files
	})
}

// checkLines holds every physical line to RFC 5545 3.1.
func checkLines(t testing.TB, ics []byte) {
	t.Helper()
	if !bytes.HasSuffix(ics, []byte("\r\n")) {
		t.Error("the last line is not ended")
	}
	for i, line := range bytes.Split(bytes.TrimSuffix(ics, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 75 || len(line) == 0 || bytes.ContainsAny(line, "\r\n") || !bytes.Equal(line, bytes.ToValidUTF8(line, nil)) {
			t.Errorf("line %d is no content line: %q", i+1, line)
		}
	}
}

// The board of a case does not depend on how its talks are ordered in memory
// as far as the calendar and the feeds are concerned.
func TestOrderDoesNotMatter(t *testing.T) {
	for _, c := range goldentest.Cases(t, "testdata") {
		for _, f := range []string{"calendar.ics", "feed.atom", "feed.json"} {
			g := read(t, c.Archive)
			want := renderers[f](g)
			slices.Reverse(g.board.Talks)
			if !bytes.Equal(want, renderers[f](g)) {
				t.Errorf("%s: %s depends on the order of talks", c.Name, f)
			}
		}
	}
}
