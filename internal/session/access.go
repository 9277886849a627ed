package session

import (
	"context"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// CheckAccess returns an error if the API does not accept the endpoint, key or
// workspace of the session. It sends no request if one of this session has
// succeeded before. Otherwise it requests page 1 of the list, which the list cache
// then uses, so that a refresh needs no additional request. It checks only once: an
// error is returned again, unless ctx ended.
func (s *Session) CheckAccess(ctx context.Context) error {
	if s.skipsAccessCheck || s.hasAccess.Load() {
		return nil
	}
	select {
	case s.checkingAccess <- struct{}{}:
		defer func() { <-s.checkingAccess }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if s.hasAccess.Load() || s.accessErr != nil {
		return s.accessErr
	}
	err := s.requestFirstPage(ctx)
	if ctx.Err() == nil {
		s.accessErr = err
	}
	return err
}

func (s *Session) requestFirstPage(ctx context.Context) error {
	if s.list != nil {
		return s.list.prefetch(ctx)
	}
	_, err := s.Pager(tigertrust.CertificateQuery{}).First(ctx)
	return err
}
