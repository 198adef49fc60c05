package scheduler_test

import (
	"context"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard"
	"callboard/db"
	"callboard/internal/feeds"
	"callboard/scheduler"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// step is one listing of a conference's year. Lines are
// "id | guid | title | 20 10:00 | room | speakers"; an empty id or guid is left out.
type step struct {
	name   string
	source string // "site" unless it says otherwise
	lines  []string
	title  string // of the conference
	before func(h *house)
	accept bool
	times  int // readings of it, one unless it says otherwise
}

var firstYear = []string{
	"1 | 11111111-0000-4000-8000-000000000001 | Containers in Production | 20 10:00 | Hall 1 | Ann Lee",
	"2 | 11111111-0000-4000-8000-000000000002 | Types for Everyone | 20 11:00 | Hall 1 | Bo Ek",
	"3 | 11111111-0000-4000-8000-000000000003 | Memory Without Tears | 20 10:00 | Hall 2 | Cy Young",
	"4 | 11111111-0000-4000-8000-000000000004 | Opening Keynote | 20 09:00 | Hall 1 | Di Fo",
	"5 | 11111111-0000-4000-8000-000000000005 | Lunch | 20 12:00 | Foyer |",
	"6 | 11111111-0000-4000-8000-000000000006 | Comptime by Example | 21 10:00 | Hall 2 | Flo Ott",
	"7 | 11111111-0000-4000-8000-000000000007 | Lunch | 21 12:00 | Foyer |",
	"8 | 11111111-0000-4000-8000-000000000008 | Fonts All the Way Down | 21 11:00 | Hall 1 | Gil Hart",
	"9 | 11111111-0000-4000-8000-000000000009 | Debugging at Night | 21 14:00 | Hall 1 | Hal Ito",
	"10 | 11111111-0000-4000-8000-000000000010 | Closing | 21 17:00 | Hall 1 | Di Fo",
}

// with gives lines with those of the same id replaced, and others added.
func with(lines []string, changed ...string) []string {
	out := slices.Clone(lines)
	for _, c := range changed {
		id, _, _ := strings.Cut(c, " |")
		i := slices.IndexFunc(out, func(l string) bool { return strings.HasPrefix(l, id+" |") })
		if i < 0 {
			out = append(out, c)
		} else {
			out[i] = c
		}
	}
	return out
}

func without(lines []string, ids ...string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool {
		id, _, _ := strings.Cut(l, " |")
		return slices.Contains(ids, id)
	})
}

// renamed gives every line another id and guid.
func renamed(lines []string, name func(i int, id, guid string) (string, string)) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		f := strings.SplitN(l, " | ", 3)
		id, guid := name(i, f[0], f[1])
		out[i] = id + " | " + guid + " | " + f[2]
	}
	return out
}

// year is what happens to a conference, step by step.
func year() []step {
	at := firstYear
	var steps []step
	add := func(s step, lines []string) {
		at = lines
		s.lines = lines
		steps = append(steps, s)
	}
	say := func(name string, lines []string) { add(step{name: name}, lines) }
	g := func(n int) string { return fmt.Sprintf("11111111-0000-4000-8000-%012d", n) }
	say("import", at)
	say("a talk moves", with(at, "2 | "+g(2)+" | Types for Everyone | 20 15:00 | Hall 1 | Bo Ek"))
	say("two talks swap their slots", with(at,
		"1 | "+g(1)+" | Containers in Production | 20 10:00 | Hall 2 | Ann Lee", "3 | "+g(3)+" | Memory Without Tears | 20 10:00 | Hall 1 | Cy Young"))
	say("a room changes", with(at, "6 | "+g(6)+" | Comptime by Example | 21 10:00 | Hall 3 | Flo Ott"))
	say("a talk gets another title", with(at, "2 | "+g(2)+" | Types for Everyone, Honestly | 20 15:00 | Hall 1 | Bo Ek"))
	say("a speaker joins", with(at, "3 | "+g(3)+" | Memory Without Tears | 20 10:00 | Hall 1 | Cy Young, Jo Kim"))
	say("new guids everywhere", renamed(at, func(i int, id, _ string) (string, string) { return id, fmt.Sprintf("22222222-0000-4000-8000-%012d", i) }))
	say("no guids, and new numbers everywhere", renamed(at, func(i int, _, _ string) (string, string) { return strconv.Itoa(900 + i), "" }))
	say("an encore is added", with(at, "950 |  | Containers in Production (Encore) | 21 15:00 | Hall 2 | Ann Lee"))
	say("the original is cancelled", with(at, "900 |  | CANCELLED: Containers in Production | 20 10:00 | Hall 2 | Ann Lee"))
	say("the encore moves", with(at, "950 |  | Containers in Production (Encore) | 21 16:00 | Hall 2 | Ann Lee"))
	add(step{name: "a talk is gone, twice", times: 2}, without(at, "907"))
	say("and back", with(at, "907 |  | Fonts All the Way Down | 21 11:00 | Hall 1 | Gil Hart"))
	whole := at
	add(step{name: "the source is empty"}, nil)
	add(step{name: "the source is shrunk"}, whole[:2])
	add(step{name: "the source is as before"}, whole)
	add(step{name: "a second source is added", source: "app"}, []string{
		"a1 |  | Opening Keynote | 20 09:00 | Hall 1 | Di Fo",
		"a2 |  | Types for Everyone, Honestly | 20 15:00 | Hall 1 | Bo Ek",
		"a3 |  | Memory Without … | 20 10:00 | Hall 1 | Cy Young, Jo Kim",
		"a4 |  | Evening Concert | 20 20:00 | Garden | The Band",
	})
	add(step{name: "the second source wins a field", source: "app", before: func(h *house) {
		h.plan.Sources[0].Priority, h.plan.Sources[1].Priority = 10, 0
	}}, []string{
		"a1 |  | Opening Keynote: The Year Ahead | 20 09:00 | Hall 1 | Di Fo",
		"a2 |  | Types for Everyone, Honestly | 20 15:00 | Hall 1 | Bo Ek",
		"a3 |  | Memory Without … | 20 10:00 | Hall 1 | Cy Young, Jo Kim",
		"a4 |  | Evening Concert | 20 20:00 | Garden | The Band",
	})
	add(step{name: "the conference is renamed", title: "Conference of the Year 2026", before: func(h *house) {
		h.plan.Sources[0].Priority, h.plan.Sources[1].Priority = 0, 10
	}}, whole)
	add(step{name: "the schedule is at another address", title: "Conference of the Year 2026", before: func(h *house) {
		h.plan.Sources[0].URL = "http://site.example/moved"
	}, source: "site"}, whole)
	cancelled := slices.Clone(whole)
	for i, l := range cancelled {
		f := strings.SplitN(l, " | ", 3)
		cancelled[i] = f[0] + " | " + f[1] + " | CANCELLED: " + strings.TrimPrefix(f[2], "CANCELLED: ")
	}
	add(step{name: "everything is cancelled", title: "Conference of the Year 2026"}, cancelled)
	next := make([]string, len(firstYear))
	for i, l := range firstYear {
		next[i] = strings.NewReplacer(" | 20 ", " | next 20 ", " | 21 ", " | next 21 ").Replace(l)
	}
	add(step{name: "the next edition is under the same address", title: "Conference of the Year 2027"}, next)
	return steps
}

// programmeXML writes lines as a schedule.xml, in June of 2026 or the year after.
func programmeXML(title string, lines []string) page {
	var b strings.Builder
	fmt.Fprintf(&b, "<schedule><conference><title>%s</title><time_zone_name>Europe/Berlin</time_zone_name></conference>\n", title)
	for _, l := range lines {
		f := strings.Split(l, " | ")
		for len(f) < 6 {
			f = append(f, "")
		}
		f[4] = strings.TrimSuffix(f[4], " |")
		year := "2026"
		if rest, ok := strings.CutPrefix(f[3], "next "); ok {
			year, f[3] = "2027", rest
		}
		day, clock, _ := strings.Cut(f[3], " ")
		fmt.Fprintf(&b, "<day date=%q><room name=%q><event id=%q", year+"-06-"+day, f[4], strings.TrimSpace(f[0]))
		if guid := strings.TrimSpace(f[1]); guid != "" {
			fmt.Fprintf(&b, " guid=%q", guid)
		}
		fmt.Fprintf(&b, "><date>%s-06-%sT%s:00+02:00</date><start>%s</start><duration>00:45</duration><title>%s</title><persons>", year, day, clock, clock, html.EscapeString(f[2]))
		for name := range strings.SplitSeq(f[5], ", ") {
			if name = strings.TrimSpace(name); name != "" {
				fmt.Fprintf(&b, "<person>%s</person>", name)
			}
		}
		b.WriteString("</persons></event></room></day>\n")
	}
	b.WriteString("</schedule>")
	return page{body: b.String(), kind: "application/xml"}
}

// TestYear reads a conference's year. The golden holds, after each step, what
// the run said, the ledger's new rows, and UID, SEQUENCE and status of each
// performance.
func TestYear(t *testing.T) {
	h := newHouse(t, "site", "app")
	h.plan.Settle = quiet
	h.now = time.Date(2026, 1, 10, 8, 0, 0, 0, time.UTC)
	var out strings.Builder
	var last int64
	events := map[string]string{}
	for i, s := range year() {
		if s.before != nil {
			s.before(h)
		}
		source := 0
		if s.source == "app" {
			source = 1
		}
		address := h.plan.Sources[source].URL
		title := s.title
		if title == "" {
			title = "Conf 2026"
		}
		h.site.set(address[strings.LastIndex(address, "/")+1:], programmeXML(title, s.lines))
		fmt.Fprintf(&out, "== %d. %s\n", i+1, s.name)
		for range max(s.times, 1) {
			h.now = h.now.Add(48 * time.Hour)
			r := h.runner().RunOnce(context.Background(), h.plan, h.plan.Sources[source], scheduler.Options{Accept: s.accept})
			fmt.Fprintf(&out, "%s: talks=%d performances=%d changes=%d %s\n", r.Outcome, r.Talks, r.Performances, r.Changes, r.Message)
			h.later(15)
		}
		last = h.rowsSince(&out, last)
		h.status(&out)
		h.stamps(events)
	}
	file := filepath.Join("testdata", "year.golden")
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("the year went otherwise (-want +got, -update accepts it):\n%s", diff)
	}
}

// rowsSince writes the rows of the ledger after one, and gives the last.
func (h *house) rowsSince(out *strings.Builder, last int64) int64 {
	h.t.Helper()
	list, err := h.db.Changes(context.Background(), db.ChangeQuery{})
	if err != nil {
		h.t.Fatal(err)
	}
	slices.Reverse(list)
	for _, c := range list {
		if c.ID <= last {
			continue
		}
		last = c.ID
		title := ""
		if c.Snapshot != nil {
			title = c.Snapshot.Title + ": "
		}
		fmt.Fprintf(out, "  * %s %s%s -> %s (%s)\n", c.Kind, title, c.Before, c.After, c.Source)
	}
	return last
}

// status writes a line a performance.
func (h *house) status(out *strings.Builder) {
	for _, t := range h.talks() {
		for _, p := range t.Performances {
			status := string(p.Status)
			if status == "" {
				status = "confirmed"
			}
			if p.Encore {
				status += " encore"
			}
			fmt.Fprintf(out, "  %s seq=%d %s %s %q %s by %d\n", strings.TrimSuffix(p.UID, "@conf"), p.Sequence, status,
				p.Start.Format("01-02T15:04"), t.Title, p.Room, len(p.Sightings))
		}
	}
}

var (
	vevent   = regexp.MustCompile(`(?s)BEGIN:VEVENT.*?END:VEVENT`)
	property = regexp.MustCompile(`(?m)^([A-Z-]+)[;:](?:[^\r\n]|\r\n )*`)
)

// stamps holds the calendar to RFC 5545 3.8.7: an event whose bytes differ has a
// later LAST-MODIFIED, one whose time, place or status does a SEQUENCE that rose
// by one, and no event disappears.
func (h *house) stamps(events map[string]string) {
	h.t.Helper()
	conf, err := h.db.Conference(context.Background(), "conf")
	if err != nil {
		h.t.Fatal(err)
	}
	talks := h.talks()
	calendar := feeds.ICalendar(feeds.Board{Site: feeds.Site{URL: "https://talks.example.org", Title: "Callboard"}, Name: conf.Name,
		Path: "/c/conf/conf.ics", Page: "/c/conf", Key: "conf/feed", Conferences: []callboard.Conference{conf}, Talks: talks, All: talks})
	now := map[string]string{}
	for _, e := range vevent.FindAllString(string(calendar), -1) {
		now[properties(e)["UID"]] = e
	}
	for uid, e := range now {
		was, known := events[uid]
		if !known || was == e {
			continue
		}
		a, b := properties(was), properties(e)
		if b["LAST-MODIFIED"] <= a["LAST-MODIFIED"] {
			h.t.Errorf("%s differs, and LAST-MODIFIED did not rise:\n%s\n%s", uid, was, e)
		}
		rose := 0
		for _, key := range []string{"DTSTART", "DTEND", "LOCATION", "STATUS"} {
			if a[key] != b[key] {
				rose = 1
			}
		}
		x, _ := strconv.Atoi(strings.TrimPrefix(a["SEQUENCE"], "SEQUENCE:"))
		y, _ := strconv.Atoi(strings.TrimPrefix(b["SEQUENCE"], "SEQUENCE:"))
		if y-x != rose && !(rose == 1 && y > x) {
			h.t.Errorf("%s: SEQUENCE %d after %d, rose %d:\n%s\n%s", uid, y, x, rose, was, e)
		}
	}
	for uid := range events {
		if now[uid] == "" {
			h.t.Errorf("%s disappeared", uid)
		}
	}
	clear(events)
	for uid, e := range now {
		events[uid] = e
	}
}

func properties(event string) map[string]string {
	out := map[string]string{}
	for _, m := range property.FindAllStringSubmatch(event, -1) {
		out[m[1]] = m[0]
	}
	return out
}
