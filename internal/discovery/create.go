package discovery

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
)

// Create imports the discovered certificate, or adopts the certificate that it
// was imported as earlier. Once the API has said that it is imported nothing is
// an error: Terraform taints what a failed Create leaves behind.
func (r *importResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	duration, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	limit := poll.NewDeadline(r.session.Now(), "timeouts.create", duration)
	ctx, cancel := limit.Context(ctx)
	defer cancel()

	held, isComplete, diags := r.imported(ctx, &plan, limit)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.session.MarkAdopted(held.ID)
	r.session.Claim(held.ID)
	plan.CertificateID = types.Int64Value(int64(held.ID))
	plan.Merge(held.Model, certmodel.FillUnknown)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("discovered_certificate_id"), plan.DiscoveredCertificateID)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.OriginKey, held.Origin.ObservedNow(r.session))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, lifecycle.PendingWork{Completion: !isComplete})...)
}

// imported returns the certificate that the discovered one is now, and whether
// all is known of it.
func (r *importResource) imported(ctx context.Context, plan *resourceModel, deadline poll.Deadline) (lifecycle.Certificate, bool, diag.Diagnostics) {
	answer, err := r.importOrFind(ctx, plan, deadline)
	if err != nil {
		return r.adopt(ctx, plan, err)
	}
	held := lifecycle.Certificate{Session: r.session, ID: answer.ID, Model: certmodel.FromAPI(answer), Origin: lifecycle.Origin{}.WithEchoed(answer)}
	var diags diag.Diagnostics
	if !answer.Issued() {
		current, err := r.session.Certificate(ctx, answer.ID)
		if err != nil {
			diags.AddWarning(fmt.Sprintf("Certificate %d was imported, but could not be read", answer.ID),
				apidiag.Detail(err)+"\n\nIt is in the state. The next plan or apply reads it.")
			return held, false, diags
		}
		held.Model.Merge(certmodel.FromAPI(current), certmodel.Overwrite)
		held.Origin = held.Origin.WithEchoed(current)
	}
	isComplete, completion := held.Complete(ctx)
	diags.Append(completion...)
	return held, isComplete, diags
}
