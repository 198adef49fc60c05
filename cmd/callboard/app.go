package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"

	"callboard"
	"callboard/db"
	"callboard/internal/config"
	"callboard/internal/feeds"
	"callboard/scheduler"
)

// app is the program of one command: its world, its configuration, its database.
type app struct {
	world
	cli *cli
	log *slog.Logger

	conf   *config.Config
	sample bool // no configuration was found: the built-in sample is used
	store  *db.DB
	shown  atomic.Bool // what was read first is served: /readyz
}

// configure finds and reads the configuration.
func (a *app) configure() error {
	file, err := a.configFile()
	if err != nil {
		return err
	}
	if file == "" {
		a.sample = true
		fmt.Fprintln(a.err, "callboard: no configuration found, using the built-in sample (illustrative)")
		a.conf, err = sampleConfig(a.env)
		return err
	}
	a.conf, err = config.Load(file, a.env)
	if err != nil {
		return usage(err)
	}
	return nil
}

// configFile is the file to read, "" for the sample.
func (a *app) configFile() (string, error) {
	if a.cli.Config != "" {
		return a.cli.Config, nil
	}
	places := []string{"config.toml"}
	if dir, err := os.UserConfigDir(); err == nil {
		places = append(places, filepath.Join(dir, "callboard", "config.toml"))
	}
	places = append(places, "/etc/callboard/config.toml")
	for _, p := range places {
		_, err := os.Stat(p)
		if err == nil {
			return p, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", usage(fmt.Errorf("look for a configuration: %w", err))
		}
	}
	return "", nil
}

// open reads the configuration and opens the database, and tells it which
// sources are configured.
func (a *app) open(ctx context.Context) error {
	if a.conf == nil {
		if err := a.configure(); err != nil {
			return err
		}
	}
	store, err := a.openDatabase(ctx)
	if err != nil {
		if errors.Is(err, callboard.ErrNewerSchema) {
			return usage(err)
		}
		return err
	}
	a.store = store
	return a.syncSources(ctx)
}

func (a *app) openDatabase(ctx context.Context) (*db.DB, error) {
	if a.sample {
		return openSample(ctx, a.conf.Database)
	}
	return db.Open(ctx, a.conf.Database)
}

// openFilled is open for commands that show what is stored: a sample that was
// never read is read first.
func (a *app) openFilled(ctx context.Context) error {
	if err := a.open(ctx); err != nil {
		return err
	}
	if !a.sample {
		return nil
	}
	read, err := a.store.AnyRun(ctx)
	if err != nil || read {
		return err
	}
	plan := a.plan()
	a.newScheduler().Batch(ctx, plan, plan.Sources, scheduler.Options{}, nil)
	return ctx.Err()
}

func (a *app) syncSources(ctx context.Context) error {
	views := make([]callboard.SourceView, len(a.conf.Sources))
	for i, s := range a.conf.Sources {
		views[i] = callboard.SourceView{ID: s.ID, Conference: s.Conference, Kind: s.Kind, URL: s.Masked,
			Cron: s.Cron, Priority: s.Priority, Order: s.Order}
	}
	return a.store.SyncSources(ctx, views)
}

func (a *app) close() error {
	if a.store == nil {
		return nil
	}
	return a.store.Close()
}

// site is where the board is served.
func (a *app) site(ctx context.Context) (feeds.Site, error) {
	host, err := a.store.Setting(ctx, "host", boardHost(a.conf))
	if err != nil {
		return feeds.Site{}, err
	}
	return feeds.Site{URL: a.conf.Server.PublicURL, Title: a.conf.Server.Title, Host: host}, nil
}

// boardHost is the authority of tag: ids that belong to no conference.
func boardHost(c *config.Config) string {
	if h := publicHost(c); h != "" {
		return h
	}
	return "callboard"
}

// publicHost is the host name of a configured public_url, else "".
func publicHost(c *config.Config) string {
	if !c.Server.Named {
		return ""
	}
	u, err := url.Parse(c.Server.PublicURL)
	if err != nil {
		return "" // unreachable: the configuration was validated
	}
	return u.Hostname()
}
