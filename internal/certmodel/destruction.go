package certmodel

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Values of on_destroy.
const (
	Revoke  = "revoke"
	Abandon = "abandon"
)

// DestroyModel contains the attributes that control the destruction of a
// resource. Models embed it.
type DestroyModel struct {
	OnDestroy          types.String `tfsdk:"on_destroy"`
	RevocationReason   types.String `tfsdk:"revocation_reason"`
	RevocationComments types.String `tfsdk:"revocation_comments"`
}

// Reason returns the reason for the revocation. isSuperseded is true if the
// certificate has a replacement.
func (d DestroyModel) Reason(isSuperseded bool) tigertrust.RevocationReason {
	switch {
	case !d.RevocationReason.IsNull():
		return tigertrust.RevocationReason(d.RevocationReason.ValueString())
	case isSuperseded:
		return tigertrust.ReasonSuperseded
	default:
		return tigertrust.ReasonCessationOfOperation
	}
}

// EqualDestroy reports whether d and other have the same values.
func (d DestroyModel) EqualDestroy(other DestroyModel) bool {
	return d.OnDestroy.Equal(other.OnDestroy) &&
		d.RevocationReason.Equal(other.RevocationReason) &&
		d.RevocationComments.Equal(other.RevocationComments)
}

// DestroyAttributes returns the attributes of [DestroyModel]. defaultAction is
// the default of on_destroy. The API has no such attributes.
func DestroyAttributes(defaultAction string) map[string]schema.Attribute {
	const updated = "Changing this updates only the state. Destroy uses the value in the state; apply changes first."
	return map[string]schema.Attribute{
		"on_destroy": schema.StringAttribute{
			MarkdownDescription: "What happens to the certificate when the resource is destroyed or replaced: `revoke`, or `abandon` to leave it valid. " +
				"Defaults to `" + defaultAction + "`. " + updated,
			Optional:   true,
			Computed:   true,
			Default:    stringdefault.StaticString(defaultAction),
			Validators: []validator.String{stringvalidator.OneOf(Revoke, Abandon)},
		},
		"revocation_reason": schema.StringAttribute{
			MarkdownDescription: "Reason for the revocation: " + RevocationReasonList() + ". " +
				"Defaults to `superseded` if the certificate has a replacement, and to `cessationOfOperation` otherwise. " + updated,
			Optional:   true,
			Validators: []validator.String{stringvalidator.OneOf(RevocationReasons()...)},
		},
		"revocation_comments": schema.StringAttribute{
			MarkdownDescription: "Comment sent with the revocation. " + updated,
			Optional:            true,
		},
	}
}

// RevocationReasonList returns the revocation reasons as text for a description.
func RevocationReasonList() string { return "`" + strings.Join(RevocationReasons(), "`, `") + "`" }

// RevocationReasons returns all revocation reasons.
func RevocationReasons() []string { return ToStrings(tigertrust.RevocationReasons()) }
