// Command callboard keeps a board of conference schedules and every change to
// them: it reads sources, stores talks, and serves calendars, feeds and pages.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// The exit codes of CONTRACT 1.
const (
	exitFailed = 1 // a source is suspect or failed, a problem was found, the daemon could not start
	exitUsage  = 2 // wrong usage, or an unusable configuration
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	w := world{args: os.Args[1:], out: os.Stdout, err: os.Stderr, in: os.Stdin, env: os.LookupEnv, now: time.Now}
	os.Exit(run(ctx, w))
}

// world is what the program touches outside itself, so that tests can give another.
type world struct {
	args     []string
	out, err io.Writer
	in       io.Reader
	env      func(string) (string, bool)
	now      func() time.Time
}

// cli is the command line of CONTRACT 1.
type cli struct {
	Config    string `help:"Configuration file (default: ./config.toml, then the user's callboard/config.toml, then /etc/callboard/config.toml, then the built-in sample)." placeholder:"FILE"`
	LogLevel  string `help:"How much is logged to standard error: debug, info, warn or error." enum:"debug,info,warn,error," default:"" placeholder:"LEVEL"`
	LogFormat string `help:"text or json." enum:"text,json" default:"text" placeholder:"FORMAT"`

	Serve   serveCmd   `cmd:"" help:"Run the daemon: read every source by its schedule, serve calendars, feeds and pages."`
	Fetch   fetchCmd   `cmd:"" help:"Read the named sources (default: all) once, now."`
	Check   checkCmd   `cmd:"" help:"Validate the configuration and print every problem."`
	Probe   probeCmd   `cmd:"" help:"Recognise anything pasted, show what it would import, and print the stanza for it."`
	Talks   talksCmd   `cmd:"" help:"List talks with their performances."`
	Changes changesCmd `cmd:"" help:"Show the change ledger, newest first."`
	Sources sourcesCmd `cmd:"" help:"Show the health of each source."`
	Import  importCmd  `cmd:"" help:"Print stanzas for the conferences of a list whose schedules can be read."`
	Explain explainCmd `cmd:"" help:"Say which entries were joined into a talk, and by which rule."`
	Export  exportCmd  `cmd:"" help:"Write one feed."`
	Forget  forgetCmd  `cmd:"" help:"Remove what only one source or conference brought; its addresses answer 410."`
	Backup  backupCmd  `cmd:"" help:"Copy the live database to a new file."`
	Version versionCmd `cmd:"" help:"Print version, commit, Go and SQLite versions."`
}

// exitError carries an exit code. Its text, when there is one, is the plain
// sentence for standard error.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usage makes an error exit with 2.
func usage(err error) error { return &exitError{exitUsage, err} }

// errQuiet says that something failed and has been reported.
var errQuiet = &exitError{code: exitFailed}

// run is the whole program. It returns the exit code.
func run(ctx context.Context, w world) (code int) {
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("callboard"), kong.Description("One place to subscribe to every conference schedule, always right."),
		kong.Writers(w.out, w.err), kong.Exit(func(n int) { exited = n }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}))
	if err != nil {
		fmt.Fprintln(w.err, "callboard:", err)
		return exitUsage
	}
	if len(w.args) == 0 {
		w.args = []string{"--help"}
		code = exitUsage
	}
	k, err := parser.Parse(w.args)
	if exited >= 0 { // --help has printed and wanted to leave
		return max(exited, code)
	}
	if err != nil {
		fmt.Fprintf(w.err, "callboard: %s; see callboard --help\n", err)
		return exitUsage
	}
	a := &app{world: w, cli: &c}
	a.log = newLogger(w.err, c.LogLevel, c.LogFormat, k.Command())
	k.BindTo(ctx, (*context.Context)(nil))
	err = k.Run(a)
	if closing := a.close(); err == nil {
		err = closing
	}
	if err == nil {
		return 0
	}
	var exit *exitError
	if !errors.As(err, &exit) {
		exit = &exitError{exitFailed, err}
	}
	if text := exit.Error(); text != "" {
		fmt.Fprintln(w.err, "callboard: "+text)
	}
	return exit.code
}
