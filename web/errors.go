package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"path"
	"strconv"
	"strings"

	"callboard"
	"callboard/internal/selection"
)

const notHere = "There is nothing at this address."

// movedError says that an id given out earlier means another now.
type movedError struct{ to string } // a path of this site

func (e *movedError) Error() string { return "moved to " + e.to }

// permanent reports whether an error says something of the address itself and
// not of our state.
func permanent(err error) bool {
	var moved *movedError
	return errors.As(err, &moved) || errors.Is(err, callboard.ErrNotFound) || errors.Is(err, callboard.ErrForgotten)
}

// fail answers an error of a handler. What our own state caused is logged, and
// told without its words.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var bad *selection.BadParameterError
	var moved *movedError
	switch {
	case errors.As(err, &bad):
		s.problem(w, r, http.StatusBadRequest, badParameter(bad))
	case errors.As(err, &moved):
		w.Header().Set("Cache-Control", "public, max-age=3600")
		w.Header().Set("Location", s.o.Site.URL+moved.to)
		s.problem(w, r, http.StatusMovedPermanently, "This talk is now part of another: "+s.o.Site.URL+moved.to)
	case errors.Is(err, callboard.ErrForgotten):
		s.problem(w, r, http.StatusGone, "What was here has been removed for good.")
	case errors.Is(err, callboard.ErrNotFound):
		s.problem(w, r, http.StatusNotFound, notHere)
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		// Nobody is listening; the status is for the metrics.
		w.WriteHeader(499)
	default:
		s.log.Error("cannot answer", "path", r.URL.Path, "err", err)
		w.Header().Set("Retry-After", "60")
		s.problem(w, r, http.StatusServiceUnavailable, "This cannot be read at the moment. Please try again in a minute.")
	}
}

// problem answers with a status and one sentence: a page for people, plain text
// where programs ask.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, status int, sentence string) {
	data := append(printable([]byte(sentence)), '\n')
	mime := "text/plain; charset=utf-8"
	if path.Ext(r.URL.Path) == "" {
		if page, err := s.problemPage(status, sentence); err == nil {
			data, mime = page, htmlKind.mime
		}
	}
	out := w.Header()
	if out.Get("Cache-Control") == "" {
		out.Set("Cache-Control", "no-cache")
	}
	out.Set("Content-Type", mime)
	out.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(data)
	}
}

func (s *Server) problemPage(status int, sentence string) ([]byte, error) {
	var out bytes.Buffer
	err := s.pages["problem"].ExecuteTemplate(&out, "layout", layout{
		server: s,
		Title:  http.StatusText(status),
		Body:   map[string]any{"Status": status, "Sentence": sentence, "Home": s.prefix + "/"},
	})
	return printable(out.Bytes()), err
}

// badParameter is a sentence of a bad parameter's words, which may lack their subject.
func badParameter(bad *selection.BadParameterError) string {
	name, text := "The parameter "+strconv.Quote(clip(bad.Name, 80)), clip(bad.Text, 400)
	first, _, _ := strings.Cut(text, " ")
	switch first {
	case "is", "has", "may", "must", "holds", "cannot":
		return name + " " + text + "."
	}
	return name + ": " + text + "."
}
