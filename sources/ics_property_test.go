package sources

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"callboard/internal/zone"
)

// TestICSFoldsAnywhere: however lines are folded and ended, the listing is the
// same. Names are not folded: a lone "E" under a text is taken for part of it.
func TestICSFoldsAnywhere(t *testing.T) {
	lines := []string{"BEGIN:VCALENDAR", "X-WR-CALNAME:Düsseldorf 2026", "BEGIN:VEVENT", "UID:a@b",
		"DTSTART;TZID=\"Europe/Berlin\":20260301T100000", "DTEND;TZID=Europe/Berlin:20260301T110000",
		"SUMMARY;LANGUAGE=de:Über Äpfel\\, Birnen", "DESCRIPTION:" + strings.Repeat("wörter und wörter ", 12),
		"CATEGORIES:a,b\\,c", "LOCATION:Saal 1", "END:VEVENT", "END:VCALENDAR"}
	read := func(body []byte) string {
		l := icsReader{}.parse(&Page{URL: "https://x.example/", Body: body}, Window{})
		for i := range l.Items {
			l.Items[i].Where = ""
		}
		return icsPrint(l, nil)
	}
	want := read([]byte(strings.Join(lines, "\r\n") + "\r\n"))
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]string{"\r\n", "\n", "\r\r\n", "\r"}).Draw(t, "end")
		var b bytes.Buffer
		for _, line := range lines {
			last := 0
			for _, at := range rapid.SliceOfN(rapid.IntRange(strings.IndexAny(line, ";:")+1, len(line)-1), 0, 5).Draw(t, "folds") {
				if at > last {
					b.WriteString(line[last:at] + end + rapid.SampledFrom([]string{" ", "\t"}).Draw(t, "mark"))
					last = at
				}
			}
			b.WriteString(line[last:] + end)
		}
		if diff := cmp.Diff(want, read(b.Bytes())); diff != "" {
			t.Error(diff)
		}
	})
}

// TestICSRulesAgree: the rules of a VTIMEZONE give what the zone database gives.
func TestICSRulesAgree(t *testing.T) {
	body := "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:19961027T030000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\n" +
		"TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19810329T020000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\n" +
		"TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE\nEND:VCALENDAR\n"
	steps := icsAllSteps
	rules := icsReadRules(icsParse([]byte(body), &icsWarnings{}).calendars[0].zones[0], &steps)
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(1997, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		wall := from.Add(time.Duration(rapid.IntRange(0, 40*365*24*4).Draw(t, "quarter")) * 15 * time.Minute)
		if got, want := rules.instant(wall), zone.Instant(wall, loc); !got.Equal(want) {
			t.Errorf("%v: got %v, want %v", wall, got, want)
		}
	})
	for year := 1997; year < 2037; year++ { // the edges themselves
		for _, day := range []time.Month{3, 10} {
			for wall := time.Date(year, day, 24, 0, 0, 0, 0, time.UTC); wall.Month() == day; wall = wall.Add(30 * time.Minute) {
				if got, want := rules.instant(wall), zone.Instant(wall, loc); !got.Equal(want) {
					t.Fatalf("%v: got %v, want %v", wall, got, want)
				}
			}
		}
	}
}

// TestICSWindowsAgree: what a rule gives in a late window is what it gives there
// when it is expanded from its start.
func TestICSWindowsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		freq := rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}).Draw(t, "freq")
		text := fmt.Sprintf("FREQ=%s;INTERVAL=%d", freq, rapid.IntRange(1, 5).Draw(t, "interval"))
		if days := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}), 0, 3, rapid.ID).Draw(t, "days"); len(days) > 0 && freq != "YEARLY" {
			text += ";BYDAY=" + strings.Join(days, ",")
		}
		if rapid.Bool().Draw(t, "wkst") {
			text += ";WKST=SU"
		}
		if rapid.Bool().Draw(t, "counted") {
			text += fmt.Sprintf(";COUNT=%d", rapid.IntRange(1, 400).Draw(t, "count"))
		}
		rule, err := icsReadRule(text)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Date(2019, 1, 1, 18, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 800).Draw(t, "start"))
		from := start.AddDate(0, 0, rapid.IntRange(-10, 900).Draw(t, "from"))
		to := from.AddDate(0, 0, rapid.IntRange(1, 90).Draw(t, "days"))
		steps := icsAllSteps
		all, err := rule.expand(start, start, to, &steps)
		if err != nil {
			t.Fatal(err)
		}
		got, err := rule.expand(start, from, to, &steps)
		if err != nil {
			t.Fatal(err)
		}
		var want []time.Time
		for _, at := range all {
			if !at.Before(from) {
				want = append(want, at)
			}
		}
		if len(all) <= icsMaxInstances && !cmp.Equal(want, got) {
			t.Errorf("%s from %v: got %v, want %v", text, start, got, want)
		}
	})
}

func TestSplitInstance(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		ref, uid string
		start    time.Time
		ok       bool
	}{
		{"a@b/20260301T100000Z", "a@b", at, true},
		{"a/b/20260301T100000#2", "a/b", at, true},
		{"a/20260301", "a", at.Truncate(24 * time.Hour), true},
		{"a@b", "a@b", time.Time{}, false},
		{"https://x.example/talks/20260399", "https://x.example/talks/20260399", time.Time{}, false},
		{"a/", "a/", time.Time{}, false},
		{"", "", time.Time{}, false},
	} {
		uid, start, ok := SplitInstance(c.ref)
		if uid != c.uid || !start.Equal(c.start) || ok != c.ok {
			t.Errorf("%q: got %q, %v, %v", c.ref, uid, start, ok)
		}
	}
}

func TestOpenICSOptions(t *testing.T) {
	for _, bad := range []map[string]any{{"speaker": "organizer"}, {"speakers": "chair"}, {"speakers": 5}} {
		if _, err := openICS("https://x.example/", bad); err == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
	if _, err := openFeed("https://x.example/", map[string]any{"x": 1}); err == nil {
		t.Error("feed has no options")
	}
}
