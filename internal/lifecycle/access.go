package lifecycle

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
)

// CheckAccess reports why the API would not accept the requests of an apply. Plans
// that create something call it, so that a wrong key is found before anything is
// ordered.
func CheckAccess(ctx context.Context, s *session.Session) diag.Diagnostics {
	err := s.CheckAccess(ctx)
	if err == nil {
		return nil
	}
	return diag.Diagnostics{apidiag.Access(err)}
}
