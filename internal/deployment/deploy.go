package deployment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/await"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// limit is a time limit and the setting it comes from.
type limit struct {
	setting  string
	duration time.Duration
	deadline time.Time
}

// deploy has the certificate put on targets, waits for it if the plan says so,
// and completes the plan with what came of it.
func (r *deploymentResource) deploy(ctx context.Context, plan *resourceModel, targets []string, limit limit) diag.Diagnostics {
	certificate, diags := r.deployable(ctx, plan, limit)
	if diags.HasError() {
		return diags
	}
	before := plan.ownLocations(certificate)
	diags.Append(r.order(ctx, plan, targets, limit)...)
	if diags.HasError() {
		return diags
	}
	deployedAt := r.client.Now()

	if plan.WaitForDeployment.ValueBool() && len(before) == 0 {
		err := await.Until(ctx, r.client, limit.deadline, func() (bool, error) {
			current, err := r.client.Certificate(ctx, plan.certificateID())
			if err != nil {
				return false, err
			}
			certificate = current
			return len(plan.ownLocations(current)) > 0, nil
		})
		if err != nil {
			diags.AddAttributeError(path.Root("targets"),
				fmt.Sprintf("No agent reports certificate %d in place", plan.CertificateID.ValueInt64()),
				await.Unfinished("No location appeared", err, limit.setting, limit.duration)+
					"\n\nThe deployment was ordered, and ordering it again does no harm: check the agent and apply again. "+
					"To go on without waiting for agents, set wait_for_deployment = false.")
		}
	} else if current, err := r.client.Certificate(ctx, plan.certificateID()); err == nil {
		certificate = current
	}
	diags.Append(plan.complete(ctx, certificate, deployedAt)...)
	return diags
}

// deployable returns the certificate once it is issued.
func (r *deploymentResource) deployable(ctx context.Context, plan *resourceModel, limit limit) (*tigertrust.Certificate, diag.Diagnostics) {
	var diags diag.Diagnostics
	id := plan.certificateID()
	certificate, err := r.client.Certificate(ctx, id)
	if err == nil && !certificate.Issued() && !certificate.HasStatus(tigertrust.StatusRevoked) {
		err = await.Until(ctx, r.client, limit.deadline, func() (bool, error) {
			current, err := r.client.Certificate(ctx, id)
			if err != nil {
				return false, err
			}
			certificate = current
			failed := current.Status != nil && current.Status.IssuanceFailed()
			return current.Issued() || current.HasStatus(tigertrust.StatusRevoked) || failed, nil
		})
		if err != nil || !certificate.Issued() && !certificate.HasStatus(tigertrust.StatusRevoked) {
			why := "Its issuance has failed."
			if err != nil {
				why = await.Unfinished("It was not issued", err, limit.setting, limit.duration)
			}
			diags.AddAttributeError(path.Root("certificate_id"), fmt.Sprintf("Certificate %d is not issued, so there is nothing to deploy", id), why)
			return nil, diags
		}
	}
	switch {
	case err != nil:
		diags.Append(apidiag.Error(fmt.Sprintf("Could not read certificate %d, which is to be deployed", id), err, plan.attributes()))
	case certificate.HasStatus(tigertrust.StatusRevoked):
		diags.AddAttributeError(path.Root("certificate_id"), fmt.Sprintf("Certificate %d is revoked and is not deployed", id),
			"No client would accept it. Deploy the certificate that took its place.")
	}
	return certificate, diags
}

// order sends the deployment, again and again while no agent is there for it.
func (r *deploymentResource) order(ctx context.Context, plan *resourceModel, targets []string, limit limit) diag.Diagnostics {
	order := tigertrust.Deployment{Targets: targets, AgentID: plan.AgentID.ValueString()}
	send := func() error { return r.client.DeployCertificate(ctx, plan.certificateID(), order) }
	err := send()
	if errors.Is(err, tigertrust.ErrAgentUnavailable) {
		unavailable := err
		err = await.Until(ctx, r.client, limit.deadline, func() (bool, error) {
			err := send()
			return !errors.Is(err, tigertrust.ErrAgentUnavailable), ignoring(err, tigertrust.ErrAgentUnavailable)
		})
		var late *await.TimeLimitError
		if errors.As(err, &late) && late.Last == nil {
			err = unavailable
		}
	}
	if err == nil {
		return nil
	}
	return diag.Diagnostics{apidiag.Error(fmt.Sprintf("Could not deploy certificate %d", plan.CertificateID.ValueInt64()), err, plan.attributes())}
}

// ignoring returns err unless it is of the code.
func ignoring(err error, code tigertrust.Code) error {
	if errors.Is(err, code) {
		return nil
	}
	return err
}

// attributes says where an error of the API belongs.
func (m *resourceModel) attributes() apidiag.Attributes {
	agent := path.Root("agent_id")
	if m.AgentID.IsNull() {
		agent = path.Root("targets")
	}
	return apidiag.Attributes{
		tigertrust.ErrAgentUnavailable:    agent,
		tigertrust.ErrCertificateNotFound: path.Root("certificate_id"),
		tigertrust.ErrInvalidCertificate:  path.Root("certificate_id"),
	}
}

// complete fills in what the plan left unknown.
func (m *resourceModel) complete(ctx context.Context, certificate *tigertrust.Certificate, deployedAt time.Time) diag.Diagnostics {
	if m.CertificateFingerprint.IsUnknown() {
		m.CertificateFingerprint = types.StringPointerValue(certificate.Fingerprint)
	}
	m.LastDeployedAt = timetypes.NewRFC3339TimeValue(deployedAt.UTC().Truncate(time.Second))
	locations, diags := types.ListValueFrom(ctx, locationType, m.ownLocations(certificate))
	m.Locations = locations
	return diags
}
