package deployment

import (
	"slices"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// sightingKey is the key of the private state.
const sightingKey = "sighting"

// sighting is what was seen of the certificate, and what the state cannot show
// of the deployment.
type sighting struct {
	lifecycle.Origin
	// Fingerprint is the certificate's, which a renewal changes.
	Fingerprint string `json:"fingerprint,omitempty"`
	// Deployed is the fingerprint that was last deployed. The state may hold
	// another one, since it has to hold what the configuration says.
	Deployed string `json:"deployed,omitempty"`
	// ServerTargets are the certificate's own deployment targets, one a line.
	// TigerTrust deploys to them what it renews.
	ServerTargets string `json:"server_targets,omitempty"`
	// Missing names the locations of the state that are gone.
	Missing string `json:"missing,omitempty"`
	// Revoked certificates are not deployed, whatever else was seen.
	Revoked bool `json:"revoked,omitempty"`
}

// held returns the certificate of the model as it was last seen.
func (r *deploymentResource) held(m *resourceModel, saw sighting) lifecycle.Certificate {
	return lifecycle.Certificate{
		Session:     r.session,
		ID:          m.certificateID(),
		Model:       &certmodel.Model{Fingerprint: certmodel.StringValue(&saw.Fingerprint)},
		Origin:      saw.Origin,
		IDAttribute: "certificate_id",
	}
}

// sees returns the sighting after a look at the certificate. What the answer
// leaves out stays as it was.
func (s sighting) sees(current *session.Session, certificate *tigertrust.Certificate) sighting {
	s.Origin = s.ObservedNow(current)
	if fingerprint := certmodel.StringValue(certificate.Fingerprint); !fingerprint.IsNull() {
		s.Fingerprint = fingerprint.ValueString()
	}
	if certificate.DeploymentTargets != nil {
		s.ServerTargets = strings.Join(slices.Sorted(slices.Values(*certificate.DeploymentTargets)), "\n")
	}
	if certificate.Status != nil {
		s.Revoked = certificate.HasStatus(tigertrust.StatusRevoked)
	}
	return s
}

// deployed returns the sighting after a deployment to all targets.
func (s sighting) deployed(current *session.Session, result outcome) sighting {
	s = s.sees(current, result.seen)
	s.Missing = ""
	s.Deployed = certmodel.StringValue(result.deployed.Fingerprint).ValueString()
	return s
}

// isRenewed reports that another certificate than the deployed one was seen
// under the same id.
func (s sighting) isRenewed() bool {
	return s.Fingerprint != "" && s.Deployed != "" && s.Fingerprint != s.Deployed
}

// deploysItself reports that TigerTrust deploys what it renews to all targets.
func (s sighting) deploysItself(targets []string) bool {
	return s.ServerTargets != "" && len(without(targets, strings.Split(s.ServerTargets, "\n"))) == 0
}

// missing names the expected locations that are not among the present ones.
func missing(expected, present []certmodel.Location) string {
	var gone []string
	for _, location := range expected {
		if !slices.ContainsFunc(present, location.Equals) {
			gone = append(gone, location.String())
		}
	}
	return strings.Join(gone, ", ")
}
