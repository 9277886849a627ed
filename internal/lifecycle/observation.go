package lifecycle

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Observation is a certificate as it was read.
type Observation struct {
	// Model is null for values that were not returned.
	Model *certmodel.Model
	// Locations is nil if they were not returned.
	Locations []certmodel.Location
	Echoed    session.Fields
}

// Observe returns the certificate in a response.
func Observe(response *tigertrust.Certificate) *Observation {
	return &Observation{
		Model:     certmodel.FromAPI(response),
		Locations: certmodel.Locations(response.Locations),
		Echoed:    session.FieldsOf(response),
	}
}

// omitOthers sets the fields to null that a set does not contain.
func omitOthers(model *certmodel.Model, fields session.Fields) {
	if !fields.Contains(session.FieldAutoRenew) {
		model.AutoRenew = types.BoolNull()
	}
	if !fields.Contains(session.FieldRenewalThresholdDays) {
		model.RenewalThresholdDays = types.Int64Null()
	}
	if !fields.Contains(session.FieldDeploymentTargets) {
		model.DeploymentTargets = certmodel.NullStringSet()
	}
	if !fields.Contains(session.FieldStatus) {
		model.Status = types.StringNull()
	}
	if !fields.Contains(session.FieldRenewalStatus) {
		model.RenewalStatus = types.StringNull()
	}
	if !fields.Contains(session.FieldCertificateAuthorityID) {
		model.CertificateAuthorityID = types.Int64Null()
	}
	if !fields.Contains(session.FieldCreatedAt) {
		model.CreatedAt = timetypes.NewRFC3339Null()
	}
}

// Settings returns a model with the settings that were returned. The model of a
// list item also contains values of the state.
func (o *Observation) Settings() *certmodel.Model {
	model := *o.Model
	omitOthers(&model, o.Echoed)
	return &model
}

// ReadFetched is like Read if the list cache already contains every certificate, and
// the certificate can be read from it. Otherwise it returns nil. It sends no request.
func (c Certificate) ReadFetched(ctx context.Context) *Observation {
	return c.readFromList(ctx, c.Session.FetchedCertificate)
}

// readFromList returns the certificate that find returns from the list cache, or nil
// if it must be read by id.
func (c Certificate) readFromList(ctx context.Context, find func(context.Context, tigertrust.ID) *tigertrust.Certificate) *Observation {
	if c.isScopeMismatch() || !certmodel.HasValue(c.Model.Fingerprint) || !certmodel.HasValue(c.Model.CertificatePEM) {
		return nil
	}
	item := find(ctx, c.ID)
	if item == nil || c.Session.SingleFields(ctx) != c.Origin.Echoed {
		// The server may have begun or ceased to return a field.
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
	if !c.Model.MatchesListItem(listed.Model) || !listed.Echoed.Contains(c.Origin.Echoed) {
		return nil
	}
	omitOthers(listed.Model, c.Origin.Echoed)
	if listed.Model.HasSettingsOtherThan(c.Model) {
		// The settings have changed, or the list lags behind a change.
		return nil
	}
	// Names and key types that are equal keep their spelling.
	listed.Model.CommonName, listed.Model.KeyType = types.StringNull(), types.StringNull()
	listed.Model.SubjectAlternativeNames = certmodel.NullStringSet()
	// The fingerprint is the same, so the PEM in the state is as well.
	model := *c.Model
	model.Merge(listed.Model, certmodel.Overwrite)
	return &Observation{Model: &model, Echoed: c.Origin.Echoed}
}
