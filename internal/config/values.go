package config

import (
	"errors"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"callboard"
	"callboard/internal/normalize"
	"callboard/internal/zone"
)

func (s *section) duration(key string, def, low, high time.Duration) time.Duration {
	text := s.str(key, "")
	if text == "" {
		if n, ok := s.keys[key].(int64); ok {
			s.c.replace(join(s.path, key), "%s = %d has no unit; write %s = \"%ds\"", key, n, key, n)
		}
		return def
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		s.problem(key, "%s = %q is no duration; write %q, %q or %q", key, text, "30s", "10m", "1h")
		return def
	case d < low || d > high:
		s.problem(key, "%s = %q must lie between %s and %s", key, text, short(low), short(high))
		return def
	}
	return d
}

// short drops the zero units that time.Duration prints: 1h0m0s is 1h.
func short(d time.Duration) string {
	t := d.String()
	if strings.HasSuffix(t, "m0s") {
		t = strings.TrimSuffix(t, "0s")
	}
	if strings.HasSuffix(t, "h0m") {
		t = strings.TrimSuffix(t, "0m")
	}
	return t
}

var sizeForm = regexp.MustCompile(`^([0-9]+)\s*(B|kB|KB|KiB|MB|MiB|GB|GiB)?$`)

var sizeUnits = map[string]int64{"": 1, "B": 1, "kB": 1e3, "KB": 1e3, "KiB": 1 << 10,
	"MB": 1e6, "MiB": 1 << 20, "GB": 1e9, "GiB": 1 << 30}

func (s *section) size(key string, def int64) int64 {
	text := s.str(key, "")
	if text == "" {
		return def
	}
	m := sizeForm.FindStringSubmatch(text)
	if m == nil {
		s.problem(key, "%s = %q is no size; write %q", key, text, "64MiB")
		return def
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	unit := sizeUnits[m[2]]
	if err != nil || n > math.MaxInt64/unit || n*unit < 1<<10 || n*unit > 4<<30 {
		s.problem(key, "%s = %q must lie between 1KiB and 4GiB", key, text)
		return def
	}
	return n * unit
}

func (s *section) date(key string) callboard.Date {
	v, ok := s.value(key)
	if !ok {
		return ""
	}
	if d, ok := v.(toml.LocalDate); ok {
		return callboard.Date(d.String())
	}
	if text, ok := v.(string); ok {
		if _, ok := callboard.Date(text).Time(time.UTC); ok {
			return callboard.Date(text)
		}
	}
	s.problem(key, "%s must be a date such as 2015-07-20, not %s", key, describe(v))
	return ""
}

func (s *section) zone(key string) string {
	text := s.str(key, "")
	if text == "" {
		return ""
	}
	loc, err := zone.Load(text)
	if err != nil {
		s.problem(key, "%s = %q is no time zone; write an IANA name such as %q", key, text, "Europe/Berlin")
		return ""
	}
	return loc.String()
}

func (s *section) id(key string) string {
	text := s.str(key, "")
	if text == "" {
		return ""
	}
	if err := callboard.ValidID(text); err != nil {
		s.problem(key, "%s: %s", key, err)
		return ""
	}
	return text
}

// secret resolves "env:NAME" and, where a file is allowed, "file:/path". The
// value never appears in a message.
func (s *section) secret(key, text string, files bool) (value string, ok bool) {
	if name, found := strings.CutPrefix(text, "env:"); found {
		v, set := s.c.env(name)
		if !set || v == "" {
			s.problem(key, "%s is taken from the environment, where %s is not set", key, name)
			return "", false
		}
		return strings.TrimSpace(v), true
	}
	if name, found := strings.CutPrefix(text, "file:"); found && files {
		b, err := os.ReadFile(s.c.relative(name))
		if err != nil {
			var why *os.PathError
			if errors.As(err, &why) {
				err = why.Err
			}
			s.problem(key, "%s is taken from the file %s: %s", key, name, err)
			return "", false
		}
		return strings.TrimSpace(string(b)), true
	}
	return text, true
}

// address reads a source's url. It returns the real address and the one that
// may be shown: scheme, host and path; of an env: address only the host.
func (s *section) address(key string) (full, masked string) {
	text := s.str(key, "")
	if text == "" {
		if _, ok := s.keys[key]; !ok {
			s.problem("", "a source needs a url")
		}
		return "", ""
	}
	value, ok := s.secret(key, text, false)
	if !ok {
		return "", ""
	}
	shown := text
	if value != text {
		shown = "the address in " + text // never the value itself
	} else if u, err := url.Parse(text); err == nil && (u.User != nil || u.RawQuery != "") {
		shown = maskURL(u)
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme == "" {
		s.problem(key, "url: %s is no address; write https://… or file:…", shown)
		return "", ""
	}
	switch u.Scheme {
	case "http", "https":
		if u.Hostname() == "" {
			s.problem(key, "url: %s names no host", shown)
			return "", ""
		}
		if value != text {
			return value, u.Scheme + "://" + u.Host + "/…"
		}
		return value, maskURL(u)
	case "file":
		return s.fileAddress(key, u)
	case "webcal", "webcals":
		s.problem(key, "url: write https:// instead of %s://", u.Scheme)
	default:
		s.problem(key, "url: %s:// cannot be read; http:, https: and file: can", u.Scheme)
	}
	return "", ""
}

func (s *section) fileAddress(key string, u *url.URL) (full, masked string) {
	name := u.Path
	if name == "" {
		name, _ = url.PathUnescape(u.Opaque)
	}
	if u.Host != "" && u.Host != "localhost" {
		s.problem(key, "url: file://%s… names a host; write file:/path or file:folder/name", u.Host)
		return "", ""
	}
	if name == "" {
		s.problem(key, "url: file: names no file")
		return "", ""
	}
	name = s.c.relative(name)
	if !filepath.IsAbs(name) { // only when the working folder cannot be read
		s.problem(key, "url: file:%s cannot be made absolute", name)
		return "", ""
	}
	v := url.URL{Scheme: "file", Path: filepath.ToSlash(name)}
	return v.String(), v.String()
}

func maskURL(u *url.URL) string {
	v := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return v.String()
}

// defaultID is a slug of what may be shown of an address.
func defaultID(masked string) string {
	u, err := url.Parse(masked)
	if err != nil {
		return ""
	}
	text := u.Host + " " + strings.TrimSuffix(u.Path, "/…")
	if u.Scheme == "file" {
		text = filepath.Base(u.Path)
	}
	id := normalize.Slug(text)
	if len(id) > 64 {
		id = strings.TrimRight(id[:64], "-._")
	}
	return id
}
