package fetch

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
)

// Each line is an address and what the guard must say: ok, private (only with
// allow_private) or never.
const guardTable = `
8.8.8.8 ok
1.1.1.1 ok
93.184.216.34 ok
100.63.255.255 ok
100.128.0.0 ok
172.15.255.255 ok
172.32.0.0 ok
192.0.1.0 ok
198.17.255.255 ok
198.20.0.0 ok
223.255.255.255 ok
2606:4700:4700::1111 ok
2a00:1450:4001:81b::200e ok
2001:200::1 ok
2001:4860:4860::8888 ok
::ffff:8.8.8.8 ok
64:ff9b::8.8.8.8 ok
127.0.0.1 private
127.1.2.3 private
127.255.255.255 private
10.0.0.0 private
10.255.255.255 private
172.16.0.1 private
172.31.255.255 private
192.168.0.1 private
192.168.255.255 private
100.64.0.1 private
100.127.255.255 private
198.18.0.1 private
198.19.255.255 private
::1 private
fc00::1 private
fd12:3456:789a::1 private
fdff:ffff::1 private
::ffff:127.0.0.1 private
::ffff:10.0.0.1 private
::ffff:192.168.1.1 private
::ffff:100.64.0.1 private
64:ff9b::10.0.0.1 private
64:ff9b::127.0.0.1 private
0.0.0.0 never
0.1.2.3 never
169.254.169.254 never
169.254.0.1 never
169.254.170.2 never
100.100.100.200 never
168.63.129.16 never
192.0.0.1 never
192.0.0.192 never
192.0.2.1 never
192.31.196.1 never
192.52.193.1 never
192.88.99.1 never
192.175.48.1 never
198.51.100.1 never
203.0.113.1 never
224.0.0.1 never
239.255.255.250 never
240.0.0.1 never
255.255.255.254 never
255.255.255.255 never
:: never
::2 never
::7f00:1 never
::a9fe:a9fe never
::ffff:0.0.0.0 never
::ffff:169.254.169.254 never
::ffff:224.0.0.1 never
::ffff:0:127.0.0.1 never
64:ff9b::169.254.169.254 never
64:ff9b::0.0.0.0 never
64:ff9b::224.0.0.1 never
64:ff9b:1::1 never
64:ff9b:1:fffe::10.0.0.1 never
64:ff9b:2::1 never
100::1 never
100:0:0:1::1 never
2001::1 never
2001:0:4136:e378:8000:63bf:3fff:fdd2 never
2001:2::1 never
2001:10::1 never
2001:20::1 never
2001:1ff:ffff::1 never
2001:db8::1 never
2002:7f00:1::1 never
2002:808:808::1 never
2620:4f:8000::1 never
3fff::1 never
3fff:fff::1 never
4000::1 never
5f00::1 never
fd00:ec2::254 never
fd20:ce::254 never
fe80::1 never
fe80::1%eth0 never
febf::1 never
fec0::1 never
ff02::1 never
ff0e::1 never
`

func TestGuardTable(t *testing.T) {
	lines := strings.Fields(guardTable)
	if len(lines)/2 < 60 {
		t.Fatalf("only %d addresses", len(lines)/2)
	}
	for i := 0; i < len(lines); i += 2 {
		literal, want := lines[i], lines[i+1]
		ip := netip.MustParseAddr(literal)
		for _, allow := range []bool{false, true} {
			pass := want == "ok" || want == "private" && allow
			for _, named := range []bool{false, true} {
				dialed := ""
				d := dialer{
					guard:        newGuard(),
					allowPrivate: allow,
					resolve:      func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{ip}, nil },
					dial: func(_ context.Context, _, addr string) (net.Conn, error) {
						dialed = addr
						near, far := net.Pipe()
						_ = far.Close()
						return near, nil
					},
				}
				host := literal
				if named {
					host = "schedule.example.org"
				}
				conn, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort(host, "80"))
				switch {
				case pass && err != nil:
					t.Errorf("%s (allow_private %v) was refused: %v", literal, allow, err)
				case pass:
					_ = conn.Close()
					if want := net.JoinHostPort(ip.Unmap().String(), "80"); dialed != want {
						t.Errorf("%s: dialled %s", literal, dialed)
					}
				case err == nil || dialed != "":
					t.Errorf("%s (allow_private %v) was dialled as %q", literal, allow, dialed)
				default:
					refusal, ok := errors.AsType[*AddressError](err)
					if !ok || !strings.Contains(err.Error(), host) || !strings.Contains(err.Error(), "allow_private") {
						t.Errorf("%s: error %q names no host, or no way out", literal, err)
					}
					if ok && refusal.Private != (want == "private") {
						t.Errorf("%s: Private = %v", literal, refusal.Private)
					}
				}
			}
		}
	}
}

func TestDialTakesTheFirstPermittedAddress(t *testing.T) {
	var dialed []string
	d := dialer{
		guard: newGuard(),
		resolve: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("::ffff:8.8.4.4")}, nil
		},
		dial: func(_ context.Context, _, addr string) (net.Conn, error) {
			dialed = append(dialed, addr)
			return nil, errors.New("refused " + addr)
		},
	}
	_, err := d.DialContext(t.Context(), "tcp", "mixed.example:443")
	wantError(t, err, "refused 8.8.8.8:443", "refused 8.8.4.4:443")
	equal(t, "dialled", dialed, []string{"8.8.8.8:443", "8.8.4.4:443"})
}

func TestUnknownHostIsASentence(t *testing.T) {
	d := dialer{guard: newGuard(), resolve: func(context.Context, string) ([]netip.Addr, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "nowhere.example", IsNotFound: true}
	}}
	_, err := d.DialContext(t.Context(), "tcp", "nowhere.example:80")
	wantError(t, err, "nowhere.example", "no such host", "check url")
	d.resolve = func(context.Context, string) ([]netip.Addr, error) { return nil, nil }
	_, err = d.DialContext(t.Context(), "tcp", "empty.example:80")
	wantError(t, err, "empty.example has no address")
}

func TestPrivateSourceIsRefusedByTheClient(t *testing.T) {
	resolve := func(_ context.Context, host string) ([]netip.Addr, error) {
		if host == "localhost" {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}
		return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, nil
	}
	w := newWorld(t, Options{Resolve: resolve})
	w.host("localhost", text("inside"))
	w.host("metadata.example", text("secret"))
	for _, url := range []string{"http://localhost/", "http://metadata.example/latest", "http://127.0.0.1:80/", "http://[::1]/", "http://[::ffff:7f00:1]/"} {
		_, err := w.get(job(url))
		wantError(t, err, "allow_private")
	}
	private := job("http://localhost/")
	private.AllowPrivate = true
	if _, err := w.get(private); err != nil {
		t.Errorf("allow_private: %v", err)
	}
	// The connection of a source with allow_private is not lent to one without.
	_, err := w.get(job("http://localhost/"))
	wantError(t, err, "allow_private = true")
	metadata := job("http://metadata.example/latest")
	metadata.AllowPrivate = true
	_, err = w.get(metadata)
	wantError(t, err, "link-local or cloud metadata", "never asked")
	equal(t, "asked", w.asked(), []string{"localhost/"})
}
