package certmodel

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// What on_destroy can be.
const (
	Revoke  = "revoke"
	Abandon = "abandon"
)

// DestroyModel is what a resource says of its end. Models embed it.
type DestroyModel struct {
	OnDestroy          types.String `tfsdk:"on_destroy"`
	RevocationReason   types.String `tfsdk:"revocation_reason"`
	RevocationComments types.String `tfsdk:"revocation_comments"`
}

// Reason returns why the certificate is revoked.
func (d DestroyModel) Reason(superseded bool) tigertrust.RevocationReason {
	switch {
	case !d.RevocationReason.IsNull():
		return tigertrust.RevocationReason(d.RevocationReason.ValueString())
	case superseded:
		return tigertrust.ReasonSuperseded
	default:
		return tigertrust.ReasonCessationOfOperation
	}
}

// EqualDestroy reports that both say the same.
func (d DestroyModel) EqualDestroy(other DestroyModel) bool {
	return d.OnDestroy.Equal(other.OnDestroy) &&
		d.RevocationReason.Equal(other.RevocationReason) &&
		d.RevocationComments.Equal(other.RevocationComments)
}
