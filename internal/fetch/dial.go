package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"
)

const (
	resolveTimeout = 10 * time.Second
	dialTimeout    = 10 * time.Second
	// dialShare bounds one attempt while further addresses are left to try.
	dialShare = 3 * time.Second
	// maxAddresses bounds how many addresses of a host are tried.
	maxAddresses = 8
)

// dialer connects to a host after the guard has seen where it leads. It decides
// on the address that it then dials, so that a name cannot change its answer in
// between.
type dialer struct {
	resolve      func(ctx context.Context, host string) ([]netip.Addr, error)
	dial         func(ctx context.Context, network, addr string) (net.Conn, error)
	guard        guard
	allowPrivate bool
}

// DialContext is http.Transport's hook; addr is "host:port".
func (d dialer) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	ips, err := d.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	var good []netip.Addr
	var refused error
	for _, ip := range ips {
		if err := d.guard.check(host, ip, d.allowPrivate); err != nil {
			refused = err
			continue
		}
		good = append(good, ip.Unmap())
	}
	switch {
	case len(good) == 0 && refused != nil:
		return nil, refused
	case len(good) == 0:
		return nil, fmt.Errorf("host %s has no address", host)
	}
	return d.first(ctx, network, good[:min(len(good), maxAddresses)], port)
}

func (d dialer) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	ips, err := d.resolve(ctx, host)
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return nil, fmt.Errorf("host %s is unknown, check url (%w)", host, dns)
	}
	if err != nil {
		return nil, fmt.Errorf("find the address of host %s: %w", host, err)
	}
	return ips, nil
}

// first connects to the first address that answers.
func (d dialer) first(ctx context.Context, network string, ips []netip.Addr, port string) (net.Conn, error) {
	var errs []error
	for i, ip := range ips {
		share := dialShare
		if i == len(ips)-1 {
			share = dialTimeout
		}
		attempt, cancel := context.WithTimeout(ctx, share)
		conn, err := d.dial(attempt, network, net.JoinHostPort(ip.String(), port))
		cancel()
		if err == nil {
			return conn, nil
		}
		errs = append(errs, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, joined(errs)
}

// joined is errors.Join on one line: an error ends up in one sentence.
func joined(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	texts := make([]string, len(errs))
	for i, err := range errs {
		texts[i] = err.Error()
	}
	return fmt.Errorf("%s: %w", strings.Join(texts[:len(texts)-1], "; "), errs[len(errs)-1])
}
