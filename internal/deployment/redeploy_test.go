package deployment

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

func targetSet(targets ...string) certmodel.StringSet { return certmodel.NewStringSet(&targets) }

func triggerMap(value attr.Value) types.Map {
	return types.MapValueMust(types.StringType, map[string]attr.Value{"a": value})
}

// Each case changes one thing of a deployment of certificate 1 with the
// fingerprint "old" to the target "a".
func TestDecide(t *testing.T) {
	t.Parallel()
	renewed := observation{Fingerprint: "new", Deployed: "old"}
	type change func(state, plan *resourceModel, observed *observation)
	observe := func(o observation) change {
		return func(_, _ *resourceModel, observed *observation) { *observed = o }
	}
	both := func(first, second change) change {
		return func(state, plan *resourceModel, observed *observation) {
			first(state, plan, observed)
			second(state, plan, observed)
		}
	}
	noRedeploy := func(_, plan *resourceModel, _ *observation) { plan.RedeployOnRenewal = types.BoolValue(false) }
	addTarget := func(_, plan *resourceModel, _ *observation) { plan.Targets = targetSet("a", "b") }
	newFingerprint := func(_, plan *resourceModel, _ *observation) { plan.CertificateFingerprint = types.StringValue("new") }
	newTrigger := func(state, plan *resourceModel, _ *observation) {
		state.Triggers, plan.Triggers = triggerMap(types.StringValue("1")), triggerMap(types.StringValue("2"))
	}

	for name, test := range map[string]struct {
		change           change
		reason           reason
		targets          []string
		keepsFingerprint bool
	}{
		"no change":           {change: observe(observation{Fingerprint: "old", Deployed: "old"})},
		"nothing observed":    {change: observe(observation{})},
		"unknown certificate": {change: func(_, plan *resourceModel, _ *observation) { plan.CertificateID = types.StringUnknown() }, reason: reasonCertificate, targets: []string{"a"}},
		"other certificate":   {change: func(_, plan *resourceModel, _ *observation) { plan.CertificateID = types.StringValue("2") }, reason: reasonCertificate, targets: []string{"a"}},
		"agent set":           {change: func(_, plan *resourceModel, _ *observation) { plan.AgentID = types.StringValue("x") }, reason: reasonAgent, targets: []string{"a"}},
		"agent removed":       {change: func(state, _ *resourceModel, _ *observation) { state.AgentID = types.StringValue("x") }, reason: reasonAgent, targets: []string{"a"}},
		"unknown agent":       {change: func(_, plan *resourceModel, _ *observation) { plan.AgentID = types.StringUnknown() }, reason: reasonAgent, targets: []string{"a"}},

		"triggers changed": {change: newTrigger, reason: reasonTriggers, targets: []string{"a"}},
		"trigger unknown": {change: func(state, plan *resourceModel, _ *observation) {
			state.Triggers, plan.Triggers = triggerMap(types.StringValue("1")), triggerMap(types.StringUnknown())
		}, reason: reasonTriggers, targets: []string{"a"}},
		"triggers set first":           {change: func(_, plan *resourceModel, _ *observation) { plan.Triggers = triggerMap(types.StringValue("1")) }},
		"triggers removed":             {change: func(state, _ *resourceModel, _ *observation) { state.Triggers = triggerMap(types.StringValue("1")) }},
		"trigger and target":           {change: both(newTrigger, addTarget), reason: reasonTriggers, targets: []string{"a", "b"}},
		"trigger without redeployment": {change: both(newTrigger, noRedeploy), reason: reasonTriggers, targets: []string{"a"}},

		"target added":   {change: addTarget, targets: []string{"b"}},
		"target swapped": {change: func(_, plan *resourceModel, _ *observation) { plan.Targets = targetSet("c") }, targets: []string{"c"}},
		"target removed": {change: func(state, _ *resourceModel, _ *observation) { state.Targets = targetSet("a", "b") }},
		"targets unknown": {
			change:  func(_, plan *resourceModel, _ *observation) { plan.Targets = certmodel.UnknownStringSet() },
			targets: []string{""},
		},

		"renewed":                   {change: observe(renewed), reason: reasonRenewed, targets: []string{"a"}},
		"renewed, no redeployment":  {change: both(observe(renewed), noRedeploy), keepsFingerprint: true},
		"renewed, and target added": {change: both(observe(renewed), addTarget), reason: reasonRenewed, targets: []string{"a", "b"}},
		"renewed, add target only":  {change: both(both(observe(renewed), addTarget), noRedeploy), targets: []string{"b"}, keepsFingerprint: true},
		"renewed, redeployment unknown": {change: both(observe(renewed), func(_, plan *resourceModel, _ *observation) {
			plan.RedeployOnRenewal = types.BoolUnknown()
		}), reason: reasonRenewed, targets: []string{"a"}},
		"renewed, server deploys":       {change: observe(observation{Fingerprint: "new", Deployed: "old", ServerTargets: "a\nb"}), keepsFingerprint: true},
		"renewed, server deploys other": {change: observe(observation{Fingerprint: "new", Deployed: "old", ServerTargets: "b"}), reason: reasonRenewed, targets: []string{"a"}},
		"renewed, revoked":              {change: observe(observation{Fingerprint: "new", Deployed: "old", Revoked: true}), keepsFingerprint: true},
		"deployed one not known":        {change: observe(observation{Fingerprint: "new"})},

		"fingerprint changed": {change: newFingerprint, reason: reasonFingerprint, targets: []string{"a"}},
		"fingerprint unknown": {change: func(_, plan *resourceModel, _ *observation) { plan.CertificateFingerprint = types.StringUnknown() }, reason: reasonFingerprint, targets: []string{"a"}},
		"fingerprint deployed already": {change: both(newFingerprint, func(state, _ *resourceModel, observed *observation) {
			state.CertificateFingerprint = types.StringValue("configured")
			*observed = observation{Fingerprint: "new", Deployed: "new"}
		})},
		"fingerprint set first": {change: both(newFingerprint, func(state, _ *resourceModel, _ *observation) {
			state.CertificateFingerprint = types.StringNull()
		})},
		"fingerprint, no redeployment": {change: both(newFingerprint, noRedeploy), keepsFingerprint: true},
		"first fingerprint, no redeployment": {change: both(both(newFingerprint, noRedeploy), func(state, _ *resourceModel, _ *observation) {
			state.CertificateFingerprint = types.StringNull()
		})},

		"location missing":                  {change: observe(observation{Missing: "/a.crt"}), reason: reasonMissing, targets: []string{"a"}},
		"location missing, no redeployment": {change: both(observe(observation{Missing: "/a.crt"}), noRedeploy), reason: reasonMissing, targets: []string{"a"}},
		"location missing, and trigger":     {change: both(observe(observation{Missing: "/a.crt"}), newTrigger), reason: reasonMissing, targets: []string{"a"}},
		"location missing, revoked":         {change: observe(observation{Missing: "/a.crt", Revoked: true}), keepsFingerprint: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := resourceModel{
				CertificateID:          types.StringValue("1"),
				Targets:                targetSet("a"),
				AgentID:                types.StringNull(),
				CertificateFingerprint: types.StringValue("old"),
				RedeployOnRenewal:      types.BoolValue(true),
				Triggers:               types.MapNull(types.StringType),
			}
			plan := state
			var observed observation
			test.change(&state, &plan, &observed)
			got := decide(&state, &plan, observed)
			if got.reason != test.reason || !slices.Equal(got.targets, test.targets) || got.keepsFingerprint != test.keepsFingerprint {
				t.Errorf("got %+v, want the reason %q, the targets %q, keepsFingerprint %t", got, test.reason, test.targets, test.keepsFingerprint)
			}
		})
	}
}
