package mockserver

import (
	"slices"
	"strings"
)

// SettingsLimits changes settings that a client sends, as a server with rules of
// its own may do without an error. The zero value keeps them. See also
// Options.MaxRenewalThresholdDays.
type SettingsLimits struct {
	// MinRenewalThresholdDays raises lower thresholds.
	MinRenewalThresholdDays int
	// AutoRenew replaces the setting of the same name.
	AutoRenew *bool
	// DeploymentTargets are the only targets that are kept; nil keeps all.
	DeploymentTargets []string
	// LowercaseTargets converts targets to lower case.
	LowercaseTargets bool
}

// applyTo changes settings that were sent.
func (l SettingsLimits) applyTo(settings *Settings) {
	settings.RenewalThresholdDays = max(settings.RenewalThresholdDays, l.MinRenewalThresholdDays)
	if l.AutoRenew != nil {
		settings.AutoRenew = *l.AutoRenew
	}
	targets := slices.Clone(settings.DeploymentTargets)
	if l.LowercaseTargets {
		for i := range targets {
			targets[i] = strings.ToLower(targets[i])
		}
	}
	if l.DeploymentTargets != nil {
		targets = slices.DeleteFunc(targets, func(target string) bool { return !slices.Contains(l.DeploymentTargets, target) })
	}
	settings.DeploymentTargets = targets
}
