package discovery

import (
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// defaultTimeout is the time limit of an operation without one in timeouts.
const defaultTimeout = 10 * time.Minute

func resourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"discovered_certificate_id": schema.Int64Attribute{
			MarkdownDescription: "The id of the discovered certificate, as listed by `tigertrust_discovered_certificates`. Changing this forces replacement.",
			Required:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.RequiresReplace()},
		},
		"certificate_authority_id": schema.Int64Attribute{
			MarkdownDescription: "The id of the certificate authority (CA) in TigerTrust that renews the certificate. Defaults to the CA that TigerTrust chooses, if any. The API cannot change it after the import, so a change is an error.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"certificate_id": schema.Int64Attribute{
			MarkdownDescription: "The id of the managed certificate.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"common_name":               certmodel.OutputString(certmodel.DescribeCommonName),
		"subject_alternative_names": outputStringSet(certmodel.DescribeNames),
		"key_type":                  certmodel.OutputString(certmodel.DescribeKeyType),
		"key_size": schema.Int64Attribute{
			MarkdownDescription: certmodel.DescribeKeySize,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"deployment_targets": outputStringSet("The targets that TigerTrust deploys a renewed certificate to. Null if TigerTrust does not return them."),
		"timeouts": certmodel.TimeoutsAttribute(map[string]string{
			"create": "How long the import may take.",
			"update": "How long an update of the settings may take.",
			"delete": "How long to wait before a revocation for the issuance of a replacement certificate.",
		}, "10m"),
	}
	maps.Copy(attributes, certmodel.RenewalAttributes())
	maps.Copy(attributes, certmodel.DestroyAttributes(certmodel.Abandon))
	maps.Copy(attributes, certmodel.OutputAttributes())
	return schema.Schema{
		MarkdownDescription: "Imports a discovered certificate, so that TigerTrust manages it. If it is already imported, the resource adopts it. " +
			"Destroying the resource does not revoke the certificate, unless `on_destroy` is `revoke`.",
		Attributes: attributes,
	}
}

// outputStringSet returns a set that TigerTrust fills in.
func outputStringSet(description string) schema.SetAttribute {
	return schema.SetAttribute{
		MarkdownDescription: description,
		ElementType:         types.StringType,
		Computed:            true,
		PlanModifiers:       []planmodifier.Set{setplanmodifier.UseNonNullStateForUnknown()},
	}
}
