package mockserver

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Grants changes what a CA issues compared to what was ordered. The reference
// does not promise that both agree. The zero value issues what was ordered, and
// renews what was issued before. Server.SetGrants changes it at run time.
type Grants struct {
	// Order applies to orders: POST /certificates.
	Order Grant
	// ServerRenewal applies to renewals that the server begins on its own:
	// Server.Renew and Server.BeginRenewal.
	ServerRenewal Grant
	// RequestedRenewal applies to renewals that a client requests: POST
	// /certificates/:id/renew.
	RequestedRenewal Grant
}

// Grant contains the differences between what was requested and what is issued.
// Zero fields change nothing. The certificate, its X.509 form and all responses
// contain the granted values.
type Grant struct {
	// CommonName replaces the common name. The requested one stays among the
	// names.
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

// defaultKeySize returns the size of a key of a type that no size was set for.
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

// SetCertificateAuthority changes the CA of a certificate without a renewal, as
// a migration of the CA does.
func (s *Server) SetCertificateAuthority(id, authorityID int64) error {
	return s.withRecord(id, func(r *record) error {
		r.caID = authorityID
		return nil
	})
}
