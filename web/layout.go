package web

import (
	"bytes"
	"context"
	"html/template"
	"net/url"
	"strings"
	"time"

	"callboard"
	"callboard/internal/feeds"
)

// layout is what every page has.
type layout struct {
	server *Server

	Title       string // "" = the site's alone
	Description string
	Path        string // of this page with its canonical query; "" for pages without an address
	Alternates  []alternate
	JSONLD      any // nil = none
	State       *clock
	Body        any
}

// alternate announces a feed of the page: clients.md K.1.
type alternate struct{ Type, Title, Href string }

// TypeAttr is the type unescaped: html/template would write its + as &#43;,
// which simple feed finders do not undo. Types are constants of this package.
func (a alternate) TypeAttr() template.HTMLAttr { return template.HTMLAttr(`type="` + a.Type + `"`) }

// Site is the board's title.
func (l layout) Site() string { return l.server.o.Site.Title }

// Sample says that the built-in sample is served.
func (l layout) Sample() bool { return l.server.o.Sample }

// AddSource is the hint of Options.
func (l layout) AddSource() string { return l.server.o.AddSource }

// CSS is the address of the style sheet.
func (l layout) CSS() string { return l.server.css }

// Prefix is what every path of the site starts with, "" at the root of a host.
func (l layout) Prefix() string { return l.server.prefix }

// Canonical is the absolute address of the page.
func (l layout) Canonical() string {
	if l.Path == "" {
		return ""
	}
	return l.server.o.Site.URL + l.Path
}

// pageResource is a resource rendered by a template.
func (s *Server) pageResource(res resource, name string, view func(context.Context) (layout, error)) resource {
	res.kind = htmlKind
	res.modified = time.Time{} // a release changes pages too: the tag alone counts
	res.render = func(ctx context.Context) ([]byte, error) {
		l, err := view(ctx)
		if err != nil {
			return nil, err
		}
		l.server, l.Path = s, res.key
		var out bytes.Buffer
		if err := s.pages[name].ExecuteTemplate(&out, "layout", l); err != nil {
			return nil, err
		}
		return printable(out.Bytes()), nil
	}
	return res
}

// printable is a page without bytes that are no UTF-8 and without what no feed
// of ours holds either: a source's text must not reach a terminal as an escape
// sequence, nor turn what stands behind it in a title or a list to choose from.
func printable(page []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && !feeds.Printable(r) {
			return -1
		}
		return r
	}, bytes.ToValidUTF8(page, []byte("\uFFFD")))
}

// alternates are the feeds of a scope for link rel=alternate.
func (s *Server) alternates(c scope, f filter, name string) []alternate {
	read := f.withoutAlarm()
	all := []alternate{
		{"text/calendar", "Calendar: " + name, s.prefix + c.path("calendar.ics") + f.query()},
		{"application/atom+xml", "Talks: " + name, s.prefix + c.path("feed.atom") + read.query()},
	}
	if c.talk == "" {
		all = append(all,
			alternate{"application/atom+xml", "Changes: " + name, s.prefix + c.path("changes.atom") + read.query()},
			alternate{"application/feed+json", "Talks (JSON Feed): " + name, s.prefix + c.path("feed.json") + read.query()})
	}
	if c.conf != nil && c.talk == "" {
		// Giggity follows a link of this type from a conference's page.
		all = append(all, alternate{"application/vnd.c3voc.schedule+xml", "schedule.xml: " + name, s.prefix + c.path("schedule.xml") + read.query()})
	}
	return all
}

// subscribeBox is how to subscribe to one scope: clients.md F.7, K.10.
type subscribeBox struct {
	Name          string
	HTTPS         string // absolute
	Webcal        template.URL
	Google        string
	Outlook       string
	Office        string
	Atom, Changes string // absolute; Changes may be ""
	JSON          string
	Filtered      bool
}

func (s *Server) subscribe(c scope, f filter, name string) subscribeBox {
	read := f.withoutAlarm()
	abs := func(feed string) string { return s.o.Site.URL + c.path(feed) + read.query() }
	ics := s.o.Site.URL + c.path("calendar.ics") + f.query()
	_, rest, _ := strings.Cut(ics, "://")
	webcal := "webcal://" + rest
	box := subscribeBox{
		Name:     name,
		HTTPS:    ics,
		Webcal:   template.URL(webcal), // our own address; html/template knows no webcal scheme
		Google:   "https://calendar.google.com/calendar/r?cid=" + url.QueryEscape(webcal),
		Outlook:  "https://outlook.live.com/calendar/0/addfromweb?url=" + url.QueryEscape(ics) + "&name=" + url.QueryEscape(name),
		Office:   "https://outlook.office.com/calendar/0/addfromweb?url=" + url.QueryEscape(ics) + "&name=" + url.QueryEscape(name),
		Atom:     abs("feed.atom"),
		Filtered: f.canonical != "",
	}
	if c.talk == "" {
		box.Changes, box.JSON = abs("changes.atom"), abs("feed.json")
	}
	return box
}

// state is the time of the data for the foot of a page, in the conference's zone.
func state(t time.Time, conf *callboard.Conference) *clock {
	if t.IsZero() {
		return nil
	}
	loc := time.UTC
	if conf != nil {
		loc = conf.Location()
	}
	return stampClock(t, loc)
}
