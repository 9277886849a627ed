package discovery

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resourceModel is tigertrust_discovered_import in configuration, plan and
// state.
type resourceModel struct {
	managed.Facts
	managed.Destruction

	DiscoveredCertificateID types.Int64    `tfsdk:"discovered_certificate_id"`
	CertificateID           types.Int64    `tfsdk:"certificate_id"`
	Timeouts                timeouts.Value `tfsdk:"timeouts"`
}

// owed is what is left to do where the API's answers do not show it.
type owed struct {
	// Completion: the list has not been asked yet for what single answers
	// leave out.
	Completion bool `json:"completion,omitempty"`
}

// owedKey is the key of owed in the private state, beside [managed.RecordKey].
const owedKey = "owed"

func (m *resourceModel) discoveredID() tigertrust.ID {
	return tigertrust.ID(m.DiscoveredCertificateID.ValueInt64())
}

// held returns the certificate of the model.
func (r *importResource) held(m *resourceModel, seen managed.Record) managed.Certificate {
	return managed.Certificate{
		Client:      r.client,
		ID:          tigertrust.ID(m.CertificateID.ValueInt64()),
		Facts:       &m.Facts,
		Record:      seen,
		IDAttribute: "certificate_id",
	}
}

// body returns what the import asks for. What the configuration leaves to the
// server is left out.
func (m *resourceModel) body() tigertrust.DiscoveryImport {
	settings := m.Settings()
	body := tigertrust.DiscoveryImport{
		AutoRenew:            settings.AutoRenew,
		RenewalThresholdDays: settings.RenewalThresholdDays,
	}
	if managed.IsSet(m.CertificateAuthorityID) {
		authority := tigertrust.ID(m.CertificateAuthorityID.ValueInt64())
		body.CertificateAuthorityID = &authority
	}
	return body
}
