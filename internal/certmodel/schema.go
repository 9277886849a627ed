package certmodel

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// OutputAttributes are what TigerTrust alone says of a certificate. A pending
// certificate has null for what is not known yet, so that null is never kept
// over a change.
func OutputAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"issuer":          OutputString(DescribeIssuer),
		"serial_number":   OutputString(DescribeSerialNumber),
		"fingerprint":     OutputString(DescribeFingerprint),
		"valid_from":      outputTime(DescribeValidFrom),
		"valid_to":        outputTime(DescribeValidTo),
		"status":          OutputString(DescribeStatus),
		"renewal_status":  OutputString(DescribeRenewalStatus),
		"created_at":      outputTime(DescribeCreatedAt),
		"certificate_pem": OutputString(DescribeCertificatePEM),
		"chain_pem":       OutputString(DescribeChainPEM),
	}
}

// OutputString is an attribute that TigerTrust fills in, sooner or later.
func OutputString(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()},
	}
}

func outputTime(description string) schema.StringAttribute {
	attribute := OutputString(description)
	attribute.CustomType = timetypes.RFC3339Type{}
	return attribute
}

// RemovalKeepsValue says of an optional attribute what removing it does.
const RemovalKeepsValue = " Removing it from the configuration keeps TigerTrust's value."

// RenewalAttributes are the settings of TigerTrust's own renewal.
func RenewalAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"auto_renew": schema.BoolAttribute{
			MarkdownDescription: "Whether TigerTrust renews the certificate by itself, without Terraform. Changing it updates in place." + RemovalKeepsValue,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
		"renewal_threshold_days": schema.Int64Attribute{
			MarkdownDescription: "How many days before its expiry TigerTrust renews the certificate; it has to be less than the days that the certificate is valid. Changing it updates in place." + RemovalKeepsValue,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
	}
}

// DestroyAttributes are those of [DestroyModel], with what on_destroy is by
// default. They are in the state only.
func DestroyAttributes(byDefault string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"on_destroy": schema.StringAttribute{
			MarkdownDescription: "What destroying the resource, or replacing it, does with the certificate: `revoke` it, or `abandon` it, which leaves it valid. The default is `" + byDefault + "`. " +
				"A change has to be applied before the resource is removed from the configuration: destroying goes by the state.",
			Optional:   true,
			Computed:   true,
			Default:    stringdefault.StaticString(byDefault),
			Validators: []validator.String{stringvalidator.OneOf(Revoke, Abandon)},
		},
		"revocation_reason": schema.StringAttribute{
			MarkdownDescription: "The reason that a revocation gives: " + RevocationReasonList() + ". Without it, `superseded` if there is a successor, else `cessationOfOperation`. " +
				"Like `on_destroy`, it has to be applied before the resource is removed.",
			Optional:   true,
			Validators: []validator.String{stringvalidator.OneOf(RevocationReasons()...)},
		},
		"revocation_comments": schema.StringAttribute{
			MarkdownDescription: "What a revocation says beside its reason. Like `on_destroy`, it has to be applied before the resource is removed.",
			Optional:            true,
		},
	}
}

// RevocationReasonList lists the reasons of a revocation.
func RevocationReasonList() string { return "`" + strings.Join(RevocationReasons(), "`, `") + "`" }

// RevocationReasons are those that a revocation can give.
func RevocationReasons() []string { return ToStrings(tigertrust.RevocationReasons()) }

// ToStrings returns values of the API as the schema has them.
func ToStrings[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return texts
}
