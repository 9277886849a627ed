package session

import (
	"context"
	"sync"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Fields is a set of fields of a certificate. The reference shows the settings in
// no response, and the others, apart from the status, in the list only. A server
// may return each of them for a single certificate, in the list, in both or in
// neither.
type Fields uint

// The private state contains these values.
const (
	FieldAutoRenew Fields = 1 << iota
	FieldRenewalThresholdDays
	FieldDeploymentTargets
	FieldStatus
	FieldRenewalStatus
	FieldCertificateAuthorityID
	FieldCreatedAt

	settings = FieldAutoRenew | FieldRenewalThresholdDays | FieldDeploymentTargets
)

// FieldsOf returns the fields that a response contains a value of.
func FieldsOf(response *tigertrust.Certificate) Fields {
	var fields Fields
	for field, isReturned := range map[Fields]bool{
		FieldAutoRenew:              response.AutoRenew != nil,
		FieldRenewalThresholdDays:   response.RenewalThresholdDays != nil,
		FieldDeploymentTargets:      response.DeploymentTargets != nil,
		FieldStatus:                 response.Status != nil && *response.Status != "",
		FieldRenewalStatus:          response.RenewalStatus != nil && *response.RenewalStatus != "",
		FieldCertificateAuthorityID: response.CertificateAuthorityID != nil,
		FieldCreatedAt:              response.CreatedAt != nil && !response.CreatedAt.IsZero(),
	} {
		if isReturned {
			fields |= field
		}
	}
	return fields
}

// Contains reports whether all fields of other are in the set.
func (f Fields) Contains(other Fields) bool { return f&other == other }

// HasSettings reports whether a setting is in the set.
func (f Fields) HasSettings() bool { return f&settings != 0 }

// singleFields are the fields that responses for a single certificate have
// contained in this session.
type singleFields struct {
	mu     sync.Mutex
	fields Fields
	// known is closed when the first request has ended.
	known     chan struct{}
	knownOnce sync.Once
}

// record adds the fields of a response, nil if the request has failed.
func (f *singleFields) record(response *tigertrust.Certificate) {
	if response != nil {
		f.mu.Lock()
		f.fields |= FieldsOf(response)
		f.mu.Unlock()
	}
	f.knownOnce.Do(func() { close(f.known) })
}

// SingleFields returns the fields that responses for a single certificate have
// contained in this session. It waits for the first one, and returns no fields if
// that request has failed. Call it after [Session.CachedCertificate] has returned
// a certificate, which it never does for the first one.
func (s *Session) SingleFields(ctx context.Context) Fields {
	select {
	case <-s.single.known:
	case <-ctx.Done():
	}
	s.single.mu.Lock()
	defer s.single.mu.Unlock()
	return s.single.fields
}
