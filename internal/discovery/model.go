package discovery

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resourceModel is tigertrust_discovered_import in configuration, plan and
// state.
type resourceModel struct {
	certmodel.Model
	certmodel.DestroyModel

	DiscoveredCertificateID types.Int64    `tfsdk:"discovered_certificate_id"`
	CertificateID           types.Int64    `tfsdk:"certificate_id"`
	Timeouts                timeouts.Value `tfsdk:"timeouts"`
}

func (m *resourceModel) discoveredID() tigertrust.ID {
	return tigertrust.ID(m.DiscoveredCertificateID.ValueInt64())
}

// isImported reports a state that ImportState made and no Read has filled. What
// Create could not read lacks the name as well, but has been seen.
func (m *resourceModel) isImported(seen lifecycle.Origin) bool {
	return m.CommonName.IsNull() && seen.Endpoint == ""
}

// held returns the certificate of the model.
func (r *importResource) held(m *resourceModel, seen lifecycle.Origin) lifecycle.Certificate {
	return lifecycle.Certificate{
		Session:     r.session,
		ID:          tigertrust.ID(m.CertificateID.ValueInt64()),
		Model:       &m.Model,
		Origin:      seen,
		IDAttribute: "certificate_id",
	}
}

// body returns what the import asks for. What the configuration leaves to the
// server is left out.
func (m *resourceModel) body() tigertrust.DiscoveryImport {
	settings := m.Settings()
	return tigertrust.DiscoveryImport{
		AutoRenew:              settings.AutoRenew,
		RenewalThresholdDays:   settings.RenewalThresholdDays,
		CertificateAuthorityID: m.RequestedCA(),
	}
}
