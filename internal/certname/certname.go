// Package certname compares and checks the names that certificates are for.
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

// Names are what a certificate is for. The server adds the common name to the
// alternative names, may lower-case all of them and returns them in any order,
// so two names are compared by what they mean.
type Names struct {
	CommonName   string
	Alternatives []string
}

// Equal reports that both stand for the same common name and the same set of
// alternative names, the common name always counted in.
func (n Names) Equal(other Names) bool {
	return n.SameCommonName(other) && maps.Equal(n.set(), other.set())
}

// SameCommonName reports that both stand for the same common name.
func (n Names) SameCommonName(other Names) bool {
	return Canonical(n.CommonName) == Canonical(other.CommonName)
}

// Overlaps reports that both share a name.
func (n Names) Overlaps(other Names) bool {
	set := other.set()
	for name := range n.set() {
		if set[name] {
			return true
		}
	}
	return false
}

// Key is the same text for names that are equal, and another one for others.
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

// Canonical returns an IP address in its shortest form, and any other name
// in lower case and ASCII (RFC 5891). What is neither stays as it is, in lower
// case.
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

// asciiName returns a DNS name as it stands in a certificate: international
// labels in their A-label form (RFC 5280, section 7.2), in lower case.
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

// Ordered returns name as it is ordered: as it was written, unless it has
// characters that a certificate cannot hold.
func Ordered(name string) string {
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

// AllOrdered returns names as they are ordered, sorted.
func AllOrdered(written []string) []string {
	ordered := make([]string, len(written))
	for i, name := range written {
		ordered[i] = Ordered(name)
	}
	slices.Sort(ordered)
	return slices.Compact(ordered)
}

// CheckDNS returns what keeps name from being a fully qualified DNS name
// (RFC 1123, section 2.1), whose left label may be a wildcard (RFC 6125,
// section 6.4.3).
func CheckDNS(name string) error {
	if name == "" {
		return errors.New("is empty")
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return errors.New("is an IP address; the common name must be a DNS name, IP addresses go into subject_alternative_names")
	}
	ascii, err := asciiName(name)
	if err != nil {
		return fmt.Errorf("is not a DNS name: %w", err)
	}
	labels := strings.Split(strings.TrimPrefix(ascii, "*."), ".")
	switch {
	case strings.Contains(strings.Join(labels, "."), "*"):
		return errors.New(`is not a DNS name: a wildcard must be the whole left label, as in "*.example.com"`)
	case strings.HasSuffix(ascii, "."):
		return errors.New("is not a DNS name as certificates hold it: leave out the dot at the end")
	case len(labels) < 2:
		return errors.New(`is not a fully qualified DNS name such as "www.example.com"`)
	case len(ascii) > 253:
		return fmt.Errorf("is not a DNS name: it has %d characters, 253 are the limit", len(ascii))
	case isDigits(labels[len(labels)-1]):
		return errors.New("is neither a DNS name nor an IP address: its last label is a number")
	}
	for _, label := range labels {
		if err := checkLabel(label); err != nil {
			return fmt.Errorf("is not a DNS name: %w", err)
		}
	}
	return nil
}

func checkLabel(label string) error {
	switch {
	case label == "":
		return errors.New("it has an empty label")
	case len(label) > 63:
		return fmt.Errorf("the label %q has %d characters, 63 are the limit", label, len(label))
	case strings.HasPrefix(label, "-"), strings.HasSuffix(label, "-"):
		return fmt.Errorf("the label %q begins or ends with a hyphen", label)
	}
	if i := strings.IndexFunc(label, isNoLabelCharacter); i >= 0 {
		return fmt.Errorf("the label %q has a character other than letters, digits and hyphens", label)
	}
	return nil
}

func isNoLabelCharacter(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
}

func isDigits(label string) bool {
	return label != "" && !strings.ContainsFunc(label, func(r rune) bool { return r < '0' || r > '9' })
}

// CheckAlternative returns what keeps name from being a subject
// alternative name: a DNS name or an IP address.
func CheckAlternative(name string) error {
	if address, err := netip.ParseAddr(name); err == nil {
		if address.Zone() != "" {
			return errors.New("is an IP address with a zone, which certificates cannot hold")
		}
		return nil
	}
	return CheckDNS(name)
}
