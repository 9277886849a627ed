package certname

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// FuzzNames checks that comparisons, keys and encodings agree for any input.
func FuzzNames(f *testing.F) {
	for _, name := range []string{
		"www.example.com", "WWW.Example.COM", "*.example.com", "bücher.example", "xn--bcher-kva.example", "straße.example", "xn--",
		"192.0.2.1", "::ffff:192.0.2.1", "2001:DB8::1", "fe80::1%eth0", "", ".", "..", "-a.example", "a\x00b.example", "\xff.example", "İ.example", "localhost", "a_b", "ａ.example", "a。example",
		strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 200) + "example",
	} {
		f.Add(name, "other.example.com")
		f.Add("www.example.com", name)
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		canonical := Canonical(one)
		if again := Canonical(canonical); again != canonical {
			t.Errorf("Canonical(%q) is %q, and Canonical of that is %q", one, canonical, again)
		}
		names, turned := Names{one, []string{other}}, Names{one, []string{other, one}}
		if !names.Equal(turned) || names.Key() != turned.Key() {
			t.Errorf("%q and %q: repeating the common name in the SANs changes the names", one, other)
		}
		different := Names{other, []string{one}}
		if names.Equal(different) != different.Equal(names) || names.Equal(different) != (names.Key() == different.Key()) {
			t.Errorf("%q and %q: the comparison is not symmetric, or differs from the keys", one, other)
		}
		if Validate(one) == nil {
			mustEncode(t, one)
		}
	})
}

// mustEncode expects that a valid name is encoded as an equal and valid name that a
// certificate can contain.
func mustEncode(t *testing.T, name string) {
	t.Helper()
	encoded := Encode(name)
	isPlain := !strings.ContainsFunc(encoded, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) || unicode.IsSpace(r) })
	if !isPlain || Canonical(encoded) != Canonical(name) || Validate(encoded) != nil {
		t.Errorf("%q is encoded as %q", name, encoded)
	}
	if all := EncodeAll([]string{name, name}); !slices.Equal(all, []string{encoded}) {
		t.Errorf("%q twice is encoded as %q", name, all)
	}
}
