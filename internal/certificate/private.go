package certificate

import "github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"

// Keys of the private state, beside [lifecycle.OriginKey] and [lifecycle.PendingWorkKey].
const (
	replacementKey    = "replacement"
	clockKey          = "clock"
	renewalOrderKey   = "renewal_order"
	reissueKey        = "reissue"
	plannedRenewalKey = "planned_renewal"
)

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

// plannedRenewal carries the decision of a plan to its apply.
type plannedRenewal struct {
	Cause cause `json:"cause,omitempty"`
}
