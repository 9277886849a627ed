package certmodel

import (
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// ActionCertificateID returns the attribute that selects the certificate of an
// action.
func ActionCertificateID() schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: DescribeID,
		Required:            true,
		Validators:          []validator.String{IDValidator()},
	}
}
