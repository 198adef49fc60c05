package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// probeSite serves pages by path, all with a content type that says nothing, and
// counts what it was asked.
func probeSite(t *testing.T, pages map[string]string) (address string, asked *[]string) {
	t.Helper()
	asked = new([]string)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path) // one request at a time: a probe asks one after the other
		body, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write([]byte(body)) // a client that left is the test's failure
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// probed runs the command and returns its outputs.
func probed(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte("[fetch]\nper_host_delay = \"0s\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), world{args: append([]string{"probe", "--config", file}, args...), out: &stdout, err: &stderr,
		env: func(string) (string, bool) { return "", false }, now: time.Now})
	return code, stdout.String(), stderr.String()
}

// probeSchedule is a schedule.xml of one event.
const probeSchedule = `<?xml version="1.0"?><schedule><conference><title>Found Conf</title><time_zone_name>Europe/Oslo</time_zone_name></conference>
<day index="1" date="2026-07-01"><room name="Hall"><event id="1" guid="g1"><date>2026-07-01T10:00:00+02:00</date><start>10:00</start><duration>00:45</duration><room>Hall</room><title>Alpha</title></event></room></day></schedule>`

// TestProbeFollows: what was pasted leads to the schedule, in few requests, and
// robots.txt binds what was found.
func TestProbeFollows(t *testing.T) {
	const eventLD = `<script type="application/ld+json">{"@context":"https://schema.org","@type":"Event","name":"Found Conf","startDate":"2026-07-01T09:00:00+02:00","location":"Oslo"}</script>`
	for _, c := range []struct {
		name, paste, want string
		pages             map[string]string
		most              int
	}{
		{"declared", "/", "/s.xml", map[string]string{
			"/":      `<!doctype html><title>Conf</title><link rel="alternate" type="application/vnd.c3voc.schedule+xml" href="s.xml"><a href="/blog">Blog</a>`,
			"/s.xml": probeSchedule}, 3},
		{"a page between, in another language", "/", "/2026/schedule.xml", map[string]string{
			"/":                  `<!doctype html><title>Conf</title><a href="/2026/programa/">Programación</a><a href="/sponsors">Sponsors of the programme</a>`,
			"/2026/programa/":    `<!doctype html><title>Programa</title><p>Sala <a href="../schedule.xml">XML</a>`,
			"/2026/schedule.xml": probeSchedule}, 4},
		{"the home page holds the event alone", "/", "/2026/schedule.xml", map[string]string{
			"/":                  `<!doctype html><title>Conf</title>` + eventLD + `<a href="/2026/schedule.xml">Schedule for apps</a>`,
			"/2026/schedule.xml": probeSchedule}, 3},
		{"an address of frab", "/en/conf/public/events/12", "/en/conf/public/schedule.xml", map[string]string{
			"/en/conf/public/events/12":    `<!doctype html><title>Event 12</title>`,
			"/en/conf/public/schedule.xml": probeSchedule}, 3},
		{"the usual address", "/conf/schedule", "/conf/schedule.xml", map[string]string{
			"/conf/schedule":     `<!doctype html><title>Schedule</title>`,
			"/conf/schedule.xml": probeSchedule}, 3},
		{"the usual address at the root", "/programme.html", "/schedule.xml", map[string]string{
			"/programme.html": `<!doctype html><title>Schedule</title>`,
			"/schedule.xml":   probeSchedule}, 3},
		{"the address itself", "/s", "/s", map[string]string{"/s": "\ufeff \n" + probeSchedule}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			site, asked := probeSite(t, c.pages)
			code, out, errs := probed(t, "--json", site+c.paste)
			if code != 0 {
				t.Fatalf("code %d: %s", code, errs)
			}
			var got struct {
				URL, Kind, TOML string
				Conference      struct{ ID, Timezone string }
				Talks           int
				Requests        []struct{ URL string }
			}
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			if got.URL != site+c.want || got.Kind != "schedule-xml" || got.Talks != 1 || got.Conference.Timezone != "Europe/Oslo" || got.Conference.ID != "found-conf" {
				t.Errorf("got %+v", got)
			}
			if n := len(*asked); n > c.most || n < len(got.Requests) {
				t.Errorf("asked %v, listed %v", *asked, got.Requests)
			}
			if want := fmt.Sprintf("[[source]]\nurl = %q\nallow_private = true\n", site+c.want); got.TOML != want {
				t.Errorf("stanza %q", got.TOML)
			}
		})
	}
}

// TestProbeIsBounded: a page of links costs at most 20 addresses, each listed,
// and robots.txt keeps it from those that it forbids.
func TestProbeIsBounded(t *testing.T) {
	pages := map[string]string{"/robots.txt": "User-agent: *\nDisallow: /private/\n"}
	var home strings.Builder
	for i := range 50 { // the pages of talks are not asked for
		fmt.Fprintf(&home, `<a href="/schedule/talk/%d/">Talk %d</a>`, i, i)
	}
	home.WriteString(`<!doctype html><title>Home</title><a href="/private/schedule.xml">Schedule</a>`)
	for i := range 100 {
		fmt.Fprintf(&home, `<a href="/d%d/schedule">Programme %d</a>`, i, i)
		pages[fmt.Sprintf("/d%d/schedule", i)] = `<!doctype html><title>Nothing</title>` + strings.Repeat("Nothing is here. ", 40)
	}
	pages["/"], pages["/private/schedule.xml"] = home.String(), probeSchedule
	site, asked := probeSite(t, pages)
	code, out, errs := probed(t, site+"/")
	if code != exitFailed || !strings.Contains(errs, "neither is any of the 19 addresses") || !strings.Contains(out, "20 requests:\n") {
		t.Errorf("code %d, %s, %s", code, errs, out)
	}
	for _, path := range *asked {
		if strings.HasPrefix(path, "/private/") || strings.HasPrefix(path, "/schedule/talk/") {
			t.Errorf("asked for %s", path)
		}
	}
	if len(*asked) > 21 {
		t.Errorf("%d requests", len(*asked))
	}
}

// TestProbeSecrets: an address with a secret goes into the environment, and is
// printed nowhere.
func TestProbeSecrets(t *testing.T) {
	site, _ := probeSite(t, map[string]string{"/s": probeSchedule})
	for _, flags := range [][]string{nil, {"--json"}} {
		code, out, errs := probed(t, append(flags, site+"/s?token=hunter2")...)
		if code != 0 || strings.Contains(out+errs, "hunter2") || !strings.Contains(out, "env:CALLBOARD_URL") {
			t.Errorf("code %d: %s%s", code, out, errs)
		}
	}
	code, out, errs := probed(t, site+"/none?token=hunter2")
	if code != exitFailed || strings.Contains(out+errs, "hunter2") || !strings.Contains(errs, "answered 404") {
		t.Errorf("code %d: %s%s", code, out, errs)
	}
}
