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

// actionAttributes says where an error of the API belongs in an action.
var actionAttributes = apidiag.Attributes{
	tigertrust.ErrCertificateNotFound: path.Root("certificate_id"),
	tigertrust.ErrInvalidCertificate:  path.Root("certificate_id"),
	tigertrust.ErrAlreadyRevoked:      path.Root("certificate_id"),
	tigertrust.ErrCANotConfigured:     path.Root("certificate_id"),
}

// actionCertificate reads the certificate that an action is about.
func actionCertificate(ctx context.Context, s *session.Session, id types.Int64) (lifecycle.Certificate, *tigertrust.Certificate, diag.Diagnostic) {
	held := lifecycle.Certificate{Session: s, ID: tigertrust.ID(id.ValueInt64()), IDAttribute: "certificate_id"}
	answer, err := s.Certificate(ctx, held.ID)
	if err != nil {
		return held, nil, apidiag.Error(fmt.Sprintf("Could not read certificate %d", held.ID), err, actionAttributes)
	}
	held.Model = certmodel.FromAPI(answer)
	return held, answer, nil
}
