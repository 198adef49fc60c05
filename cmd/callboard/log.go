package main

import (
	"io"
	"log/slog"
)

// newLogger logs to standard error. The daemon tells what it does; a one-shot
// command speaks for itself and logs only what is wrong.
func newLogger(w io.Writer, level, format, command string) *slog.Logger {
	at := slog.LevelWarn
	if command == "serve" {
		at = slog.LevelInfo
	}
	if level != "" {
		_ = at.UnmarshalText([]byte(level)) // unreachable error: kong has checked the word
	}
	o := &slog.HandlerOptions{Level: at}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
