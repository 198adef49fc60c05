// Package sharedtest finds what lies beside the checkout for tests: real
// schedules (corpus) and the clients of calendars and feeds (clients). For
// tests only.
package sharedtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Folder is the shared folder, there or not: the one that CALLBOARD_SHARED
// names, else "shared" beside the folder of go.mod.
func Folder(t testing.TB) string {
	t.Helper()
	if root := os.Getenv("CALLBOARD_SHARED"); root != "" {
		return root
	}
	return filepath.Join(Module(t), "..", "shared")
}

// Path is a file or a folder of the shared folder. The test is skipped where it
// is not there.
func Path(t testing.TB, name ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{Folder(t)}, name...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%v; CALLBOARD_SHARED names the folder that holds it", err)
	}
	return path
}

// Module is the folder of go.mod.
func Module(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
