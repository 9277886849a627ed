package acctest

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What a plan does with an object.
const (
	NoOp    = "no-op"
	Create  = "create"
	Update  = "update"
	Replace = "replace"
)

// ResourcePlan is a plan for one object. It can be applied later, as a saved plan
// can.
type ResourcePlan struct {
	*Run
	// Action is NoOp, Create, Update or Replace.
	Action string
	// Unknown are the attributes that are known after apply, sorted.
	Unknown []string
	// RequiresReplace are the attributes that a replacement is because of, sorted.
	RequiresReplace []string

	config, state tftypes.Value
	private       []byte
	identity      *tfprotov6.ResourceIdentityData
}

// Plan plans a configuration against the state as it is; a Terraform refreshes
// first.
func (r *Resource) Plan(config Attributes) *ResourcePlan {
	t := r.provider.t
	t.Helper()
	configured := r.provider.configuration(r.schema, config)
	validated, err := r.provider.server.ValidateResourceConfig(r.Context, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: r.typeName, Config: r.provider.dynamic(configured),
	})
	if err != nil {
		t.Fatal(err)
	}
	if run := r.provider.run("validate", validated.Diagnostics); !run.Succeeded {
		return &ResourcePlan{Run: run}
	}
	if r.tainted {
		return r.planTainted(configured)
	}
	plan := r.plan(configured, r.state)
	if plan.Succeeded && len(plan.RequiresReplace) > 0 {
		// Terraform plans a replacement once more from nothing, and shows
		// what the first plan said.
		anew := r.plan(configured, tftypes.NewValue(r.schema.ValueType(), nil))
		plan.Action, plan.state, plan.private, plan.Unknown = Replace, anew.state, anew.private, anew.Unknown
		plan.Succeeded = anew.Succeeded
	}
	return plan
}

// planTainted plans as if there were nothing, and destroys what there is.
func (r *Resource) planTainted(config tftypes.Value) *ResourcePlan {
	r.provider.t.Helper()
	none := *r
	none.private = nil
	plan := none.plan(config, tftypes.NewValue(r.schema.ValueType(), nil))
	plan.Action = Replace
	return plan
}

func (r *Resource) plan(config, prior tftypes.Value) *ResourcePlan {
	t := r.provider.t
	t.Helper()
	identity := r.identity
	if prior.IsNull() {
		identity = nil
	}
	response, err := r.provider.server.PlanResourceChange(r.Context, &tfprotov6.PlanResourceChangeRequest{
		TypeName:         r.typeName,
		Config:           r.provider.dynamic(config),
		PriorState:       r.provider.dynamic(prior),
		ProposedNewState: r.provider.dynamic(r.proposed(config, prior)),
		PriorPrivate:     r.private,
		PriorIdentity:    identity,
	})
	if err != nil {
		t.Fatal(err)
	}
	plan := &ResourcePlan{Run: r.provider.run("plan", response.Diagnostics), config: config, private: response.PlannedPrivate, identity: response.PlannedIdentity}
	if !plan.Succeeded {
		return plan
	}
	plan.state = r.provider.value(r.schema, response.PlannedState)
	for _, attribute := range response.RequiresReplace {
		plan.RequiresReplace = append(plan.RequiresReplace, attribute.String())
	}
	slices.Sort(plan.RequiresReplace)
	plan.Unknown = unknown(t, plan.state)
	switch {
	case prior.IsNull():
		plan.Action = Create
	case plan.state.Equal(prior):
		plan.Action = NoOp
	default:
		plan.Action = Update
	}
	return plan
}

// proposed is Terraform's merge: what the configuration leaves to the provider
// keeps its value, and is unknown where there was nothing.
func (r *Resource) proposed(config, prior tftypes.Value) tftypes.Value {
	t := r.provider.t
	t.Helper()
	values, before := members(t, config), members(t, prior)
	for _, attribute := range r.schema.Block.Attributes {
		if !attribute.Computed || !values[attribute.Name].IsNull() {
			continue
		}
		values[attribute.Name] = tftypes.NewValue(attribute.ValueType(), tftypes.UnknownValue)
		if !prior.IsNull() {
			values[attribute.Name] = before[attribute.Name]
		}
	}
	return tftypes.NewValue(config.Type(), values)
}

// Apply refreshes, plans and applies a configuration.
func (r *Resource) Apply(config Attributes) *Run {
	r.provider.t.Helper()
	refreshed := r.Refresh()
	if !refreshed.Succeeded {
		return refreshed
	}
	plan := r.Plan(config)
	if !plan.Succeeded {
		return plan.Run
	}
	applied := r.ApplyPlan(plan)
	applied.Diagnostics = slices.Concat(refreshed.Diagnostics, plan.Diagnostics, applied.Diagnostics)
	return applied
}

// ApplyPlan applies a plan. Terraform plans once more before and insists on
// the same answer.
func (r *Resource) ApplyPlan(plan *ResourcePlan) *Run {
	t := r.provider.t
	t.Helper()
	if plan.Action == NoOp {
		return r.provider.run("apply", nil)
	}
	if plan.Action != Replace {
		return r.change(plan, r.state)
	}
	old := *r
	old.private = plan.private
	r.state, r.private = tftypes.NewValue(r.schema.ValueType(), nil), plan.private
	if r.CreateBeforeDestroy {
		created := r.change(plan, r.state)
		if !created.Succeeded {
			return created
		}
		destroyed := old.Destroy()
		destroyed.Diagnostics = slices.Concat(created.Diagnostics, destroyed.Diagnostics)
		return destroyed
	}
	if destroyed := old.Destroy(); !destroyed.Succeeded {
		*r = old
		return destroyed
	}
	return r.change(plan, r.state)
}

// change creates or updates.
func (r *Resource) change(plan *ResourcePlan, prior tftypes.Value) *Run {
	t := r.provider.t
	t.Helper()
	again := r.plan(plan.config, prior)
	if !again.Succeeded {
		return again.Run
	}
	if !again.state.Equal(plan.state) {
		t.Fatalf("%s: inconsistent final plan:\n%s\nthe plan was\n%s", r.typeName, again.state, plan.state)
	}
	response, err := r.provider.server.ApplyResourceChange(r.Context, &tfprotov6.ApplyResourceChangeRequest{
		TypeName:        r.typeName,
		PriorState:      r.provider.dynamic(prior),
		PlannedState:    r.provider.dynamic(again.state),
		Config:          r.provider.dynamic(plan.config),
		PlannedPrivate:  again.private,
		PlannedIdentity: again.identity,
	})
	if err != nil {
		t.Fatal(err)
	}
	run := r.provider.run("apply", response.Diagnostics)
	r.state, r.private, r.identity = r.provider.value(r.schema, response.NewState), response.Private, response.NewIdentity
	r.tainted = !run.Succeeded && prior.IsNull() && !r.state.IsNull()
	if run.Succeeded {
		r.mustKeepTo(again.state)
	}
	return run
}

// mustKeepTo fails on what Terraform calls an inconsistent result.
func (r *Resource) mustKeepTo(planned tftypes.Value) {
	t := r.provider.t
	t.Helper()
	results := members(t, r.state)
	for name, value := range members(t, planned) {
		switch result := results[name]; {
		case !result.IsFullyKnown():
			t.Fatalf("%s: %s is still unknown after apply", r.typeName, name)
		case value.IsFullyKnown() && !value.Equal(result):
			t.Fatalf("%s: inconsistent result after apply: %s was planned as %s and is %s", r.typeName, name, value, result)
		}
	}
}

// Destroy destroys the object.
func (r *Resource) Destroy() *Run {
	t := r.provider.t
	t.Helper()
	none := tftypes.NewValue(r.schema.ValueType(), nil)
	response, err := r.provider.server.ApplyResourceChange(r.Context, &tfprotov6.ApplyResourceChangeRequest{
		TypeName:        r.typeName,
		PriorState:      r.provider.dynamic(r.state),
		PlannedState:    r.provider.dynamic(none),
		Config:          r.provider.dynamic(none),
		PlannedPrivate:  r.private,
		PlannedIdentity: r.identity,
	})
	if err != nil {
		t.Fatal(err)
	}
	run := r.provider.run("destroy", response.Diagnostics)
	r.state = r.provider.value(r.schema, response.NewState)
	if run.Succeeded != r.state.IsNull() {
		t.Fatalf("%s: the destruction succeeded is %t, and is gone from the state is %t", r.typeName, run.Succeeded, r.state.IsNull())
	}
	return run
}
