package deployment

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resourceModel is tigertrust_certificate_deployment in configuration, plan
// and state.
type resourceModel struct {
	CertificateID          types.String        `tfsdk:"certificate_id"`
	Targets                certmodel.StringSet `tfsdk:"targets"`
	AgentID                types.String        `tfsdk:"agent_id"`
	CertificateFingerprint types.String        `tfsdk:"certificate_fingerprint"`
	RedeployOnRenewal      types.Bool          `tfsdk:"redeploy_on_renewal"`
	Triggers               types.Map           `tfsdk:"triggers"`
	WaitForDeployment      types.Bool          `tfsdk:"wait_for_deployment"`
	Verify                 types.Object        `tfsdk:"verify"`
	Timeouts               timeouts.Value      `tfsdk:"timeouts"`
	Locations              types.List          `tfsdk:"locations"`
	LastDeployedAt         timetypes.RFC3339   `tfsdk:"last_deployed_at"`
	LastVerifiedAt         timetypes.RFC3339   `tfsdk:"last_verified_at"`
}

func (m *resourceModel) certificateID() tigertrust.ID {
	return tigertrust.ID(m.CertificateID.ValueString())
}

// targets returns the targets, sorted. An unknown target is returned as an empty
// string, which equals no known target.
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

// addedTargets returns the targets of m that the state does not contain.
func (m *resourceModel) addedTargets(state *resourceModel) []string {
	return difference(m.targets(), state.targets())
}

// removedTargets returns the targets of the state that m does not contain.
func (m *resourceModel) removedTargets(state *resourceModel) []string {
	return difference(state.targets(), m.targets())
}

// difference returns the elements of targets that are not in others.
func difference(targets, others []string) []string {
	return slices.DeleteFunc(slices.Clone(targets), func(target string) bool { return slices.Contains(others, target) })
}

// isImported reports whether ImportState wrote the state and Read has not filled
// it in yet.
func (m *resourceModel) isImported() bool { return m.Locations.IsNull() }

// locations returns the locations in the state.
func (m *resourceModel) locations(ctx context.Context) ([]certmodel.Location, diag.Diagnostics) {
	if !certmodel.HasValue(m.Locations) {
		return nil, nil
	}
	var locations []certmodel.Location
	diags := m.Locations.ElementsAs(ctx, &locations, false)
	return locations, diags
}
