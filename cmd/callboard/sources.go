package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"callboard/internal/feeds"
	"callboard/sources"
)

type sourcesCmd struct {
	JSON bool `help:"The JSON of the contract."`
}

// Run shows the health of each source.
func (c *sourcesCmd) Run(ctx context.Context, a *app) error {
	if err := a.openFilled(ctx); err != nil {
		return err
	}
	health, err := a.store.Health(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.write(feeds.SourcesJSON(health))
	}
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "SOURCE\tSTATE\tKIND\tCONFERENCE\tTALKS\tPERFORMANCES\tLAST RUN\tLAST SUCCESS\tNEXT RUN\tMESSAGE")
	for _, h := range health {
		state := h.State.State()
		if h.State.Removed {
			state = "removed"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\n", h.Source.ID, state, dash(h.State.Kind), dash(h.State.Conference),
			h.State.Talks, h.State.Performances, moment(h.State.LastRun), moment(h.State.LastGood), moment(h.State.NextRun), oneLine(h.State.Message))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	// What the admin can mend stands below in full; the rest is counted on /sources.
	for _, h := range health {
		for _, w := range h.State.Warnings {
			if w.Config {
				fmt.Fprintf(a.out, "%s: warning: %s\n", h.Source.ID, oneLine(warningText(w)))
			}
		}
		if h.State.Guessed != nil {
			fmt.Fprintf(a.out, "%s is read by a guess. To correct it, or to keep it as it is, write below its url:\n  kind = %q\n%s",
				h.Source.ID, h.State.Kind, sources.OptionsTOML(h.State.Kind, h.State.Guessed))
		}
	}
	return nil
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
