package lifecycle

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Observation is a certificate as it was read.
type Observation struct {
	// Model contains null for each value that was not returned.
	Model *certmodel.Model
	// Locations are nil if they were not returned.
	Locations []certmodel.Location
	Echoed    EchoedSettings
}

// Observe returns the certificate in a response.
func Observe(response *tigertrust.Certificate) *Observation {
	return &Observation{
		Model:     certmodel.FromAPI(response),
		Locations: certmodel.Locations(response.Locations),
		Echoed: EchoedSettings{
			AutoRenew:            response.AutoRenew != nil,
			RenewalThresholdDays: response.RenewalThresholdDays != nil,
			DeploymentTargets:    response.DeploymentTargets != nil,
		},
	}
}

// EchoedSettings are the settings that responses for a single certificate
// contain. The reference shows them in no response. A server may return them for
// a single certificate and not in the list.
type EchoedSettings struct {
	AutoRenew            bool `json:"auto_renew,omitempty"`
	RenewalThresholdDays bool `json:"renewal_threshold_days,omitempty"`
	DeploymentTargets    bool `json:"deployment_targets,omitempty"`
}

// contains reports whether every setting of other is echoed.
func (e EchoedSettings) contains(other EchoedSettings) bool {
	return (e.AutoRenew || !other.AutoRenew) &&
		(e.RenewalThresholdDays || !other.RenewalThresholdDays) &&
		(e.DeploymentTargets || !other.DeploymentTargets)
}

// omitOthers sets the settings to null that are not echoed.
func (e EchoedSettings) omitOthers(model *certmodel.Model) {
	if !e.AutoRenew {
		model.AutoRenew = types.BoolNull()
	}
	if !e.RenewalThresholdDays {
		model.RenewalThresholdDays = types.Int64Null()
	}
	if !e.DeploymentTargets {
		model.DeploymentTargets = types.SetNull(types.StringType)
	}
}

// readFromList returns the certificate from the list cache, nil if it must be
// read by its id.
func (c Certificate) readFromList(ctx context.Context) *Observation {
	if c.isScopeMismatch() || !certmodel.HasValue(c.Model.Fingerprint) || !certmodel.HasValue(c.Model.CertificatePEM) {
		return nil
	}
	item := c.Session.CachedCertificate(ctx, c.ID)
	if item == nil {
		return nil
	}
	return c.observeListItem(item)
}

// observeListItem returns the certificate that a list item describes together
// with the state. It returns nil if a request by the id could return anything
// else: if the item differs from the state, or lacks a setting that responses
// for a single certificate contain.
func (c Certificate) observeListItem(item *tigertrust.Certificate) *Observation {
	listed := Observe(item)
	if !c.Model.MatchesListItem(listed.Model) || !listed.Echoed.contains(c.Origin.Echoed) {
		return nil
	}
	c.Origin.Echoed.omitOthers(listed.Model)
	// Names and key types that are equal keep their spelling.
	listed.Model.CommonName, listed.Model.KeyType = types.StringNull(), types.StringNull()
	listed.Model.SubjectAlternativeNames = types.SetNull(types.StringType)
	// The fingerprint is the same, so the PEM in the state is as well.
	model := *c.Model
	model.Merge(listed.Model, certmodel.Overwrite)
	return &Observation{Model: &model, Echoed: c.Origin.Echoed}
}
