// Package session holds what one provider process remembers while Terraform
// runs: the API client, reads that resources share, the list cache, locks by
// key, and the orders of this run. The client itself is stateless.
package session

import "github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"

// Session is an API client together with the memory of one run of Terraform.
// It is safe for concurrent use. One session per configured provider is right.
type Session struct {
	*tigertrust.Client

	reads sharedReads
	// list is nil without bulk refresh.
	list          *listCache
	locks         keyedMutex
	pendingOrders idSet
	adopted       idSet
	claimed       idSet
}

// New returns a session with a client of config, or the error of
// [tigertrust.New]. With bulkRefresh, [Session.CachedCertificate] may read the
// list. New sends nothing.
func New(config tigertrust.Config, bulkRefresh bool) (*Session, error) {
	session := &Session{}
	config.OnWrite = session.invalidate
	client, err := tigertrust.New(config)
	if err != nil {
		return nil, err
	}
	session.Client = client
	if bulkRefresh {
		session.list = newListCache(client)
	}
	return session, nil
}

// invalidate ends the sharing of reads of a certificate, after a write to it.
func (s *Session) invalidate(id tigertrust.ID) {
	s.reads.forget(id)
	if s.list != nil {
		s.list.forget(id)
	}
}
