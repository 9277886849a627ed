package certmodel

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
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

// Revokes reports whether destroying the resource revokes the certificate.
func (d DestroyModel) Revokes() bool { return d.OnDestroy.ValueString() == Revoke }

// PlanOnDestroy sets the default of on_destroy in a plan that has no value for
// it, neither from the configuration nor from the state.
func (d *DestroyModel) PlanOnDestroy(configured types.String, defaultAction string) {
	if configured.IsNull() && !HasValue(d.OnDestroy) {
		d.OnDestroy = types.StringValue(defaultAction)
	}
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

// DestroyAttributes returns the attributes of [DestroyModel]. defaults
// describes the default of on_destroy: it depends on the origin of the certificate,
// so the schema has no default. The API has no such attributes.
func DestroyAttributes(defaults string) map[string]schema.Attribute {
	const updated = "Changing this updates only the state. Destroy uses the value in the state; apply changes first."
	return map[string]schema.Attribute{
		"on_destroy": schema.StringAttribute{
			MarkdownDescription: "Effect of destroying or replacing the resource: `revoke` revokes the certificate, `abandon` leaves it valid. " +
				defaults + " Removing the attribute keeps the value in the state. " + updated,
			Optional:      true,
			Computed:      true,
			Validators:    []validator.String{stringvalidator.OneOf(Revoke, Abandon)},
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
		},
		"revocation_reason": schema.StringAttribute{
			MarkdownDescription: "Reason for the revocation ([RFC 5280, section 5.3.1](https://www.rfc-editor.org/rfc/rfc5280#section-5.3.1)): " + RevocationReasonList() + ". " +
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
