package certificate

import (
	"context"
	"fmt"
	"time"

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

// Create orders a certificate and waits until it is issued. Once TigerTrust has
// accepted the order, only a failed issuance is an error: Terraform taints a
// resource whose Create failed, and would revoke and order the certificate again.
func (r *certificateResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan resourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	orderedAt := r.session.Now()
	deadline := poll.NewDeadline(orderedAt, "timeouts.create", timeout)
	ctx, cancel := deadline.Context(ctx, r.session)
	defer cancel()
	order := r.newOrder(&plan, deadline)
	response, diags := order.submit(ctx)
	resp.Diagnostics.Append(diags...)
	if response == nil {
		return
	}
	model := certmodel.FromAPI(response)
	if model.CommonName.IsNull() {
		model.CommonName = plan.CommonName
	}
	plan.ID = types.StringValue(string(response.ID))
	plan.setOnDestroy(order, r.onDestroyOfOrders())
	certificate := lifecycle.Certificate{Session: r.session, ID: response.ID, Model: model}
	// Save the id before waiting, so that the order is not lost whatever happens.
	resp.Diagnostics.Append(resp.State.Set(ctx, resolveUnknowns(&plan, model))...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), plan.ID)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.AppliedKey, certmodel.Applied{config.orderValues()})...)

	pending := pendingWork{PendingWork: lifecycle.PendingWork{Completion: true}}
	pending.DeploymentTargets, pending.Settings = order.unsentSettings(model)
	var err error
	if !lifecycle.IssuanceEnded(response) {
		response, err = lifecycle.WaitForIssuance(ctx, r.session, certificate.ID, deadline)
	}
	sent := order.sentSettings()
	var observed *lifecycle.Observation
	if response != nil {
		observed = lifecycle.Observe(response)
		model.Merge(observed.Model, certmodel.Overwrite)
		sent.RecordGranted(observed.Model)
		certificate.Origin = certificate.Origin.WithEchoed(observed)
	}
	switch {
	case err != nil:
		r.session.AddPendingOrder(certificate.ID)
		order.searchAgain(ctx, certificate)
		certificate.Origin.OrderedAt = order.origin(orderedAt).OrderedAt
		resp.Diagnostics.Append(certificate.OrderPending(apidiag.Unfinished("It was not issued", err)))
	case !response.Issued():
		resp.Diagnostics.Append(failedIssuanceError(certificate))
	default:
		order.searchAgain(ctx, certificate)
		order.complete(model)
		isComplete, diags := certificate.Complete(ctx)
		resp.Diagnostics.Append(diags...)
		pending.Completion = !isComplete
		pending.DeploymentTargets, pending.Settings = order.unsentSettings(model)
		if pending.hasSettings() {
			diags := r.sendSettings(ctx, &plan, certificate, deadline)
			resp.Diagnostics.Append(diags...)
			if len(diags) == 0 {
				pending.DeploymentTargets, pending.Settings = false, false
				sent.RecordSent(&plan.Model)
				certificate.ReadSettings(ctx, &sent)
			}
		}
	}

	resp.Diagnostics.Append(order.warning(certificate)...)
	pending.Duplicates, pending.SearchedAt = order.pendingDuplicates(orderedAt)
	state := resolveUnknowns(&plan, model)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(r.initRenewal(ctx, state, resp.Private)...)
	origin := order.origin(orderedAt).ObservedNow(r.session).WithEchoed(observed)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.OriginKey, origin)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, pending)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.SentSettingsKey, sent)...)
}

// origin returns the origin of a certificate that was ordered at a time, unless it
// was adopted.
func (o *order) origin(orderedAt time.Time) lifecycle.Origin {
	if o.adopted != nil {
		return lifecycle.Origin{}
	}
	return lifecycle.Origin{OrderedAt: orderedAt.Unix()}
}

// sentSettings returns the settings that the order has sent.
func (o *order) sentSettings() certmodel.SentSettings {
	var sent certmodel.SentSettings
	if o.adopted == nil {
		ordered := o.plan.Model
		ordered.DeploymentTargets = certmodel.NullStringSet()
		sent.RecordSent(&ordered)
	}
	return sent
}

// setOnDestroy sets the default of on_destroy if the plan has left it open.
func (m *resourceModel) setOnDestroy(order *order, ofOrders string) {
	if !m.OnDestroy.IsUnknown() {
		return
	}
	m.OnDestroy = types.StringValue(ofOrders)
	if order.adopted != nil {
		m.OnDestroy = types.StringValue(certmodel.Abandon)
	}
}

// sendSettings sends the settings that the certificate lacks: the deployment
// targets, which an order cannot contain, or any settings of an adopted certificate.
// It warns if they could not be set.
func (r *certificateResource) sendSettings(ctx context.Context, plan *resourceModel, certificate lifecycle.Certificate, deadline poll.Deadline) diag.Diagnostics {
	err := lifecycle.RetryWhileNotFound(ctx, r.session, deadline, func() error {
		return r.session.UpdateCertificate(ctx, certificate.ID, plan.Settings())
	})
	if err == nil {
		return nil
	}
	if !certmodel.HasValue(plan.DeploymentTargets) {
		return diag.Diagnostics{diag.NewWarningDiagnostic("Settings not updated",
			fmt.Sprintf("The settings of %s were not updated. %s\n\nThe certificate is saved in the state. The next apply sends the settings.", certificate.Label(), apidiag.Detail(err)))}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("deployment_targets"), "Deployment targets not set",
		fmt.Sprintf("The deployment targets of %s were not set. %s\n\nThe certificate is issued and saved in the state. The next apply sends the targets.",
			certificate.Label(), apidiag.Detail(err)))}
}

// failedIssuanceError returns the error about an order that ended without a
// certificate.
func failedIssuanceError(certificate lifecycle.Certificate) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("status"), "Certificate not issued",
		fmt.Sprintf("%s was not issued: the order ended with the status %q. TigerTrust shows the reason. Once the cause is fixed, apply again: "+
			"Terraform then orders a new certificate to replace this one.", certificate.Title(), tigertrust.Printable(certificate.Model.Status.ValueString())))
}
