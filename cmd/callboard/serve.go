package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"callboard/internal/config"
	"callboard/scheduler"
	"callboard/web"
)

type serveCmd struct{}

// Run is the daemon.
func (c *serveCmd) Run(ctx context.Context, a *app) error {
	if err := a.configure(); err != nil {
		return err
	}
	listener, err := a.listen(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := a.open(ctx); err != nil {
		return err
	}
	s := a.newScheduler()
	read, err := a.store.AnyRun(ctx)
	if err != nil {
		return err
	}
	a.shown.Store(read)
	server, err := a.newWeb(ctx, a.shown.Load)
	if err != nil {
		return err
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)

	runs, stopRuns := context.WithCancel(context.WithoutCancel(ctx)) // runs outlive the signal until they are drained
	defer stopRuns()
	s.Start(runs, a.plan())
	served := make(chan error, 1)
	h := server.HTTPServer(runs)
	go func() { served <- h.Serve(listener) }() // ends with Shutdown below
	a.announce(listener)
	err = a.watch(ctx, runs, s, server, hangups, served)
	a.log.Info("stopping", "reason", reason(ctx, err))
	return errors.Join(err, shutdown(h, s, stopRuns))
}

func reason(ctx context.Context, err error) string {
	if err != nil {
		return err.Error()
	}
	return context.Cause(ctx).Error()
}

// shutdown drains: no new work, what runs may finish.
func shutdown(h *http.Server, s *scheduler.Scheduler, stopRuns func()) error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	closed := make(chan error, 1)
	go func() { closed <- h.Shutdown(ctx) }() // ends within drainTime
	s.Drain(ctx, stopRuns)
	if err := <-closed; err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return h.Close()
}

// watch is the daemon's main loop: it shows what any process has stored, within
// two seconds, and re-reads the configuration on SIGHUP.
func (a *app) watch(ctx, runs context.Context, s *scheduler.Scheduler, server *web.Server, hangups <-chan os.Signal, served <-chan error) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	seen, quiet := int64(-1), 0
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-served:
			return fmt.Errorf("serve: %w", err)
		case <-hangups:
			a.reload(runs, s)
			seen = -1
		case <-tick.C:
		}
		v, err := a.store.DataVersion(ctx)
		if err != nil {
			a.log.Error("the database cannot be asked for changes", "error", err)
			continue
		}
		tried := s.Tried() // asked first: what was stored by then is in what is read now
		if quiet++; v != seen || tried && !a.shown.Load() {
			seen, quiet = v, 0
			if a.refresh(ctx, server) && tried {
				a.shown.Store(true)
			}
		}
		if quiet == 5 {
			debug.FreeOSMemory() // a reading leaves garbage that an idle daemon would keep for minutes
		}
	}
}

func (a *app) refresh(ctx context.Context, server *web.Server) bool {
	confs, err := a.store.Conferences(ctx)
	if err != nil {
		a.log.Error("conferences cannot be read; what was served before is served on", "error", err)
		return false
	}
	if health, err := a.store.Health(ctx); err == nil { // else the pace of before serves
		server.SetPaces(health)
	}
	server.SetVersions(confs)
	return true
}

// reload swaps the configuration after it has been validated as a whole; a
// problem keeps the old one.
func (a *app) reload(ctx context.Context, s *scheduler.Scheduler) {
	if a.sample {
		a.log.Info("the built-in sample has no configuration to re-read")
		return
	}
	next, err := config.Load(a.conf.File, a.env)
	if err != nil {
		a.log.Error("the new configuration has problems; the old one stays", "problems", err)
		return
	}
	if next.Server != a.conf.Server || next.Database != a.conf.Database {
		a.log.Warn("[server] and [database] take effect at the next start only")
	}
	next.Server, next.Database = a.conf.Server, a.conf.Database
	a.conf = next
	if err := a.syncSources(ctx); err != nil {
		a.log.Error("the configured sources cannot be stored", "error", err)
	}
	s.Reload(ctx, a.plan())
	a.log.Info("configuration re-read", "file", next.File, "sources", len(next.Sources))
}

// listen takes the configured address. The sample takes a free port when its own is taken.
func (a *app) listen(ctx context.Context) (net.Listener, error) {
	address := a.conf.Server.Listen
	var lc net.ListenConfig
	if path, unix := strings.CutPrefix(address, "unix:"); unix {
		if err := removeSocket(path); err != nil {
			return nil, err
		}
		l, err := lc.Listen(ctx, "unix", path)
		if err != nil {
			return nil, fmt.Errorf("listen on %s: %w", address, err)
		}
		return l, os.Chmod(path, 0o660) // a proxy in the group may connect
	}
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil && a.sample {
		host, _, _ := net.SplitHostPort(address)
		l, err = lc.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("listen on %s: another program has this port; stop it, or set listen in [server]", address)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; set listen in [server]", address, err)
	}
	if !a.conf.Server.Named { // links must name the port that was really taken
		if _, port, err := net.SplitHostPort(l.Addr().String()); err == nil {
			a.conf.Server.PublicURL = withPort(a.conf.Server.PublicURL, port)
		}
	}
	return l, nil
}

func withPort(base, port string) string {
	rest, _ := strings.CutPrefix(base, "http://")
	host, _, err := net.SplitHostPort(rest)
	if err != nil {
		return base
	}
	return "http://" + net.JoinHostPort(host, port)
}

// removeSocket removes a socket that a killed daemon left, and nothing else.
func removeSocket(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil // not there; anything else shows when it is listened on
	}
	if info.Mode()&os.ModeSocket == 0 {
		return fmt.Errorf("listen on unix:%s: there is a file of that name that is no socket", path)
	}
	if c, err := net.DialTimeout("unix", path, time.Second); err == nil {
		_ = c.Close() // only asked whether somebody answers
		return fmt.Errorf("listen on unix:%s: another program listens there", path)
	}
	return os.Remove(path)
}

// announce says in a few sentences what is served, where, and what to do next:
// whoever starts a daemon for the first time reads the messages and nothing else.
func (a *app) announce(l net.Listener) {
	base := a.conf.Server.PublicURL
	calendar := "webcal" + base[strings.Index(base, ":"):] + "/calendar.ics"
	if a.sample {
		calendar = "webcal" + base[strings.Index(base, ":"):] + "/c/oscon-2015/oscon-2015.ics"
	}
	a.log.Info("serving", "sources", len(a.conf.Sources), "listen", l.Addr().String(), "database", a.conf.Database)
	a.log.Info("open " + base + "/ in a browser")
	a.log.Info("subscribe to " + calendar + " in a calendar, to " + base + "/changes.atom or " + base + "/feed.atom in a feed reader")
	if a.sample {
		a.log.Info("this is the built-in, illustrative sample, kept in " + a.conf.Database + ", which may be deleted")
		a.log.Info("to add a real source run callboard probe with its address, paste the [[source]] that it prints into config.toml, and start again")
	}
}
