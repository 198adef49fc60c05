package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"callboard"
)

// attacks are texts that a hostile source puts wherever a text goes.
var attacks = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'-alert(1)-'`,
	`</script><script>alert(1)</script>`,
	`javascript:alert(1)`,
	`<svg/onload=alert(1)>`,
	"</title></time><style>*{display:none}</style>",
	`{{.}}`,
	"x\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>",
	"a\x00b\x1b[31m\u202egnp.exe\u2066\x07",
	"\xff\xfe not UTF-8",
	strings.Repeat("W", 1<<16),
	`https://evil.example/" onclick="alert(1)`,
	`<a href="javascript:alert(1)" onclick=alert(1)>x</a><iframe src=//evil.example></iframe><base href=//evil.example><img src=//evil.example/x><form action=//evil.example><input>`,
}

// poison sets every string in a value to an attack, ids and zones apart: those
// are made or checked by us.
func poison(v reflect.Value, attack string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), attack)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			switch name := v.Type().Field(i).Name; name {
			case "ID", "Conference", "Talk", "Performance", "UID", "Zone", "Host", "Status", "Kind", "Outcome":
			default:
				poison(v.Field(i), attack)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), attack)
		}
	case reflect.String:
		v.SetString(attack)
	}
}

// hostile is the board of oscon with an attack in every field.
func hostile(attack string) *fakeStore {
	f := oscon()
	for id, c := range f.confs {
		poison(reflect.ValueOf(&c).Elem(), attack)
		f.confs[id] = c
	}
	talks := f.talks["oscon-2015"]
	for i := range talks {
		talks[i].Tags = []string{"tag"}
		talks[i].Performances[0].Links = []callboard.Link{{URL: "x", Rel: "x", Title: "x"}}
		poison(reflect.ValueOf(&talks[i]).Elem(), attack)
	}
	poison(reflect.ValueOf(f.changes), attack)
	poison(reflect.ValueOf(f.health), attack)
	poison(reflect.ValueOf(f.events), attack)
	return f
}

// TestHostileText: whatever a source says, pages have only our elements, no
// script, no handler, no address of another scheme, and stay of bounded size.
func TestHostileText(t *testing.T) {
	for i, attack := range attacks {
		s := newTest(t, hostile(attack))
		for path := range addresses {
			w := get(s, path)
			if w.Code != http.StatusOK {
				t.Errorf("attack %d: %s: status %d", i, path, w.Code)
				continue
			}
			for k, values := range w.Header() {
				if strings.ContainsAny(strings.Join(values, ""), "\r\n\x00") || k == "Set-Cookie" {
					t.Errorf("attack %d: %s: header %s: %q", i, path, k, values)
				}
			}
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				checkPage(t, i, path, w.Body.String())
			}
		}
	}
}

var ourElements = strings.Fields(`html head meta title link script body a header nav main footer p h1 h2 h3 h4 div section aside
	ul ol li dl dt dd bdi span time code del ins s strong em b i br blockquote pre details summary form label input select option button`)

func checkPage(t *testing.T, attack int, path, page string) {
	t.Helper()
	if len(page) > 400<<10 && path != "/c/oscon-2015/t/docker" {
		t.Errorf("attack %d: %s has %d bytes", attack, path, len(page))
	}
	if strings.ContainsAny(page, "\x00\x1b\u202e\u2066") {
		t.Errorf("attack %d: %s has control characters", attack, path)
	}
	known := map[string]bool{}
	for _, e := range ourElements {
		known[e] = true
	}
	z := html.NewTokenizer(strings.NewReader(page))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
			continue
		}
		if !known[tok.Data] {
			t.Errorf("attack %d: %s has <%s>", attack, path, tok.Data)
		}
		for _, a := range tok.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" {
				t.Errorf("attack %d: %s has %s=%q", attack, path, a.Key, a.Val)
			}
			scheme, _, ok := strings.Cut(a.Val, ":")
			if a.Key == "href" && ok && !strings.Contains("http https webcal mailto", scheme) {
				t.Errorf("attack %d: %s links to %q", attack, path, a.Val)
			}
			if tok.Data == "script" && (a.Key != "type" || a.Val != "application/ld+json") {
				t.Errorf("attack %d: %s has a script", attack, path)
			}
		}
	}
}
