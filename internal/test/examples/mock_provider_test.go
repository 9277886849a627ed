package examples_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// bareMockTest tests a configuration without an account and without mock values:
// computed numbers are 0, computed strings are random, and computed lists are
// empty.
const bareMockTest = `
mock_provider "tigertrust" {}

run "plan" {
  command = plan
}

run "apply" {}
`

// readsOutputs matches configurations that compute with a time or a PEM
// certificate, which a random string is not, or that compare fingerprints.
var readsOutputs = regexp.MustCompile(`timecmp\(|provider::tigertrust::|served_certificate\.\w+\.fingerprint ==`)

// mockTestWithOutputs returns a test that has valid mock values for the
// configurations that readsOutputs matches. It does not plan separately, because
// Terraform fails a test whose checks are known after apply only.
func mockTestWithOutputs(certificate mockserver.Certificate) string {
	defaults := fmt.Sprintf(`{
    defaults = {
      fingerprint     = %q
      valid_from      = %q
      valid_to        = %q
      certificate_pem = %q
    }
  }`, certificate.Fingerprint, certificate.ValidFrom.Format(time.RFC3339), certificate.ValidTo.Format(time.RFC3339), certificate.CertificatePEM)
	return fmt.Sprintf(`mock_provider "tigertrust" {
  mock_resource "tigertrust_certificate" %[1]s
  mock_data "tigertrust_certificate" %[1]s
  mock_data "tigertrust_served_certificate" {
    defaults = {
      fingerprint = %[2]q
    }
  }
}

run "apply" {}
`, defaults, certificate.Fingerprint)
}

func TestMockProvider_Examples_Pass(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(examplesFolder, "*", "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	single, err := filepath.Glob(filepath.Join(examplesFolder, "*", "*", "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	tested := 0
	for _, file := range append(files, single...) {
		if strings.HasPrefix(filepath.Base(file), "import") {
			continue
		}
		name, err := filepath.Rel(examplesFolder, file)
		if err != nil {
			t.Fatal(err)
		}
		if folder, _, _ := strings.Cut(filepath.ToSlash(name), "/"); hasOwnTests(folder) {
			continue
		}
		tested++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mustPassWithMockProvider(t, exampleConfig(t, name))
		})
	}
	if tested < 15 {
		t.Errorf("only %d examples were found", tested)
	}
}

func TestMockProvider_Guides_Pass(t *testing.T) {
	t.Parallel()
	for _, file := range guideFiles(t) {
		var config configuration
		for _, step := range readSnippets(t, file) {
			if step.language != "terraform" {
				continue
			}
			if step.comment == startAgain {
				config = configuration{}
			}
			config.addStep(t, step)
			// Terraform cannot import from a mock provider.
			text := withProvider(config.text(func(name string) bool { return isConfiguration(name) && name != "import" }))
			t.Run(fmt.Sprintf("%s line %d", filepath.Base(file), step.line), func(t *testing.T) {
				t.Parallel()
				mustPassWithMockProvider(t, text)
			})
		}
	}
}

// mustPassWithMockProvider runs terraform test with a mock provider. The provider
// must not send requests.
func mustPassWithMockProvider(t *testing.T, config string) {
	t.Helper()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_7_0))
	skipIfUnsupported(t, config)
	env := acctest.New(t, mockserver.Options{})
	test := bareMockTest
	if readsOutputs.MatchString(config) {
		id := env.Mock.Seed(mockserver.Seed{CommonName: "shop.example.com", SubjectAlternativeNames: []string{"shop.example.com", "www.example.com"}, ValidTo: time.Now().AddDate(1, 0, 0)})
		certificate, _ := env.Mock.Certificate(id)
		test = mockTestWithOutputs(certificate)
	}
	env.Terraform(t).Test(config, test).MustSucceed()
	env.MustHaveRequested(t)
}
