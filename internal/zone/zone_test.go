package zone_test

import (
	"testing"
	"time"

	"callboard/internal/zone"
)

const wallLayout = "2006-01-02 15:04:05"

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := zone.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func wall(t testing.TB, s string) time.Time {
	t.Helper()
	w, err := time.Parse(wallLayout, s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestInstant(t *testing.T) {
	for _, c := range []struct{ name, zone, wall, want string }{
		{"plain", "Europe/Berlin", "2026-03-01 10:00:00", "2026-03-01T09:00:00Z"},
		{"gap takes the offset before it", "Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29T01:30:00Z"},
		{"gap in the west", "America/New_York", "2026-03-08 02:30:00", "2026-03-08T07:30:00Z"},
		{"last second before a gap", "Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z"},
		{"first second after a gap", "Europe/Berlin", "2026-03-29 03:00:00", "2026-03-29T01:00:00Z"},
		{"doubled hour is the first", "Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T00:30:00Z"},
		{"doubled hour in the west", "America/New_York", "2026-11-01 01:30:00", "2026-11-01T05:30:00Z"},
		{"after the doubled hour", "America/New_York", "2026-11-01 02:00:00", "2026-11-01T07:00:00Z"},
		{"Lord Howe moves by half an hour: gap", "Australia/Lord_Howe", "2026-10-04 02:15:00", "2026-10-03T15:45:00Z"},
		{"Lord Howe moves by half an hour: fold", "Australia/Lord_Howe", "2026-04-05 01:45:00", "2026-04-04T14:45:00Z"},
		{"Samoa, before the skipped day", "Pacific/Apia", "2011-12-29 23:00:00", "2011-12-30T09:00:00Z"},
		{"Samoa, in the skipped day", "Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T22:00:00Z"},
		{"Samoa, after the skipped day", "Pacific/Apia", "2011-12-31 00:00:00", "2011-12-30T10:00:00Z"},
		{"Kwajalein skipped a day too", "Pacific/Kwajalein", "1993-08-22 00:00:00", "1993-08-21T12:00:00Z"},
		{"Nepal's quarter", "Asia/Kathmandu", "2026-03-01 10:00:00", "2026-03-01T04:15:00Z"},
		{"Dublin's winter is its summer time, negative", "Europe/Dublin", "2026-07-01 10:00:00", "2026-07-01T09:00:00Z"},
	} {
		got := zone.Instant(wall(t, c.wall), load(t, c.zone)).Format(time.RFC3339)
		if got != c.want {
			t.Errorf("%s: %s in %s = %s, want %s", c.name, c.wall, c.zone, got, c.want)
		}
	}
}

func TestInstantIgnoresTheLocationOfWall(t *testing.T) {
	w := time.Date(2026, 3, 1, 10, 0, 0, 0, load(t, "Asia/Tokyo"))
	got := zone.Instant(w, load(t, "Europe/Berlin"))
	if want := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAbbreviation(t *testing.T) {
	for _, c := range []struct {
		abbr, zone, wall string
		want             int
		ok               bool
	}{
		{"EDT", "America/New_York", "2026-07-01 10:00:00", -4 * 3600, true},
		{"est", "America/New_York", "2026-01-01 10:00:00", -5 * 3600, true},
		{"EST", "America/New_York", "2026-07-01 10:00:00", -5 * 3600, true},
		{"ET", "America/New_York", "2026-07-01 10:00:00", -4 * 3600, true},
		{"PT", "America/Los_Angeles", "2026-01-01 10:00:00", -8 * 3600, true},
		{"CEST", "Europe/Berlin", "2026-01-01 10:00:00", 2 * 3600, true},
		{"MESZ", "Europe/Berlin", "2026-07-01 10:00:00", 2 * 3600, true},
		{"CET", "America/New_York", "2026-07-01 10:00:00", 0, false},
		{"IST", "Asia/Kolkata", "2026-07-01 10:00:00", 5*3600 + 1800, true},
		{"IST", "Europe/Dublin", "2026-07-01 10:00:00", 3600, true},
		{"BST", "Europe/London", "2026-07-01 10:00:00", 3600, true},
		{"UTC", "Europe/London", "2026-07-01 10:00:00", 0, true},
		{"GMT", "Europe/London", "2026-07-01 10:00:00", 0, true},
		{"JST", "Asia/Tokyo", "2026-07-01 10:00:00", 9 * 3600, true},
		{"", "Asia/Tokyo", "2026-07-01 10:00:00", 0, false},
		{"XYZ", "Asia/Tokyo", "2026-07-01 10:00:00", 0, false},
		{"EST", "UTC", "2026-07-01 10:00:00", 0, false},
	} {
		got, ok := zone.Abbreviation(c.abbr, load(t, c.zone), wall(t, c.wall))
		if got != c.want || ok != c.ok {
			t.Errorf("%s in %s at %s = %d %v, want %d %v", c.abbr, c.zone, c.wall, got, ok, c.want, c.ok)
		}
	}
}
