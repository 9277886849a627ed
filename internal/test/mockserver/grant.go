package mockserver

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Grants makes CAs issue certificates that differ from the order. The reference
// does not guarantee that they agree. The zero value issues certificates as
// ordered, and renews them unchanged. See also Server.SetGrants.
type Grants struct {
	// Order applies to orders: POST /certificates.
	Order Grant
	// ServerRenewal applies to automatic renewals: Server.Renew and
	// Server.StartRenewal.
	ServerRenewal Grant
	// RequestedRenewal applies to renewals that a client requests: POST
	// /certificates/:id/renew.
	RequestedRenewal Grant
}

// Grant contains the differences between a requested and an issued certificate.
// Zero fields change nothing. The X.509 certificate and all responses contain the
// granted values.
type Grant struct {
	// CommonName replaces the common name. The requested common name becomes a
	// subject alternative name.
	CommonName string
	// Names replaces the names, apart from the common name.
	Names []string
	// AddNames adds names. In them, "@" stands for the common name without a
	// leading "*.", so that "www.@" adds a subdomain, and "@" adds the parent of
	// a wildcard.
	AddNames []string
	// DropNames removes names, with "@" as in AddNames. The common name stays.
	DropNames []string
	// DropAlternativeNames removes all names apart from the common name.
	DropAlternativeNames bool
	// KeyType replaces the type of the key. Unless KeySize is set, the size
	// becomes the default size of that type.
	KeyType string
	// KeySize replaces the size of the key.
	KeySize int
	// CertificateAuthorityID replaces the CA.
	CertificateAuthorityID int64
	// ValidityDays replaces the validity period.
	ValidityDays int
}

// clone returns a copy that shares no list with the original.
func (g Grants) clone() Grants {
	for _, grant := range []*Grant{&g.Order, &g.ServerRenewal, &g.RequestedRenewal} {
		grant.Names = slices.Clone(grant.Names)
		grant.AddNames = slices.Clone(grant.AddNames)
		grant.DropNames = slices.Clone(grant.DropNames)
	}
	return g
}

// forRenewal returns the grant for a renewal.
func (g Grants) forRenewal(byServer bool) Grant {
	if byServer {
		return g.ServerRenewal
	}
	return g.RequestedRenewal
}

// applyTo changes a record before its certificate is issued.
func (g Grant) applyTo(r *record, at time.Time) {
	requested := r.commonName
	r.commonName = cmp.Or(g.CommonName, r.commonName)
	r.names = combineNames(r.commonName, g.alternatives(r.names, requested), timestamp(at))
	if g.KeyType != "" && g.KeyType != r.keyType {
		r.keyType, r.keySize = g.KeyType, defaultKeySize(g.KeyType)
	}
	r.keySize = cmp.Or(g.KeySize, r.keySize)
	r.caID = cmp.Or(g.CertificateAuthorityID, r.caID)
	r.validityDays = cmp.Or(g.ValidityDays, r.validityDays)
}

// alternatives returns the granted names for the requested ones.
func (g Grant) alternatives(names []string, commonName string) []string {
	if g.Names != nil {
		names = g.Names
	}
	if g.DropAlternativeNames {
		names = nil
	}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(g.DropNames, func(pattern string) bool {
			return strings.EqualFold(expandName(pattern, commonName), name)
		})
	})
	if g.CommonName != "" {
		names = append(names, commonName)
	}
	for _, pattern := range g.AddNames {
		names = append(names, expandName(pattern, commonName))
	}
	return names
}

// expandName replaces "@" by the common name without a leading wildcard.
func expandName(pattern, commonName string) string {
	return strings.ReplaceAll(pattern, "@", strings.TrimPrefix(commonName, "*."))
}

// defaultKeySize returns the default size of a key type, zero if unknown.
func defaultKeySize(keyType string) int {
	if sizes := keySizes[keyType]; len(sizes) > 0 {
		return int(sizes[0])
	}
	return 0
}

// SetGrants replaces Options.Grants.
func (s *Server) SetGrants(grants Grants) {
	s.Configure(func(o *Options) { o.Grants = grants })
}

// SetCertificateAuthority changes the CA of a certificate without a renewal, to
// simulate a migration between CAs.
func (s *Server) SetCertificateAuthority(id, caID int64) error {
	return s.withRecord(id, func(r *record) error {
		r.caID = caID
		return nil
	})
}
