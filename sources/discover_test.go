package sources

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestLeadsKnow: an export's address follows from the marks of its system, on
// the page or in a link to it.
func TestLeadsKnow(t *testing.T) {
	for _, c := range []struct{ name, at, body, want string }{
		{"pretalx, by its path", "https://pretalx.example/org/conf/schedule/", "", "https://pretalx.example/org/conf/schedule/export/schedule.xml"},
		{"pretalx, embedded", "https://conf.example/", `<pretalx-schedule event-url="https://talks.example/conf/"></pretalx-schedule>`, "https://talks.example/conf/schedule/export/schedule.xml"},
		{"pretalx, linked", "https://conf.example/", `<a href="https://pretalx.com/conf/talk/ABC/">A talk</a>`, "https://pretalx.com/conf/schedule/export/schedule.xml"},
		{"frab", "https://frab.example/en/conf/public/speakers/3.html", "", "https://frab.example/en/conf/public/schedule.xml"},
		{"Indico", "https://indico.example/event/42/timetable/", "", "https://indico.example/export/event/42.json?detail=contributions"},
		{"Indico in a folder", "https://lab.example/indico/event/42/", "", "https://lab.example/indico/export/event/42.json?detail=contributions"},
		{"OSEM", "https://events.example/conferences/oc26", `<meta name="generator" content="OSEM">`, "https://events.example/conferences/oc26/schedule.xml"},
		{"Sessionize", "https://conf.example/", `<script src="https://sessionize.com/api/v2/abc12345/view/GridSmart"></script>`, "https://sessionize.com/api/v2/abc12345/view/All"},
		{"sched", "https://conf.example/", `<a href="https://conf26.sched.com/">Programme</a>`, "https://conf26.sched.com/all.ics"},
		{"webcal", "https://conf.example/", `<a href="webcal://conf.example/all">Subscribe</a>`, "https://conf.example/all"},
		{"a declared calendar", "https://conf.example/2026/", `<base href="/x/"><link rel="alternate" type="text/calendar; charset=utf-8" href="c">`, "https://conf.example/x/c"},
		{"Pentabarf", "https://conf.example/2026/fahrplan/index.html", `Exports: Pentabarf`, "https://conf.example/2026/fahrplan/schedule.xml"},
	} {
		list := leads(&Page{URL: c.at, Body: []byte("<!doctype html><html>" + c.body + "</html>")})
		if len(list) == 0 || list[0].url != c.want || !list[0].export {
			t.Errorf("%s: %+v, want %s first", c.name, list, c.want)
		}
	}
}

// TestLeadsByWords: what says programme is followed, in many languages, and
// what only lies near it comes later or not at all.
func TestLeadsByWords(t *testing.T) {
	for _, text := range []string{"Schedule", "Programme", "Agenda", "Fahrplan", "Programación", "Programação", "Programma", "Horaires", "Rozvrh", "Расписание", "日程", "タイムテーブル"} {
		list := leads(&Page{URL: "https://conf.example/", Body: []byte(`<html><a href="/volunteer-programme">Volunteer programme</a><a href="/x">` + text + `</a><a href="/blog">Blog</a></html>`)})
		if len(list) != 2 || list[0].url != "https://conf.example/x" {
			t.Errorf("%s: %+v", text, list)
		}
	}
	for _, body := range []string{`<a href="/programming">Programming</a>`, `<a href="schedule.pdf">Schedule</a>`, `<a href="mailto:schedule@conf.example">Schedule</a>`} {
		if list := leads(&Page{URL: "https://conf.example/", Body: []byte("<html>" + body)}); len(list) != 0 {
			t.Errorf("%s: %+v", body, list)
		}
	}
}

// manyPages is a site; what it has not is an error.
type manyPages map[string]string

func (m manyPages) Get(_ context.Context, r Request) (*Page, error) {
	body, ok := m[r.URL]
	if !ok {
		return nil, errors.New("answered 404")
	}
	return &Page{URL: r.URL, Body: []byte(body)}, nil
}

// TestDiscoverStops: a schedule is not looked behind, a page with talks of its
// own only for what it declares, and the error of the first address is returned.
func TestDiscoverStops(t *testing.T) {
	event := func(n string) string {
		return `<div class="vevent"><h3 class="summary">Talk ` + n + `</h3><abbr class="dtstart" title="2026-07-01T1` + n + `:00:00">x</abbr></div>`
	}
	page := "<!doctype html><title>Programme</title>" + event("0") + event("1") + event("2") + event("3") + event("4") + event("5") + `<a href="/schedule.ics">iCal</a><a href="/agenda">Agenda</a>`
	site := manyPages{"https://conf.example/p": page, "https://conf.example/schedule.ics": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}
	d, err := Discover(t.Context(), site, "https://conf.example/p")
	if err != nil || len(d.Visits) != 1 || len(d.Found) != 1 || d.Found[0].Kind != "microformats" || d.Found[0].Items != 6 {
		t.Errorf("a page of talks: %+v, %v", d, err)
	}
	if d, err = Discover(t.Context(), site, "https://conf.example/none"); err == nil || len(d.Visits) != 1 || d.Visits[0].Err == nil {
		t.Errorf("nothing there: %+v, %v", d, err)
	}
}

// TestAdvice: whatever is pasted, there is something to try.
func TestAdvice(t *testing.T) {
	for body, want := range map[string]string{
		"": "another address", "%PDF-1.4": "no PDF", "PK\x03\x04": "unpack", "\x89PNG\r\n\x1a\n": "as a page", `{"error":"no key"}`: "wants a key", `{"a":1}`: "set kind",
		"<rss/>": "set kind", "<table><tr><th>Time<th>A<th>B<tr><td>9:00<td>Units<td>Files</table><h1>2027": "only 2 talks", "Hello, world": "iCal", "<html><form><input type=password></form></html>": "no account",
		"<html><body><noscript>Please switch on scripts. " + strings.Repeat("Please. ", 100) + "</noscript><script>x</script><div></div></body></html>": "made by scripts",
		"<html><body><script>x</script>" + strings.Repeat("<p>A page of words.</p>", 50):                                                                "programme itself",
	} {
		if got := Advice(&Page{Body: []byte(body)}); !strings.Contains(got, want) {
			t.Errorf("%.40q: %q", body, got)
		}
	}
}

// FuzzLeads: no page makes it panic, or gives an address that is no web page's.
func FuzzLeads(f *testing.F) {
	f.Add("https://conf.example/a/b", `<html><a href="../schedule.xml">XML</a><link rel=alternate type="text/calendar" href=c><base href="http://[">`)
	f.Add("file:///x", `<html><a href=schedule>Schedule`)
	f.Add("", `<html>pentabarf osem indico symposion wafer`)
	f.Fuzz(func(t *testing.T, at, body string) {
		for _, l := range leads(&Page{URL: at, Body: []byte(body)}) {
			if !slices.ContainsFunc([]string{"http://", "https://"}, func(s string) bool { return strings.HasPrefix(l.url, s) }) {
				t.Errorf("leads to %q", l.url)
			}
		}
		Advice(&Page{URL: at, Body: []byte(body)})
	})
}
