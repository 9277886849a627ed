package renewal

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

// Refresh updates the state after the certificate was read. It reads the list
// while a renewal is pending: only the list shows that a renewal has failed.
func (s *State) Refresh(ctx context.Context, held lifecycle.Certificate, settings Settings, isReissued bool) diag.Diagnostics {
	now, certificate := held.Session.Now(), CertificateFrom(held.Model)
	if isReissued && settings.IsSet && !s.Submitted.isSet() {
		s.ObservedReissue = true
	}
	if s.Submitted.isObsolete(certificate, now) && !s.Submitted.isUnsaved(settings.Triggers, now) {
		s.Submitted = Submitted{}
	}
	var diags diag.Diagnostics
	if s.Submitted.isPending(certificate) {
		if status, failed := s.Submitted.refresh(ctx, held); failed {
			diags.Append(failedSinceApplyWarning(held, status))
		}
	}
	s.recordEvaluation(settings, certificate, now)
	return diags
}

// refresh reads the renewal status, and returns it if the renewal has failed. It
// changes nothing if the list cannot be read.
func (s *Submitted) refresh(ctx context.Context, held lifecycle.Certificate) (status string, failed bool) {
	item, err := held.ListItem(ctx)
	switch {
	case err != nil || item == nil:
		return "", false
	case !item.RenewalFailed():
		s.FailedBefore = false
		return "", false
	case s.FailedBefore:
		return "", false
	default:
		s.Outcome = outcomeFailed
		return *item.RenewalStatus, true
	}
}
