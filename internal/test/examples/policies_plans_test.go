package examples_test

import (
	"fmt"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// policyTest is a plan, and what the policies deny in it.
type policyTest struct {
	// seed adds what the configuration refers to, with the ids 1001 and following.
	seed func(mock *mockserver.Server)
	// applied is the configuration before the plan.
	applied string
	// before changes the account before the plan. It may fail an apply.
	before  func(t *testing.T, env *acctest.Environment, tf *acctest.Terraform)
	planned string
	flags   []string
	// denied are the first words of all messages, each after its package.
	denied []string
}

// destroyFirst and createFirst are certificates that a plan can replace.
const (
	destroyFirst = `
resource "tigertrust_certificate" "destroy_first" {
  common_name   = "destroy-first.example.com"
  validity_days = 90
}
`
	createFirst = `
resource "tigertrust_certificate" "create_first" {
  common_name   = "create-first.example.com"
  validity_days = 90

  lifecycle {
    create_before_destroy = true
  }
}
`
)

var policyTests = map[string]policyTest{
	"orders": {
		planned: `
resource "tigertrust_certificate" "long" {
  common_name   = "long.example.com"
  validity_days = 201
}
resource "tigertrust_certificate" "short" {
  common_name   = "short.example.com"
  key_type      = "RSA"
  key_size      = 2048
  validity_days = 200
}
resource "tigertrust_certificate" "defaults" {
  common_name = "defaults.example.com"
}
`,
		denied: []string{"validity: tigertrust_certificate.long has a validity period of 201 days"},
	},
	"renewals": {
		applied: `
resource "tigertrust_certificate" "renewed" {
  common_name   = "renewed.example.com"
  validity_days = 365
  renewal       = { method = "acme", triggers = { incident = "none" } }
}
resource "tigertrust_certificate" "unchanged" {
  common_name   = "unchanged.example.com"
  validity_days = 365
}
`,
		planned: `
resource "tigertrust_certificate" "renewed" {
  common_name   = "renewed.example.com"
  validity_days = 365
  renewal       = { method = "acme", triggers = { incident = "2026-01" } }
}
resource "tigertrust_certificate" "unchanged" {
  common_name   = "unchanged.example.com"
  validity_days = 365
  auto_renew    = true
}
`,
		denied: []string{"validity: tigertrust_certificate.renewed has a validity period of 365 days"},
	},
	"imports": {
		seed: func(mock *mockserver.Server) {
			mock.Seed(mockserver.Seed{CommonName: "weak.example.com", KeyType: "RSA", KeySize: 1024})
			mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "legacy.example.com"})
		},
		planned: `
resource "tigertrust_certificate" "weak" {
  common_name = "weak.example.com"
}
import {
  to = tigertrust_certificate.weak
  id = "1001"
}
resource "tigertrust_discovered_import" "legacy" {
  discovered_certificate_id = "1002"
}
`,
		denied: []string{"weak_keys: tigertrust_certificate.weak has a weak key: RSA 1024."},
	},
	"replacements": {
		applied: destroyFirst + createFirst,
		planned: `
resource "tigertrust_certificate" "destroy_first" {
  common_name   = "destroy-first.example.com"
  validity_days = 47
}
resource "tigertrust_certificate" "create_first" {
  common_name   = "create-first.example.com"
  validity_days = 47

  lifecycle {
    create_before_destroy = true
  }
}
`,
		denied: []string{"revocations: tigertrust_certificate.destroy_first is revoked before its replacement is issued"},
	},
	"many_replacements": {
		applied: manyCertificates("RSA", 2048),
		planned: manyCertificates("ECDSA", 256),
		denied:  []string{"replacements: This plan replaces 6 certificates"},
	},
	"removals": {
		seed: func(mock *mockserver.Server) {
			for range 2 {
				mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "legacy.example.com"})
			}
		},
		applied: `
resource "tigertrust_certificate" "revoked" {
  common_name = "revoked.example.com"
}
resource "tigertrust_certificate" "abandoned" {
  common_name = "abandoned.example.com"
  on_destroy  = "abandon"
}
resource "tigertrust_certificate" "destroyed" {
  common_name = "destroyed.example.com"
}
resource "tigertrust_certificate" "forgotten" {
  common_name = "forgotten.example.com"
}
resource "tigertrust_discovered_import" "revoked" {
  discovered_certificate_id = "1001"
  on_destroy                = "revoke"
}
resource "tigertrust_discovered_import" "abandoned" {
  discovered_certificate_id = "1002"
}
`,
		planned: `
removed {
  from = tigertrust_certificate.destroyed
  lifecycle {
    destroy = true
  }
}
removed {
  from = tigertrust_certificate.forgotten
  lifecycle {
    destroy = false
  }
}
`,
		denied: []string{
			"revocations: tigertrust_certificate.revoked is revoked and has no replacement",
			"revocations: tigertrust_certificate.destroyed is revoked and has no replacement",
			"revocations: tigertrust_discovered_import.revoked is revoked and has no replacement",
		},
	},
	"removal_of_revoked": {
		applied: destroyFirst,
		before: func(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) {
			t.Helper()
			if err := env.Mock.Revoke(acctest.Number(tf.Instance("tigertrust_certificate.destroy_first").Attributes["id"]), "unspecified"); err != nil {
				t.Fatal(err)
			}
			// Terraform 1.11 does not refresh a resource that is not in the configuration.
			tf.Apply("", "-refresh-only").MustSucceed()
		},
		planned: `output "nothing" { value = "" }`,
	},
	"destroy": {
		applied: createFirst,
		planned: createFirst,
		flags:   []string{"-destroy"},
		denied:  []string{"revocations: tigertrust_certificate.create_first is revoked and has no replacement"},
	},
	"deposed": {
		applied: deployed("nginx-main", 90),
		before: func(t *testing.T, _ *acctest.Environment, tf *acctest.Terraform) {
			t.Helper()
			// The new certificate is issued, and its deployment fails.
			tf.Apply(withProvider(deployed("envoy-edge", 47))).MustFail()
			for _, instance := range tf.Instances("tigertrust_certificate.create_first") {
				if instance.Deposed {
					return
				}
			}
			t.Fatal("no certificate is deposed")
		},
		planned: deployed("nginx-main", 47),
	},
	"actions": {
		planned: `
action "tigertrust_certificate_revoke" "leaked" {
  config {
    certificate_id = "1001"
  }
}
action "tigertrust_certificate_renew" "renewed" {
  config {
    certificate_id = "1001"
    method         = "acme"
  }
}
resource "tigertrust_certificate" "leaked" {
  common_name = "leaked.example.com"
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.tigertrust_certificate_revoke.leaked, action.tigertrust_certificate_renew.renewed]
    }
  }
}
`,
		denied: []string{"revocations: action.tigertrust_certificate_revoke.leaked revokes a certificate"},
	},
	"invoked_action": {
		planned: `
action "tigertrust_certificate_revoke" "leaked" {
  config {
    certificate_id = "1001"
  }
}
`,
		flags:  []string{"-invoke=action.tigertrust_certificate_revoke.leaked"},
		denied: []string{"revocations: action.tigertrust_certificate_revoke.leaked revokes a certificate"},
	},
}

// manyCertificates returns the configuration of six certificates.
func manyCertificates(keyType string, keySize int) string {
	return fmt.Sprintf(`
resource "tigertrust_certificate" "many" {
  count       = 6
  common_name = "many-${count.index}.example.com"
  key_type    = %q
  key_size    = %d
  lifecycle {
    create_before_destroy = true
  }
}
`, keyType, keySize)
}

// deployed returns the configuration of a certificate and its deployment.
func deployed(target string, validityDays int) string {
	return fmt.Sprintf(`
resource "tigertrust_certificate" "create_first" {
  common_name   = "create-first.example.com"
  validity_days = %d
  lifecycle {
    create_before_destroy = true
  }
}
resource "tigertrust_certificate_deployment" "create_first" {
  certificate_id          = tigertrust_certificate.create_first.id
  certificate_fingerprint = tigertrust_certificate.create_first.fingerprint
  targets                 = [%q]
}
`, validityDays, target)
}
