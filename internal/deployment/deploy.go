package deployment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// deployment is one deployment of a certificate, for the resource or the
// action.
type deployment struct {
	session       *session.Session
	certificateID tigertrust.ID
	targets       []string
	agentID       types.String
	deadline      poll.Deadline
	// waitsForAgent is true if the deployment ends when an agent reports the
	// certificate as deployed, and not when the API accepts the deployment.
	waitsForAgent bool
}

// deployment returns the deployment that a plan requires.
func (r *deploymentResource) deployment(plan *resourceModel, targets []string, deadline poll.Deadline) deployment {
	return deployment{
		session:       r.session,
		certificateID: plan.certificateID(),
		targets:       targets,
		agentID:       plan.AgentID,
		deadline:      deadline,
		waitsForAgent: plan.WaitForDeployment.ValueBool(),
	}
}

// outcome is the outcome of a successful deployment.
type outcome struct {
	// deployed is the certificate as it was when the deployment was submitted,
	// current as it was last read.
	deployed, current *lifecycle.Observation
	submittedAt       time.Time
}

// run submits the deployment and waits until it ends.
func (d *deployment) run(ctx context.Context) (outcome, diag.Diagnostics) {
	ctx, cancel := d.deadline.Context(ctx, d.session)
	defer cancel()
	certificate, problem := d.issuedCertificate(ctx)
	if problem == nil {
		problem = d.submit(ctx)
	}
	if problem != nil {
		return outcome{}, diag.Diagnostics{problem}
	}
	deployed := lifecycle.Observe(certificate)
	result := outcome{deployed: deployed, current: deployed, submittedAt: d.session.Now()}

	if d.waitsForAgent && len(agentLocations(deployed, d.agentID)) == 0 {
		if result.current, problem = d.waitForAgent(ctx); problem != nil {
			return outcome{}, diag.Diagnostics{problem}
		}
	} else if current, err := d.session.Certificate(ctx, d.certificateID); err == nil {
		result.current = lifecycle.Observe(current)
	}
	return result, nil
}

// issuedCertificate waits until the certificate is issued, and returns it.
func (d *deployment) issuedCertificate(ctx context.Context) (*tigertrust.Certificate, diag.Diagnostic) {
	id := d.certificateID
	var certificate *tigertrust.Certificate
	err := lifecycle.RetryWhileNotFound(ctx, d.session, d.notFoundDeadline(), func() (err error) {
		certificate, err = d.session.Certificate(ctx, id)
		return err
	})
	if err != nil {
		return nil, apidiag.Error(fmt.Sprintf("Could not read certificate %s to deploy it", id), err, d.attributes())
	}
	cause := "Its issuance failed. Deploy another certificate."
	if !lifecycle.IssuanceEnded(certificate) {
		current, err := lifecycle.WaitForIssuance(ctx, d.session, id, d.deadline)
		if err != nil {
			cause = apidiag.Unfinished("It was not issued", err)
		}
		if current != nil {
			certificate = current
		}
	}
	switch {
	case certificate.HasStatus(tigertrust.StatusRevoked):
		return nil, diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), fmt.Sprintf("Cannot deploy the revoked certificate %s", id),
			"Clients reject a revoked certificate. Deploy its replacement.")
	case !certificate.Issued():
		return nil, diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), fmt.Sprintf("Certificate %s is not issued and cannot be deployed", id), cause)
	}
	return certificate, nil
}

// notFoundDeadline returns until when the certificate may be missing: an order of
// this run may not be visible yet, any other certificate does not exist.
func (d *deployment) notFoundDeadline() poll.Deadline {
	var limit time.Duration
	if d.session.IsClaimed(d.certificateID) {
		limit = lifecycle.NotFoundTimeout
	}
	return d.deadline.Within(d.session.Now(), limit)
}

// submit submits the deployment. It retries until the deadline while no agent
// is available, and while the outcome of the last attempt is unknown: even if the
// API has carried it out, deploying again does no harm.
func (d *deployment) submit(ctx context.Context) diag.Diagnostic {
	request := tigertrust.Deployment{Targets: d.targets, AgentID: d.agentID.ValueString()}
	ctx, cancel := d.deadline.WriteContext(ctx, d.session)
	defer cancel()
	var last error
	err := poll.Immediately(ctx, d.session, d.deadline, fmt.Sprintf("an agent to accept certificate %s", d.certificateID), func() (bool, error) {
		err := d.session.DeployCertificate(ctx, d.certificateID, request)
		if errors.Is(err, tigertrust.ErrAgentUnavailable) {
			// An agent may become available, whatever the status.
			last = err
			return false, nil
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			last = nil
		}
		return err == nil || tigertrust.IsPermanent(err), err
	})
	summary := fmt.Sprintf("Could not deploy certificate %s", d.certificateID)
	var timeout *poll.DeadlineError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &timeout):
		summary += fmt.Sprintf(" within %s", d.deadline)
		err = timeout.After(cmp.Or(timeout.Last, last))
	}
	return apidiag.Error(summary, err, d.attributes())
}

// waitForAgent returns the certificate once an agent reports it as deployed.
func (d *deployment) waitForAgent(ctx context.Context) (*lifecycle.Observation, diag.Diagnostic) {
	var observed *lifecycle.Observation
	err := poll.Until(ctx, d.session, d.deadline, fmt.Sprintf("an agent to report certificate %s as deployed", d.certificateID), func() (bool, error) {
		current, err := d.session.Certificate(ctx, d.certificateID)
		if err != nil {
			return false, err
		}
		observed = lifecycle.Observe(current)
		return len(agentLocations(observed, d.agentID)) > 0, nil
	})
	if err != nil {
		return nil, diag.NewAttributeErrorDiagnostic(path.Root("targets"),
			fmt.Sprintf("No agent reported certificate %s as deployed", d.certificateID),
			apidiag.Unfinished("No location appeared", err)+
				"\n\nTigerTrust accepted the deployment. Check the agent, then apply again: deploying twice does no harm. "+
				"To continue without waiting for agents, set wait_for_deployment = false.")
	}
	return observed, nil
}

// attributes maps error codes to the attributes that they are about.
func (d *deployment) attributes() apidiag.Attributes {
	agent := path.Root("agent_id")
	if d.agentID.IsNull() {
		agent = path.Root("targets")
	}
	return apidiag.Attributes{
		tigertrust.ErrAgentUnavailable:    agent,
		tigertrust.ErrAlreadyRevoked:      path.Root("certificate_id"),
		tigertrust.ErrCertificateNotFound: path.Root("certificate_id"),
		tigertrust.ErrInvalidCertificate:  path.Root("certificate_id"),
	}
}
