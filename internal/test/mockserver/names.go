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
	// maxNames is how many names public authorities put into a certificate.
	maxNames = 100
)

// dnsName checks a DNS name of at least two labels, in which * may stand for
// the whole left label. It returns the name in its ASCII form.
func dnsName(name string) (ascii, problem string) {
	rest, wildcard := strings.CutPrefix(name, "*.")
	if strings.Contains(rest, "*") {
		return "", "may have * as its whole left label only"
	}
	if !isASCII(rest) {
		converted, err := idna.Lookup.ToASCII(rest)
		if err != nil {
			return "", "must be a DNS name"
		}
		rest = converted
	}
	labels := strings.Split(rest, ".")
	if len(labels) < 2 {
		return "", "must be a fully qualified DNS name"
	}
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

// validLabel tells whether a label consists of letters, digits and inner
// hyphens.
func validLabel(label string) bool {
	if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
		return false
	}
	return !strings.ContainsFunc(label, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		return !letter && (r < '0' || '9' < r) && r != '-'
	})
}

// subjectAlternativeName checks a DNS name or an IP address. It returns the name as
// the certificate will show it: X.509 knows one form of each address.
func subjectAlternativeName(name string) (canonical, problem string) {
	address, err := netip.ParseAddr(name)
	if err != nil {
		return dnsName(name)
	}
	if address.Zone() != "" {
		return "", "must not have an address with a zone"
	}
	return address.Unmap().String(), ""
}

// combineNames joins the common name to the alternative names, drops those
// that differ in case only, and arranges them anew: no order is documented.
// The salt makes it another order for each certificate.
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
