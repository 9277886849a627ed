package deployment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/await"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// findingTime is how long a certificate that is not found is looked for: it
// may have been ordered a moment ago.
const findingTime = 30 * time.Second

// limit is a time limit and the setting it comes from.
type limit struct {
	setting  string
	duration time.Duration
	deadline time.Time
}

func (r *deploymentResource) limit(setting string, duration time.Duration) limit {
	return limit{setting: setting, duration: duration, deadline: r.client.Now().Add(duration)}
}

// outcome is what came of a deployment.
type outcome struct {
	// deployed is the certificate when it was ordered to be deployed, seen as
	// it was found afterwards.
	deployed, seen *tigertrust.Certificate
	at             time.Time
}

// deploy has the certificate put on targets, and waits for it if the plan says
// so.
func (r *deploymentResource) deploy(ctx context.Context, plan *resourceModel, targets []string, limit limit) (outcome, diag.Diagnostics) {
	certificate, problem := r.deployable(ctx, plan, limit)
	if problem == nil {
		problem = r.order(ctx, plan, targets, limit)
	}
	if problem != nil {
		return outcome{}, diag.Diagnostics{problem}
	}
	result := outcome{deployed: certificate, seen: certificate, at: r.client.Now()}

	if plan.WaitForDeployment.ValueBool() && len(plan.ownLocations(certificate)) == 0 {
		if result.seen, problem = r.placed(ctx, plan, limit); problem != nil {
			return outcome{}, diag.Diagnostics{problem}
		}
	} else if current, err := r.client.Certificate(ctx, plan.certificateID()); err == nil {
		result.seen = current
	}
	return result, nil
}

// deployable returns the certificate once it is issued.
func (r *deploymentResource) deployable(ctx context.Context, plan *resourceModel, limit limit) (*tigertrust.Certificate, diag.Diagnostic) {
	id := plan.certificateID()
	var certificate *tigertrust.Certificate
	err := managed.OnceFound(ctx, r.client, r.client.Now().Add(min(findingTime, limit.duration)), func() (err error) {
		certificate, err = r.client.Certificate(ctx, id)
		return err
	})
	if err != nil {
		return nil, apidiag.Error(fmt.Sprintf("Could not read certificate %d, which is to be deployed", id), err, plan.attributes())
	}
	why := "Its issuance has failed."
	if !managed.HasOutcome(certificate) {
		current, err := managed.AwaitOutcome(ctx, r.client, id, limit.deadline)
		if err != nil {
			why = await.Unfinished("It was not issued", err, limit.setting, limit.duration)
		}
		if current != nil {
			certificate = current
		}
	}
	switch {
	case certificate.HasStatus(tigertrust.StatusRevoked):
		return nil, diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), fmt.Sprintf("Certificate %d is revoked and is not deployed", id),
			"No client would accept it. Deploy the certificate that took its place.")
	case !certificate.Issued():
		return nil, diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), fmt.Sprintf("Certificate %d is not issued, so there is nothing to deploy", id), why)
	}
	return certificate, nil
}

// order sends the deployment, again and again until the time limit while no
// agent is there for it, or while it is uncertain what came of it.
func (r *deploymentResource) order(ctx context.Context, plan *resourceModel, targets []string, limit limit) diag.Diagnostic {
	deployment := tigertrust.Deployment{Targets: targets, AgentID: plan.AgentID.ValueString()}
	send := func() error { return r.client.DeployCertificate(ctx, plan.certificateID(), deployment) }
	err := send()
	summary := fmt.Sprintf("Could not deploy certificate %d", plan.certificateID())
	if err != nil && mayPass(err) {
		ended := await.Until(ctx, r.client, limit.deadline, func() (bool, error) {
			err = send()
			return err == nil || !mayPass(err), nil
		})
		var late *await.TimeLimitError
		switch {
		case errors.As(ended, &late):
			summary += fmt.Sprintf(" within %s, the limit in %s", limit.duration, limit.setting)
		case ended != nil:
			err = ended
		}
	}
	if err != nil {
		return apidiag.Error(summary, err, plan.attributes())
	}
	return nil
}

// mayPass reports an error after which the same order may succeed. Whether it
// was carried out all the same does not matter: to deploy again does no harm.
func mayPass(err error) bool {
	var answer *tigertrust.Error
	return !errors.As(err, &answer) || answer.IsTemporary() || errors.Is(err, tigertrust.ErrAgentUnavailable)
}

// placed returns the certificate once an agent reports it in place.
func (r *deploymentResource) placed(ctx context.Context, plan *resourceModel, limit limit) (*tigertrust.Certificate, diag.Diagnostic) {
	var certificate *tigertrust.Certificate
	err := await.Until(ctx, r.client, limit.deadline, func() (bool, error) {
		current, err := r.client.Certificate(ctx, plan.certificateID())
		if err != nil {
			return false, err
		}
		certificate = current
		return len(plan.ownLocations(current)) > 0, nil
	})
	if err != nil {
		return nil, diag.NewAttributeErrorDiagnostic(path.Root("targets"),
			fmt.Sprintf("No agent reports certificate %d in place", plan.certificateID()),
			await.Unfinished("No location appeared", err, limit.setting, limit.duration)+
				"\n\nThe deployment was ordered, and ordering it again does no harm: check the agent and apply again. "+
				"To go on without waiting for agents, set wait_for_deployment = false.")
	}
	return certificate, nil
}

// attributes says where an error of the API belongs.
func (m *resourceModel) attributes() apidiag.Attributes {
	agent := path.Root("agent_id")
	if m.AgentID.IsNull() {
		agent = path.Root("targets")
	}
	return apidiag.Attributes{
		tigertrust.ErrAgentUnavailable:    agent,
		tigertrust.ErrAlreadyRevoked:      path.Root("certificate_id"),
		tigertrust.ErrCertificateNotFound: path.Root("certificate_id"),
		tigertrust.ErrInvalidCertificate:  path.Root("certificate_id"),
	}
}
