package acctest

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Actions of a plan for a resource.
const (
	NoOp    = "no-op"
	Create  = "create"
	Update  = "update"
	Replace = "replace"
)

// ResourcePlan is a plan for one resource. Like a saved plan, it may be applied
// later.
type ResourcePlan struct {
	*Run
	// Action is NoOp, Create, Update or Replace.
	Action string
	// Unknown are the sorted names of the attributes that are known after apply.
	Unknown []string
	// ReplacedBy are the sorted paths of the attributes that force replacement.
	ReplacedBy []string

	config, state tftypes.Value
	private       []byte
	identity      *tfprotov6.ResourceIdentityData
}

// Plan validates a configuration and plans it against the current state, without
// a refresh.
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
	if run := r.passState(); !run.Succeeded {
		return &ResourcePlan{Run: run}
	}
	if r.tainted {
		return r.planTainted(configured)
	}
	plan := r.plan(configured, r.state)
	if plan.Succeeded && len(plan.ReplacedBy) > 0 {
		// Terraform plans a replacement again with a null prior state, and
		// shows the diagnostics of the first plan.
		creation := r.plan(configured, tftypes.NewValue(r.schema.ValueType(), nil))
		plan.Action, plan.state, plan.private, plan.Unknown = Replace, creation.state, creation.private, creation.Unknown
		if plan.Succeeded = creation.Succeeded; !plan.Succeeded {
			plan.Diagnostics = append(plan.Diagnostics, creation.Diagnostics...)
		}
	}
	return plan
}

// planTainted plans the replacement of a tainted resource.
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
		plan.ReplacedBy = append(plan.ReplacedBy, attribute.String())
	}
	slices.Sort(plan.ReplacedBy)
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

// proposed merges configuration and prior state as Terraform does: a computed
// attribute without a configured value keeps its prior value, or is unknown
// without a prior state.
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

// ApplyPlan applies a plan. It plans again first, as Terraform does, and the
// result must be the same.
func (r *Resource) ApplyPlan(plan *ResourcePlan) *Run {
	t := r.provider.t
	t.Helper()
	if plan.Action == NoOp {
		return r.provider.run("apply", nil)
	}
	if passed := r.passState(); !passed.Succeeded {
		return passed
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

// change creates or updates the resource.
func (r *Resource) change(plan *ResourcePlan, prior tftypes.Value) *Run {
	t := r.provider.t
	t.Helper()
	final := r.plan(plan.config, prior)
	if !final.Succeeded {
		return final.Run
	}
	if !final.state.Equal(plan.state) {
		t.Fatalf("%s: inconsistent final plan: expected\n%s\ngot\n%s", r.typeName, plan.state, final.state)
	}
	response, err := r.provider.server.ApplyResourceChange(r.Context, &tfprotov6.ApplyResourceChangeRequest{
		TypeName:        r.typeName,
		PriorState:      r.provider.dynamic(prior),
		PlannedState:    r.provider.dynamic(final.state),
		Config:          r.provider.dynamic(plan.config),
		PlannedPrivate:  final.private,
		PlannedIdentity: final.identity,
	})
	if err != nil {
		t.Fatal(err)
	}
	run := r.provider.run("apply", response.Diagnostics)
	r.passedTo = r.provider
	r.state, r.private, r.identity = r.provider.value(r.schema, response.NewState), response.Private, response.NewIdentity
	r.tainted = !run.Succeeded && prior.IsNull() && !r.state.IsNull()
	if run.Succeeded {
		r.mustBeConsistent(final.state)
	}
	return run
}

// mustBeConsistent checks that the state after an apply contains all planned
// values.
func (r *Resource) mustBeConsistent(planned tftypes.Value) {
	t := r.provider.t
	t.Helper()
	results := members(t, r.state)
	for name, value := range members(t, planned) {
		switch result := results[name]; {
		case !result.IsFullyKnown():
			t.Fatalf("%s: %s is still unknown after apply", r.typeName, name)
		case value.IsFullyKnown() && !value.Equal(result):
			t.Fatalf("%s: inconsistent result after apply: expected %s = %s, got %s", r.typeName, name, value, result)
		}
	}
}

// Destroy destroys the resource.
func (r *Resource) Destroy() *Run {
	t := r.provider.t
	t.Helper()
	if passed := r.passState(); !passed.Succeeded {
		return passed
	}
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
		t.Fatalf("%s: Delete succeeded: %t, but removed the resource from the state: %t", r.typeName, run.Succeeded, r.state.IsNull())
	}
	return run
}
