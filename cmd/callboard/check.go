package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"callboard"
	"callboard/internal/config"
	"callboard/internal/fetch"
	"callboard/scheduler"
	"callboard/sources"
)

type checkCmd struct {
	Online bool `help:"Also read each source, and store nothing."`
}

// Run prints every problem as FILE:LINE: message on standard output.
func (c *checkCmd) Run(ctx context.Context, a *app) error {
	err := a.configure()
	var found config.Problems
	if errors.As(err, &found) {
		for _, p := range found {
			fmt.Fprintln(a.out, p)
		}
		return errQuiet
	}
	if err != nil {
		return err
	}
	if c.Online {
		return c.online(ctx, a)
	}
	fmt.Fprintf(a.out, "%s: no problems; %d sources, %d conferences\n", a.name(), len(a.conf.Sources), len(a.conf.Conferences))
	return nil
}

// name is the configuration file for messages.
func (a *app) name() string {
	if a.sample {
		return "built-in sample"
	}
	return a.conf.File
}

// online reads the sources side by side and prints in configuration order.
func (c *checkCmd) online(ctx context.Context, a *app) error {
	plan := planOf(a.conf, a.newClient(), nowhere{})
	r := &scheduler.Runner{Now: a.now, Log: a.log}
	lines, bad := make([][]string, len(plan.Sources)), make([]bool, len(plan.Sources))
	refs := make([]map[string]bool, len(plan.Sources)) // nil: could not be read
	var g errgroup.Group
	g.SetLimit(a.conf.Fetch.Concurrency)
	for i, s := range plan.Sources {
		g.Go(func() error {
			lines[i], refs[i] = c.one(ctx, a, r, plan, s)
			bad[i] = refs[i] == nil
			return nil
		})
	}
	_ = g.Wait() // the functions return no errors
	failed := false
	for i := range lines {
		for _, l := range lines[i] {
			fmt.Fprintln(a.out, l)
		}
		failed = failed || bad[i]
	}
	read := map[string]map[string]bool{}
	for i, s := range plan.Sources {
		read[s.ID] = refs[i]
	}
	a.pinsWithoutEntry("pin", a.conf.Pins, read)
	a.pinsWithoutEntry("split", a.conf.Splits, read)
	if failed {
		return errQuiet
	}
	return nil
}

// pinsWithoutEntry warns of pins and splits that name what a source that was
// read does not hold. It is no failure: the entry may come yet.
func (a *app) pinsWithoutEntry(word string, groups []config.Group, read map[string]map[string]bool) {
	for _, g := range groups {
		for _, k := range g.Items {
			if refs := read[k.Source]; refs != nil && !refs[k.Ref] {
				fmt.Fprintf(a.out, "%s:%d: warning: [[%s]] names %s:%s, but the source has no such entry; see callboard explain for the refs there are\n",
					a.name(), g.Line, word, k.Source, oneLine(k.Ref))
			}
		}
	}
}

// one reads a source and gives the refs that it holds, nil when it cannot be read.
func (c *checkCmd) one(ctx context.Context, a *app, r *scheduler.Runner, plan *scheduler.Plan, s scheduler.Source) (lines []string, refs map[string]bool) {
	at := fmt.Sprintf("%s:%d: source %s: ", a.name(), a.conf.Sources[s.Order].Line, s.ID)
	tried, err := r.Try(ctx, plan, s)
	if err != nil {
		return []string{at + oneLine(err.Error())}, nil
	}
	refs = make(map[string]bool, len(tried.Entries))
	for _, e := range tried.Entries {
		refs[e.Ref] = true
	}
	kind, complete := tried.Kind, ""
	if tried.Guessed != nil {
		kind += " (a guess)"
	}
	if !tried.Complete {
		complete = ", incomplete"
	}
	lines = append(lines, fmt.Sprintf("%s: %s, %d entries in %s%s", s.ID, kind, len(tried.Entries), tried.Zone, complete))
	if tried.Guessed != nil {
		lines = append(lines, strings.Split(strings.TrimSuffix(sources.OptionsTOML(tried.Kind, tried.Guessed), "\n"), "\n")...)
	}
	for _, w := range tried.Warnings {
		lines = append(lines, at+"warning: "+oneLine(warningText(w)))
	}
	return lines, refs
}

func warningText(w callboard.Warning) string {
	if w.Where == "" {
		return w.Text
	}
	return w.Where + ": " + w.Text
}

// nowhere is a page store that holds nothing.
type nowhere struct{}

func (nowhere) Pages(context.Context, string) ([]callboard.Page, error) { return nil, nil }

func (nowhere) Page(context.Context, string, string) (callboard.Page, error) {
	return callboard.Page{}, callboard.ErrNotFound
}

var _ fetch.Store = nowhere{}
