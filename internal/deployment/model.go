package deployment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resourceModel is tigertrust_certificate_deployment in configuration, plan
// and state.
type resourceModel struct {
	CertificateID          types.Int64       `tfsdk:"certificate_id"`
	Targets                types.Set         `tfsdk:"targets"`
	AgentID                types.String      `tfsdk:"agent_id"`
	CertificateFingerprint types.String      `tfsdk:"certificate_fingerprint"`
	RedeployOnRenewal      types.Bool        `tfsdk:"redeploy_on_renewal"`
	Triggers               types.Map         `tfsdk:"triggers"`
	WaitForDeployment      types.Bool        `tfsdk:"wait_for_deployment"`
	Timeouts               timeouts.Value    `tfsdk:"timeouts"`
	Locations              types.List        `tfsdk:"locations"`
	LastDeployedAt         timetypes.RFC3339 `tfsdk:"last_deployed_at"`
}

func (m *resourceModel) certificateID() tigertrust.ID {
	return tigertrust.ID(m.CertificateID.ValueInt64())
}

// targets returns the targets in order. What is unknown shows as an empty one,
// which no known target is.
func (m *resourceModel) targets() []string {
	if m.Targets.IsUnknown() {
		return []string{""}
	}
	var targets []string
	for _, element := range m.Targets.Elements() {
		if target, ok := element.(types.String); ok {
			targets = append(targets, target.ValueString())
		}
	}
	slices.Sort(targets)
	return targets
}

// isImported reports a state that ImportState made and no Read has filled.
func (m *resourceModel) isImported() bool { return m.Locations.IsNull() }

// ownLocations returns the locations of the resource's agent.
func (m *resourceModel) ownLocations(certificate *tigertrust.Certificate) []certmodel.Location {
	return locationsOf(certificate, m.AgentID)
}

// locationsOf returns the locations of an agent, those of every agent where it
// is null, in a lasting order.
func locationsOf(certificate *tigertrust.Certificate, agentID types.String) []certmodel.Location {
	own := []certmodel.Location{}
	for _, location := range certmodel.Locations(certificate.Locations) {
		if agentID.IsNull() || agentID.Equal(location.AgentID) {
			own = append(own, location)
		}
	}
	return own
}

// expected returns the locations of the state.
func (m *resourceModel) expected(ctx context.Context) ([]certmodel.Location, diag.Diagnostics) {
	var expected []certmodel.Location
	if m.Locations.IsNull() || m.Locations.IsUnknown() {
		return nil, nil
	}
	diags := m.Locations.ElementsAs(ctx, &expected, false)
	return expected, diags
}

// complete fills in what the plan of a deployment left unknown.
func (m *resourceModel) complete(ctx context.Context, result outcome) diag.Diagnostics {
	if m.CertificateFingerprint.IsUnknown() {
		m.CertificateFingerprint = certmodel.StringValue(result.deployed.Fingerprint)
	}
	m.LastDeployedAt = timetypes.NewRFC3339TimeValue(result.at.UTC().Truncate(time.Second))
	locations, diags := types.ListValueFrom(ctx, certmodel.LocationType, m.ownLocations(result.seen))
	m.Locations = locations
	return diags
}

// fingerprintWarning tells that the configuration names another fingerprint
// than that of the deployed certificate.
func (m *resourceModel) fingerprintWarning(result outcome) diag.Diagnostics {
	var diags diag.Diagnostics
	deployed := certmodel.StringValue(result.deployed.Fingerprint)
	if certmodel.HasValue(m.CertificateFingerprint) && !deployed.IsNull() && !m.CertificateFingerprint.Equal(deployed) {
		diags.AddAttributeWarning(path.Root("certificate_fingerprint"),
			fmt.Sprintf("Certificate %d has another fingerprint than the configuration names", m.certificateID()),
			fmt.Sprintf("What TigerTrust has was deployed: %s. The configuration names %s. Set certificate_fingerprint to the fingerprint of the tigertrust_certificate, or leave it out.",
				tigertrust.Printable(deployed.ValueString()), m.CertificateFingerprint.ValueString()))
	}
	return diags
}
