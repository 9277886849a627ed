package tlsprobe

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

// Endpoint is the address of a TLS server.
type Endpoint struct {
	// Host is a DNS name, with internationalized labels as A-labels, or an IP
	// address without brackets.
	Host string
	Port string
}

// String returns the endpoint as host and port, with IPv6 addresses in brackets.
func (e Endpoint) String() string { return net.JoinHostPort(e.Host, e.Port) }

// ParseEndpoint returns the endpoint in a text such as "shop.example.com:443". The
// errors are predicates.
func ParseEndpoint(text string) (Endpoint, error) {
	if strings.TrimSpace(text) == "" {
		return Endpoint{}, errors.New(`is empty. Use a host and a port, such as "shop.example.com:443"`)
	}
	if _, rest, isURL := strings.Cut(text, "://"); isURL {
		rest, _, _ = strings.Cut(rest, "/")
		return Endpoint{}, fmt.Errorf("is a URL. Use a host and a port: %q", withPort(rest))
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return Endpoint{}, fmt.Errorf("has no port. Use %q", net.JoinHostPort(text, "443"))
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return Endpoint{}, missingPort(text)
	}
	if number, err := strconv.Atoi(port); err != nil || number < 1 || number > 65535 {
		return Endpoint{}, fmt.Errorf("has the port %q. A port is a number from 1 to 65535", port)
	}
	if host, err = parseHost(host); err != nil {
		return Endpoint{}, err
	}
	return Endpoint{Host: host, Port: port}, nil
}

// missingPort returns the error about a text that is not a host and a port.
func missingPort(text string) error {
	host := strings.Trim(text, "[]:")
	if certname.Validate(strings.TrimSuffix(host, ".")) != nil {
		return errors.New(`is not a host and a port, such as "shop.example.com:443" or "[2001:db8::1]:443"`)
	}
	return fmt.Errorf("has no port. Use %q", net.JoinHostPort(host, "443"))
}

// parseHost returns the host in the form of [Endpoint].
func parseHost(host string) (string, error) {
	if _, err := netip.ParseAddr(host); err == nil {
		return host, nil
	}
	name := strings.TrimSuffix(host, ".")
	if strings.HasPrefix(name, "*") {
		return "", errors.New("has a wildcard as its host. Use one host that is covered by it")
	}
	if err := certname.Validate(name); err != nil {
		return "", fmt.Errorf("has an invalid host, which %w", err)
	}
	return certname.Canonical(name), nil
}

// ValidateServerName returns an error unless text can be sent as a server name
// (RFC 6066, section 3). The errors are predicates.
func ValidateServerName(text string) error {
	if _, err := netip.ParseAddr(text); err == nil {
		return errors.New("is an IP address. A server name is a DNS name")
	}
	if strings.HasPrefix(text, "*") {
		return errors.New("is a wildcard. Use one name that is covered by it")
	}
	return certname.Validate(strings.TrimSuffix(text, "."))
}

// withPort returns a host with a port, which it may have already.
func withPort(host string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), "443")
}
