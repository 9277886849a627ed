package discovery

import "github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"

// importRequest returns the request that imports the discovered certificate. It
// omits the values that TigerTrust chooses.
func (m *resourceModel) importRequest() tigertrust.DiscoveryImport {
	settings := m.Settings()
	return tigertrust.DiscoveryImport{
		AutoRenew:              settings.AutoRenew,
		RenewalThresholdDays:   settings.RenewalThresholdDays,
		CertificateAuthorityID: m.RequestedCA(),
	}
}
