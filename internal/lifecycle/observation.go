package lifecycle

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Observation is a certificate as it was read.
type Observation struct {
	// Model is null for values that were not returned.
	Model *certmodel.Model
	// Locations is nil if they were not returned.
	Locations []certmodel.Location
	Echoed    EchoedFields
}

// Observe returns the certificate in a response.
func Observe(response *tigertrust.Certificate) *Observation {
	model := certmodel.FromAPI(response)
	return &Observation{
		Model:     model,
		Locations: certmodel.Locations(response.Locations),
		Echoed: EchoedFields{
			AutoRenew:              certmodel.HasValue(model.AutoRenew),
			RenewalThresholdDays:   certmodel.HasValue(model.RenewalThresholdDays),
			DeploymentTargets:      certmodel.HasValue(model.DeploymentTargets),
			Status:                 certmodel.HasValue(model.Status),
			RenewalStatus:          certmodel.HasValue(model.RenewalStatus),
			CertificateAuthorityID: certmodel.HasValue(model.CertificateAuthorityID),
			CreatedAt:              certmodel.HasValue(model.CreatedAt),
		},
	}
}

// EchoedFields are fields that responses for a single certificate contain. A
// server may return them only for a single certificate, or only in the list. The
// reference documents the settings for no response, and the other fields except
// the status for the list only.
type EchoedFields struct {
	AutoRenew              bool `json:"auto_renew,omitempty"`
	RenewalThresholdDays   bool `json:"renewal_threshold_days,omitempty"`
	DeploymentTargets      bool `json:"deployment_targets,omitempty"`
	Status                 bool `json:"status,omitempty"`
	RenewalStatus          bool `json:"renewal_status,omitempty"`
	CertificateAuthorityID bool `json:"certificate_authority_id,omitempty"`
	CreatedAt              bool `json:"created_at,omitempty"`
}

// HasSettings reports whether a setting is echoed.
func (e EchoedFields) HasSettings() bool {
	return e.AutoRenew || e.RenewalThresholdDays || e.DeploymentTargets
}

// contains reports whether e contains every field of other.
func (e EchoedFields) contains(other EchoedFields) bool {
	return (e.AutoRenew || !other.AutoRenew) &&
		(e.RenewalThresholdDays || !other.RenewalThresholdDays) &&
		(e.DeploymentTargets || !other.DeploymentTargets) &&
		(e.Status || !other.Status) &&
		(e.RenewalStatus || !other.RenewalStatus) &&
		(e.CertificateAuthorityID || !other.CertificateAuthorityID) &&
		(e.CreatedAt || !other.CreatedAt)
}

// omitOthers sets the fields that are not echoed to null.
func (e EchoedFields) omitOthers(model *certmodel.Model) {
	if !e.AutoRenew {
		model.AutoRenew = types.BoolNull()
	}
	if !e.RenewalThresholdDays {
		model.RenewalThresholdDays = types.Int64Null()
	}
	if !e.DeploymentTargets {
		model.DeploymentTargets = types.SetNull(types.StringType)
	}
	if !e.Status {
		model.Status = types.StringNull()
	}
	if !e.RenewalStatus {
		model.RenewalStatus = types.StringNull()
	}
	if !e.CertificateAuthorityID {
		model.CertificateAuthorityID = types.Int64Null()
	}
	if !e.CreatedAt {
		model.CreatedAt = timetypes.NewRFC3339Null()
	}
}

// readFromList returns the certificate from the list cache, or nil if it must be
// read by id.
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

// observeListItem combines a list item with the state. It returns nil if a read by
// id might return something else: if the item differs from the state, or lacks a
// field that responses for a single certificate contain. It omits fields that only
// the list contains, so that a refresh without the list has the same result.
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
