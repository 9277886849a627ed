package mockserver

import (
	"slices"
	"strings"
)

// SettingsLimits changes settings that a client sends, without an error. The zero
// value changes nothing. See also Options.MaxRenewalThresholdDays.
type SettingsLimits struct {
	// MinRenewalThresholdDays is the minimum renewal threshold.
	MinRenewalThresholdDays int
	// AutoRenew overrides the setting of the same name.
	AutoRenew *bool
	// DeploymentTargets are the permitted targets; others are removed. Nil
	// permits all.
	DeploymentTargets []string
	// LowercaseTargets converts targets to lower case.
	LowercaseTargets bool
}

// applyTo applies the limits to settings.
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
