package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// actionAttributes maps error codes to the attributes of an action that they are
// about.
var actionAttributes = apidiag.Attributes{
	tigertrust.ErrCertificateNotFound: path.Root("certificate_id"),
	tigertrust.ErrInvalidCertificate:  path.Root("certificate_id"),
	tigertrust.ErrAlreadyRevoked:      path.Root("certificate_id"),
	tigertrust.ErrCANotConfigured:     path.Root("certificate_id"),
}

// readForAction reads the certificate of an action.
func readForAction(ctx context.Context, s *session.Session, id types.String) (lifecycle.Certificate, *tigertrust.Certificate, diag.Diagnostic) {
	certificate := lifecycle.Certificate{Session: s, ID: tigertrust.ID(id.ValueString()), IDAttribute: "certificate_id"}
	response, err := lifecycle.ReadReferenced(ctx, s, certificate.ID)
	if err != nil {
		return certificate, nil, apidiag.Error(fmt.Sprintf("Could not read certificate %s", certificate.ID), err, actionAttributes)
	}
	certificate.Model = certmodel.FromAPI(response)
	return certificate, response, nil
}
