package certificate

import (
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// replacementKey is a key of the private state. The other keys are in packages
// lifecycle and renewal.
const replacementKey = "replacement"

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

// hasSettings reports whether the API has to receive settings.
func (p pendingWork) hasSettings() bool { return p.DeploymentTargets || p.Settings }

// replacement marks the planned private state of a replacement. If Terraform
// destroys the current certificate first, its Delete receives this private
// state.
type replacement struct {
	Planned bool `json:"planned"`
}
