package certmodel

import "github.com/hashicorp/terraform-plugin-framework/action/schema"

// ActionCertificateID returns the attribute that selects the certificate of an
// action.
func ActionCertificateID() schema.Int64Attribute {
	return schema.Int64Attribute{
		MarkdownDescription: DescribeID,
		Required:            true,
	}
}
