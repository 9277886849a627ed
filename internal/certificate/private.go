package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// replacementKey is a key of the private state. The other keys are in packages
// certmodel, lifecycle and renewal.
const replacementKey = "replacement"

// memory is what the private state of a certificate contains between runs.
type memory struct {
	origin  lifecycle.Origin
	pending pendingWork
	renewal renewal.State
	applied certmodel.Applied
	sent    certmodel.SentSettings
}

func loadMemory(ctx context.Context, private privatestate.Reader) (memory, diag.Diagnostics) {
	var m memory
	var all, diags diag.Diagnostics
	m.origin, diags = privatestate.Load[lifecycle.Origin](ctx, private, lifecycle.OriginKey)
	all.Append(diags...)
	m.pending, diags = privatestate.Load[pendingWork](ctx, private, lifecycle.PendingWorkKey)
	all.Append(diags...)
	m.renewal, diags = privatestate.Load[renewal.State](ctx, private, renewal.StateKey)
	all.Append(diags...)
	m.applied, diags = privatestate.Load[certmodel.Applied](ctx, private, certmodel.AppliedKey)
	all.Append(diags...)
	m.sent, diags = privatestate.Load[certmodel.SentSettings](ctx, private, certmodel.SentSettingsKey)
	all.Append(diags...)
	return m, all
}

// store saves what a refresh or an update may have changed.
func (m memory) store(ctx context.Context, private privatestate.State) diag.Diagnostics {
	diags := privatestate.Store(ctx, private, lifecycle.OriginKey, m.origin)
	diags.Append(privatestate.Store(ctx, private, lifecycle.PendingWorkKey, m.pending)...)
	diags.Append(privatestate.Store(ctx, private, renewal.StateKey, m.renewal)...)
	diags.Append(privatestate.Store(ctx, private, certmodel.AppliedKey, m.applied)...)
	diags.Append(privatestate.Store(ctx, private, certmodel.SentSettingsKey, m.sent)...)
	return diags
}

// pendingWork is work that an apply could not finish and that API responses do
// not show.
type pendingWork struct {
	lifecycle.PendingWork
	// DeploymentTargets is true while the API has not received the planned
	// targets.
	DeploymentTargets bool `json:"deployment_targets,omitempty"`
	// Settings is true while the API has not received the other settings that an
	// adopted certificate is planned to have.
	Settings bool `json:"settings,omitempty"`
	// Duplicates are possible duplicates that every refresh mentions.
	Duplicates []tigertrust.ID `json:"duplicates,omitempty"`
	// SearchedAt is when the certificate was ordered or adopted, in seconds since
	// 1970, while the list may not yet contain all of its duplicates. It is zero if
	// no search is pending.
	SearchedAt int64 `json:"searched_at,omitempty"`
}

// hasSettings reports whether the API must receive settings.
func (p pendingWork) hasSettings() bool { return p.DeploymentTargets || p.Settings }

// replacement marks the planned private state of a replacement. If Terraform
// destroys the current certificate first, its Delete receives this private
// state.
type replacement struct {
	Planned bool `json:"planned"`
}
