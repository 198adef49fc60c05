package sources_test

import (
	"testing"

	"callboard/sources"
)

// TestExport: an address alone says whether a schedule for machines is behind it.
func TestExport(t *testing.T) {
	for address, want := range map[string]string{
		"https://pretalx.com/democon/cfp":                         "https://pretalx.com/democon/schedule/export/schedule.xml",
		"https://pretalx.example.org/ev26/":                       "https://pretalx.example.org/ev26/schedule/export/schedule.xml",
		"https://pretalx.example.org/ev26/schedule.xml":           "https://pretalx.example.org/ev26/schedule.xml",
		"https://cfp.example.org/ev26/schedule/export/":           "",
		"https://small2026.sched.com/list/descriptions":           "https://small2026.sched.com/all.ics",
		"https://small2026.sched.com/event/1Z1yp":                 "",
		"https://indico.example.org/event/48/":                    "https://indico.example.org/export/event/48.json?detail=contributions",
		"https://sessionize.com/api/v2/abcd1234/view/All":         "https://sessionize.com/api/v2/abcd1234/view/All",
		"https://sessionize.com/small-conf-2026/":                 "",
		"https://frab.example.org/en/small/public/schedule":       "https://frab.example.org/en/small/public/schedule.xml",
		"https://conf.example/2026/schedule/xml":                  "https://conf.example/2026/schedule/xml",
		"https://calls.example/public/event/hoyBWUXe43dnoiBekZaB": "",
		"https://conf.example/programme.ics":                      "https://conf.example/programme.ics",
		"https://conf.example/files/Fahrplan-v2.json":             "https://conf.example/files/Fahrplan-v2.json",
		"https://conf.example/":                                   "",
		"https://conf.example/program/schedule/":                  "",
		"https://conf.example/data.json":                          "",
		"file:/etc/schedule.xml":                                  "",
		"ftp://conf.example/schedule.xml":                         "",
		"https:///schedule.xml":                                   "",
		"https://conf.example/sitemap.xml":                        "",
		"https://conf.example/en/conference/talks/20260701.json":  "",
	} {
		got, why, ok := sources.Export(address)
		if got != want || ok != (want != "") || ok != (why != "") {
			t.Errorf("Export(%q) = %q, %q, %v; want %q", address, got, why, ok, want)
		}
	}
}
