package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"callboard"
	"callboard/internal/config"
)

type forgetCmd struct {
	Yes bool   `help:"Do not ask."`
	ID  string `arg:"" name:"source|conference" help:"Id of a source or a conference."`
}

// Run removes what only one source or conference brought.
func (c *forgetCmd) Run(ctx context.Context, a *app) error {
	if err := a.open(ctx); err != nil {
		return err
	}
	if a.sample {
		return errors.New("the sample cannot be forgotten; write a configuration first")
	}
	for _, s := range a.conf.Sources {
		if s.ID == c.ID || s.Conference == c.ID {
			return fmt.Errorf("%s is still configured in %s (line %d): take it out first, or the next reading brings it back", c.ID, a.conf.File, s.Line)
		}
	}
	if !c.Yes {
		fmt.Fprintf(a.err, "Remove everything that only %s brought, for good? Its addresses will answer 410 and its ids are never given again. [y/N] ", c.ID)
		answer, _ := bufio.NewReader(a.in).ReadString('\n') // no answer is a no
		if s := strings.ToLower(strings.TrimSpace(answer)); s != "y" && s != "yes" {
			return errors.New("nothing was removed")
		}
	}
	f, err := a.store.Forget(ctx, c.ID, a.now())
	if errors.Is(err, callboard.ErrNotFound) {
		return fmt.Errorf("nothing is stored of a source or conference %q; callboard sources lists them", c.ID)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "forgot %s: %d talks, %d performances, %d entries\n", c.ID, f.Talks, f.Performances, f.Entries)
	for _, id := range f.Emptied {
		if slices.ContainsFunc(a.conf.Sources, func(s config.Source) bool { return s.Conference == id }) {
			continue // a source that was not read yet is to fill it
		}
		if _, err := a.store.Forget(ctx, "conference:"+id, a.now()); err != nil {
			return err
		}
		fmt.Fprintf(a.out, "forgot %s too: nothing else brought that conference\n", id)
	}
	return nil
}
