package mockserver

import (
	"cmp"
	"crypto"
	"crypto/tls"
	"encoding/pem"
	"slices"
	"time"
)

// Certificate is a copy of the complete state of a certificate.
type Certificate struct {
	ID                      int64
	Workspace               string
	CommonName              string
	SubjectAlternativeNames []string
	// CertificateAuthorityID is zero if the CA is unknown.
	CertificateAuthorityID int64
	KeyType                string
	KeySize                int
	// ValidityDays is the ordered validity period, in days.
	ValidityDays  int
	Settings      Settings
	CreatedAt     time.Time
	Status        string
	RenewalStatus string
	Locations     []Location
	// RevocationReason and RevocationComments are empty unless revoked.
	RevocationReason   string
	RevocationComments string

	// All fields below are empty until the certificate is issued.

	Issuer         string
	SerialNumber   string
	Fingerprint    string
	ValidFrom      time.Time
	ValidTo        time.Time
	CertificatePEM string
	ChainPEM       string
}

// TLS returns the certificate and its chain for a server that has the private key.
func (c *Certificate) TLS(key crypto.PrivateKey) *tls.Certificate {
	loaded := &tls.Certificate{PrivateKey: key}
	for rest := []byte(c.CertificatePEM + c.ChainPEM); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return loaded
		}
		loaded.Certificate = append(loaded.Certificate, block.Bytes)
	}
}

// Certificate returns a certificate of any workspace.
func (s *Server) Certificate(id int64) (Certificate, bool) {
	var copied Certificate
	err := s.withRecord(id, func(r *record) error {
		copied = s.snapshot(r)
		return nil
	})
	return copied, err == nil
}

// Certificates returns the certificates with a common name from all workspaces,
// sorted by id. An empty name selects all certificates. The method signs every
// returned certificate, which is slow for many thousands.
func (s *Server) Certificates(commonName string) []Certificate {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDueJobs()
	var copies []Certificate
	for _, r := range s.certificates.byID {
		if commonName == "" || r.commonName == commonName {
			copies = append(copies, s.snapshot(r))
		}
	}
	slices.SortFunc(copies, func(a, b Certificate) int { return cmp.Compare(a.ID, b.ID) })
	return copies
}

func (s *Server) snapshot(r *record) Certificate {
	copied := Certificate{
		ID:                      r.id,
		Workspace:               r.workspace,
		CommonName:              r.commonName,
		SubjectAlternativeNames: slices.Clone(r.names),
		CertificateAuthorityID:  r.caID,
		KeyType:                 r.keyType,
		KeySize:                 r.keySize,
		ValidityDays:            r.validityDays,
		Settings:                r.settings.clone(),
		CreatedAt:               r.createdAt,
		Status:                  r.status(s.now()),
		RenewalStatus:           r.renewalStatus(),
		Locations:               slices.Clone(r.locations),
	}
	if r.revocation != nil {
		copied.RevocationReason, copied.RevocationComments = r.revocation.reason, r.revocation.comments
	}
	if l := r.leaf; l != nil {
		copied.Issuer, copied.SerialNumber, copied.Fingerprint = l.issuer, l.serialNumber(), l.fingerprint()
		copied.ValidFrom, copied.ValidTo = l.from, l.to
		copied.CertificatePEM, copied.ChainPEM = l.pem(), l.chain
	}
	return copied
}
