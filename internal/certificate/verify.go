package certificate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// verify returns the certificate in the response to the order. The error is a
// [*tigertrust.OtherCertificateError] if the certificate does not come from the
// order: a resource that manages it would revoke it one day. A CA may grant other
// values than ordered, but not another name than the common name.
//
// Verify accepts a certificate that it cannot read: it may be too new.
func (o *order) verify(ctx context.Context, response *tigertrust.Certificate) (*tigertrust.Certificate, error) {
	if o.before.ids[response.ID] || o.session.IsClaimed(response.ID) {
		return nil, o.notOrderedAs(response.ID, "existed before the order")
	}
	if response.CommonName == nil {
		certificate, err := o.session.Certificate(ctx, response.ID)
		var other *tigertrust.OtherCertificateError
		switch {
		case errors.As(err, &other):
			return nil, err
		case err == nil:
			response = certificate
		}
	}
	if !o.isNamed(response) {
		return nil, o.notOrderedAs(response.ID, "does not contain this name")
	}
	if o.isOld(ctx, response) {
		return nil, o.notOrderedAs(response.ID, "existed before the order")
	}
	return response, nil
}

func (o *order) notOrderedAs(id tigertrust.ID, why string) error {
	return &tigertrust.OtherCertificateError{
		Returned: id,
		Reason:   fmt.Sprintf("the request was an order for %s, and certificate %s in the response %s", o.commonName(), id, why),
	}
}

// isNamed reports whether the certificate contains the ordered common name, as far
// as the response contains names.
func (o *order) isNamed(response *tigertrust.Certificate) bool {
	if response.CommonName == nil {
		return true
	}
	names := []string{*response.CommonName}
	if alternatives := withPEMValues(response).SubjectAlternativeNames; alternatives != nil {
		names = append(names, *alternatives...)
	}
	return o.isOneOf(names)
}

// isOneOf reports whether the names contain the ordered common name.
func (o *order) isOneOf(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return certname.Canonical(name) == certname.Canonical(o.commonName())
	})
}

// withPEMValues returns the certificate with the names and the key in its PEM, where
// the response does not contain them.
func withPEMValues(response *tigertrust.Certificate) tigertrust.Certificate {
	completed := *response
	if !response.Issued() {
		return completed
	}
	chain, err := certpem.Parse(string(*response.CertificatePEM))
	if err != nil || len(chain) == 0 {
		return completed
	}
	leaf := chain[0]
	if completed.CommonName == nil && leaf.Subject.CommonName != "" {
		completed.CommonName = &leaf.Subject.CommonName
	}
	names := certpem.AlternativeNames(leaf)
	keyType, bits := certpem.PublicKey(leaf)
	if completed.SubjectAlternativeNames == nil {
		completed.SubjectAlternativeNames = &names
	}
	if completed.KeyType == nil && keyType != "" {
		completed.KeyType = &keyType
	}
	if completed.KeySize == nil && bits > 0 {
		completed.KeySize = new(int64(bits))
	}
	return completed
}

// isOld reports whether the certificate was created before another one that was
// listed before the order. It keeps the list item that it reads, so that the model
// of a new certificate takes no other request.
func (o *order) isOld(ctx context.Context, response *tigertrust.Certificate) bool {
	createdAt := response.CreatedAt
	if createdAt == nil && response.Issued() && !o.before.newestAt.IsZero() {
		certificate := lifecycle.Certificate{Session: o.session, ID: response.ID, Model: certmodel.FromAPI(response)}
		item, err := certificate.ListItem(ctx)
		if err == nil && item != nil {
			createdAt, o.item = item.CreatedAt, item
		}
	}
	return o.before.isOlder(createdAt)
}

// complete adds the values of the list item to the model of the certificate.
func (o *order) complete(model *certmodel.Model) {
	if o.item == nil {
		return
	}
	if listed := certmodel.FromAPI(o.item); model.Issuance().Matches(listed.Issuance()) {
		model.CompleteFrom(listed)
	}
}
