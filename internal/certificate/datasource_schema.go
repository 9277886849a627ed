package certificate

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
)

// listedAttributes are what a list item shows, all computed.
func listedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                        managed.ComputedNumber(managed.DescribeID),
		"common_name":               managed.ComputedText(managed.DescribeCommonName),
		"subject_alternative_names": managed.ComputedTexts(managed.DescribeNames),
		"certificate_authority_id":  managed.ComputedNumber(managed.DescribeAuthority),
		"key_type":                  managed.ComputedText(managed.DescribeKeyType),
		"key_size":                  managed.ComputedNumber(managed.DescribeKeySize),
		"issuer":                    managed.ComputedText(managed.DescribeIssuer),
		"serial_number":             managed.ComputedText(managed.DescribeSerialNumber),
		"fingerprint":               managed.ComputedText(managed.DescribeFingerprint),
		"valid_from":                managed.ComputedTime(managed.DescribeValidFrom),
		"valid_to":                  managed.ComputedTime(managed.DescribeValidTo),
		"days_remaining":            managed.ComputedNumber(managed.DescribeDaysRemaining),
		"status":                    managed.ComputedText(managed.DescribeStatus),
		"renewal_status":            managed.ComputedText(managed.DescribeRenewalStatus),
		"created_at":                managed.ComputedTime(managed.DescribeCreatedAt),
	}
}

// singleAttributes are what is known of one certificate, all computed.
func singleAttributes() map[string]schema.Attribute {
	const echoed = " Null where TigerTrust does not tell."
	attributes := listedAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"certificate_pem":        managed.ComputedText(managed.DescribeCertificatePEM),
		"chain_pem":              managed.ComputedText(managed.DescribeChainPEM),
		"auto_renew":             managed.ComputedBool("Whether TigerTrust renews the certificate by itself." + echoed),
		"renewal_threshold_days": managed.ComputedNumber("How many days before its expiry TigerTrust renews the certificate." + echoed),
		"deployment_targets":     managed.ComputedTexts("The targets that TigerTrust deploys the certificate to." + echoed),
		"locations": schema.ListNestedAttribute{
			MarkdownDescription: managed.DescribeLocations,
			Computed:            true,
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"agent_id":        managed.ComputedText(managed.DescribeLocationAgent),
				"hostname":        managed.ComputedText(managed.DescribeLocationHost),
				"path":            managed.ComputedText(managed.DescribeLocationFile),
				"has_private_key": managed.ComputedBool(managed.DescribeLocationKey),
			}},
		},
	})
	return attributes
}
