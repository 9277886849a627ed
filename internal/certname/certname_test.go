package certname

import (
	"slices"
	"strings"
	"testing"
)

func TestNames_Equal(t *testing.T) {
	t.Parallel()
	of := func(commonName string, alternatives ...string) Names { return Names{commonName, alternatives} }
	for what, test := range map[string]struct {
		one, other Names
		equal      bool
	}{
		"the same":                  {of("a.example.com"), of("a.example.com"), true},
		"another common name":       {of("a.example.com"), of("b.example.com"), false},
		"common name added":         {of("a.example.com", "b.example.com"), of("a.example.com", "b.example.com", "a.example.com"), true},
		"common name exchanged":     {of("a.example.com", "b.example.com"), of("b.example.com", "a.example.com"), false},
		"another order":             {of("a.example.com", "b.example.com", "c.example.com"), of("a.example.com", "c.example.com", "b.example.com"), true},
		"another case":              {of("A.example.com", "b.EXAMPLE.com"), of("a.example.com", "B.example.com"), true},
		"additional name":           {of("a.example.com"), of("a.example.com", "b.example.com"), false},
		"duplicate":                 {of("a.example.com", "b.example.com"), of("a.example.com", "b.example.com", "B.example.com"), true},
		"wildcard and its domain":   {of("*.example.com"), of("example.com"), false},
		"wildcards":                 {of("*.Example.com"), of("*.example.com"), true},
		"international":             {of("bücher.example"), of("xn--bcher-kva.example"), true},
		"international, case":       {of("BÜCHER.example"), of("XN--BCHER-KVA.example"), true},
		"international, decomposed": {of("bu\u0308cher.example"), of("bücher.example"), true},
		"international wildcard":    {of("*.bücher.example"), of("*.xn--bcher-kva.example"), true},
		"sharp s is not ss":         {of("straße.example"), of("strasse.example"), false},
		"ideographic full stop":     {of("例。example"), of("例.example"), true},
		"IPv4":                      {of("a.example.com", "192.0.2.7"), of("a.example.com", "192.0.2.8"), false},
		"IPv6, written out":         {of("a.example.com", "2001:DB8:0:0::1"), of("a.example.com", "2001:db8::1"), true},
		"IPv4 in IPv6":              {of("a.example.com", "::ffff:192.0.2.7"), of("a.example.com", "192.0.2.7"), true},
		"underscores":               {of("My_Host.example.com"), of("my_host.example.com"), true},
		"invalid in DNS":            {of("My Host"), of("my host"), true},
		"broken A-label":            {of("xn--A.example"), of("xn--a.example"), true},
		"nothing":                   {of(""), of(""), true},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			if test.one.Equal(test.other) != test.equal || test.other.Equal(test.one) != test.equal {
				t.Errorf("%v and %v: want equal %t", test.one, test.other, test.equal)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"WWW.Example.com":   "WWW.Example.com",
		"*.Example.com":     "*.Example.com",
		"Bücher.Example":    "xn--bcher-kva.example",
		"*.bücher.example":  "*.xn--bcher-kva.example",
		"r3---sn.bücher.de": "r3---sn.xn--bcher-kva.de",
		"XN--BCHER-KVA.de":  "XN--BCHER-KVA.de",
		"2001:DB8::1":       "2001:DB8::1",
		"xn--ü.example":     "xn--ü.example",
	} {
		if encoded := Encode(name); encoded != want {
			t.Errorf("%q is encoded as %q, want %q", name, encoded, want)
		}
	}
	if encoded := EncodeAll([]string{"b.example", "bücher.example", "a.example", "xn--bcher-kva.example"}); !slices.Equal(encoded, []string{"a.example", "b.example", "xn--bcher-kva.example"}) {
		t.Errorf("got %q", encoded)
	}
}

func TestValidateDNS(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 63)
	for _, name := range []string{
		"example.com", "*.example.com", "WWW.EXAMPLE.COM", "a-b.c--d.example", "1.2.3.4a", "bücher.example", "*.例え.テスト",
		long + ".example.com", strings.Join([]string{long, long, long, strings.Repeat("b", 61)}, "."),
	} {
		if err := ValidateDNS(name); err != nil {
			t.Errorf("%q %v", name, err)
		}
	}
	for name, problem := range map[string]string{
		"":                  "is empty",
		".":                 "must not end with a dot",
		"localhost":         "not a fully qualified",
		"*":                 "whole left-most label",
		"*.com":             "not a fully qualified",
		"*.*.com":           "whole left-most label",
		"a.*.com":           "whole left-most label",
		"a*.example.com":    "whole left-most label",
		"example.com.":      "must not end with a dot",
		"a..com":            "empty label",
		".example.com":      "empty label",
		"-a.example.com":    "begins or ends with a hyphen",
		"a-.example.com":    "begins or ends with a hyphen",
		"a_b.example.com":   "character other than",
		"a b.example.com":   "character other than",
		"a/b.example.com":   "character other than",
		"a\n.example.com":   "character other than",
		"1.2.3.4":           "is an IP address",
		"::1":               "is an IP address",
		"1.2.3.400":         "last label is a number",
		"a.example.42":      "last label is a number",
		"xn--a.example.com": "not a DNS name",
		long + "a.example":  "64 characters",
		strings.Join([]string{long, long, long, strings.Repeat("b", 62)}, "."): "254 characters",
	} {
		err := ValidateDNS(name)
		if err == nil {
			t.Errorf("%q is valid, want the error %q", name, problem)
			continue
		}
		if !strings.Contains(err.Error(), problem) {
			t.Errorf("%q: got the error %q, want %q", name, err, problem)
		}
	}
}

func TestValidateSAN(t *testing.T) {
	t.Parallel()
	for name, allowed := range map[string]bool{
		"192.0.2.7": true, "2001:db8::1": true, "::ffff:192.0.2.7": true, "www.example.com": true, "*.example.com": true,
		"fe80::1%eth0": false, "192.0.2.0/24": false, "192.0.2": false, "localhost": false, "[::1]": false,
	} {
		if err := ValidateSAN(name); (err == nil) != allowed {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestNames_Overlaps(t *testing.T) {
	t.Parallel()
	names := Names{"a.example.com", []string{"b.example.com"}}
	for what, test := range map[string]struct {
		other    Names
		overlaps bool
	}{
		"the same":            {names, true},
		"one name more":       {Names{"A.example.com", []string{"b.example.com", "c.example.com"}}, true},
		"common name swapped": {Names{"b.example.com", nil}, true},
		"nothing shared":      {Names{"c.example.com", []string{"d.example.com"}}, false},
	} {
		if names.Overlaps(test.other) != test.overlaps || test.other.Overlaps(names) != test.overlaps {
			t.Errorf("%s: want %t", what, test.overlaps)
		}
	}
}

func TestNames_Key_SameIfEqual(t *testing.T) {
	t.Parallel()
	names := Names{CommonName: "www.example.com", Alternatives: []string{"a.example.com", "2001:DB8::1"}}
	for what, other := range map[string]Names{
		"another order":           {CommonName: "WWW.example.com", Alternatives: []string{"2001:db8:0::1", "www.example.com", "A.example.com"}},
		"another common name":     {CommonName: "a.example.com", Alternatives: []string{"www.example.com", "2001:db8::1"}},
		"fewer names":             {CommonName: "www.example.com", Alternatives: []string{"a.example.com"}},
		"no alternatives":         {CommonName: "www.example.com"},
		"names that run together": {CommonName: "www.example.coma.example.com"},
	} {
		if sameKey := names.Key() == other.Key(); sameKey != names.Equal(other) {
			t.Errorf("%s: same key %t, equal %t", what, sameKey, names.Equal(other))
		}
	}
}
