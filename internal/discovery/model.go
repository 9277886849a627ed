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
	body := tigertrust.DiscoveryImport{
		AutoRenew:            m.settings().AutoRenew,
		RenewalThresholdDays: m.settings().RenewalThresholdDays,
	}
	if managed.IsSet(m.CertificateAuthorityID) {
		authority := tigertrust.ID(m.CertificateAuthorityID.ValueInt64())
		body.CertificateAuthorityID = &authority
	}
	return body
}

// settings returns the settings that a configuration holds, all of them: the
// reference does not say whether a PUT keeps what it leaves out.
func (m *resourceModel) settings() tigertrust.CertificateSettings {
	var settings tigertrust.CertificateSettings
	if managed.IsSet(m.AutoRenew) {
		settings.AutoRenew = m.AutoRenew.ValueBoolPointer()
	}
	if managed.IsSet(m.RenewalThresholdDays) {
		settings.RenewalThresholdDays = m.RenewalThresholdDays.ValueInt64Pointer()
	}
	return settings
}

// differsFrom reports that the configuration m holds a setting that is not
// known to be the certificate's.
func (m *resourceModel) differsFrom(facts *managed.Facts) bool {
	return managed.IsSet(m.AutoRenew) && !m.AutoRenew.Equal(facts.AutoRenew) ||
		managed.IsSet(m.RenewalThresholdDays) && !m.RenewalThresholdDays.Equal(facts.RenewalThresholdDays)
}
