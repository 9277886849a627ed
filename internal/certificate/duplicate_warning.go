package certificate

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// warning returns the warning about how the certificate came about and about its
// duplicates. A person must act on each of them, so that the summary contains all
// ids: Terraform hides the details of warnings that have the same summary.
func (o *order) warning(held lifecycle.Certificate) diag.Diagnostics {
	held.Model = &o.plan.Model
	switch {
	case o.adopted != nil:
		return diag.Diagnostics{o.adoptionWarning(held)}
	case o.sent.Requests > 1:
		return diag.Diagnostics{o.resendWarning(held)}
	case o.sent.Found:
		return diag.Diagnostics{diag.NewWarningDiagnostic(
			held.Title()+" was recovered after a lost response"+o.listDuplicates(", possible duplicates: "),
			fmt.Sprintf("The response to the order was lost: %v.\n\nTigerTrust carried out the order: certificate %s has the ordered names and key, and did not exist before. It is in the state.%s",
				o.sent.Lost, held.ID, o.duplicateAdvice()))}
	default:
		return o.duplicateWarning(o.plan, o.duplicates)
	}
}

// resendWarning returns the warning about an order that was sent twice.
func (o *order) resendWarning(held lifecycle.Certificate) diag.Diagnostic {
	summary := "The order for " + o.commonName() + " was sent twice"
	detail := fmt.Sprintf("The response to the first request was lost. %s is in the state.%s", held.Title(), o.duplicateAdvice())
	if len(o.duplicates) == 0 {
		return diag.NewWarningDiagnostic(summary+" and may have produced a duplicate",
			detail+" TigerTrust shows no second certificate, but lists may be out of date. The next plan or apply searches again, and warns if it finds one.")
	}
	return diag.NewWarningDiagnostic(summary+o.listDuplicates(", possible duplicates: "), detail)
}

// adoptionWarning returns the warning about an adoption. The apply shows each id, so
// that the summary is constant unless a person must act on other certificates.
func (o *order) adoptionWarning(adopted lifecycle.Certificate) diag.Diagnostic {
	detail := adopted.Title() + " existed in TigerTrust, and this resource manages it now. Nothing was ordered. " +
		"Settings that differed from the configuration are updated. Unless on_destroy is configured, destroying the resource leaves the certificate valid. " +
		"The certificate must not be in the state of another Terraform workspace."
	if len(o.duplicates) == 0 {
		return diag.NewWarningDiagnostic("Existing certificates were adopted", detail)
	}
	return diag.NewWarningDiagnostic(adopted.Title()+" was adopted"+o.listDuplicates(", possible duplicates: "), detail+o.duplicateAdvice())
}

// listDuplicates returns the ids of the duplicates after a text, or an empty string.
func (o *order) listDuplicates(text string) string {
	if len(o.duplicates) == 0 {
		return ""
	}
	return text + idList(o.duplicates)
}

// duplicateAdvice explains what to do about the duplicates of the order.
func (o *order) duplicateAdvice() string {
	if len(o.duplicates) == 0 {
		return ""
	}
	verb := "comes"
	if len(o.duplicates) > 1 {
		verb = "come"
	}
	from := "the same order, from another one at the same time, or from an earlier run that was interrupted"
	if o.adopted != nil {
		from = "an earlier run that was interrupted, or from somebody else"
	}
	return fmt.Sprintf("\n\nTigerTrust has more certificates for these names: %s %s from %s. "+
		"If nothing uses a certificate, revoke it in TigerTrust. To manage it, import it into a resource of its own: %s",
		idList(o.duplicates), verb, from, lifecycle.ImportCommand(o.duplicates[0].ID))
}

// duplicateWarning returns the warning about possible duplicates of a certificate in
// the state or of one that was just ordered.
func (r *certificateResource) duplicateWarning(m *resourceModel, duplicates []tigertrust.Certificate) diag.Diagnostics {
	if len(duplicates) == 0 {
		return nil
	}
	var ages strings.Builder
	for i := range duplicates {
		if duplicate := &duplicates[i]; duplicate.CreatedAt != nil {
			fmt.Fprintf(&ages, " Certificate %s was created %s ago.", duplicate.ID, r.session.Now().Sub(duplicate.CreatedAt.Time).Round(time.Second))
		}
	}
	summary, each := lifecycle.Certificate{ID: duplicates[0].ID, Model: &m.Model}.Title()+" may be a duplicate", "it"
	if len(duplicates) > 1 {
		summary = fmt.Sprintf("Certificates %s (%s) may be duplicates", idList(duplicates), tigertrust.Printable(m.CommonName.ValueString()))
		each = "one of them"
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(summary,
		fmt.Sprintf("The names and the key are those of a certificate that Terraform manages.%s If that certificate replaces %s, or another resource manages %[2]s, no action is needed.\n\n"+
			"If an earlier run ordered %[2]s and was interrupted before it could save the state, the CA may charge for each certificate. If nothing uses %[2]s, revoke it in TigerTrust. "+
			"To manage %[2]s instead, remove the other certificate from the state (terraform state rm ADDRESS), revoke that one in TigerTrust, and import %[2]s: %[3]s\n\n"+
			"To adopt what an interrupted run has ordered, set TIGERTRUST_ADOPT_EXISTING=true for the next apply after the interruption.",
			ages.String(), each, lifecycle.ImportCommand(duplicates[0].ID)))}
}

func idList(certificates []tigertrust.Certificate) string {
	ids := make([]string, len(certificates))
	for i := range certificates {
		ids[i] = string(certificates[i].ID)
	}
	return strings.Join(ids, ", ")
}
