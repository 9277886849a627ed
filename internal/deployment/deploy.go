package deployment

import (
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

// deployment is one order to deploy a certificate, for a resource or an action.
type deployment struct {
	session       *session.Session
	certificateID tigertrust.ID
	targets       []string
	agentID       types.String
	limit         poll.Deadline
	// waits: it is over when an agent reports the certificate in place. The
	// setting says so.
	waits   bool
	setting string
}

// deployment returns the deployment that a plan asks for.
func (r *deploymentResource) deployment(plan *resourceModel, targets []string, limit poll.Deadline) deployment {
	return deployment{
		session:       r.session,
		certificateID: plan.certificateID(),
		targets:       targets,
		agentID:       plan.AgentID,
		limit:         limit,
		waits:         plan.WaitForDeployment.ValueBool(),
		setting:       "wait_for_deployment",
	}
}

// outcome is what came of a deployment.
type outcome struct {
	// deployed is the certificate when it was ordered to be deployed, seen as
	// it was found afterwards.
	deployed, seen *tigertrust.Certificate
	at             time.Time
}

// run has the certificate put on the targets, and waits for it if it is to.
func (d *deployment) run(ctx context.Context) (outcome, diag.Diagnostics) {
	certificate, problem := d.deployable(ctx)
	if problem == nil {
		problem = d.order(ctx)
	}
	if problem != nil {
		return outcome{}, diag.Diagnostics{problem}
	}
	result := outcome{deployed: certificate, seen: certificate, at: d.session.Now()}

	if d.waits && len(locationsOf(certificate, d.agentID)) == 0 {
		if result.seen, problem = d.placed(ctx); problem != nil {
			return outcome{}, diag.Diagnostics{problem}
		}
	} else if current, err := d.session.Certificate(ctx, d.certificateID); err == nil {
		result.seen = current
	}
	return result, nil
}

// deployable returns the certificate once it is issued.
func (d *deployment) deployable(ctx context.Context) (*tigertrust.Certificate, diag.Diagnostic) {
	id := d.certificateID
	var certificate *tigertrust.Certificate
	err := lifecycle.RetryWhileNotFound(ctx, d.session, d.session.Now().Add(min(lifecycle.NotFoundTimeout, d.limit.Duration)), func() (err error) {
		certificate, err = d.session.Certificate(ctx, id)
		return err
	})
	if err != nil {
		return nil, apidiag.Error(fmt.Sprintf("Could not read certificate %d, which is to be deployed", id), err, d.attributes())
	}
	why := "Its issuance has failed."
	if !lifecycle.IssuanceEnded(certificate) {
		current, err := lifecycle.WaitForIssuance(ctx, d.session, id, d.limit.Time)
		if err != nil {
			why = apidiag.Unfinished("It was not issued", err, d.limit)
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
func (d *deployment) order(ctx context.Context) diag.Diagnostic {
	request := tigertrust.Deployment{Targets: d.targets, AgentID: d.agentID.ValueString()}
	send := func() error { return d.session.DeployCertificate(ctx, d.certificateID, request) }
	err := send()
	summary := fmt.Sprintf("Could not deploy certificate %d", d.certificateID)
	if err != nil && mayPass(err) {
		ended := poll.Until(ctx, d.session, d.limit.Time, fmt.Sprintf("an agent to take certificate %d", d.certificateID), func() (bool, error) {
			err = send()
			return err == nil || !mayPass(err), nil
		})
		var late *poll.TimeoutError
		switch {
		case errors.As(ended, &late):
			summary += fmt.Sprintf(" within %s, the limit in %s", d.limit.Duration, d.limit.Setting)
		case ended != nil:
			err = ended
		}
	}
	if err != nil {
		return apidiag.Error(summary, err, d.attributes())
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
func (d *deployment) placed(ctx context.Context) (*tigertrust.Certificate, diag.Diagnostic) {
	var certificate *tigertrust.Certificate
	err := poll.Until(ctx, d.session, d.limit.Time, fmt.Sprintf("an agent to report certificate %d in place", d.certificateID), func() (bool, error) {
		current, err := d.session.Certificate(ctx, d.certificateID)
		if err != nil {
			return false, err
		}
		certificate = current
		return len(locationsOf(current, d.agentID)) > 0, nil
	})
	if err != nil {
		return nil, diag.NewAttributeErrorDiagnostic(path.Root("targets"),
			fmt.Sprintf("No agent reports certificate %d in place", d.certificateID),
			apidiag.Unfinished("No location appeared", err, d.limit)+
				"\n\nThe deployment was ordered, and ordering it again does no harm: check the agent and apply again. "+
				"To go on without waiting for agents, set "+d.setting+" = false.")
	}
	return certificate, nil
}

// attributes says where an error of the API belongs.
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
