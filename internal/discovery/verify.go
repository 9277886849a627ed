package discovery

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// verify returns the certificate in the response to an import. The error is a
// [*tigertrust.OtherCertificateError] if the certificate is not the discovered one,
// as far as that can be checked: discovered is its list item before the import, or
// nil. Verify accepts a certificate that it cannot read: it may be too new.
func (r *importResource) verify(ctx context.Context, id tigertrust.ID, discovered *tigertrust.DiscoveredCertificate, response *tigertrust.Certificate) (*tigertrust.Certificate, error) {
	if r.session.IsClaimed(response.ID) && !r.session.IsAdopted(response.ID) {
		return nil, notImportedAs(id, response.ID, "was ordered in this run")
	}
	if response.CommonName == nil && response.Fingerprint == nil {
		certificate, err := r.session.Certificate(ctx, response.ID)
		var other *tigertrust.OtherCertificateError
		switch {
		case errors.As(err, &other):
			return nil, err
		case err == nil:
			response = certificate
		}
	}
	if discovered == nil {
		return response, nil
	}
	wasImported := discovered.Imported == nil || *discovered.Imported
	switch {
	case hasOtherName(discovered, response):
		return nil, notImportedAs(id, response.ID, "has another common name")
	case !wasImported && hasOtherFingerprint(discovered, response):
		// After an earlier import, the certificate may have been renewed.
		return nil, notImportedAs(id, response.ID, "has another fingerprint")
	}
	return response, nil
}

func notImportedAs(discovered, certificate tigertrust.ID, why string) error {
	return &tigertrust.OtherCertificateError{
		Returned: certificate,
		Reason:   fmt.Sprintf("the request was the import of discovered certificate %s, and certificate %s in the response %s", discovered, certificate, why),
	}
}

// hasOtherName reports whether the common names of both are known and differ.
func hasOtherName(discovered *tigertrust.DiscoveredCertificate, certificate *tigertrust.Certificate) bool {
	a, b := value(discovered.CommonName), value(certificate.CommonName)
	return a != "" && b != "" && certname.Canonical(a) != certname.Canonical(b)
}

// isOther reports whether the discovered certificate has another common name than
// the certificate as observed. It returns false if the list cannot be read.
func (r *importResource) isOther(ctx context.Context, id tigertrust.ID, observed *lifecycle.Observation) bool {
	discovered, err := r.session.SharedDiscovered(ctx, id)
	return err == nil && discovered != nil &&
		hasOtherName(discovered, &tigertrust.Certificate{CommonName: observed.Model.CommonName.ValueStringPointer()})
}

// hasOtherFingerprint reports whether the fingerprints of both are known and
// differ. The API reference does not document the format for discovered
// certificates.
func hasOtherFingerprint(discovered *tigertrust.DiscoveredCertificate, certificate *tigertrust.Certificate) bool {
	a, b := fingerprintDigits(value(discovered.Fingerprint)), fingerprintDigits(value(certificate.Fingerprint))
	return a != "" && len(a) == len(b) && a != b
}

func fingerprintDigits(fingerprint string) string {
	digits := strings.TrimPrefix(strings.ToLower(fingerprint), "sha256:")
	return strings.ReplaceAll(digits, ":", "")
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
