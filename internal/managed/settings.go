package managed

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Settings returns the settings that are set. All of them are sent, changed or
// not: the reference does not say whether a PUT keeps what it leaves out.
func (f *Facts) Settings() tigertrust.CertificateSettings {
	var settings tigertrust.CertificateSettings
	if IsSet(f.AutoRenew) {
		settings.AutoRenew = f.AutoRenew.ValueBoolPointer()
	}
	if IsSet(f.RenewalThresholdDays) {
		settings.RenewalThresholdDays = f.RenewalThresholdDays.ValueInt64Pointer()
	}
	if IsSet(f.DeploymentTargets) {
		targets := Strings(f.DeploymentTargets)
		if targets == nil {
			targets = []string{}
		}
		settings.DeploymentTargets = &targets
	}
	return settings
}

// Authority returns the certificate authority as a request has it, nil where it
// is left to the server.
func (f *Facts) Authority() *tigertrust.ID {
	if !IsSet(f.CertificateAuthorityID) {
		return nil
	}
	authority := tigertrust.ID(f.CertificateAuthorityID.ValueInt64())
	return &authority
}

// ConfiguredIn returns the plan f with the settings that the configuration
// holds only. The values are the plan's: where ignore_changes applies, they are
// not the configuration's.
func (f *Facts) ConfiguredIn(config *Facts) *Facts {
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

// ChangesSettings reports that f holds a setting that is not known to be that
// of the certificate in other.
func (f *Facts) ChangesSettings(other *Facts) bool {
	return IsSet(f.AutoRenew) && !f.AutoRenew.Equal(other.AutoRenew) ||
		IsSet(f.RenewalThresholdDays) && !f.RenewalThresholdDays.Equal(other.RenewalThresholdDays) ||
		IsSet(f.DeploymentTargets) && !f.DeploymentTargets.Equal(other.DeploymentTargets)
}

// SameSettings reports that both hold the same settings, set or not.
func (f *Facts) SameSettings(other *Facts) bool {
	return f.AutoRenew.Equal(other.AutoRenew) &&
		f.RenewalThresholdDays.Equal(other.RenewalThresholdDays) &&
		f.DeploymentTargets.Equal(other.DeploymentTargets)
}
