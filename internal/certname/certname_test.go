package certname

import (
	"slices"
	"testing"
	"unicode"

	"golang.org/x/net/idna"
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
		"dotted capital I":          {of("İstanbul.example.com"), of("istanbul.example.com"), false},
		"dotted capital I, lower":   {of("İstanbul.example.com"), of("i\u0307stanbul.example.com"), true},
		"dotted capital I, plain":   {of("xn--A.İ"), of("xn--a.i"), false},
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
		"WWW.Example.com":        "WWW.Example.com",
		"*.Example.com":          "*.Example.com",
		"Bücher.Example":         "xn--bcher-kva.example",
		"*.bücher.example":       "*.xn--bcher-kva.example",
		"r3---sn.bücher.de":      "r3---sn.xn--bcher-kva.de",
		"XN--BCHER-KVA.de":       "XN--BCHER-KVA.de",
		"2001:DB8::1":            "2001:DB8::1",
		"xn--ü.example":          "xn--ü.example",
		"İstanbul.example.com":   "xn--istanbul-o0e.example.com",
		"*.İstanbul.example.com": "*.xn--istanbul-o0e.example.com",
	} {
		if encoded := Encode(name); encoded != want {
			t.Errorf("%q is encoded as %q, want %q", name, encoded, want)
		}
	}
	if encoded := EncodeAll([]string{"b.example", "bücher.example", "a.example", "xn--bcher-kva.example"}); !slices.Equal(encoded, []string{"a.example", "b.example", "xn--bcher-kva.example"}) {
		t.Errorf("got %q", encoded)
	}
}

// Go's lower case of a letter must not be another name than the letter. UTS 46 maps
// some letters since Unicode 16 only, as Go does; older tables of idna reject them.
func TestEncode_AllLetters_AsInUTS46(t *testing.T) {
	t.Parallel()
	profile := idna.New(idna.MapForLookup(), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.Transitional(false))
	mappedLater := &unicode.RangeTable{R16: []unicode.Range16{{0x04c0, 0x04c0, 1}, {0x10a0, 0x10c5, 1}, {0x1e9e, 0x1e9e, 1}, {0x2132, 0x2132, 1}, {0x2183, 0x2183, 1}}}
	for letter := rune(unicode.MaxASCII + 1); letter <= unicode.MaxRune; letter++ {
		if unicode.ToLower(letter) == letter {
			continue
		}
		name := "a" + string(letter) + "b.example"
		want, err := profile.ToASCII(name)
		if unicode.Is(mappedLater, letter) {
			want, err = profile.ToASCII("a" + string(unicode.ToLower(letter)) + "b.example")
		}
		if got := Encode(name); err == nil && got != want {
			t.Errorf("%U is encoded as %q, want %q", letter, got, want)
		} else if err != nil && Validate(name) == nil {
			t.Errorf("%U is encoded as %q, but UTS 46 does not allow it: %v", letter, got, err)
		}
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	for want, names := range map[string][]string{
		"":              nil,
		"a.example.com": {"b.example.com", "192.0.2.7", "a.example.com"},
		"intranet":      {"2001:db8::1", "a@example.com", "intranet"},
		"192.0.2.7":     {"spiffe://example.com/web", "192.0.2.7"},
		"*.example.com": {"example.com", "*.example.com"},
	} {
		if first := First(names); first != want {
			t.Errorf("%q: got %q, want %q", names, first, want)
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
