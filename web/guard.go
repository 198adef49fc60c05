package web

import (
	"net/http"
	"path"
	"runtime/debug"
	"strings"
)

// securityHeaders are on every answer. Pages need one style sheet and one icon
// of their own, forms that come back here, and nothing else.
var securityHeaders = map[string][]string{
	"Content-Security-Policy": {"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
		"frame-ancestors 'none'; base-uri 'none'"},
	"X-Content-Type-Options": {"nosniff"},
	"Referrer-Policy":        {"no-referrer"},
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
}

func (w *recorder) WriteHeader(code int) {
	if w.status == 0 {
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// guard stands before every route: security headers, GET and HEAD only, no
// bodies, no path that needs cleaning, and no panic that ends more than its
// own request.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := &recorder{ResponseWriter: rw}
		out := w.Header()
		for k, v := range securityHeaders {
			out[k] = v
		}
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !reads || r.ContentLength != 0 || len(r.TransferEncoding) > 0 {
			// A body is never read, so that what follows on this connection
			// cannot be told from it: close (request smuggling).
			out.Set("Connection", "close")
		}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p) // net/http's own way to cut a connection
				}
				s.log.Error("panic while answering", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
				if w.status == 0 {
					s.problem(w, r, http.StatusInternalServerError, "Something broke here. It has been logged.")
				}
			}
			s.metrics.count(r.Pattern, w.status)
		}()
		switch {
		case !reads:
			out.Set("Allow", "GET, HEAD")
			s.problem(w, r, http.StatusMethodNotAllowed, "Only GET and HEAD are answered here.")
		case !clean(r.URL.Path):
			// ServeMux would redirect; an address that was never given out is
			// not found.
			s.problem(w, r, http.StatusNotFound, notHere)
		default:
			if rest, ok := strings.CutPrefix(r.URL.Path, s.prefix); ok && s.prefix != "" && strings.HasPrefix(rest, "/") {
				// A proxy in front may or may not take off the folder of public_url.
				r.URL.Path, r.URL.RawPath = rest, ""
			}
			next.ServeHTTP(w, r)
		}
	})
}

// clean reports whether a path has no empty, "." or ".." segment.
func clean(p string) bool {
	return p == "/" || strings.HasPrefix(p, "/") && path.Clean(p) == strings.TrimSuffix(p, "/")
}
