package main

import (
	"context"
	"fmt"
	"strings"

	"callboard"
	"callboard/internal/catalog"
	"callboard/sources"
)

type importCmd struct {
	Address string `arg:"" name:"url|file" help:"A list of conferences: Giggity's menu, JSON or a calendar of confs.tech or developers.events."`
	Since   string `help:"Leave out conferences that ended before this day." placeholder:"DATE"`
	Grep    string `help:"Only conferences with this word in name, place or address." placeholder:"WORD"`
}

// Run prints a stanza for each conference of a list that has a schedule. It
// reads the list alone, and stores nothing.
func (c *importCmd) Run(ctx context.Context, a *app) error {
	o := catalog.Options{Since: callboard.Date(c.Since), Grep: c.Grep}
	if _, ok := o.Since.Time(a.now().Location()); c.Since != "" && !ok {
		return usage(fmt.Errorf("--since %q is no date; write one such as 2026-01-31", c.Since))
	}
	if err := a.configure(); err != nil {
		return err
	}
	p := &probe{app: a, cmd: &probeCmd{Address: c.Address}}
	if err := p.locate(); err != nil {
		return usage(err)
	}
	p.open()
	list, err := p.list(ctx)
	if err != nil {
		return fmt.Errorf("%s: %s", p.shown(p.address), oneLine(err.Error()))
	}
	if !a.sample {
		for _, s := range a.conf.Sources {
			o.Sources = append(o.Sources, s.Source)
			o.Taken = append(o.Taken, s.ID, s.Conference)
		}
		for _, k := range a.conf.Conferences {
			o.Taken = append(o.Taken, k.ID)
		}
	}
	return c.print(a, list, catalog.Pick(list, o))
}

func (p *probe) list(ctx context.Context) (catalog.List, error) {
	page, err := p.get.Get(ctx, sources.Request{URL: p.address})
	if err != nil {
		return catalog.List{}, err
	}
	return catalog.Decode(ctx, page)
}

// print puts stanzas on standard output, to be appended to a configuration, and
// everything else on standard error.
func (c *importCmd) print(a *app, list catalog.List, picked catalog.Picked) error {
	var out strings.Builder
	for _, s := range picked.Stanzas {
		out.WriteString(s.String())
	}
	if _, err := fmt.Fprint(a.out, out.String()); err != nil {
		return fmt.Errorf("write the stanzas: %w", err)
	}
	out.Reset()
	for _, u := range picked.Unused {
		fmt.Fprintf(&out, "not used: %s", oneLine(u.Name))
		if u.Start != "" {
			fmt.Fprintf(&out, " (%s)", u.Start)
		}
		out.WriteString(": " + oneLine(u.Why))
		if u.Probe != "" {
			out.WriteString("; probe " + oneLine(u.Probe))
		}
		out.WriteString("\n")
	}
	fmt.Fprintf(&out, "callboard: %s: %d entries, %d printed, %d not used", list.Format,
		len(list.Entries)+len(list.Unused), len(picked.Stanzas), len(picked.Unused))
	if picked.Left > 0 {
		fmt.Fprintf(&out, ", %d left out by --since and --grep", picked.Left)
	}
	fmt.Fprintln(a.err, out.String())
	return nil
}
