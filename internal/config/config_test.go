package config

import (
	"callboard/internal/goldentest"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func environment(name string) (string, bool) {
	v, ok := map[string]string{"TOKEN": "s3cret", "SECRET_URL": "https://user:pw@private.example/feed?key=s3cret"}[name]
	return v, ok
}

// TestExample loads config.example.toml strictly: every key it shows exists.
func TestExample(t *testing.T) {
	c, err := Load("../../config.example.toml", environment)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 6 || len(c.Conferences) != 1 || len(c.Pins) != 1 || len(c.Splits) != 1 {
		t.Errorf("got %d sources, %d conferences, %d pins, %d splits", len(c.Sources), len(c.Conferences), len(c.Pins), len(c.Splits))
	}
	if got, want := c.Sources[0].ID, "pretalx-com-democon-schedule-export-schedule-xml"; got != want {
		t.Errorf("default id %q, want %q", got, want)
	}
	if c.Sources[1].Priority != 10 || c.Sources[1].Timeout != time.Minute || c.Sources[0].Priority != 100 {
		t.Errorf("priorities or timeouts are wrong: %+v", c.Sources[:2])
	}
	if c.Conferences[0].Start != "2015-07-20" || c.Fetch.MaxBytes != 64<<20 || c.Settle != 10*time.Minute {
		t.Errorf("values are wrong: %+v %+v", c.Conferences[0], c.Fetch)
	}
}

// TestDefaults: a file of one url is enough, and says the same as the defaults.
func TestDefaults(t *testing.T) {
	c, err := Parse("/etc/callboard/config.toml", []byte("[[source]]\nurl = \"https://example.org/s.xml\"\n"), environment)
	if err != nil {
		t.Fatal(err)
	}
	want := Defaults()
	if diff := cmp.Diff(want.Server, c.Server); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want.Fetch, c.Fetch); diff != "" {
		t.Error(diff)
	}
	if c.Database != "/etc/callboard/callboard.db" {
		t.Errorf("database %s", c.Database)
	}
	if s := c.Sources[0]; s.Cron != "auto" || s.Schedule == nil || s.Masked != "https://example.org/s.xml" {
		t.Errorf("source %+v", s)
	}
}

// TestProblems: one file a fault, each with its line and what to write instead.
// The golden holds the file and every message.
func TestProblems(t *testing.T) {
	goldentest.Play(t, "testdata/problems", *update, func(t *testing.T, c goldentest.Case) []txtar.File {
		_, err := Parse("config.toml", c.Files[0].Data, environment)
		var problems Problems
		if !errors.As(err, &problems) {
			t.Fatalf("got %v, want problems", err)
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("a secret shows in %v", err)
		}
		return goldentest.With(c.Files[:1], "problems", problems.Error()+"\n")
	})
}

// TestEveryLineBroken breaks each line of the example in five ways: every fault
// has its file and a line, and nothing panics.
func TestEveryLineBroken(t *testing.T) {
	data, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Split(string(data), "\n")
	for i, line := range list {
		key, value, ok := strings.Cut(line, " = ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for name, broken := range map[string]string{
			"unknown key": key + "x = " + value, "no value": key + " =", "a table": key + " = { a = 1 }",
			"a list": key + " = [[1]]", "empty": key + ` = ""`,
		} {
			changed := append(append(append([]string{}, list[:i]...), broken), list[i+1:]...)
			_, err := Parse("c.toml", []byte(strings.Join(changed, "\n")), environment)
			var problems Problems
			if !errors.As(err, &problems) {
				t.Errorf("line %d, %s: %q gives %v", i+1, name, broken, err)
				continue
			}
			if !strings.HasPrefix(problems[0].Error(), "c.toml:") || problems[0].Line < 1 {
				t.Errorf("line %d, %s: no place in %v", i+1, name, problems[0])
			}
		}
	}
}

// TestSecretsAreMasked: what may be shown of an address never holds its secrets.
func TestSecretsAreMasked(t *testing.T) {
	c, err := Parse("c.toml", []byte(`
[[source]]
id = "a"
url = "env:SECRET_URL"
  [source.headers]
  Authorization = "env:TOKEN"
[[source]]
url = "https://user:pw@example.org/x.ics?token=s3cret"
`), environment)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.Sources[0]; a.Masked != "https://private.example/…" || a.Headers.Get("Authorization") != "s3cret" {
		t.Errorf("%+v", a)
	}
	if b := c.Sources[1]; b.Masked != "https://example.org/x.ics" || b.ID != "example-org-x-ics" {
		t.Errorf("%+v", b)
	}
}

// TestSchedule: specs that the library panics on, never fires or fires always are errors.
func TestSchedule(t *testing.T) {
	for _, good := range []string{"auto", "@hourly", "@every 30m", "*/5 * * * *", "CRON_TZ=Europe/Berlin 0 9 * * 1-5", "TZ=UTC @daily"} {
		if _, err := Schedule(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "TZ=", "CRON_TZ=", "CRON_TZ=Nowhere/At * * * * *", "@every 0s", "@every -1h", "@every 1s", "@every soon",
		"0 0 31 2 *", "* * * * * *", "61 * * * *", "hourly", "TZ=UTC"} {
		if _, err := Schedule(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
	s, err := Schedule("30 9 * * *")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Next(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)); got.UTC().Format("15:04") != "09:30" {
		t.Errorf("fields without a zone are UTC, got %v", got)
	}
}

// TestLoadMissing names the file.
func TestLoadMissing(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.toml"), environment)
	if err == nil || !strings.Contains(err.Error(), "none.toml") {
		t.Errorf("got %v", err)
	}
}

// FuzzParse: no bytes make it panic, and every problem has a line.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("[[source]]\nurl = \"https://example.org\"\nheaders = { a = 1 }\n"))
	f.Add([]byte("source = 1\n[fetch]\ntimeout = 30\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := Parse("c.toml", data, environment)
		var problems Problems
		if errors.As(err, &problems) {
			for _, p := range problems {
				if p.Line < 0 {
					t.Errorf("no line in %v", p)
				}
			}
		}
	})
}
