package certmodel

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
)

// OutputAttributes returns the attributes that only TigerTrust sets. They are null
// until the certificate is issued, so a plan never carries a null forward.
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
		"full_chain_pem":  OutputString(DescribeFullChainPEM),
	}
}

// OutputString returns a string attribute that only TigerTrust sets.
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

// RemovalKeepsValue describes the effect of removing an optional and computed
// attribute.
const RemovalKeepsValue = " Removing the attribute keeps its current value in TigerTrust."

// RenewalAttributes returns the attributes that control renewals by TigerTrust.
func RenewalAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"auto_renew": schema.BoolAttribute{
			MarkdownDescription: DescribeAutoRenew + " Defaults to the value that TigerTrust chooses. Updated in place." + RemovalKeepsValue,
			Optional:            true,
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
		"renewal_threshold_days": schema.Int64Attribute{
			MarkdownDescription: "Number of days before expiry at which TigerTrust renews the certificate: at least 1, and less than the validity period. " +
				"Defaults to the value that TigerTrust chooses. Updated in place." + RemovalKeepsValue,
			Optional:      true,
			Computed:      true,
			PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
	}
}

// ToStrings returns values of an API enumeration as strings.
func ToStrings[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return texts
}
