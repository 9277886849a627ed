package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// order returns what the plan asks the API to issue. What the configuration
// leaves to the server is left out.
func (m *resourceModel) order() tigertrust.CertificateOrder {
	order := tigertrust.CertificateOrder{
		CommonName:           orderedName(m.CommonName.ValueString()),
		KeyType:              known(m.KeyType, types.String.ValueStringPointer),
		KeySize:              known(m.KeySize, types.Int64.ValueInt64Pointer),
		ValidityDays:         known(m.ValidityDays, types.Int64.ValueInt64Pointer),
		AutoRenew:            known(m.AutoRenew, types.Bool.ValueBoolPointer),
		RenewalThresholdDays: known(m.RenewalThresholdDays, types.Int64.ValueInt64Pointer),
	}
	if isSet(m.CertificateAuthorityID) {
		authority := tigertrust.ID(m.CertificateAuthorityID.ValueInt64())
		order.CertificateAuthorityID = &authority
	}
	if isSet(m.SubjectAlternativeNames) {
		alternatives := orderedNames(setStrings(m.SubjectAlternativeNames))
		order.SubjectAlternativeNames = &alternatives
	}
	return order
}

// settings returns the settings that a configuration holds. All of them are
// sent, changed or not: the reference does not say whether a PUT keeps what it
// leaves out.
func (m *resourceModel) settings() tigertrust.CertificateSettings {
	settings := tigertrust.CertificateSettings{
		AutoRenew:            known(m.AutoRenew, types.Bool.ValueBoolPointer),
		RenewalThresholdDays: known(m.RenewalThresholdDays, types.Int64.ValueInt64Pointer),
	}
	if isSet(m.DeploymentTargets) {
		targets := setStrings(m.DeploymentTargets)
		if targets == nil {
			targets = []string{}
		}
		settings.DeploymentTargets = &targets
	}
	return settings
}

// value is what every framework value can tell about itself.
type value interface {
	IsNull() bool
	IsUnknown() bool
}

func isSet(v value) bool { return !v.IsNull() && !v.IsUnknown() }

func known[V value, T any](v V, pointer func(V) *T) *T {
	if !isSet(v) {
		return nil
	}
	return pointer(v)
}
