package deployment

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Delete sends nothing: the API cannot undo a deployment.
func (r *deploymentResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning(
		fmt.Sprintf("The files of certificate %d stay on %s", state.CertificateID.ValueInt64(), strings.Join(state.targets(), ", ")),
		"The API cannot undo a deployment, so it is removed from the state only. Remove the files there by hand if nothing serves them any more.")
}
