package certname

import (
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 63)
	for _, name := range []string{
		"example.com", "*.example.com", "WWW.EXAMPLE.COM", "a-b.c--d.example", "1.2.3.4a", "bücher.example", "*.例え.テスト",
		"localhost", "intranet", "a", "*.intranet", "*.com", "my_host.example.com", "_sip._tcp.example.com", "my_host", "İstanbul.example.com",
		"192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7", "::1",
		long + ".example.com", strings.Join([]string{long, long, long, strings.Repeat("b", 61)}, "."),
	} {
		if err := Validate(name); err != nil {
			t.Errorf("%q %v", name, err)
		}
	}
	for name, problem := range map[string]string{
		"":                         "is empty",
		".":                        "must not end with a dot",
		"*":                        "whole left-most label",
		"*.":                       "must not end with a dot",
		"*.*.com":                  "whole left-most label",
		"a.*.com":                  "whole left-most label",
		"a*.example.com":           "whole left-most label",
		"example.com.":             `must not end with a dot. Use "example.com"`,
		"a..com":                   "empty label",
		".example.com":             "empty label",
		"-a.example.com":           "begins or ends with a hyphen",
		"a-.example.com":           "begins or ends with a hyphen",
		"a b":                      "character other than",
		"a+b.example.com":          "character other than",
		"a\n.example.com":          "character other than",
		"spiffe://example.com/web": "character other than",
		"1.2.3.400":                "last label is a number",
		"192.0.2":                  "last label is a number",
		"42":                       "last label is a number",
		"a.example.42":             "last label is a number",
		"xn--a.example.com":        "not a DNS name",
		"fe80::1%eth0":             `an IP address with a zone, which a certificate cannot contain. Use "fe80::1"`,
		"192.0.2.0/24":             "is an IP network",
		"[::1]":                    "brackets",
		"https://www.example.com":  "is a URL",
		long + "a.example":         "64 characters",
		strings.Join([]string{long, long, long, strings.Repeat("b", 62)}, "."): "254 characters",
	} {
		err := Validate(name)
		if err == nil {
			t.Errorf("%q is valid, want the error %q", name, problem)
			continue
		}
		if !strings.Contains(err.Error(), problem) {
			t.Errorf("%q: got the error %q, want %q", name, err, problem)
		}
	}
}
