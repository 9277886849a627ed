package deployment

import (
	"slices"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
)

// observationKey is the key of the observation in the private state.
const observationKey = "observation"

// observation is the certificate as last observed, and the part of the deployment
// that the state cannot contain.
type observation struct {
	lifecycle.Origin
	// Fingerprint is that of the certificate. A renewal changes it.
	Fingerprint string `json:"fingerprint,omitempty"`
	// Deployed is the fingerprint of the last deployment. The state may contain a
	// different one, because it must contain the configured value.
	Deployed string `json:"deployed,omitempty"`
	// ServerTargets are the certificate's own deployment targets, one per line.
	// TigerTrust deploys a renewed certificate to them.
	ServerTargets string `json:"server_targets,omitempty"`
	// Missing lists the locations in the state that agents no longer report.
	Missing string `json:"missing,omitempty"`
	Revoked bool   `json:"revoked,omitempty"`
}

// certificate returns the certificate of the model as it was last observed.
func (r *deploymentResource) certificate(m *resourceModel, observed observation) lifecycle.Certificate {
	return lifecycle.Certificate{
		Session:     r.session,
		ID:          m.certificateID(),
		Model:       &certmodel.Model{Fingerprint: certmodel.StringValue(&observed.Fingerprint)},
		Origin:      observed.Origin,
		IDAttribute: "certificate_id",
	}
}

// update returns the observation with all values that were read.
func (o observation) update(current *session.Session, observed *lifecycle.Observation) observation {
	o.Origin = o.ObservedNow(current)
	if !observed.Model.Fingerprint.IsNull() {
		o.Fingerprint = observed.Model.Fingerprint.ValueString()
	}
	if !observed.Model.DeploymentTargets.IsNull() {
		o.ServerTargets = strings.Join(certmodel.Strings(observed.Model.DeploymentTargets), "\n")
	}
	if !observed.Model.Status.IsNull() {
		o.Revoked = observed.Model.IsRevoked()
	}
	return o
}

// afterDeployment returns the observation after a deployment to every target.
func (o observation) afterDeployment(current *session.Session, result outcome) observation {
	o = o.update(current, result.current)
	o.Missing = ""
	o.Deployed = result.deployed.Model.Fingerprint.ValueString()
	return o
}

// isRenewed reports whether the certificate was renewed since its last
// deployment.
func (o observation) isRenewed() bool {
	return o.Fingerprint != "" && o.Deployed != "" && o.Fingerprint != o.Deployed
}

// serverDeploys reports whether TigerTrust deploys renewals to all targets.
func (o observation) serverDeploys(targets []string) bool {
	return o.ServerTargets != "" && len(difference(targets, strings.Split(o.ServerTargets, "\n"))) == 0
}

// missingLocations lists the locations in the state that agents do not report.
func missingLocations(state, reported []certmodel.Location) string {
	var missing []string
	for _, location := range state {
		if !slices.ContainsFunc(reported, location.Equals) {
			missing = append(missing, location.String())
		}
	}
	return strings.Join(missing, ", ")
}
