package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"time"
)

//go:embed templates static
var files embed.FS

// robots lets everyone in: Google asks here before it reads a calendar, and
// refuses without a word where there is no answer.
const robots = "User-agent: *\nAllow: /\n"

// loadAssets reads the fixed files, and gives the address of the style sheet:
// its hash is in it, so that it may be kept for ever and a release replaces it.
func loadAssets(prefix string) (assets map[string]*body, css string) {
	read := func(name string) []byte {
		b, err := files.ReadFile(name)
		if err != nil {
			panic(err) // embedded: a test loads them all
		}
		return b
	}
	style, icon := read("static/callboard.css"), read("static/favicon.svg")
	sum := sha256.Sum256(style)
	name := "/static/callboard-" + hex.EncodeToString(sum[:6]) + ".css"
	year := int((365 * 24 * time.Hour).Seconds())
	iconKind := kind{name: "asset", mime: "image/svg+xml", maxAge: 24 * 3600}
	return map[string]*body{
		name:           newBody(kind{name: "asset", mime: "text/css; charset=utf-8", maxAge: year}, "", time.Time{}, style),
		"/favicon.svg": newBody(iconKind, "", time.Time{}, icon),
		"/favicon.ico": newBody(iconKind, "", time.Time{}, icon),
		"/robots.txt":  newBody(textKind, "", time.Time{}, []byte(robots)),
	}, prefix + name
}

func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	b := s.assets[r.URL.Path]
	if !s.answeredNotModified(w, r, b.kind, b.head) {
		s.write(w, r, resource{kind: b.kind}, b)
	}
}

// loadTemplates parses each page together with the layout.
func loadTemplates() map[string]*template.Template {
	base := template.Must(template.New("").ParseFS(files, "templates/layout.html", "templates/parts.html"))
	pages := map[string]*template.Template{}
	for _, name := range []string{"home", "conference", "talk", "sources", "subscribe", "problem"} {
		pages[name] = template.Must(template.Must(base.Clone()).ParseFS(files, "templates/"+name+".html"))
	}
	return pages
}
