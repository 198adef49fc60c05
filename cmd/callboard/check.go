package main

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"callboard"
	"callboard/internal/config"
	"callboard/internal/fetch"
	"callboard/scheduler"
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
	var g errgroup.Group
	g.SetLimit(a.conf.Fetch.Concurrency)
	for i, s := range plan.Sources {
		g.Go(func() error {
			lines[i], bad[i] = c.one(ctx, a, r, plan, s)
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
	if failed {
		return errQuiet
	}
	return nil
}

func (c *checkCmd) one(ctx context.Context, a *app, r *scheduler.Runner, plan *scheduler.Plan, s scheduler.Source) (lines []string, bad bool) {
	at := fmt.Sprintf("%s:%d: source %s: ", a.name(), a.conf.Sources[s.Order].Line, s.ID)
	tried, err := r.Try(ctx, plan, s)
	if err != nil {
		return []string{at + oneLine(err.Error())}, true
	}
	complete := ""
	if !tried.Complete {
		complete = ", incomplete"
	}
	lines = append(lines, fmt.Sprintf("%s: %s, %d entries in %s%s", s.ID, tried.Kind, len(tried.Entries), tried.Zone, complete))
	for _, w := range tried.Warnings {
		lines = append(lines, at+"warning: "+oneLine(warningText(w)))
	}
	return lines, false
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
