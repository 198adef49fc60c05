package sources

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestLook(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"", "an empty body"},
		{"\ufeff \r\n", "an empty body"},
		{"<html><head><title>Maintenance</title></head>", "an HTML page titled Maintenance"},
		{"<!DOCTYPE html>\n<!-- x --><HTML><TITLE>\n We&#39;ll be   <b>right</b> back\u202e\x1b[31m </TITLE>", "an HTML page titled We'll be right back[31m"},
		{"<html><body><h1>503 Service Unavailable</h1>", "an HTML page titled 503 Service Unavailable"},
		{"<div>fragment</div>", "an HTML page without a title"},
		{`<html><title>Sign in</title><form><input name=p type="password">`, "an HTML login page titled Sign in"},
		{`<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html xmlns="http://www.w3.org/1999/xhtml"><title>Down</title>`, "an HTML page titled Down"},
		{`<?xml version="1.0"?><!-- c --><!DOCTYPE x [ <!ENTITY a "b"> ]><foo:bar x="1"/>`, "XML with the root <foo:bar>"},
		{"<schedule>", "XML with the root <schedule>"},
		{`<?xml version="1.0"?>`, "XML without a root element"},
		{`{"a":1}`, "JSON"},
		{`{"type":"FeatureCollection","features":[]}`, "GeoJSON, a map of places"},
		{`{"name":"x","lockfileVersion":3,"packages":{}}`, "a package lock of npm"},
		{`{"total_count":0,"jobs":[]}`, "a list of a CI's jobs"},
		{`{"error":"Unauthorized"}`, `JSON with the error "Unauthorized"`},
		{`[{"a":1}]`, "a JSON list"},
		{"BEGIN:VCALENDAR\r\n", "iCalendar"},
		{"begin:vcard", "a vCard"},
		{"Service \"x\" is\n down", `plain text that starts with "Service 'x' is down"`},
		{strings.Repeat("ab ", 100), `plain text that starts with "` + strings.Repeat("ab ", 20) + `a..."`},
		{"%PDF-1.7", "a PDF"},
		{"PK\x03\x04abc", "a ZIP archive or an office document"},
		{"\x1f\x8b\x08", "a gzip archive"},
		{"\x89PNG\r\n\x1a\n", "a PNG image"},
		{"abc\x00\x01", "binary data"},
		{"\xff\xfe\xfd", "binary data"},
		{"{not json", `plain text that starts with "{not json"`},
	} {
		if got := Look(&Page{Body: []byte(c.body)}); got != c.want {
			t.Errorf("%.40q: got %s, want %s", c.body, got, c.want)
		}
	}
	if got := Look(nil); got != "nothing" {
		t.Error(got)
	}
}

func TestLookBounded(t *testing.T) {
	for _, unit := range []string{"<", "<!--", "<title>", "<!", "[", "{\"", " ", "<input ", "\x00", "a", "<?x"} {
		start := time.Now()
		got := Look(&Page{Body: bytes.Repeat([]byte(unit), 16<<20/len(unit))})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%q: %v", unit, took)
		}
		if len(got) > 300 {
			t.Errorf("%q: %d bytes", unit, len(got))
		}
	}
}
