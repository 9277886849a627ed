// Package certname compares, encodes and validates the names of certificates.
package certname

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// Names are the names of a certificate. They are compared semantically: TigerTrust
// adds the common name to the subject alternative names (SANs), may convert them
// to lower case, and returns them in any order.
type Names struct {
	CommonName   string
	Alternatives []string
}

// Equal reports whether n and other have the same common name and the same set
// of SANs. The common name counts as a SAN.
func (n Names) Equal(other Names) bool {
	return n.SameCommonName(other) && n.SameNames(other)
}

// SameNames reports whether n and other have the same set of names, including the
// common name.
func (n Names) SameNames(other Names) bool { return maps.Equal(n.set(), other.set()) }

// SameCommonName reports whether n and other have the same common name.
func (n Names) SameCommonName(other Names) bool {
	return Canonical(n.CommonName) == Canonical(other.CommonName)
}

// Overlaps reports whether n and other share a name.
func (n Names) Overlaps(other Names) bool {
	set := other.set()
	for name := range n.set() {
		if set[name] {
			return true
		}
	}
	return false
}

// Key returns a string that is the same for two values exactly if they are equal.
func (n Names) Key() string {
	return strings.Join(append([]string{Canonical(n.CommonName)}, slices.Sorted(maps.Keys(n.set()))...), " ")
}

func (n Names) set() map[string]bool {
	set := map[string]bool{Canonical(n.CommonName): true}
	for _, name := range n.Alternatives {
		set[Canonical(name)] = true
	}
	return set
}

// First returns the first DNS name in alphabetical order, the first other name if
// there are no DNS names, or an empty string.
func First(names []string) string {
	sorted := slices.Sorted(slices.Values(names))
	if i := slices.IndexFunc(sorted, isDNS); i >= 0 {
		return sorted[i]
	}
	return strings.Join(sorted[:min(1, len(sorted))], "")
}

func isDNS(name string) bool {
	_, err := netip.ParseAddr(name)
	return err != nil && validateDNS(name) == nil
}

// Canonical returns a name in the form in which names are compared: an IP address
// in its shortest form, a DNS name as lower-case A-labels (RFC 5891), and any other
// text in lower case.
func Canonical(name string) string {
	if address, err := netip.ParseAddr(name); err == nil {
		return address.Unmap().String()
	}
	ascii, err := asciiName(name)
	if err != nil {
		return lower(name)
	}
	return ascii
}

// lower returns the name in lower case. Unlike strings.ToLower, it maps İ as UTS 46
// does: to i with a dot above, which is not the same name as with a plain i.
func lower(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, "İ", "i\u0307"))
}

// asciiName returns a DNS name in the form that certificates contain (RFC 5280,
// section 7.2): in lower case, with internationalized labels as A-labels.
func asciiName(name string) (string, error) {
	name = lower(name)
	isPlain := isASCII(name) && !strings.Contains(name, "xn--")
	if isPlain {
		return name, nil
	}
	wildcard, rest := "", name
	if host, isWildcard := strings.CutPrefix(name, "*."); isWildcard {
		wildcard, rest = "*.", host
	}
	ascii, err := idna.New(idna.MapForLookup(), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.Transitional(false)).ToASCII(rest)
	if err != nil {
		return "", err
	}
	return wildcard + ascii, nil
}

// Encode returns a name in the form that requests contain. It only changes names
// with characters that a certificate cannot contain.
func Encode(name string) string {
	if isASCII(name) {
		return name
	}
	ascii, err := asciiName(name)
	if err != nil {
		return name
	}
	return ascii
}

func isASCII(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII })
}

// EncodeAll returns the encoded names, sorted and without duplicates.
func EncodeAll(names []string) []string {
	encoded := make([]string, len(names))
	for i, name := range names {
		encoded[i] = Encode(name)
	}
	slices.Sort(encoded)
	return slices.Compact(encoded)
}
