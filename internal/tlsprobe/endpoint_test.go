package tlsprobe_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tlsprobe"
)

func TestParseEndpoint_Valid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]tlsprobe.Endpoint{
		"shop.example.com:443":   {Host: "shop.example.com", Port: "443"},
		"Shop.Example.com.:8443": {Host: "shop.example.com", Port: "8443"},
		"bücher.example:443":     {Host: "xn--bcher-kva.example", Port: "443"},
		"localhost:1":            {Host: "localhost", Port: "1"},
		"my_host:65535":          {Host: "my_host", Port: "65535"},
		"192.0.2.7:443":          {Host: "192.0.2.7", Port: "443"},
		"[2001:db8::1]:443":      {Host: "2001:db8::1", Port: "443"},
		"[fe80::1%eth0]:443":     {Host: "fe80::1%eth0", Port: "443"},
	} {
		if got, err := tlsprobe.ParseEndpoint(text); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
	if text := (tlsprobe.Endpoint{Host: "2001:db8::1", Port: "443"}).String(); text != "[2001:db8::1]:443" {
		t.Errorf("an IPv6 endpoint is %s", text)
	}
}

func TestParseEndpoint_Invalid_NamesNextStep(t *testing.T) {
	t.Parallel()
	for text, why := range map[string]string{
		"":                                    "is empty",
		" ":                                   "is empty",
		"shop.example.com":                    `has no port. Use "shop.example.com:443"`,
		"shop.example.com.":                   `has no port. Use "shop.example.com`,
		"192.0.2.7":                           `has no port. Use "192.0.2.7:443"`,
		"2001:db8::1":                         `has no port. Use "[2001:db8::1]:443"`,
		"[2001:db8::1]":                       `has no port. Use "[2001:db8::1]:443"`,
		"2001:db8::1:443":                     `has no port. Use "[2001:db8::1:443]:443"`,
		"https://shop.example.com":            `is a URL. Use a host and a port: "shop.example.com:443"`,
		"https://shop.example.com:8443/login": `is a URL. Use a host and a port: "shop.example.com:8443"`,
		"https://[2001:db8::1]/":              `"[2001:db8::1]:443"`,
		"shop.example.com:":                   `has the port ""`,
		"shop.example.com:https":              `has the port "https"`,
		"shop.example.com:0":                  `has the port "0"`,
		"shop.example.com:65536":              "from 1 to 65535",
		"shop.example.com:-1":                 "from 1 to 65535",
		"shop.example.com:443/login":          `has the port "443/login"`,
		"shop.example.com:443:443":            "is not a host and a port",
		":443":                                "has an invalid host, which is empty",
		"*.example.com:443":                   "wildcard",
		"shop..example.com:443":               "has an invalid host, which is not a DNS name",
		"shop example.com:443":                "has an invalid host",
		"user@shop.example.com:443":           "has an invalid host",
	} {
		if got, err := tlsprobe.ParseEndpoint(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
}

func TestValidateServerName(t *testing.T) {
	t.Parallel()
	for text, why := range map[string]string{
		"shop.example.com": "", "Shop.example.com.": "", "bücher.example": "", "intranet": "",
		"": "is empty", "192.0.2.7": "is an IP address", "2001:db8::1": "is an IP address", "*.example.com": "is a wildcard",
		"shop.example.com:443": "contains a port", "https://shop.example.com": "is a URL",
	} {
		err := tlsprobe.ValidateServerName(text)
		if (err == nil) != (why == "") || err != nil && !strings.Contains(err.Error(), why) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
