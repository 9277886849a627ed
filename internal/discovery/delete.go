package discovery

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Delete abandons or revokes the certificate, depending on on_destroy. The API
// cannot undo an import.
func (r *importResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	duration, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	origin, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	deadline := poll.NewDeadline(r.session.Now(), "timeouts.delete", duration)
	ctx, cancel := deadline.Context(ctx, r.session)
	defer cancel()
	resp.Diagnostics.Append(r.certificate(&state, origin).Destroy(ctx, state.DestroyModel, false, deadline)...)
}
