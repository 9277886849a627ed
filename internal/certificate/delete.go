package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Delete revokes or abandons the certificate, depending on on_destroy in the
// state.
func (r *certificateResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	origin, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	replaced, diags := privatestate.Load[replacement](ctx, req.Private, replacementKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	deadline := poll.NewDeadline(r.session.Now(), "timeouts.delete", timeout)
	ctx, cancel := deadline.Context(ctx, r.session)
	defer cancel()
	resp.Diagnostics.Append(r.certificate(&state, origin).Destroy(ctx, state.DestroyModel, replaced.Planned, deadline)...)
}
