package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resourceModel is tigertrust_certificate in configuration, plan and state.
type resourceModel struct {
	managed.Facts
	managed.Destruction

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
func (r *certificateResource) held(m *resourceModel, seen managed.Record) managed.Certificate {
	return managed.Certificate{
		Client:      r.client,
		ID:          m.certificateID(),
		Facts:       &m.Facts,
		Record:      seen,
		IDAttribute: "id",
	}
}

// refresh takes what an answer tells about the certificate of the state m.
// Names and key types that mean the same are no news.
func (m *resourceModel) refresh(told *managed.Facts) {
	news := *told
	held := m.Names()
	if !m.isImported() && held.Equal(told.NamesOver(held)) {
		news.CommonName = types.StringNull()
		news.SubjectAlternativeNames = types.SetNull(types.StringType)
	}
	if managed.SameKeyType(m.KeyType, told.KeyType) {
		news.KeyType = types.StringNull()
	}
	m.Learn(&news)
}
