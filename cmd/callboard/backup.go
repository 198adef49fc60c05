package main

import (
	"context"
	"fmt"
)

type backupCmd struct {
	File string `arg:"" name:"file" help:"New file; an existing one is never overwritten."`
}

// Run copies the live database.
func (c *backupCmd) Run(ctx context.Context, a *app) error {
	if err := a.open(ctx); err != nil {
		return err
	}
	if err := a.store.Backup(ctx, c.File); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "copied %s to %s\n", a.conf.Database, c.File)
	return nil
}
