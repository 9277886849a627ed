package certificate

import (
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
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

// defaultTimeout is the time limit of operations for which timeouts has no value.
const defaultTimeout = 10 * time.Minute

// resourceSchema returns the schema of tigertrust_certificate.
func resourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	maps.Copy(attributes, orderAttributes())
	maps.Copy(attributes, certmodel.RenewalAttributes())
	attributes["renewal"] = renewalAttribute()
	maps.Copy(attributes, certmodel.DestroyAttributes(describeOnDestroyDefault))
	maps.Copy(attributes, certmodel.OutputAttributes())
	attributes["status"] = certmodel.OutputString(certmodel.DescribeStatus + " Terraform replaces a certificate that was revoked outside of Terraform, and one that was never issued because its order failed.")
	attributes["deployment_targets"] = schema.SetAttribute{
		MarkdownDescription: "Targets to which TigerTrust deploys the certificate after a renewal, such as `nginx-main`. `[]` removes all targets. Defaults to the targets that TigerTrust chooses. Updated in place." + certmodel.RemovalKeepsValue,
		CustomType:          certmodel.StringSetType,
		Optional:            true,
		Computed:            true,
		Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
		PlanModifiers:       []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
	}
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeID,
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
	attributes["adopt_existing"] = schema.BoolAttribute{
		MarkdownDescription: describeAdoptExisting,
		Optional:            true,
		// Removing it can then plan nothing.
		Computed: true,
	}
	attributes["renewal_due_at"] = schema.StringAttribute{
		MarkdownDescription: certmodel.DescribeRenewalDueAt + " It changes only when the certificate or one of these settings does.",
		CustomType:          timetypes.RFC3339Type{},
		Computed:            true,
	}
	attributes["timeouts"] = certmodel.TimeoutsAttribute(map[string]string{
		"create": "Time limit for ordering the certificate and waiting until it is issued. An order that takes longer stays in the state, and the next plan reads it again.",
		"update": "Time limit for changing settings and for a renewal by Terraform.",
		"delete": "Time limit for waiting, before a revocation, until a pending replacement certificate is issued.",
	}, "10m")
	return schema.Schema{
		MarkdownDescription: "A certificate that TigerTrust issues and manages. Creating the resource orders the certificate, or adopts an existing one with `adopt_existing`, and waits until it is issued. " +
			"Destroying the resource revokes the certificate, unless `on_destroy` is `abandon`. The private key never passes through Terraform: TigerTrust's agents generate it and keep it where they deploy the certificate.",
		Attributes: attributes,
	}
}

// orderAttributes returns the attributes that a certificate is ordered with.
// They have no RequiresReplace plan modifier: ModifyPlan decides which of their
// changes replace the certificate.
func orderAttributes() map[string]schema.Attribute {
	const forcesReplacement = " Changing this forces replacement."
	return map[string]schema.Attribute{
		"common_name": schema.StringAttribute{
			MarkdownDescription: "Common name of the certificate: a DNS name such as `www.example.com`, `*.example.com` or `intranet`, or an IP address. A wildcard must be the whole left-most label. Internationalized names in Unicode are ordered in their ASCII form (`xn--…`). Letter case is ignored." + forcesReplacement,
			Required:            true,
		},
		"subject_alternative_names": schema.SetAttribute{
			MarkdownDescription: "Subject alternative names (SANs) of the certificate: DNS names and IP addresses, as for `common_name`. TigerTrust adds the common name, whether or not it is listed. " +
				"Order and letter case are ignored. Defaults to the names that TigerTrust chooses." + forcesReplacement,
			CustomType:    certmodel.StringSetType,
			Optional:      true,
			Computed:      true,
			Validators:    []validator.Set{setvalidator.NoNullValues()},
			PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
		},
		"certificate_authority_id": schema.Int64Attribute{
			MarkdownDescription: "ID of the certificate authority (CA) in TigerTrust that issues the certificate. Defaults to the CA that TigerTrust chooses." + forcesReplacement,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseNonNullStateForUnknown()},
		},
		"key_type": schema.StringAttribute{
			MarkdownDescription: "Key type: `RSA` or `ECDSA`. Defaults to the type that TigerTrust chooses." + forcesReplacement,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"key_size": schema.Int64Attribute{
			MarkdownDescription: "Key size in bits: 2048, 3072 or 4096 for `RSA`; 256, 384 or 521 for `ECDSA`. Defaults to the size that TigerTrust chooses." + forcesReplacement,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"validity_days": schema.Int64Attribute{
			MarkdownDescription: "Validity period to order, in days: at least 1. CAs may grant a shorter period: `valid_to` contains the result. " +
				"Defaults to the validity period that TigerTrust chooses." + forcesReplacement + " Adding or removing this updates only the state.",
			Optional:   true,
			Validators: []validator.Int64{int64validator.AtLeast(1)},
		},
	}
}

const describeOnDestroyDefault = "Defaults to `revoke`, or to `on_destroy` of the provider, for a certificate that this resource orders, " +
	"and to `abandon` for one that was imported, adopted or moved from a `tigertrust_discovered_import`."

const describeAdoptExisting = "Whether creating the resource adopts an existing certificate instead of ordering one: a certificate in TigerTrust that is pending, active or expiring, has the same names and, where configured, the same CA, key type and key size. " +
	"If several match, the newest issued one is adopted, and a warning names the others. If none matches, one is ordered, at the earliest a minute after the start of the apply, because lists of certificates may be out of date. " +
	"A plan fails if the certificate could be one that is in the state. Defaults to `adopt_existing` of the provider. Changing or removing this later has no effect."

// renewalAttribute returns the attribute that controls when Terraform renews
// the certificate.
func renewalAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "When Terraform renews the certificate. A renewal keeps the certificate's ID, and the plan shows an update in place. " +
			"Without `renewal`, only TigerTrust renews the certificate. Adding or removing this, or changing `method`, updates only the state.",
		Optional: true,
		Attributes: map[string]schema.Attribute{
			"method": schema.StringAttribute{
				MarkdownDescription: describeMethod,
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(certmodel.ToStrings(tigertrust.RenewalMethods())...)},
			},
			"min_days_remaining": schema.Int64Attribute{
				MarkdownDescription: "Renew the certificate when fewer than this many days remain until it expires: at least 1, and less than the certificate's validity period. " +
					"If neither this nor `min_percent_remaining` is set, only a change of `triggers` renews the certificate.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.AtLeast(1)},
			},
			"min_percent_remaining": schema.Int64Attribute{
				MarkdownDescription: "Renew the certificate when less than this percentage of its own validity period remains: 1 to 99. " +
					"It fits certificates of any validity period, such as 90, 47 or 6 days. Conflicts with `min_days_remaining`.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(1, 99)},
			},
			"fail_below_days": schema.Int64Attribute{
				MarkdownDescription: "Remaining number of days below which a renewal that fails, or does not finish in time, is an error: 0 or more, and less than the renewal window. " +
					"While at least this many days remain, it is a warning, the certificate and its dependents keep their values, and the next apply tries again. " +
					"By default, a renewal that fails is always an error, and one that does not finish in time is always a warning. Changing this updates only the state.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.AtLeast(0)},
			},
			"triggers": schema.MapAttribute{
				MarkdownDescription: "Map of arbitrary strings. Changing a value renews the certificate. Setting `triggers` for the first time does not.",
				ElementType:         types.StringType,
				Optional:            true,
			},
			"deploy_after_renewal": schema.BoolAttribute{
				MarkdownDescription: describeDeployAfterRenewal + " Changing this updates only the state.",
				Optional:            true,
			},
		},
	}
}

// Descriptions that the renewal attribute and the renew action share.
const (
	describeMethod = "Renewal method: `acme`, `api` (the CA's API) or `csr`. A renewal with `csr` must be completed in TigerTrust, and Terraform does not wait for it."

	describeDeployAfterRenewal = "Whether TigerTrust deploys the renewed certificate to its `deployment_targets`. Defaults to the value that TigerTrust chooses."
)
