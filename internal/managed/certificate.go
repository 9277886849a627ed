package managed

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Certificate is one that a resource holds: its id, what is known of it, and
// the client to ask about it.
type Certificate struct {
	Client *tigertrust.Client
	ID     tigertrust.ID
	Facts  *Facts
	Record Record
	// IDAttribute is the attribute that shows the id.
	IDAttribute string
}

// Label names the certificate within a sentence.
func (c Certificate) Label() string {
	if c.Facts.CommonName.ValueString() == "" {
		return fmt.Sprintf("certificate %d", c.ID)
	}
	return fmt.Sprintf("certificate %d (%s)", c.ID, tigertrust.Shown(c.Facts.CommonName.ValueString()))
}

// Title names the certificate at the beginning of a sentence.
func (c Certificate) Title() string { return Capitalized(c.Label()) }

// Capitalized returns text with its first letter in upper case.
func Capitalized(text string) string {
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
	answer, err := c.Client.CertificateOfWalk(ctx, c.ID)
	switch {
	case err == nil && c.isElsewhere():
		return c.recognised(ctx, answer)
	case err == nil:
		return answer, nil
	case !errors.Is(err, tigertrust.ErrCertificateNotFound):
		return nil, diag.Diagnostics{apidiag.Error("Could not read "+c.Label(), err, nil)}
	case c.isElsewhere():
		return nil, diag.Diagnostics{c.elsewhere()}
	case c.Record.IsNew(c.Client.Now()):
		return nil, diag.Diagnostics{c.notFoundYet()}
	default:
		return nil, nil
	}
}

// recognised returns an answer from another place than where the certificate
// was last seen, if it is about the same certificate: another account has one
// with the same number, and as likely as not for the same name.
func (c Certificate) recognised(ctx context.Context, answer *tigertrust.Certificate) (*tigertrust.Certificate, diag.Diagnostics) {
	told := AnswerFacts(answer)
	if IsSet(c.Facts.Fingerprint) && c.Facts.Fingerprint.Equal(told.Fingerprint) {
		return answer, nil
	}
	// Renewed since it was last seen, perhaps: its time of creation stays.
	there := c
	there.Facts = told
	if _, diags := there.Complete(ctx); diags.HasError() {
		return nil, diags
	}
	if IsSet(c.Facts.CreatedAt) && c.Facts.CreatedAt.Equal(told.CreatedAt) && c.Facts.Names().Equal(told.NamesOver(c.Facts.Names())) {
		return answer, nil
	}
	return nil, diag.Diagnostics{c.elsewhere()}
}

// Confirm returns an error where the provider is set to another place than where
// the certificate was last seen, and does not find it there: a number that is
// taken there may be another certificate's. It is for writes, which a refresh
// need not have come before.
func (c Certificate) Confirm(ctx context.Context) diag.Diagnostics {
	if !c.isElsewhere() {
		return nil
	}
	_, diags := c.Read(ctx)
	return diags
}

// NothingToImport is the error of an import that found no certificate.
func (c Certificate) NothingToImport() diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("There is no %s to import", c.Label()),
		fmt.Sprintf("TigerTrust answers %s at %s. Check the id, and that endpoint, API key and workspace_id of the provider are those that the certificate belongs to.",
			tigertrust.ErrCertificateNotFound, Here(c.Client)))
}

func (c Certificate) isElsewhere() bool {
	return c.Record.Endpoint != "" && c.Record.Place != Here(c.Client)
}

// elsewhere is the error that is due when a certificate is not found in
// another place than where it was last seen.
func (c Certificate) elsewhere() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(c.IDAttribute),
		c.Title()+" is not in the place that the provider is set to",
		fmt.Sprintf("It was last seen at %s, and was looked for at %s. Set endpoint and workspace_id of the provider back, "+
			"or, if it should be managed there no longer, remove it from the state: terraform state rm ADDRESS", c.Record.Place, Here(c.Client)))
}

// notFoundYet warns that nobody can tell yet whether a certificate is there.
func (c Certificate) notFoundYet() diag.Diagnostic {
	return diag.NewWarningDiagnostic(c.Title()+" is not found yet",
		fmt.Sprintf("It was ordered at %s, and TigerTrust may need a while until it shows what is new. It stays in the state as it is, and the next plan or apply looks again. "+
			"If it is still not found an hour after the order, it counts as gone.", c.Record.orderedAt()))
}

// CompleteOwed completes what an answer told anew, if that is still owed or the
// answer is about another issuance than c knows. It returns what is owed then.
func (c Certificate) CompleteOwed(ctx context.Context, told *Facts, left Owed) (Owed, diag.Diagnostics) {
	left.Completion = left.Completion || c.Facts.IsReissued(told)
	if !left.Completion || !IsSet(told.CertificatePEM) {
		return left, nil
	}
	c.Facts = told
	isComplete, diags := c.Complete(ctx)
	left.Completion = !isComplete
	return left, diags
}

// Complete adds what only the list shows to the facts. It reports whether
// nothing is missing any more.
func (c Certificate) Complete(ctx context.Context) (bool, diag.Diagnostics) {
	if c.Facts.isComplete() {
		return true, nil
	}
	item, err := c.ListItem(ctx)
	if err != nil {
		return false, diag.Diagnostics{diag.NewWarningDiagnostic(fmt.Sprintf("Some attributes of %s are not known yet", c.Label()),
			apidiag.Detail(err)+"\n\nThe certificate is issued. The next plan or apply reads them again.")}
	}
	if item == nil || !c.Facts.Issuance().Same(AnswerFacts(item).Issuance()) {
		// The list lags behind.
		return false, nil
	}
	c.Facts.CompleteFrom(item)
	return true, nil
}
