package certificate_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	// address is where the resource of most tests is.
	address = "tigertrust_certificate.test"
	// firstID is the id of the first certificate that a mock issues.
	firstID = int64(1001)

	certificatesPath = "/api/certificates"
	certificatePath  = "/api/certificates/*"
	revocationPath   = "/api/certificates/*/revoke"

	minimalConfig = `common_name = "www.example.com"`
	// fullConfig sets all that can be ordered or set.
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

// resourceBlock is the resource of most tests.
func resourceBlock(attributes string) string {
	return "resource \"tigertrust_certificate\" \"test\" {\n" + attributes + "\n}\n"
}

// createBeforeDestroy lets the successor of a replacement be created first.
const createBeforeDestroy = "\n  lifecycle {\n    create_before_destroy = true\n  }"

// mockCertificate returns a certificate as the mock knows it.
func mockCertificate(t *testing.T, env *acctest.Environment, id int64) mockserver.Certificate {
	t.Helper()
	certificate, ok := env.Mock.Certificate(id)
	if !ok {
		t.Fatalf("the mock has no certificate %d", id)
	}
	return certificate
}

// echoSettings are the mock's options that show settings in answers.
func echoSettings() mockserver.Options {
	return mockserver.Options{Fields: mockserver.IncludeSettings()}
}

// joinLines joins attributes.
func joinLines(attributes ...string) string { return strings.Join(attributes, "\n  ") }
