package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"

	"golang.org/x/net/idna"
)

// address parses an absolute http, https or file address into the form that
// pages are kept under: host in lower-case ASCII, without user, password and
// fragment. Its errors show nothing of the address that could be secret.
func address(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("an address cannot be read: %w", bare(err))
	}
	return normal(u)
}

// normal is address for a parsed one. It leaves u as it is.
func normal(u *url.URL) (*url.URL, error) {
	v := *u
	v.User, v.Fragment, v.RawFragment = nil, "", ""
	switch v.Scheme {
	case "file":
		return &v, nil
	case "http", "https":
	case "":
		return nil, fmt.Errorf("the address %s has no scheme; http and https can be asked", mask(u))
	default:
		return nil, fmt.Errorf("%s: addresses cannot be asked, http: and https: ones can", v.Scheme)
	}
	host := v.Hostname()
	if host == "" || v.Opaque != "" {
		return nil, fmt.Errorf("the address %s names no host", mask(u))
	}
	if strings.Contains(host, "%") {
		return nil, fmt.Errorf("the address %s has a zone, which is refused", mask(u))
	}
	ascii, err := asciiHost(host)
	if err != nil {
		return nil, fmt.Errorf("the host name of %s is not valid: %w", mask(u), err)
	}
	port := v.Port()
	if port == defaultPort(v.Scheme) {
		port = ""
	}
	switch {
	case port != "":
		v.Host = net.JoinHostPort(ascii, port)
	case strings.Contains(ascii, ":"):
		v.Host = "[" + ascii + "]"
	default:
		v.Host = ascii
	}
	if v.Path == "" {
		v.Path = "/"
	}
	return &v, nil
}

// asciiHost is the host as DNS spells it. Plain ASCII is only lowered: the
// rules of IDNA refuse names that exist, such as those with an underscore.
func asciiHost(host string) (string, error) {
	for i := range len(host) {
		if host[i] >= 0x80 {
			return idna.Lookup.ToASCII(host)
		}
	}
	return strings.ToLower(host), nil
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// origin is scheme, host and port: what configured headers are bound to.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = defaultPort(u.Scheme)
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// mask is what may be shown of an address: scheme, host and path.
func mask(u *url.URL) string {
	v := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return v.String()
}

// bare takes the address out of an error of net/url: it may be secret.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if e, ok := errors.AsType[url.EscapeError](err); ok {
		return fmt.Errorf("invalid escape %s", strings.ToValidUTF8(string(e), "?"))
	}
	return err
}

// filePath is the path of a file: address on this machine.
func filePath(u *url.URL) (string, error) {
	if u.Host != "" && u.Host != "localhost" {
		return "", fmt.Errorf("%s names a host; write file:/path", mask(u))
	}
	if u.Opaque != "" || u.Path == "" || strings.ContainsRune(u.Path, 0) {
		return "", errors.New("a file: address must name an absolute path, such as file:/srv/schedule.xml")
	}
	return filepath.FromSlash(u.Path), nil
}

// names shows addresses to people.
type names struct {
	// hidden says that the source's address came from the environment, so that
	// its path is a secret too and only hosts are shown.
	hidden bool
	own    string // the source's address as kept
	shown  string // and as shown
}

func newNames(source, masked string) names {
	u, err := url.Parse(source)
	if err != nil {
		return names{hidden: true, shown: masked}
	}
	n := names{shown: masked, hidden: masked != "" && masked != mask(u)}
	if v, err := normal(u); err == nil {
		n.own = v.String()
	}
	return n
}

func (n names) of(u *url.URL) string {
	switch {
	case n.shown != "" && u.String() == n.own:
		return n.shown
	case n.hidden:
		return u.Scheme + "://" + u.Host + "/…"
	}
	return mask(u)
}
