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

	DiscoveredCertificateID types.String   `tfsdk:"discovered_certificate_id"`
	CertificateID           types.String   `tfsdk:"certificate_id"`
	Timeouts                timeouts.Value `tfsdk:"timeouts"`
}

func (m *resourceModel) discoveredID() tigertrust.ID {
	return tigertrust.ID(m.DiscoveredCertificateID.ValueString())
}

// isImported reports whether ImportState wrote the state and Read has not filled
// it in yet. After a Create that could not read the certificate, the state contains
// no common name either, but the private state contains an origin.
func (m *resourceModel) isImported(origin lifecycle.Origin) bool {
	return m.CommonName.IsNull() && origin.Endpoint == ""
}

// certificate returns the managed certificate of the model.
func (r *importResource) certificate(m *resourceModel, origin lifecycle.Origin) lifecycle.Certificate {
	return lifecycle.Certificate{
		Session:     r.session,
		ID:          tigertrust.ID(m.CertificateID.ValueString()),
		Model:       &m.Model,
		Origin:      origin,
		IDAttribute: "certificate_id",
	}
}
