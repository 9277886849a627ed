package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resourceModel is tigertrust_certificate in configuration, plan and state.
type resourceModel struct {
	certmodel.Model
	certmodel.DestroyModel

	ID           types.Int64    `tfsdk:"id"`
	ValidityDays types.Int64    `tfsdk:"validity_days"`
	Renewal      types.Object   `tfsdk:"renewal"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// certificateID returns the id as the client takes it.
func (m *resourceModel) certificateID() tigertrust.ID { return tigertrust.ID(m.ID.ValueInt64()) }

// isImported reports a state that ImportState made and no Read has filled:
// it lacks the one name that every certificate has.
func (m *resourceModel) isImported() bool { return m.CommonName.IsNull() }

// held returns the certificate of the model.
func (r *certificateResource) held(m *resourceModel, seen lifecycle.Origin) lifecycle.Certificate {
	return lifecycle.Certificate{
		Session:     r.session,
		ID:          m.certificateID(),
		Model:       &m.Model,
		Origin:      seen,
		IDAttribute: "id",
	}
}

// refresh takes what an answer tells about the certificate of the state m.
// Names and key types that mean the same are no news.
func (m *resourceModel) refresh(told *certmodel.Model) {
	news := *told
	held := m.Names()
	if !m.isImported() && held.Equal(told.NamesOr(held)) {
		news.CommonName = types.StringNull()
		news.SubjectAlternativeNames = types.SetNull(types.StringType)
	}
	if certmodel.EqualKeyTypes(m.KeyType, told.KeyType) {
		news.KeyType = types.StringNull()
	}
	m.ApplyResponse(&news)
}
