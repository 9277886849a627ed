package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// fleet is a mock with certificates, and what Terraform has of them.
type fleet struct {
	mock   *mockserver.Server
	server *httptest.Server
	ids    []int64
}

// newFleet starts a mock with n certificates, all of them signed. It is to be
// closed.
func newFleet(n int) *fleet {
	f := &fleet{mock: mockserver.New(mockserver.Options{})}
	for i := range n {
		f.ids = append(f.ids, f.mock.Seed(mockserver.Seed{CommonName: commonName(i)}))
	}
	f.mock.Certificates("")
	f.server = httptest.NewServer(f.mock)
	return f
}

func (f *fleet) close() { f.server.Close() }

func (f *fleet) endpoint() string { return f.server.URL + "/api" }

func commonName(i int) string { return fmt.Sprintf("host-%05d.example.com", i) }

// certificates returns a state's certificates as an apply leaves them.
func (f *fleet) certificates() ([]instance, error) {
	private, err := f.private()
	if err != nil {
		return nil, err
	}
	instances := make([]instance, len(f.ids))
	for i, id := range f.ids {
		c, ok := f.mock.Certificate(id)
		if !ok {
			return nil, fmt.Errorf("certificate %d is gone", id)
		}
		instances[i] = instance{IndexKey: i % blockSize, Private: private, Attributes: map[string]any{
			"id": c.ID, "common_name": c.CommonName, "subject_alternative_names": c.SubjectAlternativeNames,
			"certificate_authority_id": c.CertificateAuthorityID, "key_type": c.KeyType, "key_size": c.KeySize,
			"issuer": c.Issuer, "serial_number": c.SerialNumber, "fingerprint": c.Fingerprint,
			"valid_from": rfc3339(c.ValidFrom), "valid_to": rfc3339(c.ValidTo), "created_at": rfc3339(c.CreatedAt),
			"status": c.Status, "renewal_status": c.RenewalStatus,
			"certificate_pem": c.CertificatePEM, "chain_pem": c.ChainPEM, "on_destroy": certmodel.Revoke,
		}}
	}
	return instances, nil
}

// private is the private state of a certificate that was seen at the mock.
func (f *fleet) private() ([]byte, error) {
	record, err := json.Marshal(lifecycle.Origin{Scope: lifecycle.Scope{Endpoint: f.endpoint()}})
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string][]byte{lifecycle.OriginKey: record})
}

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }
