package certname

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// FuzzNames compares anything at all.
func FuzzNames(f *testing.F) {
	for _, name := range []string{
		"www.example.com", "WWW.Example.COM", "*.example.com", "bücher.example", "xn--bcher-kva.example", "straße.example", "xn--",
		"192.0.2.1", "::ffff:192.0.2.1", "2001:DB8::1", "fe80::1%eth0", "", ".", "..", "-a.example", "a\x00b.example", "\xff.example", "ａ.example", "a。example",
		strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 200) + "example",
	} {
		f.Add(name, "other.example.com")
		f.Add("www.example.com", name)
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		canonical := Canonical(one)
		if again := Canonical(canonical); again != canonical {
			t.Errorf("%q is %q, and that is %q", one, canonical, again)
		}
		names, turned := Names{one, []string{other}}, Names{one, []string{other, one}}
		if !names.Equal(turned) || names.Key() != turned.Key() {
			t.Errorf("%q and %q: the common name among the others makes a difference", one, other)
		}
		different := Names{other, []string{one}}
		if names.Equal(different) != different.Equal(names) || names.Equal(different) != (names.Key() == different.Key()) {
			t.Errorf("%q and %q: the comparison depends on the order, or differs from the keys", one, other)
		}
		if CheckDNS(one) == nil {
			mustBeOrderable(t, one)
		}
	})
}

// mustBeOrderable expects that a name which passes the check can stand in a
// certificate, and is the same name there.
func mustBeOrderable(t *testing.T, name string) {
	t.Helper()
	ordered := Ordered(name)
	isPlain := !strings.ContainsFunc(ordered, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) || unicode.IsSpace(r) })
	if !isPlain || Canonical(ordered) != Canonical(name) || CheckDNS(ordered) != nil {
		t.Errorf("%q is ordered as %q", name, ordered)
	}
	if all := AllOrdered([]string{name, name}); !slices.Equal(all, []string{ordered}) {
		t.Errorf("%q twice is ordered as %q", name, all)
	}
}
