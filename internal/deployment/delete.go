package deployment

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Delete does not call the API, which cannot undo a deployment.
func (r *deploymentResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning(
		fmt.Sprintf("The files of certificate %d remain on %s", state.CertificateID.ValueInt64(), strings.Join(state.targets(), ", ")),
		"The API cannot undo a deployment, so Terraform removes it from the state only. Remove the files by hand if they are no longer in use.")
}
