package lifecycle

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Read returns the certificate for a refresh. If it returns nil and no
// diagnostic, the certificate no longer exists. If it returns nil and a
// diagnostic, the state must not change.
//
// Only the API's own error code means that a certificate does not exist. A 404
// from a proxy proves nothing: a single wrong setting would empty the state, and
// the next apply would order every certificate again.
//
// The result may be some minutes old: resources with the same certificate share a
// request, and the list may replace the request.
func (c Certificate) Read(ctx context.Context) (*Observation, diag.Diagnostics) {
	if observed := c.readFromList(ctx, c.Session.CachedCertificate); observed != nil {
		return observed, nil
	}
	response, err := c.Session.SharedCertificate(ctx, c.ID)
	switch {
	case err == nil && c.isScopeMismatch():
		return c.readInOtherScope(ctx, response)
	case err == nil:
		return Observe(response), nil
	case !errors.Is(err, tigertrust.ErrCertificateNotFound):
		return nil, diag.Diagnostics{apidiag.Error("Could not read "+c.Label(), err, nil)}
	case c.isScopeMismatch():
		return nil, diag.Diagnostics{c.scopeMismatchError()}
	case c.Origin.IsNew(c.Session.Now()):
		return nil, diag.Diagnostics{c.notFoundYetWarning()}
	default:
		return nil, nil
	}
}

// readInOtherScope returns the certificate in a response from another scope, if it
// is the same certificate. Ids are only unique within an account, and another
// account may well have a certificate for the same name.
func (c Certificate) readInOtherScope(ctx context.Context, response *tigertrust.Certificate) (*Observation, diag.Diagnostics) {
	observed := Observe(response)
	if certmodel.HasValue(c.Model.Fingerprint) && c.Model.Fingerprint.Equal(observed.Model.Fingerprint) {
		return observed, nil
	}
	// The certificate may have been renewed. A renewal does not change created_at,
	// which only the list returns.
	complete := *observed.Model
	other := Certificate{Session: c.Session, ID: c.ID, Model: &complete}
	if _, diags := other.Complete(ctx); diags.HasError() {
		return nil, diags
	}
	if certmodel.HasValue(c.Model.CreatedAt) && c.Model.CreatedAt.Equal(complete.CreatedAt) && c.Model.Names().Equal(complete.NamesOr(c.Model.Names())) {
		return observed, nil
	}
	return nil, diag.Diagnostics{c.scopeMismatchError()}
}

// ConfirmScope returns an error if the current scope differs from the one in which
// the certificate was last observed, and does not contain the certificate. Writes
// call it, because they may run without a prior refresh, and the id may belong to
// another certificate in the current scope.
func (c Certificate) ConfirmScope(ctx context.Context) diag.Diagnostics {
	if !c.isScopeMismatch() {
		return nil
	}
	_, diags := c.Read(ctx)
	return diags
}

func (c Certificate) isScopeMismatch() bool {
	return c.Origin.Endpoint != "" && c.Origin.Scope != CurrentScope(c.Session)
}

func (c Certificate) scopeMismatchError() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(c.IDAttribute),
		c.Title()+" does not exist in the provider's current scope",
		fmt.Sprintf("It was last observed at %s. The provider is configured for %s. Restore the endpoint and workspace_id of the provider. "+
			"If Terraform should no longer manage the certificate, remove it from the state: terraform state rm ADDRESS", c.Origin.Scope, CurrentScope(c.Session)))
}

// ImportNotFoundError returns the error of an import that found no certificate.
func (c Certificate) ImportNotFoundError() diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("Cannot import %s: it does not exist", c.Label()),
		fmt.Sprintf("TigerTrust returned %s at %s. Check the ID, and check that the endpoint, API key and workspace_id of the provider are those of the certificate.",
			tigertrust.ErrCertificateNotFound, CurrentScope(c.Session)))
}

// notFoundYetWarning returns the warning for a new certificate that the API cannot
// find yet.
func (c Certificate) notFoundYetWarning() diag.Diagnostic {
	return diag.NewWarningDiagnostic(c.Title()+" cannot be found yet",
		fmt.Sprintf("It was ordered at %s, and TigerTrust may not return it immediately. It stays in the state, and the next plan or apply reads it again. "+
			"If TigerTrust still cannot find it an hour after the order, Terraform removes it from the state.", c.Origin.orderedAt()))
}
