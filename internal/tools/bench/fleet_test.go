package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certificate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// fleet is a mock server with certificates.
type fleet struct {
	mock   *mockserver.Server
	server *httptest.Server
	ids    []int64
}

// newFleet returns a mock server with n issued certificates.
func newFleet(tb testing.TB, n int) *fleet {
	tb.Helper()
	f := startFleet(n)
	tb.Cleanup(f.server.Close)
	return f
}

// largeFleet returns a mock server with 10,000 issued certificates, which the
// benchmarks share.
var largeFleet = sync.OnceValue(func() *fleet { return startFleet(10_000) })

func startFleet(n int) *fleet {
	f := &fleet{mock: mockserver.New(mockserver.Options{})}
	for i := range n {
		f.ids = append(f.ids, f.mock.Seed(mockserver.Seed{CommonName: commonName(i)}))
	}
	// The mock signs certificates when they are read first.
	f.mock.Certificates("")
	f.server = httptest.NewServer(f.mock)
	return f
}

func (f *fleet) endpoint() string { return f.server.URL + "/api" }

// requests returns the number of requests since the last reset of the journal.
func (f *fleet) requests() int { return len(f.mock.Journal()) }

// mustHaveHandled checks the number of requests of each run.
func (f *fleet) mustHaveHandled(b *testing.B, most int) {
	b.Helper()
	if got := f.requests() / b.N; got > most {
		b.Errorf("expected at most %d requests, got %d", most, got)
	}
}

func commonName(i int) string { return fmt.Sprintf("host-%05d.example.com", i) }

// workspace returns a workspace whose state contains the certificates, as
// resources of a provider.
func (f *fleet) workspace(tb testing.TB, provider string) *workspace {
	tb.Helper()
	w := newWorkspace(tb, requiredProviders+resourceBlocks(provider+"_certificate", "common_name", len(f.ids)))
	w.writeState(tb, provider+"_certificate", "registry.terraform.io/tigertrust/"+provider, f.instances(tb))
	return w
}

// instances returns the certificates as an apply stores them in the state.
func (f *fleet) instances(tb testing.TB) []instance {
	tb.Helper()
	instances := make([]instance, len(f.ids))
	for i, id := range f.ids {
		c, ok := f.mock.Certificate(id)
		if !ok {
			tb.Fatalf("certificate %d is not on the server", id)
		}
		instances[i] = instance{IndexKey: i % blockSize, Private: f.private(tb, c.CommonName), Attributes: withNulls(map[string]any{
			"id": acctest.ID(c.ID), "common_name": c.CommonName, "subject_alternative_names": c.SubjectAlternativeNames,
			"certificate_authority_id": c.CertificateAuthorityID, "key_type": c.KeyType, "key_size": c.KeySize,
			"issuer": c.Issuer, "serial_number": c.SerialNumber, "fingerprint": c.Fingerprint,
			"valid_from": rfc3339(c.ValidFrom), "valid_to": rfc3339(c.ValidTo), "created_at": rfc3339(c.CreatedAt),
			"status": c.Status, "renewal_status": c.RenewalStatus,
			"certificate_pem": c.CertificatePEM, "chain_pem": c.ChainPEM, "full_chain_pem": c.CertificatePEM + c.ChainPEM, "on_destroy": certmodel.Revoke,
		})}
	}
	return instances
}

// attributeNames returns the attributes of tigertrust_certificate.
var attributeNames = sync.OnceValue(func() []string {
	var resp resource.SchemaResponse
	certificate.NewResource().Schema(context.Background(), resource.SchemaRequest{}, &resp)
	return slices.Collect(maps.Keys(resp.Schema.Attributes))
})

// withNulls adds the attributes of the schema that have no value: a state contains
// all of them.
func withNulls(attributes map[string]any) map[string]any {
	for _, name := range attributeNames() {
		if _, exists := attributes[name]; !exists {
			attributes[name] = nil
		}
	}
	return attributes
}

// private returns the private state of a certificate that an apply has ordered.
func (f *fleet) private(tb testing.TB, commonName string) []byte {
	tb.Helper()
	values := map[string]any{
		lifecycle.OriginKey: lifecycle.Origin{
			Scope:     lifecycle.Scope{Endpoint: f.endpoint()},
			OrderedAt: acctest.Start.Unix(),
			Echoed:    session.FieldStatus,
		},
		certmodel.AppliedKey: certmodel.Applied{{CommonName: types.StringValue(commonName)}},
	}
	encoded := map[string][]byte{}
	for key, value := range values {
		raw, err := json.Marshal(value)
		if err != nil {
			tb.Fatal(err)
		}
		encoded[key] = raw
	}
	private, err := json.Marshal(encoded)
	if err != nil {
		tb.Fatal(err)
	}
	return private
}

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// A plan that changes or upgrades the state would measure something else.
func TestWrittenState_PlansNoChanges(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	f := newFleet(t, 3)
	tf := env.Terraform(t)
	w := &workspace{folder: tf.Path("")}
	w.writeState(t, "tigertrust_certificate", "registry.terraform.io/hashicorp/tigertrust", f.instances(t))
	provider := fmt.Sprintf("provider \"tigertrust\" {\n  endpoint = %q\n  api_key  = %q\n}\n", f.endpoint(), mockserver.DefaultAPIKey)
	run := tf.Plan(provider+resourceBlocks("tigertrust_certificate", "common_name", 3), "-detailed-exitcode").MustHaveNoDiagnostics()
	if len(run.Changes) > 0 {
		t.Errorf("expected no changes, got %v", run.Changes)
	}
}
