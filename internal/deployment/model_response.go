package deployment

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// agentLocations returns the locations that the agent reported, or those of every
// agent if agentID is null, sorted.
func agentLocations(observed *lifecycle.Observation, agentID types.String) []certmodel.Location {
	locations := []certmodel.Location{}
	for _, location := range observed.Locations {
		if agentID.IsNull() || agentID.Equal(location.AgentID) {
			locations = append(locations, location)
		}
	}
	return locations
}

// applyOutcome sets the attributes that a plan with a deployment left unknown.
func (m *resourceModel) applyOutcome(ctx context.Context, result outcome) diag.Diagnostics {
	if m.CertificateFingerprint.IsUnknown() {
		m.CertificateFingerprint = result.deployed.Model.Fingerprint
	}
	m.LastDeployedAt = timetypes.NewRFC3339TimeValue(result.submittedAt.UTC().Truncate(time.Second))
	return m.setLocations(ctx, agentLocations(result.current, m.AgentID))
}

func (m *resourceModel) setLocations(ctx context.Context, locations []certmodel.Location) (diags diag.Diagnostics) {
	m.Locations, diags = types.ListValueFrom(ctx, certmodel.LocationType, locations)
	return diags
}

// fingerprintWarning warns if the configured fingerprint is not that of the
// deployed certificate.
func (m *resourceModel) fingerprintWarning(result outcome) diag.Diagnostics {
	var diags diag.Diagnostics
	deployed := result.deployed.Model.Fingerprint
	if certmodel.HasValue(m.CertificateFingerprint) && !deployed.IsNull() && !m.CertificateFingerprint.Equal(deployed) {
		diags.AddAttributeWarning(path.Root("certificate_fingerprint"),
			fmt.Sprintf("The configured fingerprint is not that of certificate %s", m.certificateID()),
			fmt.Sprintf("The deployed certificate has the fingerprint %s, and certificate_fingerprint is %s. "+
				"Set certificate_fingerprint to the fingerprint of the tigertrust_certificate, or remove the attribute.",
				tigertrust.Printable(deployed.ValueString()), m.CertificateFingerprint.ValueString()))
	}
	return diags
}
