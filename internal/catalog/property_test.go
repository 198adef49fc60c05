package catalog_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"callboard"
	"callboard/internal/catalog"
	"callboard/internal/goldentest"
	"callboard/sources"
)

// TestAnyListIsAConfiguration: whatever a stranger writes into a list, what is
// printed is a configuration that says it, and no more: no file, no variable,
// no key that was not asked for.
func TestAnyListIsAConfiguration(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "x", "ConfÉ 2026", "a\"\n[[source]]\nurl = \"file:/etc/passwd\"", "\x7f\x00\u2028\u202e", "'''", `\u0000`, "日本"}))
	address := rapid.OneOf(text, rapid.SampledFrom([]string{"https://conf.example/schedule.xml", "https://CONF.example/schedule.xml#x", "webcal://conf.example/a.ics",
		"env:HOME", "file:/etc/passwd", "https://u:p@conf.example/a.ics", "http://[::1]:80/a.ics", "https://conf.example/ä b.ics?q=\"]", "http://conf.example:x/"}),
		rapid.Map(rapid.String(), func(s string) string { return "https://conf.example/" + s + ".ics" }),
		rapid.Map(rapid.String(), func(s string) string { return "https://" + s + "/a.ics" }))
	date := rapid.OneOf(text, rapid.SampledFrom([]string{"2026-05-01", "2026-05-03T10:00:00Z", "2026-02-30", "0000-01-01", "9999-12-31", "2026-5-1"}))
	zone := rapid.SampledFrom([]string{"", "Europe/Berlin", "Europe/Nowhere", "W. Europe Standard Time", "\"", "UTC", "Local"})
	rapid.Check(t, func(r *rapid.T) {
		var entries []map[string]any
		for range rapid.IntRange(1, 8).Draw(r, "entries") {
			if rapid.Bool().Draw(r, "giggity") {
				entries = append(entries, map[string]any{"title": text.Draw(r, "title"), "url": address.Draw(r, "url"), "start": date.Draw(r, "start"),
					"end": date.Draw(r, "end"), "timezone": zone.Draw(r, "zone"), "metadata": map[string]any{"links": []any{map[string]any{"title": "Website", "url": address.Draw(r, "home")}}}})
			} else {
				entries = append(entries, map[string]any{"name": text.Draw(r, "name"), "url": address.Draw(r, "url"), "startDate": date.Draw(r, "start"), "endDate": date.Draw(r, "end"), "cfpUrl": address.Draw(r, "cfp")})
			}
		}
		body, err := json.Marshal(entries)
		if err != nil {
			r.Fatal(err)
		}
		list, err := catalog.Decode(context.Background(), page(string(body)))
		if err != nil {
			return // too many had no name
		}
		p := catalog.Pick(list, catalog.Options{Taken: []string{"x", "confe-2026"}})
		if len(p.Stanzas)+len(p.Unused) != len(entries) {
			r.Fatalf("%d entries became %d stanzas and %d reasons", len(entries), len(p.Stanzas), len(p.Unused))
		}
		judge(t, p)
	})
}

// judge demands of a pick what an admin relies on.
func judge(t *testing.T, p catalog.Picked) {
	t.Helper()
	var text strings.Builder
	ids := map[string]bool{"x": true}
	for _, s := range p.Stanzas {
		text.WriteString(s.String())
		if ids[s.ID] || callboard.ValidID(s.ID+"-site") != nil {
			t.Fatalf("the id %q is there twice or is none", s.ID)
		}
		ids[s.ID] = true
		if !strings.HasPrefix(s.Schedule, "http://") && !strings.HasPrefix(s.Schedule, "https://") {
			t.Fatalf("the address %q is not on the web", s.Schedule)
		}
	}
	accepted(t, text.String(), p.Stanzas)
	for _, u := range p.Unused {
		if u.Name == "" || u.Why == "" || strings.ContainsAny(u.Name+u.Probe, "\n\r\x1b") {
			t.Fatalf("%+v gives no reason that can be printed", u)
		}
	}
}

// seeds are the lists of the goldens.
func seeds(f *testing.F) {
	f.Helper()
	for _, c := range goldentest.Cases(f, "testdata") {
		for _, part := range c.Files {
			if part.Name == "list" {
				f.Add(part.Data)
			}
		}
	}
}

// FuzzJSON: no text in the keys of the JSON lists ends in a panic or in a
// configuration that check refuses.
func FuzzJSON(f *testing.F) {
	f.Add("SmallConf 2026", "https://pretalx.com/small/cfp", "2026-07-01", "Europe/Berlin", 1706659200000.0)
	f.Fuzz(func(t *testing.T, name, address, day, zone string, ms float64) {
		for _, e := range []map[string]any{
			{"title": name, "url": address, "start": day, "end": day, "timezone": zone},
			{"name": name, "url": address, "startDate": day, "city": zone, "cfpUrl": address},
			{"name": name, "hyperlink": address, "date": []any{ms, ms}, "status": zone, "cfp": map[string]any{"link": address}},
		} {
			body, err := json.Marshal([]any{e})
			if err != nil {
				continue // no number of JSON
			}
			fuzz(t, string(body))
		}
	})
}

// FuzzList: the same of any bytes.
func FuzzList(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body []byte) { fuzz(t, string(body)) })
}

// FuzzCalendar: the same of the events of a calendar.
func FuzzCalendar(f *testing.F) {
	f.Add("SmallConf 2026", "20260701", "https://pretalx.com/small/cfp", "CFP https://indico.example.org/event/4/")
	f.Fuzz(func(t *testing.T, name, day, address, text string) {
		fuzz(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:"+day+"\r\nSUMMARY:"+name+"\r\nURL:"+address+"\r\nDESCRIPTION:"+text+"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	})
}

func fuzz(t *testing.T, body string) {
	if !utf8.ValidString(body) {
		body = strings.ToValidUTF8(body, "\ufffd") // a Page's body is UTF-8
	}
	list, err := catalog.Decode(context.Background(), &sources.Page{URL: "https://lists.example/", Body: []byte(body)})
	if err != nil {
		return
	}
	judge(t, catalog.Pick(list, catalog.Options{Taken: []string{"x"}}))
}
