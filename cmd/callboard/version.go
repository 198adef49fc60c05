package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"callboard/db"
)

// release is the version of this tree; a tagged build carries the tag in its
// build information instead.
const release = "0.1.0-dev"

type versionCmd struct{}

// Run prints the versions that a report of a fault needs.
func (c *versionCmd) Run(a *app) error {
	version, commit := buildVersion()
	_, err := fmt.Fprintf(a.out, "callboard %s\ncommit %s\ngo %s\nsqlite %s\n", version, commit, runtime.Version(), db.SQLite)
	return err
}

func buildVersion() (version, commit string) {
	version, commit = release, "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, commit
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		version = v
	}
	dirty := ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				dirty = " (modified)"
			}
		}
	}
	return version, commit + dirty
}
