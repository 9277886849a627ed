package certificate

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
)

// Unchanged is a state for which Read would change and show nothing.
type Unchanged struct {
	ID string
	// IsSettled is true if the same applies to a plan, see [OnSettled].
	IsSettled bool
}

// FindUnchanged returns nil if Read must refresh the state. It sends no request:
// it compares the state with the list cache as Read does, once the list is complete.
func FindUnchanged(ctx context.Context, s *session.Session, object types.Object, private privatestate.Reader) *Unchanged {
	var state resourceModel
	certmodel.Fill(&state, object)
	remembered, diags := loadMemory(ctx, private)
	if diags.HasError() || state.isImported() || remembered.mayNeedRequests() {
		return nil
	}
	r, refreshed, after := &certificateResource{session: s}, state, remembered
	certificate := r.certificate(&refreshed, remembered.origin)
	observed := certificate.ReadFetched(ctx)
	if observed == nil || observed.Model.IsRevoked() || observed.Model.IsExpired() || observed.Model.IsFailedOrder() {
		return nil
	}
	diags = r.refresh(ctx, certificate, &refreshed, &after, observed)
	if len(diags) > 0 || !reflect.DeepEqual(refreshed, state) || !reflect.DeepEqual(after, remembered) {
		return nil
	}
	return &Unchanged{ID: state.ID.ValueString(), IsSettled: state.isSettled(ctx, remembered)}
}

// mayNeedRequests reports whether a refresh may send more requests than the one that
// reads the certificate.
func (m memory) mayNeedRequests() bool {
	return !reflect.ValueOf(m.pending).IsZero() || !reflect.ValueOf(m.renewal.Submitted).IsZero()
}
