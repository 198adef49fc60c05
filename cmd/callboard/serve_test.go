package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// daemon is a real serve in a process of its own, so that it can be signalled.
type daemon struct {
	t    *testing.T
	cmd  *exec.Cmd
	dir  string
	base string

	mu  sync.Mutex
	log strings.Builder
}

// command is the program as a process: the test binary, told to be callboard.
func command(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "CALLBOARD_TEST_MAIN=1", "HOME="+dir, "XDG_STATE_HOME="+dir+"/state", "XDG_CONFIG_HOME="+dir+"/none")
	return c
}

var serving = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

func serve(t *testing.T, dir string) *daemon {
	t.Helper()
	d := &daemon{t: t, dir: dir, cmd: command(t, dir, "serve")}
	errs, err := d.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.cmd.Process.Kill() }) // when the test did not end it itself
	found := make(chan string, 1)
	go func() { // ends with the process
		for s := bufio.NewScanner(errs); s.Scan(); {
			d.mu.Lock()
			fmt.Fprintln(&d.log, s.Text())
			d.mu.Unlock()
			if m := serving.FindString(s.Text()); m != "" {
				select {
				case found <- m:
				default:
				}
			}
		}
		close(found)
	}()
	select {
	case d.base = <-found:
	case <-time.After(30 * time.Second):
	}
	if d.base == "" {
		t.Fatalf("serve names no address:\n%s", d.logged())
	}
	return d
}

func (d *daemon) logged() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}

func (d *daemon) get(path string) (int, string) {
	d.t.Helper()
	r, err := http.Get(d.base + path)
	if err != nil {
		d.t.Fatalf("%v\n%s", err, d.logged())
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// eventually asks until the answer holds want; the daemon's own promise is two
// seconds, a loaded machine gets more.
func (d *daemon) eventually(path, want string) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		_, body := d.get(path)
		if strings.Contains(body, want) {
			return
		}
		select {
		case <-ctx.Done():
			d.t.Fatalf("%s never holds %q:\n%.2000s\n%s", path, want, body, d.logged())
		case <-tick.C:
		}
	}
}

// stop sends SIGTERM and demands a clean exit.
func (d *daemon) stop() {
	d.t.Helper()
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		d.t.Fatal(err)
	}
	if err := d.cmd.Wait(); err != nil {
		d.t.Errorf("serve ended with %v:\n%s", err, d.logged())
	}
}

func fetchBeside(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := command(t, dir, append([]string{"fetch"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("fetch: %v\n%s", err, out)
	}
	return string(out)
}

func writeTo(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const boardTOML = `
[changes]
settle = "0s"
[server]
listen = "127.0.0.1:0"
[[source]]
id = "talks"
conference = "conf"
url = "file:talks.ics"
timezone = "Europe/Berlin"
cron = "@every 1h"
`

func event(uid, title, hour string) string {
	return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nSUMMARY:" + title + "\r\nDTSTART:20260620T" + hour + "0000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
}

func ics(events ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n"
}

// TestServeSample: nothing set up, the sample is served within seconds from the
// user's state folder, and the log says where.
func TestServeSample(t *testing.T) {
	dir := t.TempDir()
	d := serve(t, dir)
	d.eventually("/api/talks.json", "Docker in Production: Reality, Not Hype")
	_, body := d.get("/api/talks.json?q=docker")
	var got struct {
		Talks []struct {
			Title        string
			Performances []struct {
				Start  string
				Encore bool
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || len(got.Talks) != 1 || len(got.Talks[0].Performances) != 2 ||
		got.Talks[0].Performances[0].Encore || !got.Talks[0].Performances[1].Encore ||
		got.Talks[0].Performances[0].Start != "2015-07-22T20:30:00Z" || got.Talks[0].Performances[1].Start != "2015-07-23T23:10:00Z" {
		t.Errorf("%v: %s", err, body)
	}
	for path, want := range map[string]string{"/": "OSCON 2015", "/c/oscon-2015/oscon-2015.ics": "BEGIN:VCALENDAR", "/feed.atom": "<feed",
		"/changes.atom": "<feed", "/healthz": "", "/readyz": "", "/metrics": "callboard_", "/sources": "oscon-2015-site"} {
		if status, body := d.get(path); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %.200s", path, status, body)
		}
	}
	log := d.logged()
	for _, want := range []string{"built-in sample", d.base + "/", "webcal://", "/changes.atom", "[[source]]"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(files) > 0 {
		t.Errorf("files in the working folder: %v %v", files, err)
	}
	d.stop()
}

// TestTwoProcesses: what fetch stores is on the pages and feeds of a running
// serve; SIGHUP re-reads the configuration and keeps the old one when the new
// one has a problem; SIGTERM drains.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "config.toml")
	writeTo(t, config, boardTOML)
	writeTo(t, filepath.Join(dir, "talks.ics"), ics(event("1", "Alpha", "10")))
	d := serve(t, dir)
	d.eventually("/c/conf/conf.ics", "SUMMARY:Alpha")

	writeTo(t, filepath.Join(dir, "talks.ics"), ics(event("1", "Alpha", "12"), event("2", "Beta", "11")))
	if out := fetchBeside(t, dir); !strings.Contains(out, "talks ok talks=2 performances=2 changes=2") {
		t.Errorf("fetch beside serve: %s", out)
	}
	d.eventually("/c/conf/conf.ics", "DTSTART;TZID=Europe/Berlin:20260620T120000")
	d.eventually("/c/conf", "Beta")
	d.eventually("/changes.atom", "Alpha")

	writeTo(t, config, "[server]\nlisten = 3\n")
	hangup(t, d)
	d.waitLog("the old one stays")
	writeTo(t, filepath.Join(dir, "more.ics"), ics(event("9", "Gamma", "15")))
	writeTo(t, config, boardTOML+"[[source]]\nid = \"more\"\nconference = \"other\"\nurl = \"file:more.ics\"\n")
	hangup(t, d)
	d.eventually("/c/other/other.ics", "SUMMARY:Gamma")
	writeTo(t, config, strings.ReplaceAll(boardTOML, `"talks"`, `"renamed"`))
	hangup(t, d)
	d.eventually("/sources", "renamed")
	if status, body := d.get("/c/other/other.ics"); status != 200 || !strings.Contains(body, "Gamma") {
		t.Errorf("the talks of a removed source are kept: %d %s", status, body)
	}
	d.stop()
}

func hangup(t *testing.T, d *daemon) {
	t.Helper()
	if err := d.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}

func (d *daemon) waitLog(want string) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(d.logged(), want) {
		select {
		case <-ctx.Done():
			d.t.Fatalf("the log never says %q:\n%s", want, d.logged())
		case <-tick.C:
		}
	}
}

// TestKilledInTheMiddle: kill -9 while a source is being read; the database is
// sound and the next run completes.
func TestKilledInTheMiddle(t *testing.T) {
	dir := t.TempDir()
	asked := make(chan struct{}, 8)
	var hang sync.Mutex
	hang.Lock()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		if r.URL.Path == "/b.ics" {
			asked <- struct{}{}
			hang.Lock()
			defer hang.Unlock()
		}
		_, _ = io.WriteString(w, ics(event("1", "Alpha", "10"))) // a killed reader is gone
	}))
	defer site.Close()
	writeTo(t, filepath.Join(dir, "config.toml"), `
[fetch]
allow_private = true
per_host_delay = "0s"
[[source]]
id = "a"
conference = "conf"
url = "`+site.URL+`/a.ics"
[[source]]
id = "b"
conference = "conf"
url = "`+site.URL+`/b.ics"
`)
	c := command(t, dir, "fetch")
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-asked:
	case <-time.After(30 * time.Second):
		t.Fatalf("b was never asked: %s", out.String())
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // killed
	hang.Unlock()
	got := fetchBeside(t, dir)
	if !regexp.MustCompile(`(?m)^b ok talks=1 performances=1`).MatchString(got) {
		t.Errorf("after the kill: %s", got)
	}
	if backup, err := command(t, dir, "backup", "copy.db").CombinedOutput(); err != nil {
		t.Errorf("backup: %v %s", err, backup)
	}
}
