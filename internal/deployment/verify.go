package deployment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
)

// verifyModel is the attribute verify.
type verifyModel struct {
	Endpoints  certmodel.StringSet `tfsdk:"endpoints"`
	ServerName types.String        `tfsdk:"server_name"`
	Timeout    types.String        `tfsdk:"timeout"`
}

// verifySettings returns the attribute verify. A null or unknown object has null
// attributes.
func (m *resourceModel) verifySettings(ctx context.Context) (verifyModel, diag.Diagnostics) {
	var settings verifyModel
	if !certmodel.HasValue(m.Verify) {
		return settings, nil
	}
	diags := m.Verify.As(ctx, &settings, basetypes.ObjectAsOptions{})
	return settings, diags
}

// planVerification marks last_verified_at as unknown if the apply verifies: after a
// deployment, after a verification that failed, and if the endpoints or the server
// name have changed.
func (m *resourceModel) planVerification(ctx context.Context, state *resourceModel, deploys bool) diag.Diagnostics {
	before, diags := state.verifySettings(ctx)
	after, afterDiags := m.verifySettings(ctx)
	diags.Append(afterDiags...)
	switch {
	case m.Verify.IsNull():
		m.LastVerifiedAt = timetypes.NewRFC3339Null()
	case deploys, state.LastVerifiedAt.IsNull(), !after.Endpoints.Equal(before.Endpoints), !after.ServerName.Equal(before.ServerName):
		m.LastVerifiedAt = timetypes.NewRFC3339Unknown()
	}
	return diags
}

// verify waits until the endpoints serve a certificate with one of the fingerprints,
// and sets last_verified_at, which is null after a failure.
func (r *deploymentResource) verify(ctx context.Context, plan *resourceModel, expected []string, advice string) diag.Diagnostics {
	settings, diags := plan.verifySettings(ctx)
	plan.LastVerifiedAt = timetypes.NewRFC3339Null()
	if diags.HasError() || plan.Verify.IsNull() {
		return diags
	}
	label := fmt.Sprintf("certificate %s", plan.certificateID())
	if len(expected) == 0 {
		return append(diags, noFingerprintError(path.Root("verify"), label))
	}
	now := r.session.Now()
	verification := verification{
		session:    r.session,
		label:      label,
		expected:   expected,
		endpoints:  certmodel.Strings(settings.Endpoints),
		serverName: settings.ServerName.ValueString(),
		deadline:   poll.NewDeadline(now, "verify.timeout", certmodel.TimeoutOr(settings.Timeout, defaultVerifyTimeout)),
		attribute:  path.Root("verify").AtName("endpoints"),
		advice: "The certificate is deployed. Check that the service uses the deployed file and has reloaded it, and that endpoints and server_name are those of this service. " + advice +
			" With create_before_destroy, the replaced certificate is not revoked before the verification succeeds.",
	}
	if problem := verification.run(ctx); problem != nil {
		return append(diags, problem)
	}
	plan.LastVerifiedAt = timetypes.NewRFC3339TimeValue(r.session.Now().UTC().Truncate(time.Second))
	return diags
}

// Next steps after a verification that failed.
const (
	adviceAfterCreate = "The next apply deploys and verifies it again."
	adviceAfterUpdate = "The next apply verifies again, without another deployment."
)

// verifyUpdate verifies without a deployment. Besides the deployed certificate, the
// endpoints may serve its renewal, which TigerTrust deploys itself.
func (r *deploymentResource) verifyUpdate(ctx context.Context, plan *resourceModel, observed observation) diag.Diagnostics {
	certificate := r.certificate(plan, observed)
	if diags := certificate.ConfirmScope(ctx); diags.HasError() {
		return diags
	}
	response, err := r.session.Certificate(ctx, certificate.ID)
	if err != nil {
		return diag.Diagnostics{apidiag.Error(fmt.Sprintf("Could not read certificate %s to verify its deployment", certificate.ID), err, nil)}
	}
	return r.verify(ctx, plan, union(parseFingerprints(observed.Deployed), fingerprints(lifecycle.Observe(response))), adviceAfterUpdate)
}

// servedAfter returns the fingerprints that endpoints may serve after a deployment.
// A deployment to all targets has replaced an earlier one.
func servedAfter(result outcome, deploysAll bool, before observation) []string {
	expected := union(fingerprints(result.deployed), fingerprints(result.current))
	if deploysAll {
		return expected
	}
	return union(expected, parseFingerprints(before.Deployed))
}

// union returns the distinct elements of both lists.
func union(one, other []string) []string {
	both := slices.Concat(one, other)
	slices.Sort(both)
	return slices.Compact(both)
}
