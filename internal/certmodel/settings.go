package certmodel

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Settings returns the settings that are set. All of them are sent, changed or
// not: the reference does not say whether a PUT keeps what it leaves out.
func (f *Model) Settings() tigertrust.CertificateSettings {
	var settings tigertrust.CertificateSettings
	if HasValue(f.AutoRenew) {
		settings.AutoRenew = f.AutoRenew.ValueBoolPointer()
	}
	if HasValue(f.RenewalThresholdDays) {
		settings.RenewalThresholdDays = f.RenewalThresholdDays.ValueInt64Pointer()
	}
	if HasValue(f.DeploymentTargets) {
		targets := Strings(f.DeploymentTargets)
		if targets == nil {
			targets = []string{}
		}
		settings.DeploymentTargets = &targets
	}
	return settings
}

// RequestedCA returns the certificate authority as a request has it, nil where it
// is left to the server.
func (f *Model) RequestedCA() *tigertrust.ID {
	if !HasValue(f.CertificateAuthorityID) {
		return nil
	}
	authority := tigertrust.ID(f.CertificateAuthorityID.ValueInt64())
	return &authority
}

// OnlyConfigured returns the plan f with the settings that the configuration
// holds only. The values are the plan's: where ignore_changes applies, they are
// not the configuration's.
func (f *Model) OnlyConfigured(config *Model) *Model {
	wanted := *f
	if config.AutoRenew.IsNull() {
		wanted.AutoRenew = types.BoolNull()
	}
	if config.RenewalThresholdDays.IsNull() {
		wanted.RenewalThresholdDays = types.Int64Null()
	}
	if config.DeploymentTargets.IsNull() {
		wanted.DeploymentTargets = types.SetNull(types.StringType)
	}
	return &wanted
}

// HasSettingsOtherThan reports that f holds a setting that is not known to be that
// of the certificate in other.
func (f *Model) HasSettingsOtherThan(other *Model) bool {
	return HasValue(f.AutoRenew) && !f.AutoRenew.Equal(other.AutoRenew) ||
		HasValue(f.RenewalThresholdDays) && !f.RenewalThresholdDays.Equal(other.RenewalThresholdDays) ||
		HasValue(f.DeploymentTargets) && !f.DeploymentTargets.Equal(other.DeploymentTargets)
}

// EqualSettings reports that both hold the same settings, set or not.
func (f *Model) EqualSettings(other *Model) bool {
	return f.AutoRenew.Equal(other.AutoRenew) &&
		f.RenewalThresholdDays.Equal(other.RenewalThresholdDays) &&
		f.DeploymentTargets.Equal(other.DeploymentTargets)
}
