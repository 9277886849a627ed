package certmodel

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// ActionCertificateID returns the attribute that selects the certificate of an
// action.
func ActionCertificateID() schema.Int64Attribute {
	return schema.Int64Attribute{
		MarkdownDescription: DescribeID,
		Required:            true,
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	}
}
