package certname_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

func TestRejectNonName_HasHint(t *testing.T) {
	t.Parallel()
	for text, hint := range map[string]string{
		"https://www.example.com":            `is a URL. Use the host name without the scheme: "www.example.com"`,
		"HTTPS://www.example.com:8443/a?b#c": `is a URL. Use the host name without the scheme: "www.example.com"`,
		"http://[2001:db8::1]/":              `is a URL. Use the host name without the scheme: "2001:db8::1"`,
		"https://*.example.com":              `is a URL. Use the host name without the scheme: "*.example.com"`,
		"www.example.com:443":                `contains a port. Use the name without the port: "www.example.com"`,
		"localhost:8443":                     `contains a port. Use the name without the port: "localhost"`,
		"192.0.2.7:443":                      `contains a port. Use the name without the port: "192.0.2.7"`,
		"[2001:db8::1]:443":                  `contains a port. Use the name without the port: "2001:db8::1"`,
		"[2001:db8::1]":                      `is an IP address in brackets. Use the address without brackets: "2001:db8::1"`,
		"www.example.com/":                   `contains a path. Use the name without the path: "www.example.com"`,
		"www.example.com:443/shop":           `contains a path. Use the name without the path: "www.example.com"`,
		"192.0.2.0/24":                       `is an IP network.`,
		"10.0.0.1/99":                        `is an IP network.`,
		"2001:db8::/32":                      `is an IP network.`,
		"admin@example.com":                  `is an e-mail address. Use its domain name: "example.com"`,
		" www.example.com":                   `begins or ends with white space. Use "www.example.com"`,
		"www.example.com\n":                  `begins or ends with white space. Use "www.example.com"`,
		"www.example.com\u00a0":              `begins or ends with white space. Use "www.example.com"`,
		"www.example.com, example.com":       `contains white space. Use one name only`,
		"www example.com":                    `contains white space. Use one name only`,
		"Www.example.com Example.com":        `contains white space. Use one name only`,
	} {
		if err := certname.RejectNonName(text); err == nil || !strings.HasPrefix(err.Error(), hint) {
			t.Errorf("%q %v", text, err)
		}
	}
}

// Existing certificates may contain these names.
func TestRejectNonName_ExistingNames_Pass(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "www.example.com", "*.example.com", "localhost", "my_host", "bücher.example", "www.example.com.", "a..b",
		"192.0.2.7", "2001:db8::1", "::ffff:192.0.2.8", "fe80::1%eth0", "Example Device 42", "Example Corp. Root CA", "example.com Root CA",
		"spiffe://cluster.local/ns/shop/sa/web", "urn:uuid:f81d4fae",
	} {
		if err := certname.RejectNonName(name); err != nil {
			t.Errorf("%q %v", name, err)
		}
	}
}
