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

// Create imports the discovered certificate, or adopts the managed certificate of
// an earlier import. After the import it reports no errors, because Terraform
// taints a resource whose Create fails.
func (r *importResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan resourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	duration, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	deadline := poll.NewDeadline(r.session.Now(), "timeouts.create", duration)
	ctx, cancel := deadline.Context(ctx, r.session)
	defer cancel()

	certificate, isComplete, diags := r.importOrAdopt(ctx, &plan, deadline)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.session.MarkAdopted(certificate.ID)
	r.session.Claim(certificate.ID)
	plan.CertificateID = types.StringValue(string(certificate.ID))
	var sent certmodel.SentSettings
	sent.RecordSent(&plan.Model)
	if !plan.HasSettingsOtherThan(certificate.Model) {
		// An adopted certificate may have been updated after it was read.
		sent.RecordGranted(certificate.Model)
	}
	plan.Merge(certificate.Model, certmodel.FillUnknown)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("discovered_certificate_id"), plan.DiscoveredCertificateID)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.OriginKey, certificate.Origin.ObservedNow(r.session))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, lifecycle.PendingWork{Completion: !isComplete})...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.AppliedKey, certmodel.Applied{config.OrderValues()})...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.SentSettingsKey, sent)...)
}

// importOrAdopt returns the managed certificate, and reports whether its model is
// complete.
func (r *importResource) importOrAdopt(ctx context.Context, plan *resourceModel, deadline poll.Deadline) (lifecycle.Certificate, bool, diag.Diagnostics) {
	response, err := r.importOrFind(ctx, plan, deadline)
	if err != nil {
		return r.adopt(ctx, plan, err)
	}
	observed := lifecycle.Observe(response)
	certificate := lifecycle.Certificate{Session: r.session, ID: response.ID, Model: observed.Model, Origin: lifecycle.Origin{}.WithEchoed(observed)}
	var diags diag.Diagnostics
	if !response.Issued() {
		current, err := r.session.Certificate(ctx, response.ID)
		if err != nil {
			diags.AddWarning(fmt.Sprintf("Could not read the imported certificate %s", response.ID),
				apidiag.Detail(err)+"\n\nThe certificate is in the state. The next plan or apply reads it again.")
			return certificate, false, diags
		}
		observed := lifecycle.Observe(current)
		certificate.Model.Merge(observed.Model, certmodel.Overwrite)
		certificate.Origin = certificate.Origin.WithEchoed(observed)
	}
	isComplete, completion := certificate.Complete(ctx)
	diags.Append(completion...)
	return certificate, isComplete, diags
}
