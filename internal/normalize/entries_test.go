package normalize_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"callboard"
	"callboard/internal/goldentest"
	"callboard/internal/normalize"
	"callboard/sources"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// TestGolden reads testdata/*.txtar: the first line says what the case proves,
// "listing" is the reading as lines of "key: value" (an empty line ends an item,
// the first paragraph is the conference), "entries" what becomes of it.
func TestGolden(t *testing.T) {
	goldentest.Play(t, "testdata", *update, func(t *testing.T, c goldentest.Case) []txtar.File {
		return goldentest.With(c.Files[:1], "entries", render(normalize.Entries(readListing(t, string(c.Files[0].Data)))))
	})
}

func readListing(t *testing.T, s string) normalize.Input {
	t.Helper()
	in := normalize.Input{Listing: &sources.Listing{Complete: true}, Source: callboard.Source{ID: "src"}}
	for i, paragraph := range strings.Split(strings.TrimSpace(s), "\n\n") {
		item := sources.Item{Where: fmt.Sprintf("item %d", i)}
		for l := range strings.Lines(paragraph) {
			key, value, _ := strings.Cut(strings.TrimRight(l, "\n"), ": ")
			value = strings.NewReplacer(`\n`, "\n", `\0`, "\x00", `\u202e`, "\u202e").Replace(value)
			if i == 0 {
				setConference(t, &in, key, value)
			} else {
				setItem(t, &item, key, value)
			}
		}
		if i > 0 {
			in.Listing.Items = append(in.Listing.Items, item)
		}
	}
	return in
}

func setConference(t *testing.T, in *normalize.Input, key, value string) {
	t.Helper()
	p := &in.Listing.Conference
	fields := map[string]*string{"name": &p.Name, "acronym": &p.Acronym, "zone": &p.Zone, "start": &p.Start, "end": &p.End, "daychange": &p.DayChange,
		"url": &p.URL, "source-zone": &in.Source.Zone, "conference-zone": &in.Conference.Zone}
	switch field := fields[key]; {
	case field != nil:
		*field = value
	case key == "unusable":
		in.Listing.Unusable = append(in.Listing.Unusable, value)
	case key == "outside":
		in.Listing.Outside = append(in.Listing.Outside, value)
	default:
		t.Fatalf("no such key: %q", key)
	}
}

func setItem(t *testing.T, it *sources.Item, key, value string) {
	t.Helper()
	w := &it.When
	fields := map[string]*string{"ref": &it.Ref, "code": &it.Code, "guid": &it.GUID, "title": &it.Title, "subtitle": &it.Subtitle, "abstract": &it.Abstract,
		"language": &it.Language, "track": &it.Track, "type": &it.Type, "url": &it.URL, "room": &it.Room, "status": &it.Status, "modified": &it.Modified,
		"start": &w.Start, "end": &w.End, "date": &w.Date, "enddate": &w.EndDate, "duration": &w.Duration, "zone": &w.Zone}
	flags := map[string]*bool{"markup": &it.Markup, "service": &it.Service, "stale": &it.Stale, "allday": &w.AllDay}
	lists := map[string]*[]string{"speaker": &it.Speakers, "tag": &it.Tags}
	links := map[string]*[]callboard.Link{"link": &it.Links, "recording": &it.SlotLinks}
	switch {
	case fields[key] != nil:
		*fields[key] = value
	case flags[key] != nil:
		*flags[key] = true
	case lists[key] != nil:
		*lists[key] = append(*lists[key], value)
	case links[key] != nil:
		address, title, _ := strings.Cut(value, " ")
		*links[key] = append(*links[key], callboard.Link{URL: address, Title: title})
	default:
		t.Fatalf("no such key: %q", key)
	}
}

// render writes the output as lines: an entry's ref, then its fields in the
// order of their names.
func render(out normalize.Output) string {
	var b strings.Builder
	fmt.Fprintf(&b, "zone %s, complete %v\n", out.Zone, out.Complete)
	if p, err := json.Marshal(out.Published); err == nil && string(p) != "{}" {
		fmt.Fprintf(&b, "published %s\n", p)
	}
	for _, l := range []struct {
		name string
		refs []string
	}{{"unusable", out.Unusable}, {"outside", out.Outside}, {"stale", out.Stale}} {
		if len(l.refs) > 0 {
			fmt.Fprintf(&b, "%s %q\n", l.name, l.refs)
		}
	}
	for _, e := range out.Entries {
		fmt.Fprintf(&b, "\n%s\n", e.Ref)
		raw, err := json.Marshal(e)
		if err != nil {
			return err.Error()
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(raw, &fields); err != nil {
			return err.Error()
		}
		for _, k := range slices.Sorted(maps.Keys(fields)) {
			fmt.Fprintf(&b, "  %s %s\n", k, plainJSON(fields[k]))
		}
	}
	for i, w := range out.Warnings {
		if i == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "warning: %s: %s\n", w.Where, w.Text)
	}
	return b.String()
}

// plainJSON undoes the escapes that only HTML pages need.
func plainJSON(raw json.RawMessage) string {
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(raw))
}
