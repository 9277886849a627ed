package lifecycle

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// CompletePending completes the observed model if its completion is pending or
// the certificate was reissued. It returns the work that is still pending.
func (c Certificate) CompletePending(ctx context.Context, observed *certmodel.Model, pending PendingWork) (PendingWork, diag.Diagnostics) {
	pending.Completion = pending.Completion || c.Model.IsReissuedAs(observed)
	if !pending.Completion || !certmodel.HasValue(observed.CertificatePEM) {
		return pending, nil
	}
	c.Model = observed
	isComplete, diags := c.Complete(ctx)
	pending.Completion = !isComplete
	return pending, diags
}

// Complete adds the values that only the list returns to the model of a resource,
// and reports whether the model is now complete.
func (c Certificate) Complete(ctx context.Context) (bool, diag.Diagnostics) {
	return c.complete(ctx, c.Model.CompleteFrom)
}

// CompleteAll is like [Certificate.Complete], but also adds settings. It is for data
// sources, which read every value each time.
func (c Certificate) CompleteAll(ctx context.Context) (bool, diag.Diagnostics) {
	return c.complete(ctx, func(listed *certmodel.Model) { c.Model.Merge(listed, certmodel.FillNull) })
}

func (c Certificate) complete(ctx context.Context, completeFrom func(listed *certmodel.Model)) (bool, diag.Diagnostics) {
	if c.Model.IsComplete() {
		return true, nil
	}
	item, err := c.ListItem(ctx)
	if err != nil {
		return false, diag.Diagnostics{diag.NewWarningDiagnostic(fmt.Sprintf("Some attributes of %s are not known yet", c.Label()),
			apidiag.Detail(err)+"\n\nThe certificate is issued. The next plan or apply reads the missing values.")}
	}
	if item == nil {
		return false, nil
	}
	listed := certmodel.FromAPI(item)
	if !c.Model.Issuance().Matches(listed.Issuance()) {
		// The list does not contain the current issuance yet.
		return false, nil
	}
	completeFrom(listed)
	return true, nil
}

// ReadSettings reads the values that TigerTrust has made of the settings that were
// sent, if responses contain them. Otherwise, and after an error, the next refresh
// reads them.
func (c Certificate) ReadSettings(ctx context.Context, sent *certmodel.SentSettings) {
	if !c.Origin.Echoed.HasSettings() {
		return
	}
	if response, err := c.Session.Certificate(ctx, c.ID); err == nil {
		sent.RecordGranted(certmodel.FromAPI(response))
	}
}

// ListItem returns the list item of the certificate, or nil if the list does not
// contain it. It searches for the fingerprint, which finds only this certificate,
// and then for the common name, in case the search does not cover fingerprints.
func (c Certificate) ListItem(ctx context.Context) (*tigertrust.Certificate, error) {
	for _, search := range []string{c.Model.Fingerprint.ValueString(), certname.Encode(c.Model.CommonName.ValueString())} {
		if search == "" {
			continue
		}
		for item, err := range c.Session.ListCertificates(ctx, NewestFirst(search)) {
			if err != nil {
				return nil, err
			}
			if item.ID == c.ID {
				return &item, nil
			}
		}
	}
	return nil, nil
}
