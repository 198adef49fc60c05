package zone

import (
	"maps"
	"testing"
)

func TestHintOf(t *testing.T) {
	for _, c := range []struct{ name, address, zone, why string }{
		{"droidcon Berlin 2019", "", "Europe/Berlin", "its name says Berlin"},
		{"PyCon New York", "https://example.jp/", "America/New_York", "its name says New York"},
		{"RubyKaigi", "https://tokyo.example.org/2026", "Asia/Tokyo", "its address says tokyo"},
		{"", "https://conf.example.jp/schedule", "Asia/Tokyo", "its address ends in .jp"},
		{"Berliner", "https://conf.example.io/", "", ""},
		{"", "file:berlin.ics", "", ""},
		{"", "https://127.0.0.1/berlin", "Europe/Berlin", "its address says berlin"},
		{"", "https://[::1]/", "", ""},
	} {
		if got := HintOf(c.name, c.address); got.Zone != c.zone || got.Why != c.why {
			t.Errorf("HintOf(%q, %q) = %+v, want %q %q", c.name, c.address, got, c.zone, c.why)
		}
	}
}

// TestHintsLoad: every zone of the tables exists under that very name.
func TestHintsLoad(t *testing.T) {
	for _, table := range []map[string]string{hints().cities, hints().countries} {
		for name := range maps.Values(table) {
			if got, ok := Name(name); !ok || got != name {
				t.Errorf("%s is called %q", name, got)
			}
		}
	}
}
