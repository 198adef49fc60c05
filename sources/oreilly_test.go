package sources

import (
	"callboard/internal/sharedtest"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
)

const oreillyTestHost = "http://conferences.example"

// oreillySite serves a folder of the corpus as the root of a site.
func oreillySite(t testing.TB, dir string) pages {
	t.Helper()
	site := pages{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		site[oreillyTestHost+"/"+filepath.ToSlash(rel)] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func TestOreillyCorpus(t *testing.T) {
	root := filepath.Join(corpusRoot(t), "oreilly")
	loc, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	listings := map[string]*Listing{}
	for _, tt := range []struct {
		folder, start, name string
		sessions            int
		first, lastEnd      string
	}{
		{"style-2011", "/oscon2014/public/schedule/full", "OSCON 2014", 34, "2014-07-20T16:00:00Z", "2014-07-24T00:40:00Z"},
		{"style-2015", "/open-source-2015/public/schedule/full", "OSCON 2015", 2, "2015-07-22T20:30:00Z", "2015-07-23T23:50:00Z"},
		{"style-2017", "/oscon2014/public/schedule/full", "OSCON 2014", 34, "2014-07-20T16:00:00Z", "2014-07-24T00:40:00Z"},
	} {
		t.Run(tt.folder, func(t *testing.T) {
			site := oreillySite(t, filepath.Join(root, tt.folder))
			url := oreillyTestHost + tt.start
			k, _, err := Detect(&Page{URL: url, Body: []byte(site[url])})
			if err != nil || k.Name != "oreilly" {
				t.Fatalf("detected %q, %v", k.Name, err)
			}
			l := oreillyRead(t, site, url)
			f := factsOf(t, l, loc)
			if f.Items != tt.sessions || f.NoStart+f.NoEnd != 0 || f.First != tt.first || f.LastEnd != tt.lastEnd {
				t.Errorf("facts %+v, want %d sessions from %s to %s", f, tt.sessions, tt.first, tt.lastEnd)
			}
			if !l.Complete || len(l.Warnings) > 0 || l.Conference.Name != tt.name {
				t.Errorf("complete %v, warnings %v, name %q", l.Complete, l.Warnings, l.Conference.Name)
			}
			listings[tt.folder] = l
		})
	}
	// Two styles of one schedule say the same.
	if diff := cmp.Diff(listings["style-2011"], listings["style-2017"]); diff != "" {
		t.Errorf("style-2011 and style-2017 differ:\n%s", diff)
	}
}

func oreillyRead(t testing.TB, site Getter, url string) *Listing {
	t.Helper()
	r, err := openOreilly(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Read(t.Context(), site, Window{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestOreillyTextTime(t *testing.T) {
	const day = "2015-07-22"
	at := func(start, end string) When {
		w := When{Start: day + "T" + start + ":00"}
		if end != "" {
			w.End = day + "T" + end + ":00"
		}
		return w
	}
	for text, want := range map[string]When{
		"1:30pm–2:10pm Wednesday, 07/22/2015":      at("13:30", "14:10"),
		"9:00am–12:30pm Wednesday, July 22, 2015":  at("09:00", "12:30"),
		"1:30pm - 2:10pm Wednesday, 7/22/2015":     at("13:30", "14:10"),
		"1:30pm—2:10pm Wed., 07/22/15":             at("13:30", "14:10"),
		"1:30–2:10pm Wednesday, 07/22/2015":        at("13:30", "14:10"),
		"11:30–12:10pm Wednesday, 07/22/2015":      at("11:30", "12:10"),
		"10:00–1:00pm Wednesday, 07/22/2015":       at("10:00", "13:00"),
		"9–10:30am Wednesday, 07/22/2015":          at("09:00", "10:30"),
		"1:30pm–2:10 Wednesday, 07/22/2015":        at("13:30", "14:10"),
		"11:30am–12:10 Wednesday, 07/22/2015":      at("11:30", "12:10"),
		"10:30 a.m. to noon Wednesday, 07/22/2015": at("10:30", "12:00"),
		"noon–1:00pm Wednesday, July 22nd, 2015":   at("12:00", "13:00"),
		"12:00pm–12:45pm 22 July 2015":             at("12:00", "12:45"),
		"12:15am–1:00am Wednesday, 07/22/2015":     at("00:15", "01:00"),
		"midnight–1:00am Wednesday, 07/22/2015":    at("00:00", "01:00"),
		"13:30–14:10 2015-07-22":                   at("13:30", "14:10"),
		"7:00pm Wednesday, 07/22/2015":             at("19:00", ""),
		"Wednesday, 07/22/2015 1:30pm-2:10pm":      at("13:30", "14:10"),
		"1:30pm–2:10pm":                            at("13:30", "14:10"), // the day of the heading
		"1:30pm–2:10pm Wednesday, July 22":         at("13:30", "14:10"), // the year of the heading
		"8:00pm–midnight Wednesday, 07/22/2015":    {Start: day + "T20:00:00", End: "2015-07-23T00:00:00"},
		"8:00–midnight Wednesday, 07/22/2015":      {Start: day + "T20:00:00", End: "2015-07-23T00:00:00"},
		"10:00pm–1:00am Wednesday, 07/22/2015":     {Start: day + "T22:00:00", End: "2015-07-23T01:00:00"},
		"Thursday, July 23, 2015":                  {Start: "2015-07-23", End: "2015-07-23", AllDay: true},
		"To be announced":                          {},
		"":                                         {},
		"99:99pm–2:10pm Wednesday, 07/22/2015":     {},
		"1:30pm–2:10pm Wednesday, 02/30/2015":      at("13:30", "14:10"),
	} {
		got := oreillyTextTime(text, day, "2015")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	if got := oreillyTextTime("1:30pm–2:10pm", "", ""); got != (When{}) {
		t.Errorf("a clock time on no day gave %+v", got)
	}
}

func TestOreillySpeakers(t *testing.T) {
	for markup, want := range map[string][]string{
		`<div class="en_session_speakers"><a href="/s/1">Bridget Kromhout</a> (DramaFever)</div>`:                                             {"Bridget Kromhout"},
		`<div class="en_session_speakers"><a href="/s/1">A&eacute;lis Q</a> (X), <a href="/s/2">Tim O&#x27;Reilly</a> (O&#8217;Reilly)</div>`: {"Aélis Q", "Tim O'Reilly"},
		`<div class="en_session_speakers">Moderated by: Ada Example</div>`:                                                                    {"Ada Example"},
		`<div class="en_session_speakers">Moderated by: <a href="/s/1">Ada Example</a> (Self)</div>`:                                          {"Ada Example"},
		`<div>Moderated by: Ada Example (Self) and Bob Example</div>`:                                                                         {"Ada Example", "Bob Example"},
		`Moderated by: Ada Example<br><div class="en_session_speakers"><a href="/s/1">Bob Example</a></div>`:                                  {"Bob Example", "Ada Example"},
		`<div class="en_session_speakers">Ada Example (Acme, Inc.), Bob Example, Jr. (Self (and others))</div>`:                               {"Ada Example", "Bob Example, Jr."},
		`<h1 class="fn">Ada Example<span class="info">CTO, Acme</span></h1>`:                                                                  {"Ada Example"},
		`<div class="en_speaker"><h3>Ada Example</h3><span class="info">Acme</span></div>`:                                                    {"Ada Example"},
		`<div class="en_session_description">Moderated by: nobody in particular</div>`:                                                        nil,
	} {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(`<div class="en_session">` + markup + `</div>`))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, oreillySpeakers(doc.Find(".en_session"))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", markup, diff)
		}
	}
}

func TestOreillyNames(t *testing.T) {
	for title, want := range map[string]string{
		"Full Schedule: OSCON 2014":                                                          "OSCON 2014",
		"Docker in Production: Reality, Not Hype: OSCON 2015":                                "OSCON 2015",
		"Full Schedule: OSCON 2015 - O'Reilly Conferences, July 20 - 24, 2015, Portland, OR": "OSCON 2015",
		"Schedule - RailsConf 2011 - O'Reilly Conferences, May 16 - 19, 2011, Baltimore, MD": "RailsConf 2011",
		"Schedule: Velocity": "Velocity",
		"Schedule":           "",
	} {
		p, err := oreillyParse(&Page{URL: "http://x.example/a/public/schedule/full", Body: []byte("<html><title>" + title + "</title></html>")}, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := p.published(); got.Name != want || got.URL != "http://x.example/a" {
			t.Errorf("%q gives %+v, want %q", title, got, want)
		}
	}
}

// bigSite answers a list of n sessions and a detail page for each, and counts.
type bigSite struct {
	n, asked int
	fail     bool
}

func (b *bigSite) page(url string) (string, error) {
	b.asked++
	if strings.HasSuffix(url, "/full") {
		var s strings.Builder
		s.WriteString(`<html><title>Full Schedule: Big 2015</title><body><div id="mid">`)
		for i := range b.n {
			fmt.Fprintf(&s, `<div class="en_session"><a class="url uid" name="session%d"></a><div class="en_session_title"><a href="/public/schedule/detail/%d">T%d</a></div>`+
				`<div class="session_time">1:30pm–2:10pm Wednesday, 07/22/2015</div></div>`, i, i, i)
		}
		return s.String() + `</div></body></html>`, nil
	}
	if b.fail {
		return "", errors.New("status 500")
	}
	return `<html><h1 class="summary">T</h1><div class="en_session_description">Words</div></html>`, nil
}

func TestOreillyAsksForAtMost2000Pages(t *testing.T) {
	site := &bigSite{n: 2100}
	l := oreillyRead(t, getterFunc(site.page), oreillyTestHost+"/public/schedule/full")
	if site.asked != oreillyMaxPages || l.Complete || len(l.Items) != 2100 {
		t.Errorf("asked %d pages, complete %v, %d items", site.asked, l.Complete, len(l.Items))
	}
	if !l.Items[2099].Stale || l.Items[0].Stale || len(l.Warnings) != 1 {
		t.Errorf("first %+v, last %+v, warnings %v", l.Items[0], l.Items[2099], l.Warnings)
	}
}

func TestOreillyStopsAskingADeadSite(t *testing.T) {
	site := &bigSite{n: 100, fail: true}
	l := oreillyRead(t, getterFunc(site.page), oreillyTestHost+"/public/schedule/full")
	if site.asked != 1+oreillyMaxFailures || !l.Complete || len(l.Items) != 100 || !l.Items[99].Stale {
		t.Errorf("asked %d pages, complete %v, %d items", site.asked, l.Complete, len(l.Items))
	}
}

// TestOreillySample reads the pages that the binary carries.
func TestOreillySample(t *testing.T) {
	site := oreillySite(t, filepath.Join(sharedtest.Module(t), "cmd", "callboard", "sample"))
	l := oreillyRead(t, site, oreillyTestHost+"/open-source-2015/public/schedule/full")
	if !l.Complete || len(l.Warnings) > 0 || len(l.Items) != 14 || l.Conference.Name != "OSCON 2015" {
		t.Fatalf("complete %v, warnings %v, %d items of %q", l.Complete, l.Warnings, len(l.Items), l.Conference.Name)
	}
	byRef := map[string]Item{}
	for _, it := range l.Items {
		byRef[it.Ref] = it
		if !it.Service && it.Abstract == "" {
			t.Errorf("%s has no abstract", it.Where)
		}
	}
	first, encore := byRef["42037"], byRef["45371"]
	if first.Title != "Docker in Production: Reality, Not Hype" || encore.Title != first.Title+" (encore)" || first.Abstract != encore.Abstract {
		t.Errorf("the talk is %q, its encore %q", first.Title, encore.Title)
	}
	if want := (When{Start: "2015-07-22T13:30:00", End: "2015-07-22T14:10:00"}); first.When != want || first.Room != "E145" {
		t.Errorf("the talk is at %+v in %q", first.When, first.Room)
	}
	if want := (When{Start: "2015-07-23T16:10:00", End: "2015-07-23T16:50:00"}); encore.When != want || encore.Room != "Portland 256" {
		t.Errorf("the encore is at %+v in %q", encore.When, encore.Room)
	}
	people := []string{"Bridget Kromhout"}
	if !cmp.Equal(first.Speakers, people) || !cmp.Equal(encore.Speakers, people) {
		t.Errorf("speakers %v and %v", first.Speakers, encore.Speakers)
	}
}
