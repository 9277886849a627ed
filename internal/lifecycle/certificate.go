package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Certificate is one that a resource holds: its id, what is known of it, and
// the s to ask about it.
type Certificate struct {
	Session *session.Session
	ID      tigertrust.ID
	Model   *certmodel.Model
	Origin  Origin
	// IDAttribute is the attribute that shows the id.
	IDAttribute string
}

// Label names the certificate within a sentence.
func (c Certificate) Label() string {
	if c.Model.CommonName.ValueString() == "" {
		return fmt.Sprintf("certificate %d", c.ID)
	}
	return fmt.Sprintf("certificate %d (%s)", c.ID, tigertrust.Printable(c.Model.CommonName.ValueString()))
}

// Title names the certificate at the beginning of a sentence.
func (c Certificate) Title() string { return Capitalize(c.Label()) }

// Capitalize returns text with its first letter in upper case.
func Capitalize(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// Read returns the certificate as the API has it. It returns nil and no
// diagnostic where the certificate is gone for certain, and nil with one where
// the state has to stay as it is. Only the API's own code for it means that a
// certificate is gone: were a proxy's 404 believed, one wrong setting would
// empty the state and order a whole fleet anew. Resources that hold the same
// certificate share the request; where the PEM is among the facts, the list may
// answer instead of a request, without chain and locations. It is for refreshes:
// what it returns may be some minutes old.
func (c Certificate) Read(ctx context.Context) (*tigertrust.Certificate, diag.Diagnostics) {
	if listed := c.listed(ctx); listed != nil {
		return listed, nil
	}
	answer, err := c.Session.SharedCertificate(ctx, c.ID)
	switch {
	case err == nil && c.isScopeMismatch():
		return c.recognized(ctx, answer)
	case err == nil:
		return answer, nil
	case !errors.Is(err, tigertrust.ErrCertificateNotFound):
		return nil, diag.Diagnostics{apidiag.Error("Could not read "+c.Label(), err, nil)}
	case c.isScopeMismatch():
		return nil, diag.Diagnostics{c.scopeMismatchError()}
	case c.Origin.IsNew(c.Session.Now()):
		return nil, diag.Diagnostics{c.notVisibleYetWarning()}
	default:
		return nil, nil
	}
}

// recognized returns an answer from another place than where the certificate
// was last seen, if it is about the same certificate: another account has one
// with the same number, and as likely as not for the same name.
func (c Certificate) recognized(ctx context.Context, answer *tigertrust.Certificate) (*tigertrust.Certificate, diag.Diagnostics) {
	told := certmodel.FromAPI(answer)
	if certmodel.HasValue(c.Model.Fingerprint) && c.Model.Fingerprint.Equal(told.Fingerprint) {
		return answer, nil
	}
	// Renewed since it was last seen, perhaps: its time of creation stays.
	there := c
	there.Model = told
	if _, diags := there.Complete(ctx); diags.HasError() {
		return nil, diags
	}
	if certmodel.HasValue(c.Model.CreatedAt) && c.Model.CreatedAt.Equal(told.CreatedAt) && c.Model.Names().Equal(told.NamesOr(c.Model.Names())) {
		return answer, nil
	}
	return nil, diag.Diagnostics{c.scopeMismatchError()}
}

// ConfirmScope returns an error where the provider is set to another place than where
// the certificate was last seen, and does not find it there: a number that is
// taken there may be another certificate's. It is for writes, which a refresh
// need not have come before.
func (c Certificate) ConfirmScope(ctx context.Context) diag.Diagnostics {
	if !c.isScopeMismatch() {
		return nil
	}
	_, diags := c.Read(ctx)
	return diags
}

// ImportNotFoundError is the error of an import that found no certificate.
func (c Certificate) ImportNotFoundError() diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("There is no %s to import", c.Label()),
		fmt.Sprintf("TigerTrust answers %s at %s. Check the id, and that endpoint, API key and workspace_id of the provider are those that the certificate belongs to.",
			tigertrust.ErrCertificateNotFound, CurrentScope(c.Session)))
}

func (c Certificate) isScopeMismatch() bool {
	return c.Origin.Endpoint != "" && c.Origin.Scope != CurrentScope(c.Session)
}

// scopeMismatchError is the error that is due when a certificate is not found in
// another place than where it was last seen.
func (c Certificate) scopeMismatchError() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(c.IDAttribute),
		c.Title()+" is not in the place that the provider is set to",
		fmt.Sprintf("It was last seen at %s, and was looked for at %s. Set endpoint and workspace_id of the provider back, "+
			"or, if it should be managed there no longer, remove it from the state: terraform state rm ADDRESS", c.Origin.Scope, CurrentScope(c.Session)))
}

// notVisibleYetWarning warns that nobody can tell yet whether a certificate is there.
func (c Certificate) notVisibleYetWarning() diag.Diagnostic {
	return diag.NewWarningDiagnostic(c.Title()+" is not found yet",
		fmt.Sprintf("It was ordered at %s, and TigerTrust may need a while until it shows what is new. It stays in the state as it is, and the next plan or apply looks again. "+
			"If it is still not found an hour after the order, it counts as gone.", c.Origin.orderedAt()))
}

// CompletePending completes what an answer told anew, if that is still owed or the
// answer is about another issuance than c knows. It returns what is owed then.
func (c Certificate) CompletePending(ctx context.Context, told *certmodel.Model, left PendingWork) (PendingWork, diag.Diagnostics) {
	left.Completion = left.Completion || c.Model.IsReissuedAs(told)
	if !left.Completion || !certmodel.HasValue(told.CertificatePEM) {
		return left, nil
	}
	c.Model = told
	isComplete, diags := c.Complete(ctx)
	left.Completion = !isComplete
	return left, diags
}

// Complete adds what only the list shows to the facts. It reports whether
// nothing is missing any more.
func (c Certificate) Complete(ctx context.Context) (bool, diag.Diagnostics) {
	if c.Model.IsComplete() {
		return true, nil
	}
	item, err := c.ListItem(ctx)
	if err != nil {
		return false, diag.Diagnostics{diag.NewWarningDiagnostic(fmt.Sprintf("Some attributes of %s are not known yet", c.Label()),
			apidiag.Detail(err)+"\n\nThe certificate is issued. The next plan or apply reads them again.")}
	}
	if item == nil || !c.Model.Issuance().Matches(certmodel.FromAPI(item).Issuance()) {
		// The list lags behind.
		return false, nil
	}
	c.Model.CompleteFrom(item)
	return true, nil
}
