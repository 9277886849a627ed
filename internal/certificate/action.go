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
func readForAction(ctx context.Context, s *session.Session, id types.Int64) (lifecycle.Certificate, *tigertrust.Certificate, diag.Diagnostic) {
	if problems := certmodel.AtLeastOne("certificate_id", id); problems.HasError() {
		return lifecycle.Certificate{}, nil, problems[0]
	}
	certificate := lifecycle.Certificate{Session: s, ID: tigertrust.ID(id.ValueInt64()), IDAttribute: "certificate_id"}
	response, err := s.Certificate(ctx, certificate.ID)
	if err != nil {
		return certificate, nil, apidiag.Error(fmt.Sprintf("Could not read certificate %d", certificate.ID), err, actionAttributes)
	}
	certificate.Model = certmodel.FromAPI(response)
	return certificate, response, nil
}
