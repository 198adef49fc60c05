package zone_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"callboard/internal/zone"
)

func TestLoad(t *testing.T) {
	for printed, want := range map[string]string{
		"Europe/Berlin":   "Europe/Berlin",
		"europe/BERLIN":   "Europe/Berlin",
		" Europe/Berlin ": "Europe/Berlin",
		`"Europe/Berlin"`: "Europe/Berlin",
		"US/Pacific":      "US/Pacific", "Asia/Calcutta": "Asia/Calcutta", "Europe/Kiev": "Europe/Kiev",
		"America/New York": "America/New_York",
		"Europe-Brussels":  "Europe/Brussels", "America-Port-au-Prince": "America/Port-au-Prince", "Etc-GMT-1": "Etc/GMT-1",
		"EST5EDT": "EST5EDT",
		"UTC":     "UTC", "utc": "UTC", "Etc/UTC": "UTC", "Z": "UTC", "GMT": "UTC", "Etc/GMT": "UTC", "Zulu": "UTC",
		"Etc/GMT+5":                                     "Etc/GMT+5",
		"W. Europe Standard Time":                       "Europe/Berlin",
		"w. europe standard time":                       "Europe/Berlin",
		"Pacific Standard Time":                         "America/Los_Angeles",
		"Pacific Daylight Time":                         "America/Los_Angeles",
		"GMT Standard Time":                             "Europe/London",
		"India Standard Time":                           "Asia/Kolkata",
		"FLE Standard Time":                             "Europe/Kyiv",
		"Central Asia Standard Time":                    "Asia/Bishkek",
		"Mexico Standard Time":                          "America/Mexico_City",
		"UTC-11":                                        "Etc/GMT+11",
		"Romance Standard Time":                         "Europe/Paris",
		"Central European Standard Time":                "Europe/Warsaw",
		"Eastern Time (US & Canada)":                    "America/New_York",
		"(UTC-05:00) Eastern Time (US & Canada)":        "America/New_York",
		"(GMT-05:00) Eastern Time (US & Canada)":        "America/New_York",
		"(UTC) Coordinated Universal Time":              "UTC",
		"(UTC+00:00) Dublin, Edinburgh, Lisbon, London": "Europe/London",
		"(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London":          "Europe/London",
		"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna":           "Europe/Berlin",
		"/freeassociation.sourceforge.net/Tzfile/Europe/Berlin":                  "Europe/Berlin",
		"/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires",
		"/mozilla.org/20050126_1/America/New_York":                               "America/New_York",
		"/softwarestudio.org/Olson_20011030_5/Europe/London":                     "Europe/London",
		"/citadel.org/20190914_1/Asia/Tokyo":                                     "Asia/Tokyo",
		"tzone://Microsoft/Utc":                                                  "UTC",
		"tzone://Microsoft/Pacific Standard Time":                                "America/Los_Angeles",
		"/Europe/Berlin": "Europe/Berlin",
	} {
		loc, err := zone.Load(printed)
		if err != nil {
			t.Errorf("%s: %v", printed, err)
		} else if loc.String() != want {
			t.Errorf("%s = %s, want %s", printed, loc, want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, name := range []string{
		"", " ", "Local", "local", "../../etc/passwd", "/etc/passwd", "/../../etc/passwd", "file:///etc/localtime",
		"Europe/Berlin\x00", "Europe/../Europe/Berlin", "right/Europe/Berlin", "posix/Europe/Berlin", "Factory", "Europe", "Europe/",
		"EST", "cest", "CET", "+02:00", "UTC+2", "GMT+0100", "(UTC+01:00)", "Customized Time Zone", "evil/Europe/Berlin",
		strings.Repeat("Europe/", 1<<17) + "Berlin", strings.Repeat("/", 1<<20), "\xff\xfe", "zoneinfo.zip", "tzdata.zi",
	} {
		loc, err := zone.Load(name)
		if err == nil {
			t.Errorf("%.40q = %s", name, loc)
			continue
		}
		if len(err.Error()) > 400 {
			t.Errorf("%.40q: the error has %d bytes", name, len(err.Error()))
		}
	}
}

// TestEveryNameLoads proves that the tables point only at zones that exist.
func TestEveryNameLoads(t *testing.T) {
	for _, name := range zone.Names() {
		for _, printed := range []string{name, strings.ToUpper(name), "/vendor.example/1/" + name} {
			if loc, err := zone.Load(printed); err != nil || loc.String() != name {
				t.Errorf("%s: %v %v", printed, loc, err)
			}
		}
	}
	for _, name := range zone.OtherNames() {
		if _, err := zone.Load(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoadSideBySide(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, name := range zone.Names() {
				if _, err := zone.Load(name); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzLoad(f *testing.F) {
	for _, s := range []string{"Europe/Berlin", "tzone://Microsoft/Utc", "(UTC) X", "a/b c", "//"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		loc, err := zone.Load(s)
		if err != nil {
			return
		}
		again, err := zone.Load(loc.String())
		if err != nil || again.String() != loc.String() {
			t.Errorf("%q gives %s, which gives %v %v", s, loc, again, err)
		}
	})
}

// BenchmarkLoad: 20 ns for a canonical name, under 200 ns for any other; two
// cores of a shared virtual machine.
func BenchmarkLoad(b *testing.B) {
	for _, name := range []string{"Europe/Berlin", "W. Europe Standard Time", "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin"} {
		b.Run(strings.NewReplacer("/", "_", " ", "_").Replace(name), func(b *testing.B) {
			for b.Loop() {
				zone.Load(name)
			}
		})
	}
}

func BenchmarkInstant(b *testing.B) {
	loc := load(b, "Europe/Berlin")
	w := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for b.Loop() {
		zone.Instant(w, loc)
	}
}
