package main

import (
	"fmt"
	"strings"

	"callboard/internal/catalog"
	"callboard/sources"
)

// sourceStanza is a [[source]] with no key more than it takes.
type sourceStanza struct {
	id      string // "" where the one that follows from url is free
	url     string // as it stands there
	secret  string // the environment variable that url names
	kind    string // "" where the content says it
	zone    string // "" where the listing names one
	zoneWhy string // why this zone, when nobody said
	unnamed bool   // the listing names no conference
	hint    string // a further line, commented out
	private bool
	options map[string]any // of kind
}

// address writes an address, in the environment when it holds a secret.
func (s *sourceStanza) address(p *probe, address string) {
	s.url = address
	switch {
	case address == p.address && p.secret != "":
		s.secret = p.secret
	case address == p.address && p.written != "":
		s.url = p.written
	}
	if s.secret != "" {
		s.url = "env:" + s.secret
	}
	s.private = private(address) && !p.conf.Fetch.AllowPrivate
}

// String is the TOML.
func (s *sourceStanza) String() string {
	var b strings.Builder
	b.WriteString("[[source]]\n")
	if s.secret != "" {
		fmt.Fprintf(&b, "# set %s to the address in the environment of check, fetch and serve: it holds a secret\n", s.secret)
	}
	if s.id != "" {
		fmt.Fprintf(&b, "id = %s\n", catalog.Quote(s.id))
	}
	fmt.Fprintf(&b, "url = %s\n", catalog.Quote(s.url))
	if s.unnamed {
		b.WriteString("# conference = \"my-conference-2026\"  # the listing names none: this id stands in addresses for good\n")
	}
	if s.kind != "" {
		fmt.Fprintf(&b, "kind = %s\n", catalog.Quote(s.kind))
	}
	if s.zone != "" {
		fmt.Fprintf(&b, "timezone = %s", catalog.Quote(s.zone))
		if s.zoneWhy != "" {
			b.WriteString("  # " + oneLine(s.zoneWhy))
		}
		b.WriteString("\n")
	}
	if s.hint != "" {
		b.WriteString("# " + s.hint + "\n")
	}
	if s.private {
		b.WriteString("allow_private = true\n")
	}
	if s.kind != "" && len(s.options) > 0 {
		b.WriteString(sources.OptionsTOML(s.kind, s.options))
	}
	return b.String()
}
