// Package session contains the state that the resources of one provider process
// share while Terraform runs. The API client in package tigertrust is stateless.
//
//	session.go       the session, invalidation after writes
//	shared_reads.go  one GET for all resources that read the same certificate
//	list_cache.go    reads of single certificates from the list
//	fields.go        the fields that responses for a single certificate contain
//	discovered.go    one list for all imports of discovered certificates
//	keyed_mutex.go   one lock for each set of names
//	access.go        whether the API accepts key and workspace
//	orders.go        pending orders, adopted and claimed certificates of this run
//	held.go          certificates in the state that an adoption must not take
//	warnings.go      warnings that a run shows once
//	provider_data.go the session as the framework's provider data
package session

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Session is an API client with the state that resources share while Terraform
// runs. It is safe for concurrent use. Create one for each configured provider.
type Session struct {
	*tigertrust.Client

	// OnDestroy is the on_destroy of certificates that are ordered without one,
	// empty for the default of the resource.
	OnDestroy string
	// AdoptExisting is the adopt_existing of resources without one.
	AdoptExisting bool
	// StartedAt is when the session was created.
	StartedAt time.Time

	reads     sharedReads
	single    singleFields
	discovery sharedDiscovery
	// list is nil without bulk refresh.
	list          *listCache
	locks         keyedMutex
	pendingOrders idSet
	adopted       idSet
	claimed       idSet
	destroyed     idSet
	// adopting is held while a certificate is adopted or its destruction begins.
	adopting sync.Mutex
	held     heldCertificates
	warnings warningSet

	skipsAccessCheck bool
	// hasAccess is true once a request has succeeded.
	hasAccess atomic.Bool
	// checkingAccess is held during the access check. It guards accessErr.
	checkingAccess chan struct{}
	accessErr      error
}

// Options are the settings of a [Session] that do not concern the client.
type Options struct {
	// BulkRefresh makes [Session.CachedCertificate] read the list.
	BulkRefresh bool
	// SkipAccessCheck makes [Session.CheckAccess] return nil.
	SkipAccessCheck bool
}

// New returns a session, or the error of [tigertrust.New]. It sends no request, and
// overwrites [tigertrust.Config.OnWrite] and [tigertrust.Config.OnSuccess].
func New(config tigertrust.Config, options Options) (*Session, error) {
	session := &Session{
		single:           singleFields{known: make(chan struct{})},
		discovery:        sharedDiscovery{reading: make(chan struct{}, 1)},
		skipsAccessCheck: options.SkipAccessCheck,
		checkingAccess:   make(chan struct{}, 1),
	}
	config.OnWrite = session.invalidate
	config.OnSuccess = func() { session.hasAccess.Store(true) }
	client, err := tigertrust.New(config)
	if err != nil {
		return nil, err
	}
	session.Client = client
	session.StartedAt = client.Now()
	if options.BulkRefresh {
		session.list = newListCache(client)
	}
	return session, nil
}

// invalidate removes a certificate from the shared reads and the list cache, after
// a write to it.
func (s *Session) invalidate(id tigertrust.ID) {
	s.reads.forget(id)
	if s.list != nil {
		s.list.forget(id)
	}
}
