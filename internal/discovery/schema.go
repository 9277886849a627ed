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

// defaultTimeout is how long each operation may take if timeouts does not say.
const defaultTimeout = 10 * time.Minute

func resourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"discovered_certificate_id": schema.Int64Attribute{
			MarkdownDescription: "The id of the discovered certificate, as `tigertrust_discovered_certificates` lists it. Changing it imports another one in place of this resource's.",
			Required:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.RequiresReplace()},
		},
		"certificate_authority_id": schema.Int64Attribute{
			MarkdownDescription: "The id of the certificate authority in TigerTrust that renews the certificate. Without it, it is the one that TigerTrust gives it, if any. The API cannot change it after the import: changing it is an error of the plan.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"certificate_id": schema.Int64Attribute{
			MarkdownDescription: "The id of the managed certificate that it was imported as.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"common_name":               certmodel.OutputString(certmodel.DescribeCommonName),
		"subject_alternative_names": outputTexts(certmodel.DescribeNames),
		"key_type":                  certmodel.OutputString(certmodel.DescribeKeyType),
		"key_size": schema.Int64Attribute{
			MarkdownDescription: certmodel.DescribeKeySize,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"deployment_targets": outputTexts("The targets that TigerTrust deploys the certificate to when it renews it. Null where TigerTrust does not tell."),
		"timeouts": certmodel.TimeoutsAttribute(map[string]string{
			"create": "How long the import may take.",
			"update": "How long a change of settings may take.",
			"delete": "How long to wait, before revoking, for a successor that is not issued yet.",
		}, "10m"),
	}
	maps.Copy(attributes, certmodel.RenewalAttributes())
	maps.Copy(attributes, certmodel.DestroyAttributes(certmodel.Abandon))
	maps.Copy(attributes, certmodel.OutputAttributes())
	return schema.Schema{
		MarkdownDescription: "Imports a discovered certificate, so that TigerTrust manages it. One that is imported already is adopted. " +
			"Destroying the resource leaves the certificate alone, since Terraform did not issue it, unless `on_destroy` says otherwise.",
		Attributes: attributes,
	}
}

func outputTexts(description string) schema.SetAttribute {
	return schema.SetAttribute{
		MarkdownDescription: description,
		ElementType:         types.StringType,
		Computed:            true,
		PlanModifiers:       []planmodifier.Set{setplanmodifier.UseNonNullStateForUnknown()},
	}
}
