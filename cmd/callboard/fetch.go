package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"callboard"
	"callboard/scheduler"
)

type fetchCmd struct {
	Force   bool     `help:"Ask without conditional headers."`
	Accept  bool     `help:"Believe readings that were doubted (suspect), of the named sources."`
	Sources []string `arg:"" optional:"" name:"source" help:"Ids of the sources to read."`
}

// Run reads sources once and prints a line for each.
func (c *fetchCmd) Run(ctx context.Context, a *app) error {
	if c.Accept && len(c.Sources) == 0 {
		return usage(fmt.Errorf("--accept needs the sources to believe: callboard fetch --accept SOURCE…"))
	}
	if err := a.configure(); err != nil {
		return err
	}
	list, err := c.chosen(a)
	if err != nil {
		return usage(err)
	}
	if err := a.open(ctx); err != nil {
		return err
	}
	plan, s := a.plan(), a.newScheduler()
	s.RegroupAll(ctx, plan)
	bar := newProgress(a.out, a.err, len(list))
	bad := 0
	s.Batch(ctx, plan, pick(plan, list), scheduler.Options{Force: c.Force, Accept: c.Accept}, func(r callboard.Run) {
		if r.Outcome.Failing() {
			bad++
		}
		bar.line(runLine(r))
	})
	bar.close()
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	if bad > 0 {
		return errQuiet
	}
	return nil
}

// chosen are the ids to read, in configuration order.
func (c *fetchCmd) chosen(a *app) (map[string]bool, error) {
	known, all := map[string]bool{}, []string{}
	for _, s := range a.conf.Sources {
		known[s.ID] = true
		all = append(all, s.ID)
	}
	if len(all) == 0 {
		return nil, errors.New("no source is configured; callboard probe URL prints the lines that add one")
	}
	if len(c.Sources) == 0 {
		return known, nil
	}
	chosen := map[string]bool{}
	for _, id := range c.Sources {
		if !known[id] {
			return nil, fmt.Errorf("no source %q is configured; there are: %s", id, strings.Join(all, ", "))
		}
		chosen[id] = true
	}
	return chosen, nil
}

func pick(plan *scheduler.Plan, chosen map[string]bool) []scheduler.Source {
	var out []scheduler.Source
	for _, s := range plan.Sources {
		if chosen[s.ID] {
			out = append(out, s)
		}
	}
	return out
}

// runLine is the line of CONTRACT 1.
func runLine(r callboard.Run) string {
	seconds := 0.0
	if !r.Ended.IsZero() {
		seconds = r.Ended.Sub(r.Started).Seconds()
	}
	line := fmt.Sprintf("%s %s talks=%d performances=%d changes=%d seconds=%.1f", r.Source, r.Outcome, r.Talks, r.Performances, r.Changes, seconds)
	if r.Message != "" {
		line += ": " + oneLine(r.Message)
	}
	return line
}

// progress is a bar on a terminal, and nothing in a pipe.
type progress struct {
	out  io.Writer
	bars *mpb.Progress
	bar  *mpb.Bar
}

func newProgress(out, errs io.Writer, total int) *progress {
	p := &progress{out: out}
	if !terminal(errs) || total < 2 {
		return p
	}
	p.bars = mpb.New(mpb.WithOutput(errs), mpb.WithWidth(40))
	p.bar = p.bars.AddBar(int64(total), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("reading "), decor.CountersNoUnit("%d / %d")))
	if terminal(out) {
		p.out = p.bars // lines then scroll above the bar
	}
	return p
}

func (p *progress) line(text string) {
	fmt.Fprintln(p.out, text)
	if p.bar != nil {
		p.bar.Increment()
	}
}

func (p *progress) close() {
	if p.bars == nil {
		return
	}
	p.bar.Abort(true) // a no-op on a full bar
	p.bars.Wait()
}

// terminal reports whether w is one.
func terminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
