package discovery

import (
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// defaultTimeout is the time limit of operations for which timeouts has no value.
const defaultTimeout = 10 * time.Minute

func resourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"discovered_certificate_id": schema.StringAttribute{
			MarkdownDescription: "ID of the discovered certificate, as listed by `tigertrust_discovered_certificates`. Changing this forces replacement.",
			Required:            true,
			Validators:          []validator.String{certmodel.IDValidator()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"certificate_authority_id": schema.Int64Attribute{
			MarkdownDescription: "ID of the certificate authority (CA) in TigerTrust that renews the certificate. Defaults to the CA that TigerTrust chooses, if any. Changing this after the import is an error, because the API does not support it.",
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"certificate_id":            certmodel.OutputString("ID of the managed certificate."),
		"common_name":               certmodel.OutputString(certmodel.DescribeCommonName),
		"subject_alternative_names": outputStringSet(certmodel.DescribeNames),
		"key_type":                  certmodel.OutputString(certmodel.DescribeKeyType),
		"key_size": schema.Int64Attribute{
			MarkdownDescription: certmodel.DescribeKeySize,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"deployment_targets": outputStringSet(certmodel.DescribeTargets + " Null if TigerTrust does not return them."),
		"timeouts": certmodel.TimeoutsAttribute(map[string]string{
			"create": "Time limit for the import.",
			"update": "Time limit for changing settings.",
			"delete": "Time limit for waiting, before a revocation, until a pending replacement certificate is issued.",
		}, "10m"),
	}
	maps.Copy(attributes, certmodel.RenewalAttributes())
	maps.Copy(attributes, certmodel.DestroyAttributes("Defaults to `abandon`."))
	maps.Copy(attributes, certmodel.OutputAttributes())
	return schema.Schema{
		MarkdownDescription: "Imports a discovered certificate into TigerTrust, which then manages it. If it is already imported, the resource adopts the managed certificate. " +
			"Destroying the resource does not revoke the certificate, unless `on_destroy` is `revoke`.",
		Attributes: attributes,
	}
}

// outputStringSet returns a string set attribute that only TigerTrust sets.
func outputStringSet(description string) schema.SetAttribute {
	return schema.SetAttribute{
		MarkdownDescription: description,
		CustomType:          certmodel.StringSetType,
		Computed:            true,
		PlanModifiers:       []planmodifier.Set{setplanmodifier.UseNonNullStateForUnknown()},
	}
}
