package certificate

import (
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// defaultTimeout is how long each operation may take if timeouts does not say.
const defaultTimeout = 10 * time.Minute

func resourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	maps.Copy(attributes, orderAttributes())
	maps.Copy(attributes, certmodel.RenewalAttributes())
	attributes["renewal"] = renewalAttribute()
	maps.Copy(attributes, certmodel.DestroyAttributes(certmodel.Revoke))
	maps.Copy(attributes, certmodel.OutputAttributes())
	attributes["status"] = certmodel.OutputString(certmodel.DescribeStatus + " A certificate that was revoked outside of Terraform is replaced, and so is an order that failed.")
	attributes["deployment_targets"] = schema.SetAttribute{
		MarkdownDescription: "The targets that TigerTrust deploys the certificate to when it renews it, such as `nginx-main`. Changing it updates in place; `[]` clears it." + certmodel.RemovalKeepsValue,
		ElementType:         types.StringType,
		Optional:            true,
		Computed:            true,
		Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
		PlanModifiers:       []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
	}
	attributes["id"] = schema.Int64Attribute{
		MarkdownDescription: certmodel.DescribeID,
		Computed:            true,
		PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
	}
	attributes["timeouts"] = certmodel.TimeoutsAttribute(map[string]string{
		"create": "How long to wait for the certificate to be issued. When it has passed, the order stays in the state and the next plan reads it again.",
		"update": "How long a change of settings may take, and a renewal that Terraform orders.",
		"delete": "How long to wait, before revoking, for a successor that is not issued yet.",
	}, "10m")
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

// renewalAttribute is what Terraform renews by, beside TigerTrust's own renewal.
func renewalAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "When Terraform orders a renewal: the certificate keeps its id, and the plan shows an update in place. " +
			"Without it, only TigerTrust renews. Adding or removing it, or changing `method`, only updates the state.",
		Optional: true,
		Attributes: map[string]schema.Attribute{
			"method": schema.StringAttribute{
				MarkdownDescription: describeMethod,
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(certmodel.ToStrings(tigertrust.RenewalMethods())...)},
			},
			"min_days_remaining": schema.Int64Attribute{
				MarkdownDescription: "Renew in an apply when fewer days than this are left until the certificate expires. " +
					"It has to be less than the days that the certificate is valid, or it is never due. Without it, only `triggers` renew.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.AtLeast(1)},
			},
			"triggers": schema.MapAttribute{
				MarkdownDescription: "Any values; the certificate is renewed when one of them changes. The first ones that are set renew nothing.",
				ElementType:         types.StringType,
				Optional:            true,
			},
			"deploy_after_renewal": schema.BoolAttribute{
				MarkdownDescription: describeDeployAfterRenewal + " Changing it only updates the state.",
				Optional:            true,
			},
		},
	}
}

// What a renewal is ordered with.
const (
	describeMethod             = "How it is renewed: `acme`, `api` (by the authority's API), or `csr`, which a person has to finish in TigerTrust; Terraform does not wait for that."
	describeDeployAfterRenewal = "Whether TigerTrust deploys the renewed certificate to its `deployment_targets` by itself. Without it, TigerTrust chooses."
)
