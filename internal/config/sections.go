package config

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"callboard"
	"callboard/sources"
)

// config reads the whole document.
func (c *checker) config(doc map[string]any) *Config {
	conf := Defaults()
	root := c.section("", doc)
	if s := root.table("server"); s != nil {
		s.server(&conf.Server)
	}
	conf.Database = c.relative("callboard.db")
	if s := root.table("database"); s != nil {
		conf.Database = c.relative(s.str("path", "callboard.db"))
		s.done()
	}
	if s := root.table("fetch"); s != nil {
		s.fetch(&conf.Fetch)
	}
	cron := Auto
	if s := root.table("defaults"); s != nil {
		cron = s.cron("cron", Auto)
		s.done()
	}
	if s := root.table("changes"); s != nil {
		conf.Settle = s.duration("settle", conf.Settle, 0, 24*time.Hour)
		s.done()
	}
	for _, s := range root.tables("conference") {
		if conference, ok := s.conference(conf.Conferences); ok {
			conf.Conferences = append(conf.Conferences, conference)
		}
	}
	seen := map[string]string{}
	for i, s := range root.tables("source") {
		source := s.source(cron, conf.Fetch.AllowPrivate, seen)
		source.Order = i
		conf.Sources = append(conf.Sources, source)
	}
	for _, s := range root.tables("pin") {
		conf.Pins = append(conf.Pins, s.group("pin", conf.Sources))
	}
	for _, s := range root.tables("split") {
		conf.Splits = append(conf.Splits, s.group("split", conf.Sources))
	}
	root.done()
	return conf
}

func (s *section) server(out *Server) {
	defer s.done()
	out.Listen = s.str("listen", DefaultListen)
	if path, unix := strings.CutPrefix(out.Listen, "unix:"); unix {
		if path == "" || path[0] != '/' {
			s.problem("listen", "listen = %q: a socket needs an absolute path, such as %q", out.Listen, "unix:/run/callboard.sock")
		}
	} else if _, port, err := net.SplitHostPort(out.Listen); err != nil || !validPort(port) {
		s.problem("listen", "listen = %q is no address; write %q or %q", out.Listen, DefaultListen, "unix:/run/callboard.sock")
	}
	out.PublicURL = "http://" + out.Listen
	if strings.HasPrefix(out.Listen, "unix:") {
		out.PublicURL = "http://localhost"
	} else if host, port, _ := net.SplitHostPort(out.Listen); host == "" || host == "0.0.0.0" || host == "::" {
		out.PublicURL = "http://" + net.JoinHostPort("localhost", port)
	}
	if text := s.str("public_url", ""); text != "" {
		u, err := url.Parse(text)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			s.problem("public_url", "public_url = %q must be an address such as %q, without user, query or fragment", text, "https://talks.example.org")
		} else {
			out.PublicURL, out.Named = strings.TrimRight(u.String(), "/"), true
		}
	}
	out.Title = s.str("title", "Callboard")
}

func validPort(port string) bool {
	n, err := strconv.Atoi(port)
	return err == nil && n >= 0 && n <= 65535
}

func (s *section) fetch(out *Fetch) {
	defer s.done()
	out.UserAgent = s.str("user_agent", out.UserAgent)
	if !httpguts.ValidHeaderFieldValue(out.UserAgent) {
		s.problem("user_agent", "user_agent holds a character that cannot stand in a header")
	}
	out.Timeout = s.duration("timeout", out.Timeout, time.Second, time.Hour)
	out.MaxBytes = s.size("max_bytes", out.MaxBytes)
	out.Concurrency = s.integer("concurrency", out.Concurrency)
	if out.Concurrency < 1 || out.Concurrency > 256 {
		s.problem("concurrency", "concurrency = %d must lie between 1 and 256", out.Concurrency)
	}
	out.PerHostDelay = s.duration("per_host_delay", out.PerHostDelay, 0, 10*time.Minute)
	out.AllowPrivate = s.boolean("allow_private", false)
}

func (s *section) cron(key, def string) string {
	spec := s.str(key, "")
	if spec == "" {
		return def
	}
	if _, err := Schedule(spec); err != nil {
		s.problem(key, "%s", err)
		return def
	}
	return spec
}

func (s *section) conference(before []Conference) (Conference, bool) {
	defer s.done()
	out := Conference{ID: s.id("id"), Name: s.str("name", ""), Zone: s.zone("timezone"),
		Start: s.date("start"), End: s.date("end"), URL: s.str("url", "")}
	if out.Start != "" && out.End != "" && out.End < out.Start {
		s.problem("end", "end = %s is before start = %s", out.End, out.Start)
	}
	if u, err := url.Parse(out.URL); out.URL != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		s.problem("url", "url = %q is no web address", out.URL)
	}
	if out.ID == "" {
		if _, there := s.keys["id"]; !there {
			s.problem("", "a conference needs an id, such as id = %q", "oscon-2015")
		}
		return out, false
	}
	for i, c := range before {
		if c.ID == out.ID {
			s.problem("id", "conference %q is there already, on line %d", out.ID, s.c.at.at("conference["+strconv.Itoa(i)+"].id"))
			return out, false
		}
	}
	return out, true
}

func (s *section) source(cron string, private bool, seen map[string]string) Source {
	defer s.done()
	out := Source{Line: s.c.at.at(s.path)}
	out.URL, out.Masked = s.address("url")
	out.ID = s.id("id")
	if _, named := s.keys["id"]; !named && out.Masked != "" {
		out.ID = defaultID(out.Masked)
		if out.ID == "" {
			s.problem("", "this source needs an id: its url gives none")
		}
	}
	if first, twice := seen[out.ID]; twice && out.ID != "" {
		s.problem("id", "source %q is there already, on line %d; give this one an id of its own", out.ID, s.c.at.at(first))
	} else if out.ID != "" {
		seen[out.ID] = s.path
	}
	out.Conference = s.id("conference")
	out.Cron = s.cron("cron", cron)
	out.Schedule, _ = Schedule(out.Cron) // judged above
	out.Zone = s.zone("timezone")
	out.Priority = s.integer("priority", 100)
	out.Timeout = s.duration("timeout", 0, time.Second, time.Hour)
	out.AllowPrivate = s.boolean("allow_private", private)
	out.Headers = s.headers()
	out.Kind = s.str("kind", "")
	s.kind(&out)
	return out
}

// kind checks the kind and hands it its options, the table of the same name.
func (s *section) kind(out *Source) {
	names := make([]string, 0, len(sources.Kinds))
	for _, k := range sources.Kinds {
		names = append(names, k.Name)
		if _, there := s.keys[k.Name]; there && out.Kind == k.Name {
			if t := s.table(k.Name); t != nil {
				out.Options = t.keys
			}
		}
	}
	if out.Kind == "" {
		return
	}
	k, ok := sources.ByName(out.Kind)
	if !ok {
		if near := nearest(out.Kind, names); near != "" {
			s.problem("kind", "unknown kind %q; did you mean %q?", out.Kind, near)
		} else {
			s.problem("kind", "unknown kind %q; known kinds: %s; leave it out to have it recognised", out.Kind, strings.Join(names, ", "))
		}
		return
	}
	if out.URL == "" {
		return
	}
	_, err := k.Open(out.URL, out.Options)
	var all sources.OptionErrors
	var option *sources.OptionError
	switch {
	case errors.As(err, &all):
		for _, one := range all {
			s.problem(join(k.Name, one.Key), "%s", one)
		}
	case errors.As(err, &option):
		s.problem(join(k.Name, option.Key), "%s", err)
	case err != nil:
		s.problem(k.Name, "%s", err)
	}
}

func (s *section) headers() http.Header {
	t := s.table("headers")
	if t == nil {
		return nil
	}
	out := http.Header{}
	for name := range t.keys {
		text := t.str(name, "")
		if !httpguts.ValidHeaderFieldName(name) {
			t.problem(name, "%q is no header name", name)
			continue
		}
		switch textproto.CanonicalMIMEHeaderKey(name) {
		case "Host", "Content-Length", "Transfer-Encoding", "Connection", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range":
			t.problem(name, "header %s is set by callboard itself", name)
			continue
		}
		value, ok := t.secret(name, text, true)
		if !ok {
			continue
		}
		if !httpguts.ValidHeaderFieldValue(value) {
			t.problem(name, "header %s holds a character that cannot stand in a header", name)
			continue
		}
		out.Set(name, value)
	}
	return out
}

// group reads a [[pin]] or [[split]]. Its items must name configured sources of
// its conference.
func (s *section) group(word string, known []Source) Group {
	defer s.done()
	out := Group{Conference: s.id("conference"), Line: s.c.at.at(s.path)}
	if _, there := s.keys["conference"]; !there {
		s.problem("", "a %s needs a conference", word)
	}
	v, _ := s.value("items")
	list, ok := v.([]any)
	if !ok || len(list) < 2 {
		s.problem("items", "items must list at least two entries, such as items = [\"oscon-2015-site:42037\", \"oscon-2015-site:45371\"]")
		return out
	}
	for _, e := range list {
		text, _ := e.(string)
		source, ref, found := strings.Cut(text, ":")
		if !found || source == "" || ref == "" {
			s.problem("items", "%s is no entry; write \"SOURCE:REF\"", describe(e))
			continue
		}
		i := slices.IndexFunc(known, func(k Source) bool { return k.ID == source })
		if i < 0 {
			s.problem("items", "%q names source %q, which is not configured; sources are: %s", text, source, idList(known))
			continue
		}
		if c := known[i].Conference; c != "" && out.Conference != "" && c != out.Conference {
			s.problem("items", "%q is of conference %q, not of %q", text, c, out.Conference)
			continue
		}
		out.Items = append(out.Items, callboard.EntryKey{Source: source, Ref: ref})
	}
	return out
}

// idList names the sources, or counts them where they are many.
func idList(known []Source) string {
	if len(known) > 8 {
		return fmt.Sprintf("%d of them, see callboard sources", len(known))
	}
	ids := make([]string, len(known))
	for i, k := range known {
		ids[i] = k.ID
	}
	return strings.Join(ids, ", ")
}
