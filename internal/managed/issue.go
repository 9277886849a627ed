package managed

import (
	"crypto/sha256"
	"encoding/hex"
)

// Issue tells one issuance of a managed certificate from another: a renewal
// keeps the id and changes these. What is not known is empty.
type Issue struct {
	SerialNumber string `json:"serial_number,omitempty"`
	Fingerprint  string `json:"fingerprint,omitempty"`
	ValidTo      string `json:"valid_to,omitempty"`
	// Digest is of the PEM, for want of anything else.
	Digest string `json:"digest,omitempty"`
}

// Issue returns what is known of the issuance.
func (f *Facts) Issue() Issue {
	issue := Issue{
		SerialNumber: f.SerialNumber.ValueString(),
		Fingerprint:  f.Fingerprint.ValueString(),
		ValidTo:      f.ValidTo.ValueString(),
	}
	if issue == (Issue{}) && IsSet(f.CertificatePEM) {
		digest := sha256.Sum256([]byte(f.CertificatePEM.ValueString()))
		issue.Digest = hex.EncodeToString(digest[:])
	}
	return issue
}

// Same reports that nothing is known to differ.
func (i Issue) Same(other Issue) bool {
	return mayEqual(i.SerialNumber, other.SerialNumber) &&
		mayEqual(i.Fingerprint, other.Fingerprint) &&
		mayEqual(i.ValidTo, other.ValidTo) &&
		mayEqual(i.Digest, other.Digest)
}

func mayEqual(one, other string) bool { return one == "" || other == "" || one == other }
