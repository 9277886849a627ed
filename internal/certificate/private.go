package certificate

import "github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"

// replacementKey is a key of the private state. The other keys are in packages
// lifecycle and renewal.
const replacementKey = "replacement"

// owed is what an apply that ended early left to do, where the API's answers
// do not show it.
type owed struct {
	lifecycle.PendingWork
	// DeploymentTargets: the planned targets have not reached the API yet.
	DeploymentTargets bool `json:"deployment_targets,omitempty"`
}

// replacement marks the planned private data of a resource that takes the
// place of another. Where the old one is destroyed first, its Delete is given
// that data.
type replacement struct {
	Planned bool `json:"planned"`
}
