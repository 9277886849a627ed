package certificate

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// What on_destroy can be.
const (
	onDestroyRevoke  = "revoke"
	onDestroyAbandon = "abandon"
)

// defaultTimeout is how long each operation may take if timeouts does not say.
const defaultTimeout = 10 * time.Minute

func resourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	maps.Copy(attributes, orderAttributes())
	maps.Copy(attributes, settingAttributes())
	maps.Copy(attributes, destroyAttributes())
	maps.Copy(attributes, outputAttributes())
	return schema.Schema{
		MarkdownDescription: "A certificate that TigerTrust issues and manages. Creating the resource orders it and waits until it is issued; " +
			"destroying it revokes it. The private key never passes through Terraform: it is made and kept where TigerTrust's agents deploy the certificate.",
		Attributes: attributes,
	}
}

// orderAttributes are what a certificate is ordered with. Which change of them
// needs another certificate is decided in ModifyPlan.
func orderAttributes() map[string]schema.Attribute {
	const replaces = " Changing it replaces the certificate."
	return map[string]schema.Attribute{
		"common_name": schema.StringAttribute{
			MarkdownDescription: "The DNS name that the certificate is for, such as `www.example.com` or `*.example.com`." + replaces +
				" A change of case only is none.",
			Required: true,
		},
		"subject_alternative_names": schema.SetAttribute{
			MarkdownDescription: "Further DNS names and IP addresses that the certificate is for. TigerTrust adds the common name by itself; " +
				"order, case, and whether the common name is in the list make no difference. Without it, the certificate has what TigerTrust chooses." + replaces,
			ElementType:   types.StringType,
			Optional:      true,
			Computed:      true,
			Validators:    []validator.Set{setvalidator.NoNullValues()},
			PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
		},
		"certificate_authority_id": schema.Int64Attribute{
			MarkdownDescription: "The id of the certificate authority in TigerTrust that issues the certificate. Without it, TigerTrust chooses." + replaces,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"key_type": schema.StringAttribute{
			MarkdownDescription: "The type of the key: `RSA` or `ECDSA`. Without it, TigerTrust chooses." + replaces,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"key_size": schema.Int64Attribute{
			MarkdownDescription: "The size of the key in bits: 2048, 3072 or 4096 for `RSA`; 256, 384 or 521 for `ECDSA`. Without it, TigerTrust chooses." + replaces,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"validity_days": schema.Int64Attribute{
			MarkdownDescription: "How many days the certificate is asked to be valid; authorities may shorten that. It applies when the certificate is ordered: " +
				"changing one value to another replaces the certificate, adding or removing it only updates the state. `valid_to` says what was granted.",
			Optional:   true,
			Validators: []validator.Int64{int64validator.AtLeast(1)},
		},
	}
}

// settingAttributes are what can change while the certificate stays.
func settingAttributes() map[string]schema.Attribute {
	const keeps = " Removing it from the configuration keeps TigerTrust's value."
	return map[string]schema.Attribute{
		"auto_renew": schema.BoolAttribute{
			MarkdownDescription: "Whether TigerTrust renews the certificate by itself, without Terraform. Changing it updates in place." + keeps,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
		"renewal_threshold_days": schema.Int64Attribute{
			MarkdownDescription: "How many days before its expiry TigerTrust renews the certificate, less than `validity_days`. Changing it updates in place." + keeps,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"deployment_targets": schema.SetAttribute{
			MarkdownDescription: "The targets that TigerTrust deploys the certificate to when it renews it, such as `nginx-main`. Changing it updates in place; `[]` clears it." + keeps,
			ElementType:         types.StringType,
			Optional:            true,
			Computed:            true,
			Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
			PlanModifiers:       []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
		},
	}
}

// destroyAttributes say how Terraform works with the certificate. They are in
// the state only.
func destroyAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"on_destroy": schema.StringAttribute{
			MarkdownDescription: "What destroying the resource, or replacing it, does with the certificate: `revoke` (the default), or `abandon`, which leaves it valid. " +
				"A change has to be applied before the resource is removed from the configuration: destroying goes by the state.",
			Optional:   true,
			Computed:   true,
			Default:    stringdefault.StaticString(onDestroyRevoke),
			Validators: []validator.String{stringvalidator.OneOf(onDestroyRevoke, onDestroyAbandon)},
		},
		"revocation_reason": schema.StringAttribute{
			MarkdownDescription: "The reason that a revocation gives: `" + strings.Join(reasons(), "`, `") + "`. Without it, `superseded` if there is a successor, else `cessationOfOperation`. " +
				"Like `on_destroy`, it has to be applied before the resource is removed.",
			Optional:   true,
			Validators: []validator.String{stringvalidator.OneOf(reasons()...)},
		},
		"revocation_comments": schema.StringAttribute{
			MarkdownDescription: "What a revocation says beside its reason. Like `on_destroy`, it has to be applied before the resource is removed.",
			Optional:            true,
		},
		"timeouts": timeoutsAttribute(),
	}
}

// outputAttributes are what TigerTrust says of the certificate. A pending
// certificate has null for what is not known yet, so that null is never kept
// over a change.
func outputAttributes() map[string]schema.Attribute {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: description,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
		}
	}
	instant := func(description string) schema.StringAttribute {
		attribute := text(description + ", in RFC 3339.")
		attribute.CustomType = timetypes.RFC3339Type{}
		return attribute
	}
	return map[string]schema.Attribute{
		"id": schema.Int64Attribute{
			MarkdownDescription: "The id of the certificate in TigerTrust.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"issuer":        text("The name of the authority that signed the certificate."),
		"serial_number": text("The serial number, in colon-separated hexadecimal bytes."),
		"fingerprint":   text("The fingerprint, such as `SHA256:` and the digest."),
		"valid_from":    instant("When the certificate becomes valid"),
		"valid_to":      instant("When the certificate expires"),
		"status": text("Where the certificate stands: `active`, `expiring`, `expired` or `revoked`, or what TigerTrust calls it while it is issued. " +
			"A certificate that was revoked outside of Terraform is replaced, and so is an order that failed."),
		"renewal_status":  text("What TigerTrust says of the certificate's renewal."),
		"created_at":      instant("When the certificate was ordered"),
		"certificate_pem": text("The certificate in PEM."),
		"chain_pem":       text("The certificates of the issuing authorities in PEM. For the full chain, put it behind `certificate_pem`."),
	}
}

func timeoutsAttribute() schema.Attribute {
	operations := map[string]string{
		"create": "How long to wait for the certificate to be issued. When it has passed, the order stays in the state and the next plan reads it again.",
		"update": "How long a change of settings may take.",
		"delete": "How long to wait, before revoking, for a successor that is not issued yet.",
	}
	attributes := map[string]schema.Attribute{}
	attributeTypes := map[string]attr.Type{}
	for operation, description := range operations {
		attributes[operation] = schema.StringAttribute{
			MarkdownDescription: description + " A duration such as `30s` or `1h30m`; the default is `10m`.",
			Optional:            true,
			Validators:          []validator.String{positiveDuration{}},
		}
		attributeTypes[operation] = types.StringType
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How long operations may take. Changing it only updates the state.",
		Optional:            true,
		Attributes:          attributes,
		CustomType:          timeouts.Type{ObjectType: types.ObjectType{AttrTypes: attributeTypes}},
	}
}

// positiveDuration accepts what [time.ParseDuration] reads, above zero.
type positiveDuration struct{}

func (positiveDuration) Description(context.Context) string {
	return `value must be a duration above zero, such as "30s" or "1h30m"`
}

func (v positiveDuration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v positiveDuration) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "This is not a time limit",
			fmt.Sprintf("%s is %s; the %s.", req.Path, req.ConfigValue, v.Description(ctx)))
	}
}

func reasons() []string {
	var texts []string
	for _, reason := range tigertrust.RevocationReasons() {
		texts = append(texts, string(reason))
	}
	return texts
}
