package certmodel

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Settings returns the settings of m for a request. It includes unchanged
// settings, because the reference does not document whether a PUT keeps those
// that it omits.
func (m *Model) Settings() tigertrust.CertificateSettings {
	var settings tigertrust.CertificateSettings
	if HasValue(m.AutoRenew) {
		settings.AutoRenew = m.AutoRenew.ValueBoolPointer()
	}
	if HasValue(m.RenewalThresholdDays) {
		settings.RenewalThresholdDays = m.RenewalThresholdDays.ValueInt64Pointer()
	}
	if HasValue(m.DeploymentTargets) {
		targets := Strings(m.DeploymentTargets)
		if targets == nil {
			targets = []string{}
		}
		settings.DeploymentTargets = &targets
	}
	return settings
}

// RequestedCA returns the certificate authority (CA) for a request, or nil if
// TigerTrust chooses it.
func (m *Model) RequestedCA() *tigertrust.CAID {
	if !HasValue(m.CertificateAuthorityID) {
		return nil
	}
	id := tigertrust.CAID(m.CertificateAuthorityID.ValueInt64())
	return &id
}

// OnlyConfigured returns the plan m without the settings that are null in config.
// The values are those of the plan, which differ from the configuration if
// ignore_changes is set.
func (m *Model) OnlyConfigured(config *Model) *Model {
	configured := *m
	if config.AutoRenew.IsNull() {
		configured.AutoRenew = types.BoolNull()
	}
	if config.RenewalThresholdDays.IsNull() {
		configured.RenewalThresholdDays = types.Int64Null()
	}
	if config.DeploymentTargets.IsNull() {
		configured.DeploymentTargets = NullStringSet()
	}
	return &configured
}

// HasSettingsOtherThan reports whether m contains a setting that is missing in
// other or has a different value there.
func (m *Model) HasSettingsOtherThan(other *Model) bool {
	return HasValue(m.AutoRenew) && !m.AutoRenew.Equal(other.AutoRenew) ||
		HasValue(m.RenewalThresholdDays) && !m.RenewalThresholdDays.Equal(other.RenewalThresholdDays) ||
		HasValue(m.DeploymentTargets) && !m.DeploymentTargets.Equal(other.DeploymentTargets)
}

// EqualSettings reports whether m and other have the same settings.
func (m *Model) EqualSettings(other *Model) bool {
	return m.AutoRenew.Equal(other.AutoRenew) &&
		m.RenewalThresholdDays.Equal(other.RenewalThresholdDays) &&
		m.DeploymentTargets.Equal(other.DeploymentTargets)
}
