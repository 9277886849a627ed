package certificate

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
)

// listedAttributes are what a list item shows, all computed.
func listedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                        computedNumber(managed.DescribeID),
		"common_name":               computedText(managed.DescribeCommonName),
		"subject_alternative_names": computedTexts(managed.DescribeNames),
		"certificate_authority_id":  computedNumber(managed.DescribeAuthority),
		"key_type":                  computedText(managed.DescribeKeyType),
		"key_size":                  computedNumber(managed.DescribeKeySize),
		"issuer":                    computedText(managed.DescribeIssuer),
		"serial_number":             computedText(managed.DescribeSerialNumber),
		"fingerprint":               computedText(managed.DescribeFingerprint),
		"valid_from":                computedTime(managed.DescribeValidFrom),
		"valid_to":                  computedTime(managed.DescribeValidTo),
		"days_remaining":            computedNumber(managed.DescribeDaysRemaining),
		"status":                    computedText(managed.DescribeStatus),
		"renewal_status":            computedText(managed.DescribeRenewalStatus),
		"created_at":                computedTime(managed.DescribeCreatedAt),
	}
}

// singleAttributes are what is known of one certificate, all computed.
func singleAttributes() map[string]schema.Attribute {
	const echoed = " Null where TigerTrust does not tell."
	attributes := listedAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"certificate_pem": computedText(managed.DescribeCertificatePEM),
		"chain_pem":       computedText(managed.DescribeChainPEM),
		"auto_renew": schema.BoolAttribute{
			MarkdownDescription: "Whether TigerTrust renews the certificate by itself." + echoed,
			Computed:            true,
		},
		"renewal_threshold_days": computedNumber("How many days before its expiry TigerTrust renews the certificate." + echoed),
		"deployment_targets":     computedTexts("The targets that TigerTrust deploys the certificate to." + echoed),
		"locations": schema.ListNestedAttribute{
			MarkdownDescription: managed.DescribeLocations,
			Computed:            true,
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"agent_id": computedText(managed.DescribeLocationAgent),
				"hostname": computedText(managed.DescribeLocationHost),
				"path":     computedText(managed.DescribeLocationFile),
				"has_private_key": schema.BoolAttribute{
					MarkdownDescription: managed.DescribeLocationKey,
					Computed:            true,
				},
			}},
		},
	})
	return attributes
}

func computedText(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true}
}

func computedTime(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true, CustomType: timetypes.RFC3339Type{}}
}

func computedNumber(description string) schema.Int64Attribute {
	return schema.Int64Attribute{MarkdownDescription: description, Computed: true}
}

func computedTexts(description string) schema.SetAttribute {
	return schema.SetAttribute{MarkdownDescription: description, Computed: true, ElementType: types.StringType}
}
