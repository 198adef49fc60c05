// Package config reads config.toml: strictly, with every problem at once and
// its line. It refuses to guess: what cannot be understood is reported with
// what to write instead. Read sections.go for the keys.
package config

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"callboard"
)

// Config is a validated configuration.
type Config struct {
	File        string // as opened, "" for the built-in sample
	Server      Server
	Database    string // absolute path
	Fetch       Fetch
	Settle      time.Duration
	Conferences []Conference
	Sources     []Source
	Pins        []Group
	Splits      []Group
}

// Server is the [server] table.
type Server struct {
	Listen    string // "host:port" or "unix:/path"
	PublicURL string // without a trailing slash
	// Named says that public_url was configured: its host is used in new UIDs.
	Named bool
	Title string
}

// Fetch is the [fetch] table.
type Fetch struct {
	UserAgent    string // "" = fetch.DefaultUserAgent
	Timeout      time.Duration
	MaxBytes     int64
	Concurrency  int
	PerHostDelay time.Duration
	AllowPrivate bool
}

// Conference is a [[conference]]: what an admin corrects. Empty fields follow the sources.
type Conference struct {
	ID, Name, Zone string
	Start, End     callboard.Date
	URL            string
}

// Source is a [[source]] with what only fetching needs.
type Source struct {
	callboard.Source
	Schedule     cron.Schedule
	Timeout      time.Duration // 0 = Fetch.Timeout
	AllowPrivate bool
	Headers      http.Header // secrets resolved: never shown
	Line         int         // of its [[source]]
}

// Group is a [[pin]] or [[split]]: items that are one talk, or are not.
type Group struct {
	Conference string
	Items      []callboard.EntryKey
	Line       int
}

// Problem is one fault, with its line.
type Problem struct {
	File string
	Line int
	Text string
}

func (p *Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Problems is every fault of a file, by line.
type Problems []*Problem

func (p Problems) Error() string {
	text := make([]string, len(p))
	for i, one := range p {
		text[i] = one.Error()
	}
	return strings.Join(text, "\n")
}

// Load reads and validates a file. lookup finds environment variables. The
// error is a Problems when the file could be read.
func Load(file string, lookup func(string) (string, bool)) (*Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		var path *os.PathError
		if errors.As(err, &path) {
			return nil, fmt.Errorf("read configuration %s: %w", file, path.Err)
		}
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return Parse(file, data, lookup)
}

// Parse validates the bytes of a configuration that stands in file.
func Parse(file string, data []byte, lookup func(string) (string, bool)) (*Config, error) {
	doc, at, err := parse(data)
	if err != nil {
		var p *Problem
		if errors.As(err, &p) {
			p.File = file
			return nil, Problems{p}
		}
		return nil, err
	}
	c := &checker{file: file, at: at, env: lookup}
	conf := c.config(doc)
	conf.File = file
	if len(c.found) > 0 {
		sort.SliceStable(c.found, func(i, j int) bool { return c.found[i].Line < c.found[j].Line })
		return nil, c.found
	}
	return conf, nil
}

// checker collects the problems of one file.
type checker struct {
	file  string
	at    lines
	env   func(string) (string, bool)
	found Problems
}

func (c *checker) problem(path, format string, args ...any) {
	c.found = append(c.found, &Problem{File: c.file, Line: c.at.at(path), Text: fmt.Sprintf(format, args...)})
}

// replace is problem in place of the latest one: a better word for the same fault.
func (c *checker) replace(path, format string, args ...any) {
	c.found = c.found[:len(c.found)-1]
	c.problem(path, format, args...)
}

func (c *checker) section(path string, keys map[string]any) *section {
	return &section{path: path, keys: keys, used: map[string]bool{}, c: c}
}

// relative makes a path of the configuration absolute: relative ones are
// relative to the file that they stand in.
func (c *checker) relative(name string) string {
	name = filepath.FromSlash(name)
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(c.file), name)
	}
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name
}

// Defaults is the configuration of an empty file, the base of the sample's.
func Defaults() *Config {
	return &Config{
		Server: Server{Listen: DefaultListen, PublicURL: "http://" + DefaultListen, Title: "Callboard"},
		Fetch: Fetch{Timeout: 30 * time.Second, MaxBytes: 64 << 20,
			Concurrency: 8, PerHostDelay: time.Second},
		Settle: 10 * time.Minute,
	}
}

// DefaultListen is where the daemon listens when nothing is configured.
const DefaultListen = "127.0.0.1:8080"
