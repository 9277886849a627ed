package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resourceModel is the configuration, plan or state of tigertrust_certificate.
type resourceModel struct {
	certmodel.Model
	certmodel.DestroyModel

	ID           types.String      `tfsdk:"id"`
	ValidityDays types.Int64       `tfsdk:"validity_days"`
	Renewal      types.Object      `tfsdk:"renewal"`
	RenewalDueAt timetypes.RFC3339 `tfsdk:"renewal_due_at"`
	Timeouts     timeouts.Value    `tfsdk:"timeouts"`

	AdoptExisting types.Bool `tfsdk:"adopt_existing"`
}

// certificateID returns the id as the API client's type.
func (m *resourceModel) certificateID() tigertrust.ID { return tigertrust.ID(m.ID.ValueString()) }

// isImported reports whether ImportState wrote the state and Read has not filled
// it in yet: the state lacks the common name.
func (m *resourceModel) isImported() bool { return m.CommonName.IsNull() }

// certificate returns the certificate of the model.
func (r *certificateResource) certificate(m *resourceModel, origin lifecycle.Origin) lifecycle.Certificate {
	return lifecycle.Certificate{
		Session:     r.session,
		ID:          m.certificateID(),
		Model:       &m.Model,
		Origin:      origin,
		IDAttribute: "id",
	}
}

// refresh updates the state m from a response. Equivalent names and key types keep
// their spelling in the state. After an import, one of the DNS names stands in for a
// missing common name, which the configuration requires.
func (m *resourceModel) refresh(response *certmodel.Model) {
	changes := *response
	if m.isImported() {
		changes.CommonName = response.PrimaryName()
	}
	names := m.Names()
	if !m.isImported() && names.Equal(response.NamesOr(names)) {
		changes.CommonName = types.StringNull()
		changes.SubjectAlternativeNames = certmodel.NullStringSet()
	}
	if certmodel.EqualKeyTypes(m.KeyType, response.KeyType) {
		changes.KeyType = types.StringNull()
	}
	m.ApplyResponse(&changes)
	m.RenewalDueAt = m.dueAt()
}

// resolveUnknowns returns a copy of the plan with every unknown value replaced
// by the one in model, which may be null, or the one that results from the others.
func resolveUnknowns(plan *resourceModel, model *certmodel.Model) *resourceModel {
	state := *plan
	state.Merge(model, certmodel.FillUnknown)
	certmodel.MergeValue(&state.RenewalDueAt, state.dueAt(), certmodel.FillUnknown)
	return &state
}
