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

// Issuance tells one issuance of a managed certificate from another: a renewal
// keeps the id and changes these. What is not known is empty.
type Issuance struct {
	SerialNumber string `json:"serial_number,omitempty"`
	Fingerprint  string `json:"fingerprint,omitempty"`
	ValidTo      string `json:"valid_to,omitempty"`
	// Digest is of the PEM.
	Digest string `json:"digest,omitempty"`
}

// Issuance returns what is known of the issuance.
func (f *Model) Issuance() Issuance {
	issuance := Issuance{
		SerialNumber: f.SerialNumber.ValueString(),
		Fingerprint:  f.Fingerprint.ValueString(),
		ValidTo:      f.ValidTo.ValueString(),
	}
	if HasValue(f.CertificatePEM) {
		digest := sha256.Sum256([]byte(f.CertificatePEM.ValueString()))
		issuance.Digest = hex.EncodeToString(digest[:])
	}
	return issuance
}

// Matches reports that nothing is known to differ.
func (i Issuance) Matches(other Issuance) bool {
	return mayEqual(i.SerialNumber, other.SerialNumber) &&
		mayEqual(i.Fingerprint, other.Fingerprint) &&
		mayEqual(i.ValidTo, other.ValidTo) &&
		mayEqual(i.Digest, other.Digest)
}

func mayEqual(one, other string) bool { return one == "" || other == "" || one == other }

// IsReissuedAs reports that what is told is another issuance than f. One that
// lacks the PEM is not ready yet: what goes with the new serial number is still
// to come.
func (f *Model) IsReissuedAs(told *Model) bool {
	return HasValue(told.CertificatePEM) && !f.Issuance().Matches(told.Issuance())
}

// ClearIssuance leaves nothing of the issuance, so that what is told of another
// one does not mix with it. The status stays.
func (f *Model) ClearIssuance() {
	none, noTime := types.StringNull(), timetypes.NewRFC3339Null()
	f.SerialNumber, f.Fingerprint, f.Issuer, f.RenewalStatus = none, none, none, none
	f.CertificatePEM, f.ChainPEM = none, none
	f.ValidFrom, f.ValidTo = noTime, noTime
}

// ApplyResponse takes what is told as the truth, and reports whether that is another
// issuance than what was known. Of one that is not ready yet only the status is
// news.
func (f *Model) ApplyResponse(told *Model) (reissued bool) {
	news := *told
	reissued = f.IsReissuedAs(told)
	switch {
	case reissued:
		f.ClearIssuance()
	case !f.Issuance().Matches(told.Issuance()):
		news.ClearIssuance()
	}
	f.Merge(&news, Overwrite)
	return reissued
}

// Validity returns from when to when the certificate is valid: as it is told,
// else as its PEM says (RFC 5280, section 4.1.2.5). What nobody knows is zero.
func (f *Model) Validity() (from, to time.Time) {
	if HasValue(f.ValidFrom) {
		from, _ = f.ValidFrom.ValueRFC3339Time()
	}
	if HasValue(f.ValidTo) {
		to, _ = f.ValidTo.ValueRFC3339Time()
	}
	if !from.IsZero() && !to.IsZero() {
		return from, to
	}
	block, _ := pem.Decode([]byte(f.CertificatePEM.ValueString()))
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
