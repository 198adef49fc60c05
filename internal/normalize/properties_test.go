package normalize_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"callboard"
	"callboard/internal/normalize"
	"callboard/sources"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// items draws listings with many collisions.
func items(t *rapid.T) []sources.Item {
	pick := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(t, name) }
	n := rapid.IntRange(0, 12).Draw(t, "items")
	var out []sources.Item
	for range n {
		out = append(out, sources.Item{
			Ref: pick("ref", "a", "b", "a#2", ""), Title: pick("title", "X", "X (Encore)", "Y - LIVE", "Y", "Lunch", ""), URL: pick("url", "", "https://ex.org/1"),
			Abstract: pick("abstract", "", "long text", "<p>markup"), Markup: rapid.Bool().Draw(t, "markup"), Stale: rapid.Bool().Draw(t, "stale"),
			Room: pick("room", "", "A", "B"), Speakers: []string{pick("speaker", "", "Ada", "Bob")}, Status: pick("status", "", "CANCELLED"),
			When: sources.When{Start: pick("start", "", "10:00", "01:00", "2026-07-01T10:00:00Z", "soon"), Date: pick("date", "", "2026-07-01"), Duration: pick("duration", "", "1:00", "x")},
		})
	}
	return out
}

func TestOrderOfItemsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := items(t)
		in := normalize.Input{Listing: &sources.Listing{Items: list, Complete: true, Conference: sources.Published{Zone: "Europe/Berlin", DayChange: "04:00"}}, Source: callboard.Source{ID: "s"}}
		one := normalize.Entries(in)
		in.Listing = &sources.Listing{Items: rapid.Permutation(list).Draw(t, "shuffled"), Complete: true, Conference: in.Listing.Conference}
		two := normalize.Entries(in)
		if len(one.Warnings) != len(two.Warnings) {
			t.Fatalf("%d and %d warnings", len(one.Warnings), len(two.Warnings))
		}
		one.Warnings, two.Warnings = nil, nil
		if diff := cmp.Diff(one, two); diff != "" {
			t.Fatal(diff)
		}
		sound(t, list, one)
	})
}

// sound checks what holds of every output.
func sound(t interface{ Fatalf(string, ...any) }, list []sources.Item, out normalize.Output) {
	refs := map[string]bool{}
	for i, e := range out.Entries {
		if e.Ref == "" || refs[e.Ref] {
			t.Fatalf("ref %q is empty or there twice", e.Ref)
		}
		refs[e.Ref] = true
		if e.Title == "" || e.TitleKey == "" || e.Zone == "" {
			t.Fatalf("incomplete: %+v", e)
		}
		if !e.End.IsZero() && e.End.Before(e.Start) || e.Start.Nanosecond() != 0 || e.Placed() && e.Start.Location() != time.UTC {
			t.Fatalf("bad times: %+v", e.Slot)
		}
		if i == 0 {
			continue
		}
		last := out.Entries[i-1]
		if !last.Placed() && e.Placed() || last.Placed() && e.Placed() && e.Start.Before(last.Start) {
			t.Fatalf("%s stands before %s", last.Ref, e.Ref)
		}
	}
	for _, ref := range out.Unusable {
		if refs[ref] {
			t.Fatalf("%q is used and unusable", ref)
		}
	}
	if len(out.Entries)+len(out.Unusable) > len(list) {
		t.Fatalf("%d items gave %d entries and %d unusable", len(list), len(out.Entries), len(out.Unusable))
	}
}

func TestWarningsAreCapped(t *testing.T) {
	var list []sources.Item
	for i := range 500 {
		list = append(list, sources.Item{Ref: fmt.Sprint(i), Title: "X", When: sources.When{Start: "soon"}, Where: fmt.Sprintf("line %d", i)})
	}
	own := callboard.Warning{Where: "page 2", Text: "could not be read"}
	out := normalize.Entries(normalize.Input{Listing: &sources.Listing{Items: list, Warnings: []callboard.Warning{own}}})
	if n := len(out.Warnings); n != 201 || out.Warnings[0] != own || out.Warnings[200].Text != "and 301 more warnings" {
		t.Errorf("%d warnings, the last %v", n, out.Warnings[n-1])
	}
}

func TestCaps(t *testing.T) {
	it := sources.Item{Ref: strings.Repeat("r", 5000), Title: strings.Repeat("ä", 1<<20), Room: strings.Repeat("r", 1<<16), Abstract: strings.Repeat("<p>ä", 1<<20), Markup: true, Where: "line 1"}
	for i := range 300 {
		it.Speakers = append(it.Speakers, fmt.Sprint("Person ", i))
		it.Tags = append(it.Tags, fmt.Sprint("tag", i))
		it.Links = append(it.Links, callboard.Link{URL: fmt.Sprint("https://ex.org/", i)})
	}
	out := normalize.Entries(normalize.Input{Listing: &sources.Listing{Items: []sources.Item{it}}})
	e := out.Entries[0]
	if n := len([]rune(e.Title)); n != 1000 {
		t.Errorf("title of %d runes", n)
	}
	if len(e.Abstract) > 64<<10 || len(e.AbstractHTML) > 64<<10 || len([]rune(e.Room)) > 255 || len(e.Ref) > 512 || len(e.Speakers) != 100 || len(e.Tags) != 50 || len(e.Links) != 50 {
		t.Errorf("abstract %d, markup %d, room %d, ref %d, speakers %d, tags %d, links %d", len(e.Abstract), len(e.AbstractHTML), len(e.Room), len(e.Ref), len(e.Speakers), len(e.Tags), len(e.Links))
	}
	if len(out.Warnings) < 5 {
		t.Errorf("only %v", out.Warnings)
	}
}

func FuzzEntries(f *testing.F) {
	f.Add("a", "X (Encore)", "2026-07-01T10:00:00Z", "10:00", "00:45", "<p>x", "W. Europe Standard Time")
	f.Add("", "[talk] X", "1:30pm", "07/22/2015", "PT1H", "&lt;", "\x00")
	f.Add("", "", "24:00", "20 July 2014", "P", "a", "/x/Europe/Berlin")
	f.Fuzz(func(t *testing.T, ref, title, start, date, duration, text, zone string) {
		list := []sources.Item{
			{Ref: ref, Title: title, Abstract: text, Markup: true, Room: text, When: sources.When{Start: start, Date: date, Duration: duration}},
			{Ref: ref, Title: title, Speakers: []string{text, title}, URL: text, When: sources.When{Start: date, End: start, EndDate: duration, Zone: zone}},
			{Code: ref, Title: text, Status: title, Language: text, Modified: start, When: sources.When{Start: start, End: date, AllDay: true}},
		}
		out := normalize.Entries(normalize.Input{Listing: &sources.Listing{Items: list, Complete: true, Conference: sources.Published{Zone: zone, Start: date, End: start, DayChange: start, Name: title}}})
		sound(t, list, out)
		for _, e := range out.Entries {
			for _, s := range []string{e.Ref, e.Printed, e.Title, e.Room, e.Abstract, e.AbstractHTML, e.TitleKey, e.Code} {
				harmlessText(t, s)
			}
		}
	})
}

// BenchmarkEntries: 943 items with abstracts of 1.3 kB. The 943 events of FOSDEM
// 2025 (0.9 MB of abstracts) take 59 ms of processor time, measured on a machine
// with ten times the load that its two cores can carry.
func BenchmarkEntries(b *testing.B) {
	text := strings.Repeat("<p>Some <em>words</em> about a <a href=\"https://ex.org/x\">thing</a> that people don't know yet, and more of it.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n", 8)
	l := &sources.Listing{Conference: sources.Published{Zone: "Europe/Brussels"}}
	for i := range 943 {
		l.Items = append(l.Items, sources.Item{Ref: fmt.Sprint(i), Title: fmt.Sprintf("A talk about thing %d: what everybody should know", i), Abstract: text, Markup: true,
			Room: fmt.Sprint("K.", i%30), Speakers: []string{fmt.Sprint("Person ", i), "Jérôme Müller"}, When: sources.When{Start: "2025-02-01T10:00:00+01:00", Duration: "00:30"}})
	}
	b.ReportAllocs()
	for b.Loop() {
		normalize.Entries(normalize.Input{Listing: l})
	}
}
