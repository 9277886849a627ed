package certmodel

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// SentSettingsKey is the key of [SentSettings] in the private state.
const SentSettingsKey = "sent_settings"

// SentSettings contains the last values of the settings that were sent to
// TigerTrust, and the values that TigerTrust returned afterwards. The two differ
// if TigerTrust accepts a request and limits a value in it. Sending the same value
// again would not help.
type SentSettings struct {
	AutoRenew            SentSetting `json:"auto_renew,omitzero"`
	RenewalThresholdDays SentSetting `json:"renewal_threshold_days,omitzero"`
	DeploymentTargets    SentSetting `json:"deployment_targets,omitzero"`
}

// SentSetting is a setting in [SentSettings]. Values are encoded as JSON, and
// empty if they are not known.
type SentSetting struct {
	Sent    string `json:"sent,omitempty"`
	Granted string `json:"granted,omitempty"`
}

// settingText returns the value of a setting as JSON, empty for null and unknown.
func settingText(value attr.Value) string {
	var plain any
	switch value := value.(type) {
	case types.Bool:
		plain = value.ValueBool()
	case types.Int64:
		plain = value.ValueInt64()
	case StringSet:
		if unknownUnlessComplete(value).IsUnknown() {
			return ""
		}
		plain = append([]string{}, Strings(value)...)
	}
	text, err := json.Marshal(plain)
	if err != nil || !HasValue(value) {
		return ""
	}
	return string(text)
}

// each calls do with each setting and its value in model.
func (s *SentSettings) each(model *Model, do func(setting *SentSetting, value string)) {
	do(&s.AutoRenew, settingText(model.AutoRenew))
	do(&s.RenewalThresholdDays, settingText(model.RenewalThresholdDays))
	do(&s.DeploymentTargets, settingText(model.DeploymentTargets))
}

// RecordSent updates s after the settings of a model were sent. A plan that keeps
// a limited value sends that value in place of the configured one, which stays in
// s.
func (s *SentSettings) RecordSent(model *Model) {
	s.each(model, func(setting *SentSetting, value string) {
		switch value {
		case "":
		case setting.Granted:
			setting.Granted = ""
		default:
			*setting = SentSetting{Sent: value}
		}
	})
}

// RecordGranted updates s after the certificate was read: the first value that is
// returned after a request is the one that TigerTrust made of it.
func (s *SentSettings) RecordGranted(observed *Model) {
	s.each(observed, func(setting *SentSetting, value string) {
		if setting.Sent != "" && setting.Granted == "" {
			setting.Granted = value
		}
	})
}

// KeepGranted keeps the settings of the state in the plan that TigerTrust has
// limited, so that they are not sent again, and returns a warning for each.
// Changed configuration and changes in TigerTrust are sent. Label is the name of
// the certificate.
func (s SentSettings) KeepGranted(plan, config, state *Model, label string) diag.Diagnostics {
	var diags diag.Diagnostics
	keepGranted(&diags, s.AutoRenew, "auto_renew", label, &plan.AutoRenew, config.AutoRenew, state.AutoRenew)
	keepGranted(&diags, s.RenewalThresholdDays, "renewal_threshold_days", label, &plan.RenewalThresholdDays, config.RenewalThresholdDays, state.RenewalThresholdDays)
	keepGranted(&diags, s.DeploymentTargets, "deployment_targets", label, &plan.DeploymentTargets, config.DeploymentTargets, state.DeploymentTargets)
	return diags
}

func keepGranted[V attr.Value](diags *diag.Diagnostics, setting SentSetting, name, label string, planned *V, config, state V) {
	configured, current := settingText(config), settingText(state)
	if configured == "" || current == "" || configured == current || configured != setting.Sent || current != setting.Granted {
		return
	}
	*planned = state
	diags.AddAttributeWarning(path.Root(name), fmt.Sprintf("TigerTrust did not accept %s = %s", name, configured),
		fmt.Sprintf("The value was sent for %s, and TigerTrust returned %s = %s afterwards. Terraform sends the setting again when its value changes in the configuration or in TigerTrust. "+
			"To accept the value, set %[2]s = %[3]s.", label, name, current))
}
