package mockserver

import (
	"cmp"
	"hash/fnv"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

const (
	// maxCommonNameLength is the upper bound of a common name in X.509 (RFC 5280).
	maxCommonNameLength = 64
	// maxNames is the number of names that public CAs permit in a certificate.
	maxNames = 100
)

// dnsName validates a DNS name, as a private CA does: it may be a single label, and
// labels may contain underscores. The leftmost label may be *. It returns the ASCII
// form of the name.
func dnsName(name string) (ascii, problem string) {
	rest, wildcard := strings.CutPrefix(name, "*.")
	if strings.Contains(rest, "*") {
		return "", "must only contain * as the leftmost label"
	}
	if !isASCII(rest) {
		converted, err := idna.Lookup.ToASCII(rest)
		if err != nil {
			return "", "must be a DNS name"
		}
		rest = converted
	}
	labels := strings.Split(rest, ".")
	if slices.ContainsFunc(labels, func(label string) bool { return !validLabel(label) }) {
		return "", "must be a DNS name"
	}
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return "", "must be a DNS name and not an IP address"
	}
	if wildcard {
		rest = "*." + rest
	}
	if len(rest) > 253 {
		return "", "must not be longer than 253 characters"
	}
	return rest, ""
}

// validLabel reports whether a label consists of letters, digits, underscores and
// inner hyphens.
func validLabel(label string) bool {
	if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
		return false
	}
	return !strings.ContainsFunc(label, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		return !letter && (r < '0' || '9' < r) && r != '-' && r != '_'
	})
}

// subjectName validates a DNS name or an IP address. It returns the
// name in the form of the certificate: X.509 has a single form of an address.
func subjectName(name string) (canonical, problem string) {
	address, err := netip.ParseAddr(name)
	if err != nil {
		return dnsName(name)
	}
	if address.Zone() != "" {
		return "", "must not contain an address with a zone"
	}
	return address.Unmap().String(), ""
}

// combineNames adds the common name to the alternative names, removes names that
// differ only in letter case, and reorders them, since no order is documented.
// The salt varies the order between certificates.
func combineNames(commonName string, alternatives []string, salt string) []string {
	names := []string{commonName}
	for _, name := range alternatives {
		if !slices.ContainsFunc(names, func(known string) bool { return strings.EqualFold(known, name) }) {
			names = append(names, name)
		}
	}
	weight := func(name string) uint64 {
		h := fnv.New64a()
		_, _ = h.Write([]byte(salt + strings.ToLower(name)))
		return mix(0, h.Sum64())
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(weight(a), weight(b)) })
	return names
}
