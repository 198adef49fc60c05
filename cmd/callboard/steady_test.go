package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard"
	"callboard/scheduler"
)

// listing is a small conference: an encore, a talk without a room, a recording.
const listing = `<?xml version="1.0"?>
<schedule><conference><acronym>steady</acronym><title>Steady 2026</title><start>2026-06-10</start><end>2026-06-11</end>
<time_zone_name>Europe/Berlin</time_zone_name></conference>
<day index="1" date="2026-06-10" start="2026-06-10T09:00:00+02:00" end="2026-06-10T20:00:00+02:00"><room name="Hall">
<event id="1" guid="6d2d1c3e-0000-4000-8000-000000000001"><date>2026-06-10T10:00:00+02:00</date><start>10:00</start><duration>00:45</duration>
<title>Twice told</title><abstract>Long enough to be told twice, and then some more words.</abstract><persons><person id="1">Ada Example</person></persons></event>
<event id="2" guid="6d2d1c3e-0000-4000-8000-000000000002"><date>2026-06-10T11:00:00+02:00</date><start>11:00</start><duration>00:45</duration>
<title>Only once</title><persons><person id="2">Grace Example</person></persons><video_download_url>https://video.example.org/2</video_download_url></event>
</room></day>
<day index="2" date="2026-06-11" start="2026-06-11T09:00:00+02:00" end="2026-06-11T20:00:00+02:00"><room name="Hall">
<event id="3" guid="6d2d1c3e-0000-4000-8000-000000000003"><date>2026-06-11T10:00:00+02:00</date><start>10:00</start><duration>00:45</duration>
<title>Twice told (repeat)</title><abstract>Long enough to be told twice, and then some more words.</abstract><persons><person id="1">Ada Example</person></persons></event>
</room></day></schedule>`

// steadyFiles are a configuration and what it reads.
func steadyFiles(t *testing.T, dir string) {
	t.Helper()
	writeIn(t, dir, "schedule.xml", listing)
	writeIn(t, dir, "config.toml", "[server]\npublic_url = \"https://talks.example.org\"\n[[source]]\nid = \"steady\"\nurl = \"file:schedule.xml\"\n")
}

func writeIn(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// steadyApp is the program on a folder, with a clock that the test moves.
func steadyApp(t *testing.T, dir string, now *time.Time) *app {
	t.Helper()
	a := &app{world: world{out: io.Discard, err: io.Discard, env: func(string) (string, bool) { return "", false }, now: func() time.Time { return *now }},
		cli: &cli{Config: filepath.Join(dir, "config.toml")}}
	a.log = newLogger(io.Discard, "error", "text", "serve")
	if err := a.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// feedsOf are all feeds of the board, with their validators.
func feedsOf(t *testing.T, a *app) map[string]string {
	t.Helper()
	server, err := a.newWeb(t.Context(), func() bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	talks, err := a.store.Talks(t.Context(), "steady-2026")
	if err != nil || len(talks) != 2 {
		t.Fatalf("%d talks, %v", len(talks), err)
	}
	out := map[string]string{}
	for _, path := range []string{"/calendar.ics", "/feed.atom", "/changes.atom", "/feed.json", "/api/talks.json", "/c/steady-2026/steady-2026.ics",
		"/c/steady-2026/feed.atom", "/c/steady-2026/changes.atom", "/c/steady-2026/feed.json", "/c/steady-2026/steady-2026.ics?encores=first&alarm=5",
		"/c/steady-2026/schedule.xml", "/c/steady-2026/schedule.json", "/feed.atom?q=twice", "/c/steady-2026/t/" + talks[0].ID + "/calendar.ics"} {
		w, err := get(t.Context(), server, a.conf.Server.PublicURL+path)
		if err != nil || w.status != 200 {
			t.Fatalf("%s: %d, %v", path, w.status, err)
		}
		out[path] = fmt.Sprint(w.header.Get("ETag"), w.header.Get("Last-Modified"), "\n", w.body.String())
	}
	return out
}

// A thousand readings that find nothing new leave the bytes and the validators
// of every feed as they were, whichever way they are made; so does a restart.
func TestUnchangedRunsChangeNoByte(t *testing.T) {
	dir := t.TempDir()
	steadyFiles(t, dir)
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	a := steadyApp(t, dir, &now)
	runner := &scheduler.Runner{Store: a.store, Now: a.now, Log: a.log}
	plan := a.plan()
	read := func(want callboard.Outcome, opt scheduler.Options) {
		t.Helper()
		if r := runner.RunOnce(context.Background(), plan, plan.Sources[0], opt); r.Outcome != want || want == callboard.Unchanged && r.Changes > 0 {
			t.Fatalf("%+v", r)
		}
	}
	read(callboard.OK, scheduler.Options{})
	before := feedsOf(t, a)
	same := func(when string) {
		t.Helper()
		for path, got := range feedsOf(t, a) {
			if got != before[path] {
				t.Errorf("%s: %s was\n%s\nand is\n%s", when, path, before[path], got)
			}
		}
	}
	runs := 1000
	if testing.Short() {
		runs = 100
	}
	for i := range runs {
		now = now.Add(13 * time.Minute)
		switch i % 10 {
		case 3: // parsed anew
			read(callboard.Unchanged, scheduler.Options{Force: true})
		case 6:
			runner.RegroupAll(context.Background(), plan)
		case 9: // other bytes of the same content
			writeIn(t, dir, "schedule.xml", strings.Replace(listing, "<schedule>", fmt.Sprintf("<schedule><!-- %d -->", i), 1))
			read(callboard.OK, scheduler.Options{})
		default:
			read(callboard.Unchanged, scheduler.Options{})
		}
	}
	same(fmt.Sprintf("after %d runs", runs))
	if err := a.close(); err != nil {
		t.Fatal(err)
	}
	a = steadyApp(t, dir, &now)
	same("after a restart")
	if err := a.close(); err != nil {
		t.Fatal(err)
	}
}

// Whatever becomes of a source, its feeds answer with the last good state, also
// right after a restart.
func TestFeedsOutliveTheirSource(t *testing.T) {
	dir := t.TempDir()
	steadyFiles(t, dir)
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	run := func(want ...callboard.Outcome) map[string]string {
		t.Helper()
		now = now.Add(time.Hour)
		a := steadyApp(t, dir, &now)
		defer func() {
			if err := a.close(); err != nil {
				t.Fatal(err)
			}
		}()
		early := feedsOfStored(t, a)
		runner := &scheduler.Runner{Store: a.store, Now: a.now, Log: a.log}
		plan := a.plan()
		if r := runner.RunOnce(t.Context(), plan, plan.Sources[0], scheduler.Options{Force: true}); !slices.Contains(want, r.Outcome) {
			t.Fatalf("%s: %s", r.Outcome, r.Message)
		}
		late := feedsOf(t, a)
		if early != nil && !maps.Equal(early, late) {
			t.Error("what is served right after the start is not what is served after the run")
		}
		return late
	}
	before := run(callboard.OK)
	for name, text := range map[string]string{"a maintenance page": "<!doctype html><html><head><title>Back soon</title></head><body><p>Maintenance</p></body></html>",
		"half of it": listing[:len(listing)/2], "nothing": "", "no event": "<schedule><conference><title>Steady 2026</title></conference></schedule>"} {
		writeIn(t, dir, "schedule.xml", text)
		if got := run(callboard.Failed, callboard.Suspect, callboard.Partial); !maps.Equal(got, before) {
			t.Errorf("%s changed a feed", name)
		}
	}
	if err := os.Remove(filepath.Join(dir, "schedule.xml")); err != nil {
		t.Fatal(err)
	}
	if got := run(callboard.Failed); !maps.Equal(got, before) {
		t.Error("a file that is gone changed a feed")
	}
}

// feedsOfStored is feedsOf where something is stored, else nil.
func feedsOfStored(t *testing.T, a *app) map[string]string {
	t.Helper()
	if read, err := a.store.AnyRun(t.Context()); err != nil || !read {
		return nil
	}
	return feedsOf(t, a)
}
