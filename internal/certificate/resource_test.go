package certificate_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	// address is the address of the resource in most tests.
	address = "tigertrust_certificate.test"
	// firstID is the id of the first certificate of a mock.
	firstID = int64(1001)

	certificatesPath = "/api/certificates"
	certificatePath  = "/api/certificates/*"
	revocationPath   = "/api/certificates/*/revoke"

	minimalConfig = `common_name = "www.example.com"`
	// fullConfig contains all arguments of an order and all settings.
	fullConfig = `
  common_name               = "www.example.com"
  subject_alternative_names = ["shop.example.com", "192.0.2.7", "2001:db8::1"]
  certificate_authority_id  = 6
  key_type                  = "ECDSA"
  key_size                  = 384
  validity_days             = 60
  auto_renew                = false
  renewal_threshold_days    = 20
  deployment_targets        = ["nginx-main", "haproxy-lb"]`
)

// resourceBlock returns the resource block of most tests.
func resourceBlock(attributes string) string {
	return "resource \"tigertrust_certificate\" \"test\" {\n" + attributes + "\n}\n"
}

// createBeforeDestroy is a lifecycle block.
const createBeforeDestroy = "\n  lifecycle {\n    create_before_destroy = true\n  }"

// mockCertificate returns a certificate from the mock.
func mockCertificate(t *testing.T, env *acctest.Environment, id int64) mockserver.Certificate {
	t.Helper()
	certificate, ok := env.Mock.Certificate(id)
	if !ok {
		t.Fatalf("the mock has no certificate %d", id)
	}
	return certificate
}

// echoSettings returns options of a mock whose responses contain settings.
func echoSettings() mockserver.Options {
	return mockserver.Options{Fields: mockserver.IncludeSettings()}
}

// joinLines joins attributes of a block.
func joinLines(attributes ...string) string { return strings.Join(attributes, "\n  ") }
