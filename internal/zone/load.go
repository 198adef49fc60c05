package zone

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // containers may lack zone files
)

//go:generate go run ./gen

// maxName bounds what is looked at: the longest name in use, a Windows display
// name, has fewer than 70 bytes, and vendors' prefixes fewer than 60.
const maxName = 200

// Load finds the IANA zone of a name as printed: an IANA name in any case, old
// links and hyphens for slashes included; a Windows name in both its forms ("W. Europe Standard Time",
// "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"); or either
// behind a vendor prefix ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin",
// "tzone://Microsoft/Utc"). The names of universal time ("Z", "GMT", "Etc/UTC")
// all give UTC.
//
// Abbreviations and bare offsets are not names: "EST" means another offset in
// Sydney, and who prints "CET" in July seldom means it. See Abbreviation.
//
// The rules come from the machine's zone files, which are kept up to date more
// often, and from the embedded ones where it has none. Only names from our own
// tables are ever looked up there.
func Load(name string) (*time.Location, error) {
	if loc, ok := loaded.Load(name); ok {
		return loc.(*time.Location), nil
	}
	canonical, ok := Name(name)
	if !ok {
		if abbreviations[strings.ToUpper(strings.TrimSpace(name))] {
			return nil, fmt.Errorf("%q is an abbreviation, which several time zones share; name a place, such as %q", name, "Europe/Berlin")
		}
		return nil, fmt.Errorf("unknown time zone %q; use an IANA name, such as %q", clip(name), "America/Los_Angeles")
	}
	if loc, ok := loaded.Load(canonical); ok {
		return loc.(*time.Location), nil
	}
	loc, err := time.LoadLocation(canonical)
	if err != nil {
		return nil, fmt.Errorf("time zone %q: %w", canonical, err)
	}
	loaded.Store(canonical, loc)
	return loc, nil
}

// loaded keeps the parsed zones by canonical name: immutable data, and no more
// than ianaNames has.
var loaded sync.Map

// abbreviations are IANA names too, but not what people mean by them.
var abbreviations = map[string]bool{
	"EST": true, "MST": true, "HST": true, "CET": true, "EET": true, "WET": true, "MET": true,
	"CEST": true, "EEST": true, "WEST": true, "BST": true, "IST": true, "EDT": true, "CST": true,
	"CDT": true, "MDT": true, "PST": true, "PDT": true, "JST": true, "AEST": true, "AEDT": true,
}

// Name is the canonical IANA name of a printed one, without loading it.
func Name(printed string) (string, bool) {
	if len(printed) > maxName {
		return "", false
	}
	key := strings.ToLower(strings.Trim(printed, " \t\r\n\"'"))
	if name, ok := lookup(key); ok {
		return name, true
	}
	// A vendor's prefix is a path or an address of its own. Its segments go one
	// by one, so that the longest name behind it is found.
	if !strings.HasPrefix(key, "/") && !strings.Contains(key, "://") {
		return "", false
	}
	for rest := key; ; {
		_, after, found := strings.Cut(rest, "/")
		if !found {
			return "", false
		}
		if name, ok := lookup(after); ok {
			return name, true
		}
		rest = after
	}
}

// lookup finds a lower-case name without prefix.
func lookup(key string) (string, bool) {
	t := tables()
	if name, ok := t[key]; ok {
		return name, true
	}
	// "(UTC+01:00) Amsterdam, Berlin": the offset is a hint only, and an older
	// Windows wrote GMT for it.
	if strings.HasPrefix(key, "(utc") || strings.HasPrefix(key, "(gmt") {
		if _, rest, ok := strings.Cut(key, ")"); ok {
			rest = strings.TrimSpace(rest)
			rest = strings.TrimPrefix(rest, "greenwich mean time")
			name, ok := t[strings.TrimLeft(rest, " :")]
			return name, ok
		}
	}
	// "Pacific Daylight Time" names the same rules, as does "America/New York".
	for _, summer := range []string{"daylight time", "summer time"} {
		if base, ok := strings.CutSuffix(key, summer); ok {
			name, ok := t[base+"standard time"]
			return name, ok
		}
	}
	if strings.Contains(key, "/") && strings.Contains(key, " ") {
		name, ok := t[strings.ReplaceAll(key, " ", "_")]
		return name, ok
	}
	return "", false
}

// tables maps lower-case names to canonical ones.
var tables = sync.OnceValue(func() map[string]string {
	t := make(map[string]string, 1000)
	for _, lines := range []string{windowsDisplays, windowsNames, olderNames} {
		for line := range strings.Lines(lines) {
			if name, to, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				t[strings.ToLower(name)] = to
			}
		}
	}
	for name := range strings.FieldsSeq(ianaNames) {
		if !abbreviations[name] {
			key := strings.ToLower(name)
			t[key] = name
			t[strings.ReplaceAll(key, "/", "-")] = name // Pentabarf's "Europe-Brussels"
		}
	}
	for name := range strings.FieldsSeq(utcNames) {
		t[name] = "UTC"
	}
	return t
})

// utcNames are universal time's other names, lower-case.
const utcNames = `z utc gmt zulu uct universal greenwich gmt0 gmt+0 gmt-0 etc/utc etc/gmt etc/zulu
	etc/uct etc/universal etc/greenwich etc/gmt0 etc/gmt+0 etc/gmt-0`

// olderNames are those that Windows and Exchange wrote before CLDR's table, and
// the short ones of other products.
const olderNames = `
Mexico Standard Time	America/Mexico_City
Mexico Standard Time 2	America/Chihuahua
Mid-Atlantic Standard Time	Atlantic/South_Georgia
Kamchatka Standard Time	Asia/Kamchatka
Armenian Standard Time	Asia/Yerevan
Coordinated Universal Time	UTC
Greenwich Mean Time	UTC
Dublin, Edinburgh, Lisbon, London	Europe/London
Belgrade, Pozsony, Budapest, Ljubljana, Prague	Europe/Budapest
Prague, Central Europe	Europe/Prague
Sarajevo, Skopje, Sofija, Vilnius, Warsaw, Zagreb	Europe/Warsaw
Brussels, Copenhagen, Madrid, Paris, Vilnius	Europe/Paris
Paris, Madrid, Brussels, Copenhagen	Europe/Paris
Helsinki, Kiev, Riga, Sofia, Tallinn, Vilnius	Europe/Kyiv
Helsinki, Riga, Tallinn	Europe/Helsinki
Athens, Bucharest, Istanbul	Europe/Bucharest
Athens, Istanbul, Minsk	Europe/Athens
Pacific Time (US & Canada); Tijuana	America/Los_Angeles
Pacific Time (US and Canada)	America/Los_Angeles
Mountain Time (US and Canada)	America/Denver
Central Time (US and Canada)	America/Chicago
Eastern Time (US and Canada)	America/New_York
Calcutta, Chennai, Mumbai, New Delhi	Asia/Kolkata
Bombay, Calcutta, Madras, New Delhi	Asia/Kolkata
Osaka, Sapporo, Tokyo	Asia/Tokyo
Moscow, St. Petersburg, Volgograd	Europe/Moscow
Pacific Time	America/Los_Angeles
Mountain Time	America/Denver
Central Time	America/Chicago
Eastern Time	America/New_York
`

func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// Names lists the IANA names that Load finds, sorted; abbreviations and the
// other names of UTC are left out.
func Names() []string {
	var names []string
	for name := range strings.FieldsSeq(ianaNames) {
		if to, ok := tables()[strings.ToLower(name)]; ok && to == name {
			names = append(names, name)
		}
	}
	return names
}
