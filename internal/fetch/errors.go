package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// StatusError says that a site answered with a status that brings no page.
type StatusError struct {
	Code int
	// RetryAfter is when the site may be asked again; zero when it did not say.
	RetryAfter time.Time
	advice     string
}

func (e *StatusError) Error() string {
	what := fmt.Sprintf("answered %d", e.Code)
	if text := http.StatusText(e.Code); text != "" {
		what += " " + text
	}
	if !e.RetryAfter.IsZero() {
		what += " and asks not to be asked before " + stamp(e.RetryAfter)
	}
	if e.advice != "" {
		what += "; " + e.advice
	}
	return what
}

// newStatusError words what a status means for an admin. dropped says that
// configured headers were left behind by a redirect.
func newStatusError(code int, retry time.Time, dropped bool) *StatusError {
	e := &StatusError{Code: code, RetryAfter: retry}
	switch {
	case (code == 401 || code == 403) && dropped:
		e.advice = "it redirected to another host, where the configured headers and password are not sent: write the address of that host as url"
	case code == 401 || code == 407:
		e.advice = "check the source's headers or password"
	case code == 403:
		e.advice = "the site turns callboard away: check the source's headers, or ask the site's owner"
	case code == 404 || code == 410:
		e.advice = "check the source's url: the page may have moved"
	case code == http.StatusNotModified:
		e.advice = "but was not asked whether anything changed; a cache in front of the site is broken, ask its owner"
	case code == 429:
		e.advice = "the site wants fewer requests; it is tried again at the next run, set a slower cron if this comes often"
	case code == 408 || code == 425 || code >= 500 && code < 600:
		e.advice = "this is the site's own fault or load; it is tried again at the next run"
	case code >= 200 && code < 300:
		e.advice = "only 200 brings a whole page: check the source's url"
	case code >= 300 && code < 400:
		e.advice = "it names no address to go to: check the source's url"
	case code >= 400 && code < 500:
		e.advice = "check the source's url and headers"
	default:
		e.advice = "this is no status of HTTP that brings a page: check the source's url, or ask the site's owner"
	}
	return e
}

// TooLargeError says that a body reached the limit.
type TooLargeError struct {
	Limit int64 // bytes, after decompression
	what  string
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s is larger than max_bytes = %s (%d bytes, after decompression); raise [fetch] max_bytes if it is really meant", e.what, size(e.Limit), e.Limit)
}

// size writes a number of bytes as the configuration does.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return strconv.Quote(fmt.Sprintf("%dMiB", n>>20))
	case n >= 1<<10 && n%(1<<10) == 0:
		return strconv.Quote(fmt.Sprintf("%dKiB", n>>10))
	}
	return strconv.FormatInt(n, 10)
}

// SlowError says that a request reached its own deadline: headers, redirects
// and the whole body together took too long.
type SlowError struct{ Timeout time.Duration }

func (e *SlowError) Error() string {
	return fmt.Sprintf("no complete answer within %s; raise timeout for this source if the site is only slow", e.Timeout)
}

// transportError words what net/http says. ctx is the request's, run the
// context around it.
func transportError(run, ctx context.Context, err error) error {
	switch {
	case run.Err() != nil:
		return fmt.Errorf("stopped while waiting for the answer: %w", run.Err())
	case ctx.Err() != nil:
		return context.Cause(ctx) // a SlowError
	}
	if _, ok := errors.AsType[*AddressError](err); ok {
		return err
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("the site's certificate is not valid: %w", e.Err)
	}
	// net/http has no type for this one.
	if strings.Contains(err.Error(), "server response headers exceeded") {
		return fmt.Errorf("the headers of the answer are larger than %d KiB", maxHeaderBytes>>10)
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return &lineError{err} // the dialer has worded it
	}
	return &lineError{fmt.Errorf("no answer (%w); the site may be down or broken, it is tried again at the next run", err)}
}

// lineError says that no answer came at all.
type lineError struct{ err error }

func (e *lineError) Error() string { return e.err.Error() }
func (e *lineError) Unwrap() error { return e.err }

// temporary reports whether err says that a host wants or needs to be left
// alone for now, which says nothing about the page that was asked for.
func temporary(err error) bool {
	if _, putOff := errors.AsType[*putOffError](err); putOff {
		return true
	}
	status, ok := errors.AsType[*StatusError](err)
	return ok && (status.Code == http.StatusTooManyRequests || !status.RetryAfter.IsZero())
}

// retryAfter reads Retry-After (RFC 9110 10.2.3): seconds, or a date. It is
// zero for what is past or cannot be read, and never more than a day ahead.
func retryAfter(value string, now time.Time) time.Time {
	value = strings.TrimSpace(value)
	if value == "" {
		return time.Time{}
	}
	limit := now.Add(maxWait)
	at, err := http.ParseTime(value)
	if err != nil {
		digits := strings.Trim(value, "0123456789") == ""
		seconds, err := strconv.ParseInt(value, 10, 64)
		switch {
		case !digits:
			return time.Time{}
		case err != nil || seconds > int64(maxWait/time.Second): // too many digits for a number
			return limit.UTC().Truncate(time.Second)
		}
		at = now.Add(time.Duration(seconds) * time.Second)
	}
	if !at.After(now) {
		return time.Time{}
	}
	if at.After(limit) {
		at = limit
	}
	// Rounded up: a whole second that lies within what was asked for is too early.
	return at.UTC().Add(time.Second - 1).Truncate(time.Second)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 MST") }
