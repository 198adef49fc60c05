package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"callboard"
	"callboard/internal/catalog"
	"callboard/internal/config"
	"callboard/internal/fetch"
	"callboard/internal/normalize"
	"callboard/internal/zone"
	"callboard/scheduler"
	"callboard/sources"
)

// probeGC is how much garbage, in percent of what is used, a probe lets lie.
const probeGC = 50

type probeCmd struct {
	Address  string `arg:"" name:"url" help:"An address or a file: a schedule, a feed, an API, a programme page, or a conference's home page that leads to one."`
	Kind     string `help:"Read it as this kind instead of recognising it." placeholder:"KIND"`
	Timezone string `help:"The zone of times that are printed without one." placeholder:"ZONE"`
	JSON     bool   `help:"The JSON of the contract."`
}

// Run recognises an address, reads it, and prints what a source of it would
// import. It stores nothing.
func (c *probeCmd) Run(ctx context.Context, a *app) error {
	if err := c.valid(); err != nil {
		return usage(err)
	}
	// A probe runs once, perhaps beside the daemon on a small machine: it spends
	// a little time to stay small.
	defer debug.SetGCPercent(debug.SetGCPercent(probeGC))
	if err := a.configure(); err != nil {
		return err
	}
	p := &probe{app: a, cmd: c}
	if err := p.locate(); err != nil {
		return usage(err)
	}
	p.open()
	found, err := p.find(ctx)
	if err == nil {
		err = p.first(ctx, found)
	}
	if err != nil {
		if len(p.get.visits) > 1 && !c.JSON {
			p.printRequests(a.out)
		}
		return fmt.Errorf("%s: %s", p.shown(p.address), oneLine(err.Error()))
	}
	if c.JSON {
		return p.printJSON()
	}
	return p.print(a.out)
}

func (c *probeCmd) valid() error {
	if c.Kind != "" {
		if _, ok := sources.ByName(c.Kind); !ok {
			names := make([]string, len(sources.Kinds))
			for i, k := range sources.Kinds {
				names[i] = k.Name
			}
			return fmt.Errorf("--kind: unknown kind %q; known kinds: %s", c.Kind, strings.Join(names, ", "))
		}
	}
	if c.Timezone != "" {
		loc, err := zone.Load(c.Timezone)
		if err != nil {
			return fmt.Errorf("--timezone: %w", err)
		}
		c.Timezone = loc.String()
	}
	return nil
}

// probe is one probe on its way.
type probe struct {
	*app
	cmd     *probeCmd
	address string // to ask for
	written string // as it should stand in the configuration; "" = address
	secret  string // name of the environment variable that holds the address
	get     *probeGetter

	page    *sources.Page // what is at address
	chosen  sources.Candidate
	others  []sources.Candidate
	source  sourceStanza
	tried   scheduler.Tried
	already string          // the configured source that reads this address, "" = none
	proof   normalize.Proof // of the reading with nothing configured
}

// locate makes an address of what was pasted: a file's name, a host without
// scheme, webcal:, env:NAME.
func (p *probe) locate() error {
	text := strings.TrimSpace(p.cmd.Address)
	if name, ok := strings.CutPrefix(text, "env:"); ok {
		value, set := p.env(name)
		if !set || value == "" {
			return fmt.Errorf("%s is not set in the environment", name)
		}
		p.secret, text = name, strings.TrimSpace(value)
	}
	scheme, rest, _ := strings.Cut(text, ":")
	switch strings.ToLower(scheme) {
	case "http", "https":
		p.address = text
		return p.checkHost()
	case "webcal", "webcals":
		p.address = "https:" + rest
		return p.checkHost()
	case "file":
		u, err := url.Parse(text)
		if err != nil {
			return fmt.Errorf("%s is no address", text)
		}
		name := u.Path
		if name == "" {
			name, _ = url.PathUnescape(u.Opaque)
		}
		return p.file(name)
	}
	if _, err := os.Stat(text); err == nil {
		return p.file(text)
	}
	if host, _, _ := strings.Cut(text, "/"); strings.Contains(host, ".") && !strings.HasPrefix(host, ".") && !strings.ContainsAny(host, " \\") {
		p.address = "https://" + text
		return p.checkHost()
	}
	return fmt.Errorf("%s is neither a file nor an address; write https://…", oneLine(text))
}

func (p *probe) checkHost() error {
	u, err := url.Parse(p.address)
	if err != nil || u.Hostname() == "" {
		return errors.New("the address names no host; write https://…")
	}
	if p.secret == "" && secretive(u) {
		p.secret = "CALLBOARD_URL"
	}
	return nil
}

// file names a file relative to the configuration, as config.toml does.
func (p *probe) file(name string) error {
	abs, err := filepath.Abs(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p.address = (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String()
	base := "."
	if p.conf.File != "" {
		base = filepath.Dir(p.conf.File)
	}
	if base, err = filepath.Abs(base); err == nil {
		if rel, err := filepath.Rel(base, abs); err == nil && !strings.HasPrefix(rel, "..") {
			p.written = "file:" + (&url.URL{Path: filepath.ToSlash(rel)}).EscapedPath()
		}
	}
	return nil
}

// secretive reports whether an address holds what nobody should read.
func secretive(u *url.URL) bool {
	if u.User != nil {
		return true
	}
	for key := range u.Query() {
		key = strings.ToLower(key)
		for _, word := range []string{"token", "secret", "passw", "apikey", "api_key", "api-key", "signature", "access_key", "auth"} {
			if strings.Contains(key, word) || key == "key" || key == "sig" {
				return true
			}
		}
	}
	return false
}

// shown is an address as it may be printed.
func (p *probe) shown(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address"
	}
	if u.Scheme == "file" {
		if address == p.address {
			return oneLine(cmp.Or(p.written, address))
		}
		return oneLine(address)
	}
	if address == p.address && p.secret != "" {
		if strings.HasPrefix(strings.TrimSpace(p.cmd.Address), "env:") {
			return u.Scheme + "://" + u.Host + "/…"
		}
		return u.Scheme + "://" + u.Host + u.EscapedPath()
	}
	if secretive(u) {
		u.User, u.RawQuery = nil, ""
	}
	return oneLine(u.String())
}

// private reports whether the pasted host itself says that it is one's own: what
// an admin writes out is meant, where a name that only resolves there is not.
func private(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	return strings.EqualFold(u.Hostname(), "localhost")
}

func (p *probe) open() {
	if p.sample { // whose own pages are built in and need no pace
		p.conf.Fetch.PerHostDelay = config.Defaults().Fetch.PerHostDelay
	}
	s := p.newClient().Open(fetch.Job{Source: callboard.Source{ID: "probe", URL: p.address, Masked: p.shown(p.address)},
		AllowPrivate: p.conf.Fetch.AllowPrivate || private(p.address), Force: true}, nowhere{})
	p.get = &probeGetter{session: session{s}, asked: map[string]bool{}}
}

// find brings the candidates, the best first.
func (p *probe) find(ctx context.Context) ([]sources.Candidate, error) {
	if p.cmd.Kind != "" {
		return p.named(ctx)
	}
	d, err := sources.Discover(ctx, p.get, p.address)
	p.get.via(d.Visits)
	if err != nil {
		return nil, err
	}
	p.page = d.Page
	if len(d.Found) == 0 {
		return nil, p.nothing(d)
	}
	return d.Found, nil
}

// named is the address as the kind that was asked for. A declarative kind gets
// the options that its content suggests.
func (p *probe) named(ctx context.Context) ([]sources.Candidate, error) {
	c := sources.Candidate{URL: p.address, Kind: p.cmd.Kind, Why: "you said so", Items: -1}
	page, err := p.get.Get(ctx, sources.Request{URL: p.address})
	if err != nil {
		return nil, err
	}
	if kind, options, why, ok := sources.Guess(page); ok && kind == c.Kind {
		c.Options, c.Why = options, why
	} else if k, known := sources.ByName(c.Kind); known {
		if _, err := k.Open(p.address, nil); err != nil {
			return nil, fmt.Errorf("%w. This content suggests none: write the [[source]] as in docs/sources/%s.md, and try it with callboard check --online", err, c.Kind)
		}
	}
	return []sources.Candidate{c}, nil
}

// nothing says why a page is no schedule, and what to try.
func (p *probe) nothing(d sources.Discovery) error {
	followed := ""
	if n := len(d.Visits) - 1; n > 0 {
		followed = fmt.Sprintf(" and neither is any of the %d addresses that it leads to", n)
	}
	return sources.NoSchedule(d.Page, followed, d.Against)
}

// first reads candidates until one holds something.
func (p *probe) first(ctx context.Context, list []sources.Candidate) error {
	var failed error
	for i, c := range list {
		err := p.read(ctx, c)
		if err == nil && len(p.tried.Entries) == 0 {
			err = fmt.Errorf("%s holds no talks%s", kindWords(p.tried.Kind), firstWarning(p.tried.Warnings))
		}
		if err == nil && c.Via != "" && !placed(p.tried.Talks) {
			err = fmt.Errorf("got %s, which only leads to %s without times (%s); paste the address of the programme itself", sources.Look(p.page), kindWords(c.Kind), p.shown(c.URL))
		}
		if err == nil {
			p.others = append(append(p.others, list[:i]...), list[i+1:]...)
			return nil
		}
		failed = cmp.Or(failed, err)
	}
	return failed
}

func firstWarning(list []callboard.Warning) string {
	if len(list) == 0 {
		return ""
	}
	return ": " + warningText(list[0])
}

func placed(talks []callboard.Talk) bool {
	for _, t := range talks {
		for _, q := range t.Performances {
			if q.Placed() {
				return true
			}
		}
	}
	return false
}

// read tries a candidate with as little configured as it takes.
func (p *probe) read(ctx context.Context, c sources.Candidate) error {
	p.chosen, p.source = c, sourceStanza{}
	p.source.address(p, c.URL)
	if c.Options != nil {
		p.source.kind, p.source.options = c.Kind, c.Options
	}
	if p.cmd.Kind != "" {
		page, err := p.get.Get(ctx, sources.Request{URL: c.URL})
		if err != nil {
			return err
		}
		p.page = page
		if k, _, err := sources.Detect(page); err != nil || k.Name != p.cmd.Kind {
			p.source.kind = p.cmd.Kind
		}
	}
	if err := p.try(ctx); err != nil {
		return err
	}
	p.proof = p.tried.Proof
	switch said := p.cmd.Timezone; {
	case said != "" && (p.proof.Sure == normalize.Unknown || p.tried.Zone != said):
		p.source.zone = said
	case said == "" && !p.proof.Named && p.proof.Better != "":
		p.source.zone, p.source.zoneWhy = p.proof.Better, "nobody says; guessed because "+p.proof.BetterWhy
	default:
		if said == "" && p.proof.Sure == normalize.Unknown {
			p.source.hint = "timezone = \"Europe/Berlin\"  # the listing names none: write the venue's"
		} else if said == "" && p.proof.Better != "" {
			p.source.hint = fmt.Sprintf("timezone = %s  # better than %s? %s", catalog.Quote(p.proof.Better), p.proof.Zone, p.proof.BetterWhy)
		}
		return nil
	}
	if err := p.try(ctx); err != nil {
		return err
	}
	if p.cmd.Timezone != "" {
		p.proof = p.tried.Proof
	}
	return nil
}

// try reads what the stanza says, exactly as the daemon would: it goes through
// the configuration, so that it passes check when it is pasted.
func (p *probe) try(ctx context.Context) error {
	file := p.conf.File
	conf, err := config.Parse(cmp.Or(file, "config.toml"), []byte(p.source.String()), func(name string) (string, bool) {
		if name == p.source.secret && p.source.secret != "" {
			return p.chosen.URL, true
		}
		return p.env(name)
	})
	if err != nil {
		return err
	}
	p.distinct(conf.Sources[0].ID)
	plan := planOf(conf, nil, nowhere{})
	plan.Open = func(scheduler.Job) scheduler.Session { return p.get }
	r := &scheduler.Runner{Now: p.now, Log: p.log}
	src := plan.Sources[0]
	if src.URL != p.chosen.URL {
		src.URL = p.chosen.URL // file: relative, as written
	}
	p.tried, err = r.Try(ctx, plan, src)
	p.source.unnamed = p.tried.Published.Name == "" && p.tried.Published.Acronym == ""
	return err
}

// distinct gives the source an id of its own where a configured one has its.
func (p *probe) distinct(id string) {
	taken := func(id string) bool {
		return !p.sample && slices.ContainsFunc(p.conf.Sources, func(s config.Source) bool { return s.ID == id })
	}
	if p.source.id != "" || !taken(id) {
		return
	}
	for _, s := range p.conf.Sources {
		if s.URL == p.chosen.URL {
			p.already = s.ID
		}
	}
	base := strings.TrimRight(id[:min(len(id), 60)], "-._")
	for n := 2; ; n++ {
		if p.source.id = fmt.Sprintf("%s-%d", base, n); !taken(p.source.id) {
			return
		}
	}
}

func kindWords(name string) string {
	if k, ok := sources.ByName(name); ok {
		return k.What
	}
	return name
}
