package certificate

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const revokedAdvice = "A revocation cannot be undone. The next plan replaces it."

func (r *renewing) revoked() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("status"), r.held.Title()+" was revoked before it was renewed", revokedAdvice)
}

func (r *renewing) failed() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(renewalPath, "The renewal of "+r.held.Label()+" has failed",
		failedDetail(r.failure)+" When that is put right, apply again: the renewal is then ordered anew.")
}

// failedDetail tells what is known of a renewal that has failed.
func failedDetail(status string) string {
	return fmt.Sprintf("Its renewal status is %q, and the certificate is still the same. TigerTrust shows the reason.", status)
}

func (r *renewing) elsewhere(renewed tigertrust.ID) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("id"), fmt.Sprintf("%s was renewed under another id, %d", r.held.Title(), renewed),
		elsewhereDetail(r.held.ID, renewed))
}

// elsewhereDetail says how to manage a certificate that was renewed under
// another id.
func elsewhereDetail(held, renewed tigertrust.ID) string {
	return fmt.Sprintf("Certificate %d is new, for the same names and key, and certificate %d is still the same. Nothing more is ordered. To manage the new one in its place:\n\n"+
		"  terraform state rm ADDRESS\n  terraform import ADDRESS %d\n\nThe old one stays valid until it expires, or is revoked in TigerTrust.", renewed, held, renewed)
}

func (r *renewing) uncertain(err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("It is not certain whether a renewal of "+r.held.Label()+" was ordered",
		apidiag.Detail(err)+"\n\n"+r.uncertainAdvice)
}

func (r *renewing) waitsForAPerson() diag.Diagnostic {
	summary := "The renewal of " + r.held.Label() + " waits for a person"
	detail := `It is ordered by method "csr", which does not finish by itself.`
	if r.isJoined {
		detail = "TigerTrust was renewing it already, so nothing was ordered."
	}
	return diag.NewAttributeWarningDiagnostic(renewalPath, summary,
		detail+" Finish it in TigerTrust: have the authority sign the request, and hand in the certificate. Until then this one stays as it is, and no second renewal is ordered. The next plan after that shows the renewed certificate.")
}

func (r *renewing) unfinished(err error) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(renewalPath, "The renewal of "+r.held.Label()+" is ordered, but not finished yet",
		apidiag.Unfinished("It was not renewed", err)+"\n\nThe certificate is still the same. No second renewal is ordered for now, and the next plan after TigerTrust has finished this one shows the renewed certificate.")
}
