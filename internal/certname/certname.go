// Package certname compares, encodes and validates the names of certificates.
package certname

import (
	"errors"
	"fmt"
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

// Canonical returns a name in the form in which names are compared: an IP address
// in its shortest form, a DNS name as lower-case A-labels (RFC 5891), and any other
// text in lower case.
func Canonical(name string) string {
	if address, err := netip.ParseAddr(name); err == nil {
		return address.Unmap().String()
	}
	ascii, err := asciiName(name)
	if err != nil {
		return strings.ToLower(name)
	}
	return ascii
}

// asciiName returns a DNS name in the form that certificates contain (RFC 5280,
// section 7.2): in lower case, with internationalized labels as A-labels.
func asciiName(name string) (string, error) {
	name = strings.ToLower(name)
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

// ValidateDNS returns an error unless name is a fully qualified DNS name (RFC 1123,
// section 2.1). The left-most label may be a wildcard (RFC 6125, section 6.4.3).
func ValidateDNS(name string) error {
	if name == "" {
		return errors.New("is empty")
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return errors.New("is an IP address; the common name must be a DNS name. Add IP addresses to subject_alternative_names")
	}
	ascii, err := asciiName(name)
	if err != nil {
		return fmt.Errorf("is not a DNS name: %w", err)
	}
	labels := strings.Split(strings.TrimPrefix(ascii, "*."), ".")
	switch {
	case strings.Contains(strings.Join(labels, "."), "*"):
		return errors.New(`is not a DNS name: a wildcard must be the whole left-most label, as in "*.example.com"`)
	case strings.HasSuffix(ascii, "."):
		return errors.New("must not end with a dot")
	case len(labels) < 2:
		return errors.New(`is not a fully qualified DNS name such as "www.example.com"`)
	case len(ascii) > 253:
		return fmt.Errorf("is not a DNS name: it has %d characters; at most 253 are allowed", len(ascii))
	case isDigits(labels[len(labels)-1]):
		return errors.New("is neither a DNS name nor an IP address: its last label is a number")
	}
	for _, label := range labels {
		if err := validateLabel(label); err != nil {
			return fmt.Errorf("is not a DNS name: %w", err)
		}
	}
	return nil
}

// validateLabel returns an error unless label is valid in a DNS name.
func validateLabel(label string) error {
	switch {
	case label == "":
		return errors.New("it has an empty label")
	case len(label) > 63:
		return fmt.Errorf("the label %q has %d characters; at most 63 are allowed", label, len(label))
	case strings.HasPrefix(label, "-"), strings.HasSuffix(label, "-"):
		return fmt.Errorf("the label %q begins or ends with a hyphen", label)
	}
	if i := strings.IndexFunc(label, isInvalidInLabel); i >= 0 {
		return fmt.Errorf("the label %q contains a character other than letters, digits and hyphens", label)
	}
	return nil
}

func isInvalidInLabel(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
}

func isDigits(label string) bool {
	return label != "" && !strings.ContainsFunc(label, func(r rune) bool { return r < '0' || r > '9' })
}

// ValidateSAN returns an error unless name is a DNS name or an IP address.
func ValidateSAN(name string) error {
	if address, err := netip.ParseAddr(name); err == nil {
		if address.Zone() != "" {
			return errors.New("is an IP address with a zone, which a certificate cannot contain")
		}
		return nil
	}
	return ValidateDNS(name)
}
