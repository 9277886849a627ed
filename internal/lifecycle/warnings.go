package lifecycle

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Kinds of warnings that a run shows once, because the plan shows their objects.
// The summaries are constant and the details are true for all of these objects.
const (
	warnRevocation  session.Warning = "the plan revokes"
	warnReplacement session.Warning = "the plan replaces"
	warnAbandonment session.Warning = "the plan abandons"
	warnAbandoned   session.Warning = "abandoned"
	warnPending     session.Warning = "pending"
	warnFailed      session.Warning = "failed"
)

// once returns a warning if it is the first of its kind in this run.
func (c Certificate) once(kind session.Warning, warning diag.Diagnostic) diag.Diagnostics {
	if !c.Session.FirstOf(kind) {
		return nil
	}
	return diag.Diagnostics{warning}
}

// PlanDestroy returns the warning of a plan that destroys the resource of a live
// certificate. With create_before_destroy, Terraform also plans the destruction of
// the current certificate in the apply, when the replacement exists. The plan has
// shown that as a replacement.
func (c Certificate) PlanDestroy(destruction certmodel.DestroyModel) diag.Diagnostics {
	switch {
	case !c.Model.IsLive(c.Session.Now()) || c.Session.HasOrdered():
		return nil
	case !destruction.Revokes():
		return c.once(warnAbandonment, diag.NewWarningDiagnostic("This plan abandons a certificate that is still valid",
			fmt.Sprintf("%s has on_destroy = \"abandon\" in the state, and this plan destroys its resource. The same applies to every other certificate with on_destroy = \"abandon\" that the plan destroys. "+
				"Terraform no longer manages it after the apply. It stays valid, and TigerTrust keeps renewing it if auto_renew is true.", c.Title())))
	default:
		return c.once(warnRevocation, diag.NewWarningDiagnostic("This plan revokes a certificate that is still valid",
			fmt.Sprintf("%s has on_destroy = \"revoke\" in the state, and this plan destroys its resource. The same applies to every other valid certificate that the plan destroys, "+
				"unless it has on_destroy = \"abandon\" in the state. For a deposed object, the replacement already exists. A revocation cannot be undone.\n\n"+
				"To keep a certificate valid, restore its resource block and apply on_destroy = \"abandon\" before you remove the block. "+
				"If you renamed the resource, add a moved block. If Terraform should only stop managing the certificate, use a removed block with lifecycle { destroy = false }.", c.Title())))
	}
}

// PlanReplacement returns the warning of a plan that replaces the certificate. It
// cannot cover -replace and tainted resources: Terraform does not show warnings of
// these plans.
func (c Certificate) PlanReplacement(destruction certmodel.DestroyModel) diag.Diagnostics {
	if !destruction.Revokes() || !c.Model.IsLive(c.Session.Now()) {
		return nil
	}
	return c.once(warnReplacement, diag.NewAttributeWarningDiagnostic(path.Root("on_destroy"), "Replacing this certificate revokes the current one",
		fmt.Sprintf("This plan replaces %s, which has on_destroy = \"revoke\" in the state. The same applies to every other valid certificate that the plan replaces, "+
			"unless it has on_destroy = \"abandon\" in the state. Without create_before_destroy, Terraform revokes a certificate before its replacement exists. "+
			"Providers cannot see whether create_before_destroy is set, so this warning appears in both cases. To create the replacement first:\n\n"+
			"  lifecycle {\n    create_before_destroy = true\n  }\n\n"+
			"To keep the current certificate valid, apply on_destroy = \"abandon\" first. lifecycle { destroy = false } keeps it valid only with OpenTofu 1.12 or later: "+
			"a replacement by Terraform revokes it nevertheless.", c.Label())))
}

// Abandoned returns the warning of an apply that abandons the certificate.
func (c Certificate) Abandoned() diag.Diagnostics {
	return c.once(warnAbandoned, diag.NewWarningDiagnostic("Abandoned certificates are not revoked",
		fmt.Sprintf("%s had on_destroy = \"abandon\" in the state. The same applies to every other certificate that this run abandons. "+
			"Terraform no longer manages it. If it is valid, it stays valid, and TigerTrust keeps renewing it if auto_renew is true.", c.Title())))
}

// Pending returns the warning of a refresh that finds an order that is not issued
// yet.
func (c Certificate) Pending() diag.Diagnostics {
	return c.once(warnPending, c.pendingWarning("Other certificates of this run may be pending, too."))
}

// OrderPending returns the warning of an apply that orders a certificate and does
// not wait longer for it. Each order has its cause. Terraform shows the warnings of
// several orders as one, because they have the same summary.
func (c Certificate) OrderPending(cause string) diag.Diagnostic { return c.pendingWarning(cause) }

func (c Certificate) pendingWarning(more string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("status"), "Certificates are not issued yet",
		fmt.Sprintf("%s is ordered, but not issued yet.%s%s %s\n\n"+
			"Terraform keeps a pending order in the state and does not order another certificate. certificate_pem and other outputs are null until the certificate is issued. "+
			"The next plan or apply reads the order again, and the apply after the issuance sends deployment_targets. If an order needs an approval, approve it in TigerTrust.",
			c.Title(), c.status(), c.since(), more))
}

// status returns the status as a sentence.
func (c Certificate) status() string {
	if !certmodel.HasValue(c.Model.Status) {
		return ""
	}
	return fmt.Sprintf(" Its status is %q.", tigertrust.Printable(c.Model.Status.ValueString()))
}

// since returns when the certificate was ordered as a sentence.
func (c Certificate) since() string {
	switch {
	case c.Origin.OrderedAt != 0:
		return " It was ordered at " + c.Origin.orderedAt() + "."
	case certmodel.HasValue(c.Model.CreatedAt):
		if created, diags := c.Model.CreatedAt.ValueRFC3339Time(); !diags.HasError() {
			return " It was created at " + created.UTC().Format(time.RFC3339) + "."
		}
	}
	return ""
}

// FailedOrder returns the warning about an order that ended without a certificate.
func (c Certificate) FailedOrder() diag.Diagnostics {
	return c.once(warnFailed, diag.NewWarningDiagnostic("Failed orders must be replaced",
		fmt.Sprintf("%s was never issued: its order ended with the status %q. A plan replaces it, and every other order that failed, with a new order. "+
			"TigerTrust shows the cause. Resolve it before you apply, or remove the resource.",
			c.Title(), tigertrust.Printable(c.Model.Status.ValueString()))))
}
