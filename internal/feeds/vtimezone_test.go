package feeds

import (
	"archive/zip"
	"flag"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var long = flag.Bool("long", false, "prove every week of 1990 to 2040 in every zone")

// allZones are the IANA names of the Go installation's zone database.
func allZones(t *testing.T) []string {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no go command that knows where the list of zones is: ", err)
	}
	r, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Skip("no list of zones in this Go installation: ", err)
	}
	defer r.Close()
	var names []string
	seen := make(map[uint32]bool) // names of one and the same zone are proved once
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, "/") && !isUTC(f.Name) && f.Name != "Factory" && !seen[f.CRC32] {
			seen[f.CRC32] = true
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return names
}

// observance is one part of a VTIMEZONE as a client reads it.
type observance struct {
	start    time.Time // wall clock
	to       int
	month    time.Month // 0 without a rule
	day      time.Weekday
	nth      int
	daylight bool
}

var ruleForm = regexp.MustCompile(`^FREQ=YEARLY;BYMONTH=(\d+);BYDAY=(-?\d)(SU|MO|TU|WE|TH|FR|SA)$`)

// readZone is a small client: it knows DTSTART, RRULE and the offsets.
func readZone(t testing.TB, ics string) []observance {
	t.Helper()
	var all []observance
	var o observance
	for _, line := range strings.Split(strings.TrimSpace(ics), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		var err error
		switch name {
		case "BEGIN":
			o = observance{daylight: value == "DAYLIGHT"}
		case "DTSTART":
			o.start, err = time.Parse("20060102T150405", value)
		case "TZOFFSETTO":
			var n int
			n, err = strconv.Atoi(value)
			o.to = n/100*3600 + n%100*60
		case "RRULE":
			m := ruleForm.FindStringSubmatch(value)
			if m == nil {
				t.Fatalf("unusual rule %s", value)
			}
			n, _ := strconv.Atoi(m[1])
			o.month = time.Month(n)
			o.nth, _ = strconv.Atoi(m[2])
			o.day = time.Weekday(slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, m[3]))
		case "END":
			if value != "VTIMEZONE" {
				all = append(all, o)
			}
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return all
}

// offset is the offset at a wall clock reading: that of the latest onset.
func offset(all []observance, wall time.Time) (int, bool) {
	var best time.Time
	to, found := 0, false
	for _, o := range all {
		onsets := []time.Time{o.start}
		if o.month > 0 {
			for _, y := range []int{wall.Year() - 1, wall.Year()} {
				d := nthWeekday(y, o.month, o.day, o.nth)
				onsets = append(onsets, d.Add(time.Duration(o.start.Hour())*time.Hour+time.Duration(o.start.Minute())*time.Minute))
			}
		}
		for _, on := range onsets {
			if !on.Before(o.start) && !on.After(wall) && (!found || on.After(best)) {
				best, to, found = on, o.to, true
			}
		}
	}
	return to, found
}

func wallOf(t time.Time) time.Time {
	y, m, d := t.Date()
	h, mi, s := t.Clock()
	return time.Date(y, m, d, h, mi, s, 0, time.UTC)
}

// proveWeek renders the zone for a conference of a week and asks the client
// for the offset every few hours. It returns the number of lines.
func proveWeek(t *testing.T, name string, loc *time.Location, start time.Time, step time.Duration) int {
	t.Helper()
	u := &zoneUse{loc: loc}
	end := start.AddDate(0, 0, 7)
	u.note(start)
	u.note(end)
	var l lines
	u.write(&l)
	all := readZone(t, string(l.out))
	prove := func(at time.Time) {
		if !u.tells(at) {
			return // written in UTC
		}
		_, want := at.In(loc).Zone()
		if got, ok := offset(all, wallOf(at.In(loc))); !ok || got != want {
			t.Fatalf("%s at %s: %d, want %d\n%s", name, at, got, want, l.out)
		}
	}
	for at := start; !at.After(end); at = at.Add(step) {
		prove(at)
	}
	for _, o := range onsets(loc, start, end) {
		for at := o.at.Add(-3 * time.Hour); !at.After(o.at.Add(3 * time.Hour)); at = at.Add(30 * time.Minute) {
			if !at.Before(start) && !at.After(end) {
				prove(at)
			}
		}
		prove(o.at.Add(-time.Second))
	}
	return strings.Count(string(l.out), "\r\n")
}

// Every zone's VTIMEZONE is right all through a conference of one week: in
// every second month of every fifth year from 1990 to 2040, with -long in every week
// of them all, every few hours and each half hour round a change.
func TestZonesAreRight(t *testing.T) {
	names := allZones(t)
	for i, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loc, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			if n := longestOf(t, name, loc, i); n > 60 {
				t.Errorf("%d lines for one week", n)
			}
		})
	}
}

// longestOf proves the weeks of the i-th zone.
func longestOf(t *testing.T, name string, loc *time.Location, i int) int {
	t.Helper()
	longest := 0
	if *long {
		for start := newYear(1990); start.Year() <= 2040; start = start.AddDate(0, 0, 7) {
			longest = max(longest, proveWeek(t, name, loc, start, 5*time.Hour))
		}
		return longest
	}
	// Which years, and which week of a month, moves from zone to zone.
	for start := newYear(1990).AddDate(0, 0, i%28); start.Year() <= 2040; start = start.AddDate(0, 0, 61) {
		if start.Year()%5 == i%5 {
			longest = max(longest, proveWeek(t, name, loc, start, 11*time.Hour))
		}
	}
	return longest
}

// Where a zone follows a yearly rule, a calendar of many years is as short as
// one of a week.
func TestRulesAreShort(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		u := &zoneUse{loc: loc}
		for y := 2024; y <= 2030; y++ {
			u.note(newYear(y).AddDate(0, 6, 0))
		}
		var l lines
		u.write(&l)
		if n := strings.Count(string(l.out), "RRULE:"); n != 2 {
			t.Errorf("%s: %d rules\n%s", name, n, l.out)
		}
	}
}

// Every fold is made between characters, at most 75 octets a line, and undone
// by taking it out.
func TestFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l lines
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~äが😀]{60,200}`)).Draw(t, "value")
		l.text("SUMMARY", value)
		for _, line := range strings.Split(strings.TrimSuffix(string(l.out), "\r\n"), "\r\n") {
			if len(line) > 75 || len(line) == 0 || strings.ContainsAny(line, "\r\n\x00\x07") || strings.ToValidUTF8(line, "") != line {
				t.Fatalf("line %q", line)
			}
		}
		got := strings.ReplaceAll(string(l.out), "\r\n ", "")
		if want := "SUMMARY:" + string(appendText(nil, value)) + "\r\n"; got != want {
			t.Fatalf("unfolded %q, want %q", got, want)
		}
	})
}
