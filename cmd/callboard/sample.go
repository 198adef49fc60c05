package main

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"callboard"
	"callboard/db"
	"callboard/internal/config"
	"callboard/internal/fetch"
)

// sampleFiles are the pages of a tiny OSCON 2015, CONTRACT 6. They go through
// the very same pipeline as a site's.
//
//go:embed sample
var sampleFiles embed.FS

const sampleHost = "www.oscon.com"

// sampleTOML is the configuration that a real board of these pages would have.
const sampleTOML = `
[[conference]]
id = "oscon-2015"
name = "OSCON 2015 (sample)"
timezone = "America/Los_Angeles"
start = 2015-07-20
end = 2015-07-24
url = "http://www.oscon.com/open-source-2015"

[[source]]
id = "oscon-2015-site"
conference = "oscon-2015"
url = "http://www.oscon.com/open-source-2015/public/schedule/full"
kind = "oreilly"
`

// sampleConfig is the configuration of the sample; its database lies in the
// user's state folder, never in the working folder.
func sampleConfig(env func(string) (string, bool)) (*config.Config, error) {
	c, err := config.Parse("sample.toml", []byte(sampleTOML), env)
	if err != nil {
		return nil, fmt.Errorf("the built-in sample: %w", err)
	}
	c.File = ""
	c.Server.Title = "Callboard sample"
	c.Fetch.PerHostDelay = 0 // nobody is asked
	state, ok := env("XDG_STATE_HOME")
	if !ok || !filepath.IsAbs(state) { // the base directory rules: a relative one is ignored
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, fmt.Errorf("find a folder for the sample's database: %w; set XDG_STATE_HOME", err)
		}
		state = filepath.Join(home, ".local", "state")
	}
	c.Database = filepath.Join(state, "callboard", "sample.db")
	return c, nil
}

// sampleSite answers for the sample's host in process.
func sampleSite() map[string]http.Handler {
	pages, _ := fs.Sub(sampleFiles, "sample") // unreachable error: the folder is embedded
	return map[string]http.Handler{sampleHost: fetch.Files(pages)}
}

// sampleMark names the sample of this binary.
func sampleMark() (string, error) {
	h := sha256.New()
	h.Write([]byte(sampleTOML))
	err := fs.WalkDir(sampleFiles, "sample", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := sampleFiles.ReadFile(path)
		fmt.Fprintf(h, "%s %d\n", path, len(b))
		h.Write(b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)[:8]), err
}

// openSample opens the sample's database, and makes it anew when it is another
// binary's or cannot be read.
func openSample(ctx context.Context, path string) (*db.DB, error) {
	mark, err := sampleMark()
	if err != nil {
		return nil, fmt.Errorf("read the built-in sample: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("make a folder for the sample's database: %w", err)
	}
	for again := false; ; again = true {
		d, err := db.Open(ctx, path)
		if err == nil {
			got, settingErr := d.Setting(ctx, "sample", mark)
			if settingErr == nil && got == mark {
				return d, nil
			}
			err = errors.Join(settingErr, d.Close())
		} else if ctx.Err() != nil || errors.Is(err, callboard.ErrNewerSchema) {
			err = nil // a newer binary's sample is only a sample: it is remade
		}
		if again || ctx.Err() != nil {
			return nil, fmt.Errorf("make the sample's database %s: %w", path, errors.Join(err, ctx.Err()))
		}
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("remake the sample's database: %w", err)
			}
		}
	}
}
