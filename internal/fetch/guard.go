package fetch

import (
	"fmt"
	"net/netip"
)

// verdict is what the guard thinks of an address.
type verdict struct {
	What    string // "a loopback address"; "" = an ordinary public address
	Private bool   // may be dialled with allow_private
}

// special is one line of the table.
type special struct {
	prefix netip.Prefix
	verdict
}

// specials4 are the ranges of the IANA special-purpose registries for IPv4 (RFC
// 6890 and its updates), and those addresses elsewhere that a cloud answers
// itself. The first line that holds an address decides, so single addresses
// stand before the ranges around them. Whatever is not private in the sense of
// allow_private is refused always.
func specials4() []special {
	never := func(prefix, what string) special { return special{netip.MustParsePrefix(prefix), verdict{what, false}} }
	private := func(prefix, what string) special { return special{netip.MustParsePrefix(prefix), verdict{what, true}} }
	return []special{
		never("100.100.100.200/32", "a cloud metadata address"),
		never("168.63.129.16/32", "a cloud metadata address"), // Azure's host, on an otherwise public address
		never("0.0.0.0/8", "an unspecified address"),
		private("10.0.0.0/8", "a private address"),
		private("100.64.0.0/10", "a shared (carrier-grade NAT) address"),
		private("127.0.0.0/8", "a loopback address"),
		never("169.254.0.0/16", "a link-local or cloud metadata address"),
		private("172.16.0.0/12", "a private address"),
		never("192.0.0.0/24", "a protocol-assignment address"),
		never("192.0.2.0/24", "a documentation address"),
		never("192.31.196.0/24", "an AS112 address"),
		never("192.52.193.0/24", "an AMT address"),
		never("192.88.99.0/24", "a 6to4 relay address"),
		private("192.168.0.0/16", "a private address"),
		never("192.175.48.0/24", "an AS112 address"),
		private("198.18.0.0/15", "a benchmarking address"),
		never("198.51.100.0/24", "a documentation address"),
		never("203.0.113.0/24", "a documentation address"),
		never("224.0.0.0/4", "a multicast address"),
		never("255.255.255.255/32", "the broadcast address"),
		never("240.0.0.0/4", "a reserved address"),
	}
}

// specials6 are the same for IPv6. What is outside 2000::/3 and not named here
// is refused as well: nothing there is handed out as global unicast.
func specials6() []special {
	never := func(prefix, what string) special { return special{netip.MustParsePrefix(prefix), verdict{what, false}} }
	private := func(prefix, what string) special { return special{netip.MustParsePrefix(prefix), verdict{what, true}} }
	return []special{
		never("fd00:ec2::/32", "a cloud metadata address"),
		never("fd20:ce::254/128", "a cloud metadata address"),
		never("::/128", "the unspecified address"),
		private("::1/128", "a loopback address"),
		never("::/96", "an IPv4-compatible address"),
		never("64:ff9b:1::/48", "a local NAT64 address"),
		never("100::/64", "a discard-only address"),
		never("100:0:0:1::/64", "a dummy address"),
		never("2001::/32", "a Teredo address"),
		never("2001::/23", "a protocol-assignment address"),
		never("2001:db8::/32", "a documentation address"),
		never("2002::/16", "a 6to4 address"),
		never("2620:4f:8000::/48", "an AS112 address"),
		never("3fff::/20", "a documentation address"),
		never("5f00::/16", "a segment-routing address"),
		private("fc00::/7", "a unique local address"),
		never("fe80::/10", "a link-local address"),
		never("fec0::/10", "a site-local address"),
		never("ff00::/8", "a multicast address"),
	}
}

// guard judges addresses. It is made once for each transport and then only read.
type guard struct {
	v4, v6       []special
	nat64, world netip.Prefix
}

func newGuard() guard {
	return guard{
		v4: specials4(), v6: specials6(),
		nat64: netip.MustParsePrefix("64:ff9b::/96"), // RFC 6052 2.1
		world: netip.MustParsePrefix("2000::/3"),
	}
}

// judge says what an address is. An IPv4 address inside an IPv6 one (mapped, or
// behind the well-known NAT64 prefix) is judged by itself: that is where the
// packets go.
func (g guard) judge(ip netip.Addr) verdict {
	switch {
	case !ip.IsValid():
		return verdict{What: "no address"}
	case ip.Zone() != "":
		return verdict{What: "an address with a zone"}
	case ip.Is4In6():
		return g.judge(ip.Unmap())
	case ip.Is4():
		return lookup(g.v4, ip)
	case g.nat64.Contains(ip):
		b := ip.As16()
		return lookup(g.v4, netip.AddrFrom4([4]byte(b[12:])))
	}
	if v := lookup(g.v6, ip); v.What != "" {
		return v
	}
	if !g.world.Contains(ip) {
		return verdict{What: "an address that is not handed out"}
	}
	return verdict{}
}

func lookup(table []special, ip netip.Addr) verdict {
	for _, s := range table {
		if s.prefix.Contains(ip) {
			return s.verdict
		}
	}
	return verdict{}
}

// check refuses an address that must not be dialled for host.
func (g guard) check(host string, ip netip.Addr, allowPrivate bool) error {
	v := g.judge(ip)
	if v.What == "" || v.Private && allowPrivate {
		return nil
	}
	return &AddressError{Host: host, IP: ip, What: v.What, Private: v.Private}
}

// AddressError says that the guard refused an address.
type AddressError struct {
	Host    string
	IP      netip.Addr
	What    string // "a loopback address"
	Private bool   // allow_private would let it through
}

func (e *AddressError) Error() string {
	is := fmt.Sprintf("%s is at %s, %s", e.Host, e.IP, e.What)
	if e.Host == e.IP.String() {
		is = fmt.Sprintf("%s is %s", e.Host, e.What)
	}
	if e.Private {
		return is + "; set allow_private = true for this source if it is really meant to live there"
	}
	return is + ", which is never asked, with or without allow_private"
}
