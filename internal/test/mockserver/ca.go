package mockserver

import "slices"

// NoCA as Seed.CertificateAuthorityID seeds a certificate without a known CA.
const NoCA = -1

// CertificateAuthority is a CA that issues certificates. The reference contains
// ids and names of CAs; that a CA can be unconfigured follows from
// CA_NOT_CONFIGURED. The default CAs are "Let's Encrypt" (id 5), "DigiCert"
// (6), "Internal PKI" (7) and "Sectigo" (8), which is not configured.
type CertificateAuthority struct {
	// ID is the certificateAuthorityId.
	ID int64
	// Name is the name in the statistics.
	Name string
	// Issuer is the common name of the intermediate that signs.
	Issuer string
	// Unconfigured CAs exist but cannot issue certificates.
	Unconfigured bool
}

func defaultCAs() []CertificateAuthority {
	return []CertificateAuthority{
		{ID: 5, Name: "Let's Encrypt", Issuer: "Let's Encrypt Authority X3"},
		{ID: 6, Name: "DigiCert", Issuer: "DigiCert TLS RSA SHA256 2020 CA1"},
		{ID: 7, Name: "Internal PKI", Issuer: "Internal PKI Issuing CA 1"},
		{ID: 8, Name: "Sectigo", Issuer: "Sectigo RSA DV Secure Server CA", Unconfigured: true},
	}
}

// certificateAuthority returns the CA with an id.
func (o *Options) certificateAuthority(id int64) (CertificateAuthority, bool) {
	i := slices.IndexFunc(o.CertificateAuthorities, func(ca CertificateAuthority) bool { return ca.ID == id })
	if i < 0 {
		return CertificateAuthority{}, false
	}
	return o.CertificateAuthorities[i], true
}

// issuingCA returns the CA that issues an order; a nil id selects the default
// CA.
func (s *Server) issuingCA(id *int64) (CertificateAuthority, error) {
	if id == nil {
		i := slices.IndexFunc(s.options.CertificateAuthorities, func(ca CertificateAuthority) bool { return !ca.Unconfigured })
		if i < 0 || s.options.NoDefaultCA {
			return CertificateAuthority{}, newAPIError(codeCANotConfigured, "no default certificate authority is configured")
		}
		return s.options.CertificateAuthorities[i], nil
	}
	ca, ok := s.options.certificateAuthority(*id)
	if !ok || ca.Unconfigured {
		return CertificateAuthority{}, newAPIError(codeCANotConfigured, "the certificate authority is not configured",
			"certificateAuthorityId", s.caID(*id))
	}
	return ca, nil
}

// issuerOf returns the common name of a CA's intermediate. Certificates without
// a known CA are issued by the first CA.
func (s *Server) issuerOf(caID int64) string {
	if ca, ok := s.options.certificateAuthority(caID); ok {
		return ca.Issuer
	}
	if len(s.options.CertificateAuthorities) > 0 {
		return s.options.CertificateAuthorities[0].Issuer
	}
	return "Unknown Authority"
}
