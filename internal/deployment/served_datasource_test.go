package deployment_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// servedBlock returns a data source that reads the certificate of an endpoint after
// its deployment.
func servedBlock(endpoint string) string {
	return fmt.Sprintf("data \"tigertrust_served_certificate\" \"test\" {\n  endpoint = %q\n  depends_on = [%s]\n}\n", endpoint, address)
}

func TestServedCertificate_EqualsResource(t *testing.T) {
	t.Parallel()
	env, service, served := newServed(t)
	provider := env.Protocol(t)
	held := provider.Resource("tigertrust_certificate")
	held.Import("1001").MustHaveNoDiagnostics()
	read, run := provider.ReadDataSource("tigertrust_served_certificate", acctest.Attributes{"endpoint": service.Endpoint, "server_name": "www.example.com"})
	run.MustHaveNoDiagnostics()
	for _, attribute := range []string{
		"common_name", "subject_alternative_names", "issuer", "serial_number", "fingerprint", "valid_from", "valid_to", "certificate_pem", "chain_pem", "full_chain_pem",
	} {
		if want := held.Attribute(attribute); want == nil || !reflect.DeepEqual(read[attribute], want) {
			t.Errorf("%s is %v, want %v", attribute, read[attribute], want)
		}
	}
	// The key is that of the service, and not the one in the order.
	if read["key_type"] != "ECDSA" || read["key_size"] != 256.0 || read["days_remaining"] != 90.0 {
		t.Errorf("got %v", read)
	}
	parsed, problem := provider.CallFunction("parse_certificate", served.CertificatePEM)
	if fields, _ := parsed.(map[string]any); problem != nil || fields["public_key_sha256"] != read["public_key_sha256"] {
		t.Errorf("the key is %v, parsed %v, %v", read["public_key_sha256"], parsed, problem)
	}
}

func TestServedCertificate_Fails_ErrorAtEndpoint(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for endpoint, complaint := range map[string]string{
		"127.0.0.1:1": `(?s)Could not read the served certificate.*127\.0\.0\.1:1 accepts no connection`,
		// The mock responds without TLS.
		env.Endpoint[len("http://") : len(env.Endpoint)-len("/api")]: "does not use TLS",
	} {
		_, run := env.Protocol(t).ReadDataSource("tigertrust_served_certificate", acctest.Attributes{"endpoint": endpoint})
		if problem := run.MustFail().MustError(complaint); problem.Location != `AttributeName("endpoint")` {
			t.Errorf("the error is at %s", problem.Location)
		}
	}
}
