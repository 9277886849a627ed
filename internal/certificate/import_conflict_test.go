package certificate_test

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const importConflict = "Configuration contradicts the imported certificate"

func importedSeed() mockserver.Seed {
	return mockserver.Seed{CommonName: "www.example.com", SubjectAlternativeNames: []string{"www.example.com"}, CertificateAuthorityID: 6, KeyType: "RSA", KeySize: 2048}
}

func TestImport_ContradictingConfig_Warns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ attributes, at, report string }{
		"common name": {
			`common_name = "api.example.com"`, "common_name",
			`^Configuration contradicts the imported certificate\nCertificate 1001 \(www\.example\.com\) has common_name = "www\.example\.com"\. The configuration has common_name = "api\.example\.com"\. ` +
				`This plan orders another certificate and leaves the imported one valid\.\n\n` +
				`To keep the imported certificate, change the configuration to:\n\n  common_name = "www\.example\.com"\n\n` +
				`If you meant to import another certificate, correct the import ID\.$`,
		},
		"names": {
			joinLines(minimalConfig, `subject_alternative_names = ["api.example.com"]`), "subject_alternative_names",
			`has subject_alternative_names = \["www\.example\.com"\]\. The configuration has subject_alternative_names = \["api\.example\.com"\]\.`,
		},
		"key": {
			joinLines(minimalConfig, `key_type = "ECDSA"`, `key_size = 256`), "key_type",
			`has key_type = "RSA" and key_size = 2048\. The configuration has key_type = "ECDSA" and key_size = 256\.(?s:.*)change the configuration to:\n\n  key_type = "RSA"\n  key_size = 2048\n\n`,
		},
		"CA": {
			joinLines(minimalConfig, `certificate_authority_id = 5`), "certificate_authority_id",
			`has certificate_authority_id = 6\. The configuration has certificate_authority_id = 5\.`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			env.Mock.Seed(importedSeed())
			run := env.Terraform(t).Plan(env.Config(importBlock("1001")+resourceBlock(test.attributes))).MustPlan(address, "replace")
			run.MustWarn(test.report)
			if at := run.MustWarn(importConflict).Location; len(at) < len(test.at) || at[:len(test.at)] != test.at {
				t.Errorf("the warning is at %q", at)
			}
		})
	}
}

// Settings are changed in place, and a validity period is only for the next order.
func TestImport_OtherSettings_DoNotContradict(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoSettings())
	env.Mock.Seed(importedSeed())
	config := env.Config(resourceBlock(joinLines(`common_name = "WWW.example.com"`, `key_type = "RSA"`, `validity_days = 10`, `auto_renew = true`, `renewal_threshold_days = 5`)))
	tf := env.Terraform(t)
	tf.Apply(importBlock("1001") + config).MustSucceed().MustNotMention(importConflict)
	tf.Plan(config).MustSucceed().MustPlan(address).MustNotMention(importConflict)
}

// After an apply, the certificate is no longer as it was imported.
func TestImport_ConfigChangedLater_IsNoConflict(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoSettings())
	env.Mock.Seed(importedSeed())
	tf := env.Terraform(t)
	tf.Apply(importBlock("1001") + env.Config(resourceBlock(joinLines(minimalConfig, `auto_renew = true`)))).MustSucceed()
	tf.Plan(env.Config(resourceBlock(joinLines(minimalConfig, `key_type = "ECDSA"`)))).MustPlan(address, "replace").MustNotMention(importConflict)
}
