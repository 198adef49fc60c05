package main

import (
	"context"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts")

func TestMain(m *testing.M) {
	if file := os.Getenv("CALLBOARD_TEST_STATUS"); file != "" {
		code := run(context.Background(), world{args: os.Args[1:], out: os.Stdout, err: os.Stderr, in: os.Stdin, env: os.LookupEnv, now: time.Now})
		if status, err := os.ReadFile("/proc/self/status"); err == nil { // Linux says there what it took
			_ = os.WriteFile(file, status, 0o600) // who asked notices
		}
		os.Exit(code)
	}
	if os.Getenv("CALLBOARD_TEST_MAIN") != "" {
		main()
		return
	}
	testscript.Main(m, map[string]func(){
		"callboard": func() {
			w := world{args: os.Args[1:], out: os.Stdout, err: os.Stderr, in: os.Stdin, env: os.LookupEnv, now: clockFromEnv}
			os.Exit(run(context.Background(), w))
		},
	})
}

// clockFromEnv is the clock of a script: CALLBOARD_TEST_NOW, so that days pass
// without waiting. The program itself knows no such variable.
func clockFromEnv() time.Time {
	if t, err := time.Parse(time.RFC3339, os.Getenv("CALLBOARD_TEST_NOW")); err == nil {
		return t
	}
	return time.Now()
}

// TestScripts runs the command line as a user does.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("XDG_STATE_HOME", e.WorkDir+"/state")
			e.Setenv("XDG_CONFIG_HOME", e.WorkDir+"/none")
			e.Setenv("CALLBOARD_TEST_NOW", "2026-06-01T08:00:00Z")
			return nil
		},
	})
}
