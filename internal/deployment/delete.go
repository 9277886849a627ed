package deployment

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Delete does not call the API, because the API cannot undo a deployment.
func (r *deploymentResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning(
		fmt.Sprintf("The files of certificate %s remain on %s", state.CertificateID.ValueString(), strings.Join(state.targets(), ", ")),
		"The API cannot undo a deployment, so Terraform only removes it from the state. Remove the files manually if they are no longer in use.")
}
