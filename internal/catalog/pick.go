package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"callboard"
	"callboard/internal/normalize"
	"callboard/internal/zone"
	"callboard/sources"
)

// Options says which entries are wanted, and what is configured already.
type Options struct {
	Since callboard.Date // entries that ended before are left out; "" = none
	Grep  string         // a word of the name, the place or an address; "" = any
	// Sources are those of the configuration, by their address.
	Sources []callboard.Source
	// Taken are the ids of the configuration, of conferences and sources.
	Taken []string
}

// Picked is what a list gives.
type Picked struct {
	Stanzas []Stanza
	Unused  []Unused // wanted, but without a stanza; in the list's order
	Left    int      // entries that were not wanted
}

// Pick makes stanzas of the wanted entries of a list, in its order. An address
// is used once, and never when it is configured already.
func Pick(list List, o Options) Picked {
	p := picker{want: normalize.FoldWords(o.Grep), seen: map[string]string{}, taken: map[string]bool{}, next: map[string]int{}}
	for _, s := range o.Sources {
		p.seen[bare(s.URL)] = "is configured already, as source " + s.ID
	}
	for _, id := range o.Taken {
		p.taken[id] = true
	}
	p.out.Unused = append(p.out.Unused, list.Unused...)
	for _, e := range list.Entries {
		last := cmp.Or(e.End, e.Start)
		if o.Since != "" && last != "" && last < o.Since || !p.wanted(e) {
			p.out.Left++
			continue
		}
		p.entry(e)
	}
	return p.out
}

type picker struct {
	want  string            // folded
	seen  map[string]string // bare address → why it is not used again
	taken map[string]bool   // ids
	next  map[string]int    // the number to try next, by the id before it
	out   Picked
}

// wanted reports whether the word that was asked for occurs. Folded text also
// finds it across case, accents and punctuation.
func (p *picker) wanted(e Entry) bool {
	if p.want == "" {
		return true
	}
	text := strings.Join(append([]string{e.Name, e.Place, e.Schedule, e.Home}, e.Also...), " ")
	return strings.Contains(normalize.FoldWords(text), p.want)
}

func (p *picker) entry(e Entry) {
	address, why := schedule(e)
	if why == "" {
		why = p.seen[bare(address)]
	}
	if why != "" {
		u := Unused{Name: e.Name, Start: e.Start, Why: why}
		if address == "" && e.Off == "" {
			u.Probe = probeAddress(cmp.Or(e.Home, e.Schedule))
		}
		p.out.Unused = append(p.out.Unused, u)
		return
	}
	s := Stanza{ID: p.id(e), Name: e.Name, Start: e.Start, End: e.End, Schedule: address}
	if loc, err := zone.Load(e.Zone); e.Zone != "" && err == nil {
		s.Zone = loc.String()
	}
	if home, err := webAddress(e.Home); err == nil && home != address {
		s.URL = home
	}
	p.seen[bare(address)] = "has the same schedule as " + e.Name + ", which is used"
	p.out.Stanzas = append(p.out.Stanzas, s)
}

// schedule is the address of an entry's schedule, or why there is none.
func schedule(e Entry) (address, why string) {
	if e.Off != "" {
		return "", "the list says that it is " + e.Off
	}
	if e.Schedule != "" {
		address, err := webAddress(e.Schedule)
		if err != nil {
			return "", err.Error()
		}
		return address, ""
	}
	speaks := false
	for _, printed := range append([]string{e.Home}, e.Also...) {
		address, err := webAddress(printed)
		if err != nil {
			continue
		}
		if export, _, ok := sources.Export(address); ok {
			return export, ""
		}
		u, _ := url.Parse(address) // parsed before
		speaks = speaks || strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") == "sessionize.com"
	}
	if _, err := webAddress(e.Home); err != nil {
		return "", err.Error()
	}
	if speaks {
		return "", "Sessionize has its call for papers, but only its own site shows the address of its schedule"
	}
	return "", "its address alone does not show whether it has a schedule"
}

// webAddress is a printed address as a configuration takes it. A list is a
// stranger's text: it cannot name files, variables or passwords.
func webAddress(printed string) (string, error) {
	if printed == "" {
		return "", errors.New("the list gives no address")
	}
	u, err := url.Parse(printed)
	if err != nil {
		return "", fmt.Errorf("%q is no address", clean(printed))
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		u.Scheme = strings.ToLower(u.Scheme)
	case "webcal", "webcals":
		u.Scheme = "https"
	default:
		return "", fmt.Errorf("%q is no web address", clean(printed))
	}
	if u.Hostname() == "" {
		return "", fmt.Errorf("%q names no host", clean(printed))
	}
	if u.User != nil {
		return "", fmt.Errorf("its address on %s holds a user name", clean(u.Hostname()))
	}
	u.Fragment, u.RawFragment = "", ""
	address := u.String()
	if again, err := url.Parse(address); err != nil || again.Hostname() == "" || address != clean(address) {
		return "", fmt.Errorf("%q is no address", clean(printed))
	}
	return address, nil
}

// probeAddress is a printed address that may be offered for probing, or "".
// What an admin pastes into probe is taken for meant, so that a stranger's list
// offers no addresses of the admin's own network.
func probeAddress(printed string) string {
	address, err := webAddress(printed)
	if err != nil {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return "" // unreachable: parsed before
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil || !strings.Contains(u.Hostname(), ".") {
		return ""
	}
	return address
}

// bare is an address without what does not tell schedules apart.
func bare(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	host := strings.ToLower(u.Hostname())
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return host + path
}
