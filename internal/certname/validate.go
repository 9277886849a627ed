package certname

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// Validate returns an error unless name is a DNS name (RFC 1123, section 2.1) or an
// IP address. The left-most label of a DNS name may be a wildcard (RFC 6125, section
// 6.4.3), and labels may contain underscores. A single label is a DNS name too:
// private certificate authorities (CAs) issue certificates for intranet.
func Validate(name string) error {
	if name == "" {
		return errors.New("is empty")
	}
	if err := RejectNonName(name); err != nil {
		return err
	}
	if address, err := netip.ParseAddr(name); err == nil {
		if address.Zone() != "" {
			return fmt.Errorf("is an IP address with a zone, which a certificate cannot contain. Use %q", address.WithZone("").String())
		}
		return nil
	}
	return validateDNS(name)
}

func validateDNS(name string) error {
	ascii, err := asciiName(name)
	if err != nil {
		return fmt.Errorf("is not a DNS name: %w", err)
	}
	labels := strings.Split(strings.TrimPrefix(ascii, "*."), ".")
	switch {
	case strings.Contains(strings.Join(labels, "."), "*"):
		return errors.New(`is not a DNS name: a wildcard must be the whole left-most label, as in "*.example.com"`)
	case strings.HasSuffix(ascii, "."):
		return fmt.Errorf("must not end with a dot. Use %q", strings.TrimRight(ascii, "."))
	case len(ascii) > 253:
		return fmt.Errorf("is not a DNS name: it has %d characters; at most 253 are allowed", len(ascii))
	case isDigits(labels[len(labels)-1]):
		return errors.New("is neither a DNS name nor an IP address: its last label is a number. An IPv4 address has four numbers from 0 to 255")
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
		return errors.New("it has an empty label. Remove the superfluous dot")
	case len(label) > 63:
		return fmt.Errorf("the label %q has %d characters; at most 63 are allowed", label, len(label))
	case strings.HasPrefix(label, "-"), strings.HasSuffix(label, "-"):
		return fmt.Errorf("the label %q begins or ends with a hyphen", label)
	}
	if i := strings.IndexFunc(label, isInvalidInLabel); i >= 0 {
		return fmt.Errorf("the label %q contains a character other than letters, digits, hyphens and underscores", label)
	}
	return nil
}

func isInvalidInLabel(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

func isDigits(label string) bool {
	return label != "" && !strings.ContainsFunc(label, func(r rune) bool { return r < '0' || r > '9' })
}
