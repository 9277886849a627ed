package certmodel

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Issuance identifies one issuance of a certificate. A renewal keeps the id of
// the certificate and changes these values. Unknown values are empty.
type Issuance struct {
	SerialNumber string `json:"serial_number,omitempty"`
	Fingerprint  string `json:"fingerprint,omitempty"`
	ValidTo      string `json:"valid_to,omitempty"`
	// Digest is the SHA-256 digest of the PEM.
	Digest string `json:"digest,omitempty"`
}

// Issuance returns the known values of the issuance.
func (m *Model) Issuance() Issuance {
	issuance := Issuance{
		SerialNumber: m.SerialNumber.ValueString(),
		Fingerprint:  m.Fingerprint.ValueString(),
		ValidTo:      m.ValidTo.ValueString(),
	}
	if HasValue(m.CertificatePEM) {
		digest := sha256.Sum256([]byte(m.CertificatePEM.ValueString()))
		issuance.Digest = hex.EncodeToString(digest[:])
	}
	return issuance
}

// Matches reports whether i and other may be the same issuance: no known value
// differs.
func (i Issuance) Matches(other Issuance) bool {
	return mayEqual(i.SerialNumber, other.SerialNumber) &&
		mayEqual(i.Fingerprint, other.Fingerprint) &&
		mayEqual(i.ValidTo, other.ValidTo) &&
		mayEqual(i.Digest, other.Digest)
}

func mayEqual(a, b string) bool { return a == "" || b == "" || a == b }

// IsReissuedAs reports whether current is a different issuance from m. Without a
// PEM, current is not ready: its other values may still be those of m.
func (m *Model) IsReissuedAs(current *Model) bool {
	return HasValue(current.CertificatePEM) && !m.Issuance().Matches(current.Issuance())
}

// ClearIssuance sets every value that a renewal changes to null, so that values
// of two issuances do not mix. It keeps the status.
func (m *Model) ClearIssuance() {
	null, nullTime := types.StringNull(), timetypes.NewRFC3339Null()
	m.SerialNumber, m.Fingerprint, m.Issuer, m.RenewalStatus = null, null, null, null
	m.CertificatePEM, m.ChainPEM, m.FullChainPEM = null, null, null
	m.ValidFrom, m.ValidTo = nullTime, nullTime
}

// ApplyResponse overwrites m with the values of a response, and reports whether
// the response is a different issuance. If that issuance is not ready, its
// identifying values are not applied yet.
func (m *Model) ApplyResponse(response *Model) (isReissued bool) {
	changes := *response
	isReissued = m.IsReissuedAs(response)
	switch {
	case isReissued:
		m.ClearIssuance()
	case !m.Issuance().Matches(response.Issuance()):
		changes.ClearIssuance()
	}
	m.Merge(&changes, Overwrite)
	return isReissued
}

// Validity returns the validity period. Times that the API does not return come
// from the PEM (RFC 5280, section 4.1.2.5). Unknown times are zero.
func (m *Model) Validity() (from, to time.Time) {
	if HasValue(m.ValidFrom) {
		from, _ = m.ValidFrom.ValueRFC3339Time()
	}
	if HasValue(m.ValidTo) {
		to, _ = m.ValidTo.ValueRFC3339Time()
	}
	if !from.IsZero() && !to.IsZero() {
		return from, to
	}
	block, _ := pem.Decode([]byte(m.CertificatePEM.ValueString()))
	if block == nil {
		return from, to
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return from, to
	}
	if from.IsZero() {
		from = certificate.NotBefore
	}
	if to.IsZero() {
		to = certificate.NotAfter
	}
	return from, to
}
