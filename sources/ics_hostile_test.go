package sources

import (
	"bytes"
	"callboard/internal/goldentest"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// icsWindow is a window as the scheduler asks for.
var icsWindow = Window{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)}

func icsWrap(events string) []byte {
	return []byte("BEGIN:VCALENDAR\r\n" + events + "END:VCALENDAR\r\n")
}

// TestICSBounds gives the reader what would keep it busy for ever.
func TestICSBounds(t *testing.T) {
	event := func(i int, lines string) string {
		return fmt.Sprintf("BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20200101T100000Z\r\nSUMMARY:x\r\n%sEND:VEVENT\r\n", i, lines)
	}
	many := func(n int, lines string) []byte {
		var b strings.Builder
		for i := range n {
			b.WriteString(event(i, lines))
		}
		return icsWrap(b.String())
	}
	for _, c := range []struct {
		name  string
		body  []byte
		items int // at most
	}{
		{"a line of 100 MB", icsWrap(event(1, "DESCRIPTION:"+strings.Repeat("x", 100<<20)+"\r\n")), 1},
		{"100 MB of folds", icsWrap(event(1, "DESCRIPTION:"+strings.Repeat("\r\n "+strings.Repeat("y", 74), 100<<20/77)+"\r\n")), 1},
		{"100 MB of CR", append([]byte("BEGIN:VCALENDAR\r"), bytes.Repeat([]byte("\r"), 100<<20)...), 0},
		{"CR and text", append([]byte("BEGIN:VCALENDAR\n"), bytes.Repeat([]byte("\rx"), 3<<20)...), 0},
		{"lines without names", append([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION:x\n"), bytes.Repeat([]byte("x\n"), 3<<20)...), 0},
		{"soft line breaks", append([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION;ENCODING=QUOTED-PRINTABLE:x=\n"), bytes.Repeat([]byte("x=\n"), 2<<20)...), 0},
		{"100,000 RDATEs", icsWrap(event(1, strings.Repeat("RDATE:20260301T100000Z\r\n", 50_000)+"RDATE:"+strings.Repeat("20260302T100000Z,", 50_000)+"\r\n")), 3},
		{"1,000,000 EXDATEs", icsWrap(event(1, "RRULE:FREQ=DAILY\r\nEXDATE:"+strings.Repeat("20260302T100000Z,", 1_000_000)+"\r\n")), 500},
		{"deep nesting", []byte(strings.Repeat("BEGIN:VCALENDAR\r\nBEGIN:X\r\n", 100_000)), 0},
		{"deep nesting in an event", icsWrap(event(1, strings.Repeat("BEGIN:X\r\n", 1_000_000))), 1},
		{"many parameters", icsWrap(event(1, "LOCATION"+strings.Repeat(";A=b", 300_000)+":x\r\n")), 1},
		{"many starts", icsWrap(event(1, strings.Repeat("DTSTART:20200101T100000Z\r\n", 300_000))), 1},
		{"unknown zones", icsWrap(strings.Repeat("BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=X:20200101T100000\r\nEND:VEVENT\r\n", 10_000)), 10_000},
		{"futile rules", many(1000, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n"), 1000},
		{"futile yearly rules", many(1000, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n"), 1000},
		{"futile weeks", many(1000, "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6\r\n"), 1000},
		{"futile positions", many(1000, "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366,-366;BYMONTH=2\r\n"), 1000},
		{"many times a day", many(100, "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;BYMINUTE=0,30\r\n"), 300_000},
		{"a great interval", many(500, "RRULE:FREQ=DAILY;INTERVAL=9999\r\n"), 1000},
		{"a great count", many(150, "RRULE:FREQ=DAILY;COUNT=999999999\r\n"), 20_000},
		{"old daily rules", []byte(strings.ReplaceAll(string(many(150, "RRULE:FREQ=DAILY\r\n")), "DTSTART:2020", "DTSTART:1800")), 20_000},
		{"old counted rules", []byte(strings.ReplaceAll(string(many(150, "RRULE:FREQ=DAILY;COUNT=999999\r\n")), "DTSTART:2020", "DTSTART:1800")), 20_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			l, err := icsRead(t, openICS, &Page{URL: "https://x.example/", Body: c.body}, icsWindow)
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(start)
			t.Logf("%v, %d items, %d warnings", took, len(l.Items), len(l.Warnings))
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if len(l.Items) > c.items {
				t.Errorf("%d items", len(l.Items))
			}
			if len(l.Warnings) > icsMaxWarnings+1 {
				t.Errorf("%d warnings", len(l.Warnings))
			}
		})
	}
}

func TestFeedBounds(t *testing.T) {
	wrap := func(s string) string {
		return `<rss version="2.0"><channel><title>x</title>` + s + `</channel></rss>`
	}
	for name, body := range map[string]string{
		"deep":            wrap(strings.Repeat("<a>", 1_000_000)),
		"deep, closed":    wrap(strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000)),
		"attributes":      wrap("<item><title " + strings.Repeat(`a="b" `, 500_000) + ">x</title></item>"),
		"JSON, deep":      `{"version":"https://jsonfeed.org/version/1","items":` + strings.Repeat("[", 1_000_000),
		"JSON, deep, all": `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","_e":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}]}`,
	} {
		start := time.Now()
		l, err := icsRead(t, openFeed, &Page{URL: "https://x.example/", Body: []byte(body)}, Window{})
		t.Logf("%s: %v, %v", name, time.Since(start), err)
		if err == nil && strings.Contains(name, "deep") {
			t.Errorf("%s: %d items", name, len(l.Items))
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// icsBodies are the bodies of the goldens of a folder.
func icsBodies(t testing.TB, dir string) map[string][]byte {
	bodies := map[string][]byte{}
	for _, c := range goldentest.Cases(t, goldenFolder(dir)) {
		bodies[c.Name] = icsCase(t, c.Archive).page.Body
	}
	return bodies
}

// TestTruncated cuts each corpus file at every tenth of it: an error or fewer
// items, and never a complete listing.
func TestTruncated(t *testing.T) {
	kinds := map[string]func(string, map[string]any) (Reader, error){"ics/": openICS, "emf/emf-2024.ics": openICS, "feed/": openFeed}
	for prefix, open := range kinds {
		for _, row := range icsExpected(t, prefix) {
			body, err := os.ReadFile(filepath.Join(corpusRoot(t), row["file"]))
			if err != nil {
				t.Fatal(err)
			}
			for tenth := range 10 {
				page := &Page{URL: "https://x.example/", Body: body[:len(body)*tenth/10]}
				l, err := icsRead(t, open, page, icsWindow)
				if err != nil {
					continue
				}
				if l.Complete {
					t.Errorf("%s, %d tenths: complete", row["file"], tenth)
				}
				whole, err := icsRead(t, open, &Page{URL: page.URL, Body: body}, icsWindow)
				if err != nil {
					t.Fatal(err)
				}
				if len(l.Items) >= len(whole.Items) {
					t.Errorf("%s, %d tenths: %d of %d items", row["file"], tenth, len(l.Items), len(whole.Items))
				}
			}
		}
	}
}

func FuzzICS(f *testing.F) {
	for _, body := range icsBodies(f, "ics") {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, w := range []Window{{}, icsWindow} {
			l, err := icsRead(t, openICS, &Page{URL: "https://x.example/", Body: body}, w)
			if err == nil {
				icsCheck(t, l)
			}
		}
	})
}

func FuzzFeed(f *testing.F) {
	for _, body := range icsBodies(f, "feed") {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := icsRead(t, openFeed, &Page{URL: "https://x.example/", Body: body}, Window{})
		if err == nil {
			icsCheck(t, l)
			if l.Complete {
				t.Error("a feed is complete")
			}
		}
	})
}

func FuzzLook(f *testing.F) {
	for _, dir := range []string{"ics", "feed"} {
		for _, body := range icsBodies(f, dir) {
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p := &Page{Body: body}
		if got := Look(p); got == "" || len(got) > 1000 || strings.ContainsAny(got, "\x00\x1b\r\n") {
			t.Errorf("%q", got)
		}
		_, _, _ = Detect(p)
	})
}

// icsCheck holds for every listing.
func icsCheck(t *testing.T, l *Listing) {
	t.Helper()
	for _, it := range l.Items {
		if it.When.AllDay && (len(it.When.Start) != 10 || it.When.End != "" && it.When.End < it.When.Start) {
			t.Errorf("%s: %+v", it.Ref, it.When)
		}
		for _, s := range append([]string{it.Title, it.Abstract, it.Room}, it.Speakers...) {
			if strings.ToValidUTF8(s, "") != s {
				t.Errorf("%s: %q is not UTF-8", it.Ref, s)
			}
		}
		if _, err := time.LoadLocation(it.When.Zone); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkICS(b *testing.B) {
	var events strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&events, "BEGIN:VEVENT\r\nUID:talk-%d@conf.example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Berlin:202603%02dT%02d0000\r\nDURATION:PT45M\r\nSUMMARY:Talk number %d\\, about calendars\r\nLOCATION:Room %d\r\nURL:https://conf.example/talks/%d\r\nCATEGORIES:Go,Databases\r\nDESCRIPTION:%s\r\nEND:VEVENT\r\n",
			i, 1+i%28, 8+i%10, i, i%20, i, strings.Repeat("Some words that say what it is about\\, and why it ma\r\n tters. ", 6))
	}
	page := &Page{URL: "https://conf.example/cal.ics", Body: icsWrap(events.String())}
	r := icsReader{}
	b.SetBytes(int64(len(page.Body)))
	b.ReportAllocs()
	for b.Loop() {
		if n := len(r.parse(page, icsWindow).Items); n != 10_000 {
			b.Fatal(n)
		}
	}
}
