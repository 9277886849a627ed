package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Create orders a certificate and waits until it is issued. Once the order is
// accepted only a failed issuance is an error: Terraform taints what a failed
// Create leaves behind, and a tainted certificate is revoked and ordered again.
func (r *certificateResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	duration, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	orderedAt := r.session.Now()
	limit := poll.NewDeadline(orderedAt, "timeouts.create", duration)
	order := r.newOrder(&plan, limit)
	ordered, diags := order.submit(ctx)
	resp.Diagnostics.Append(diags...)
	if ordered == nil {
		return
	}
	facts := certmodel.FromAPI(ordered)
	if facts.CommonName.IsNull() {
		facts.CommonName = plan.CommonName
	}
	plan.ID = types.Int64Value(int64(ordered.ID))
	held := lifecycle.Certificate{Session: r.session, ID: ordered.ID, Model: facts}
	resp.Diagnostics.Append(resp.State.Set(ctx, settled(&plan, facts))...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)

	left := owed{PendingWork: lifecycle.PendingWork{Completion: true}, DeploymentTargets: certmodel.HasValue(plan.DeploymentTargets)}
	deadline := order.readingDeadline()
	issued, err := ordered, error(nil)
	if !lifecycle.IssuanceEnded(ordered) {
		issued, err = lifecycle.WaitForIssuance(ctx, r.session, ordered.ID, deadline)
	}
	if issued != nil {
		facts.Merge(certmodel.FromAPI(issued), certmodel.Overwrite)
	}
	switch {
	case err != nil:
		r.session.AddPendingOrder(ordered.ID)
		resp.Diagnostics.Append(pendingWarning(held, err, left))
	case !issued.Issued():
		resp.Diagnostics.Append(failedIssuance(held))
	default:
		isComplete, diags := held.Complete(ctx)
		resp.Diagnostics.Append(diags...)
		left.Completion = !isComplete
		left.DeploymentTargets = left.DeploymentTargets && !r.sendTargets(ctx, &plan, held, deadline, &resp.Diagnostics)
	}

	resp.Diagnostics.Append(order.resendWarning(ctx, held)...)
	state := settled(&plan, facts)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(r.initRenewal(ctx, state, resp.Private)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.OriginKey, lifecycle.Origin{OrderedAt: orderedAt.Unix()}.ObservedNow(r.session).WithEchoed(issued))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, left)...)
}

// settled returns the plan with everything unknown filled from facts, null
// where these know nothing.
func settled(plan *resourceModel, facts *certmodel.Model) *resourceModel {
	state := *plan
	state.Merge(facts, certmodel.FillUnknown)
	return &state
}

// sendTargets sends what the order itself cannot carry, and reports whether
// that succeeded.
func (r *certificateResource) sendTargets(ctx context.Context, plan *resourceModel, held lifecycle.Certificate, deadline poll.Deadline, diags *diag.Diagnostics) bool {
	err := lifecycle.RetryWhileNotFound(ctx, r.session, deadline, func() error {
		return r.session.UpdateCertificate(ctx, held.ID, plan.Settings())
	})
	if err != nil {
		diags.AddAttributeWarning(path.Root("deployment_targets"),
			fmt.Sprintf("The deployment targets of %s were not set", held.Label()),
			apidiag.Detail(err)+"\n\nThe certificate is issued and in the state. The next apply sends the targets.")
		return false
	}
	return true
}

func pendingWarning(held lifecycle.Certificate, err error, left owed) diag.Diagnostic {
	targets := ""
	if left.DeploymentTargets {
		targets = " Its deployment_targets are sent by the next apply after that."
	}
	return diag.NewWarningDiagnostic(
		fmt.Sprintf("Certificate %d for %s is ordered, but not issued yet", held.ID, tigertrust.Printable(held.Model.CommonName.ValueString())),
		apidiag.Unfinished("It was not issued", err)+"\n\nThe order is in the state, and its certificate_pem and other results are null until the certificate is issued. "+
			"Nothing is ordered twice: the next plan or apply reads it again."+targets+" If it needs an approval, give it in TigerTrust.")
}

// failedIssuance is the error of an order that ended without a certificate.
func failedIssuance(held lifecycle.Certificate) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("status"),
		fmt.Sprintf("Certificate %d for %s was not issued", held.ID, tigertrust.Printable(held.Model.CommonName.ValueString())),
		fmt.Sprintf("Its issuance ended with the status %q. TigerTrust shows the reason. When that is put right, apply again: "+
			"Terraform then orders a new certificate in place of this one.", tigertrust.Printable(held.Model.Status.ValueString())))
}
