package certificate

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

const describeDueInTigerTrust = "Time at which TigerTrust renews the certificate, in RFC 3339 format: `renewal_threshold_days` before it expires, if `auto_renew` is `true`. " +
	"Null otherwise, if TigerTrust does not return these settings, and for a revoked certificate."

// listItemAttributes returns the attributes of a certificate in a list, all
// computed.
func listItemAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                        certmodel.ComputedString(certmodel.DescribeID),
		"common_name":               certmodel.ComputedString(certmodel.DescribeCommonName),
		"subject_alternative_names": certmodel.ComputedStringSet(certmodel.DescribeNames),
		"certificate_authority_id":  certmodel.ComputedInt64(certmodel.DescribeCAID),
		"key_type":                  certmodel.ComputedString(certmodel.DescribeKeyType),
		"key_size":                  certmodel.ComputedInt64(certmodel.DescribeKeySize),
		"issuer":                    certmodel.ComputedString(certmodel.DescribeIssuer),
		"serial_number":             certmodel.ComputedString(certmodel.DescribeSerialNumber),
		"fingerprint":               certmodel.ComputedString(certmodel.DescribeFingerprint),
		"valid_from":                certmodel.ComputedTime(certmodel.DescribeValidFrom),
		"valid_to":                  certmodel.ComputedTime(certmodel.DescribeValidTo),
		"days_remaining":            certmodel.ComputedInt64(certmodel.DescribeDaysRemaining),
		"renewal_due_at":            certmodel.ComputedTime(describeDueInTigerTrust),
		"days_overdue":              certmodel.ComputedInt64(certmodel.DescribeDaysOverdue),
		"status":                    certmodel.ComputedString(certmodel.DescribeStatus),
		"renewal_status":            certmodel.ComputedString(certmodel.DescribeRenewalStatus),
		"created_at":                certmodel.ComputedTime(certmodel.DescribeCreatedAt),
	}
}

// certificateAttributes returns all attributes of a certificate, all computed.
func certificateAttributes() map[string]schema.Attribute {
	const nullIfMissing = " Null if TigerTrust does not return it."
	attributes := listItemAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"certificate_pem":        certmodel.ComputedString(certmodel.DescribeCertificatePEM),
		"chain_pem":              certmodel.ComputedString(certmodel.DescribeChainPEM),
		"full_chain_pem":         certmodel.ComputedString(certmodel.DescribeFullChainPEM),
		"auto_renew":             certmodel.ComputedBool(certmodel.DescribeAutoRenew + nullIfMissing),
		"renewal_threshold_days": certmodel.ComputedInt64("Number of days before expiry at which TigerTrust renews the certificate." + nullIfMissing),
		"deployment_targets":     certmodel.ComputedStringSet(certmodel.DescribeTargets + " Null if TigerTrust does not return them."),
		"locations": schema.ListNestedAttribute{
			MarkdownDescription: certmodel.DescribeLocations,
			Computed:            true,
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"agent_id":        certmodel.ComputedString(certmodel.DescribeLocationAgent),
				"hostname":        certmodel.ComputedString(certmodel.DescribeLocationHost),
				"path":            certmodel.ComputedString(certmodel.DescribeLocationFile),
				"has_private_key": certmodel.ComputedBool(certmodel.DescribeLocationKey),
			}},
		},
	})
	return attributes
}
