package acceptance

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// namePrefix begins the first label of all names that the tests order. The sweeper
// revokes no certificate with another name.
const namePrefix = "tf-acc-"

// version is the version of the provider that the tests build.
const version = "0.0.1"

// TestMain builds the provider for the tests, and runs the sweepers with -sweep.
func TestMain(m *testing.M) { resource.TestMain(withProvider{m}) }

type withProvider struct{ m *testing.M }

// Run implements the interface of [resource.TestMain].
func (w withProvider) Run() int {
	if os.Getenv(resource.EnvTfAcc) == "" {
		return w.m.Run()
	}
	folder, err := os.MkdirTemp("", "tigertrust-acceptance-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if err := installProvider(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return w.m.Run()
}

// installProvider builds the provider, and makes terraform init install this build.
func installProvider(folder string) error {
	file, err := terraformcli.InstallBuild(context.Background(), folder, version, os.Stderr)
	if err != nil {
		return err
	}
	return errors.Join(os.Setenv("TF_CLI_CONFIG_FILE", file), os.Setenv("CHECKPOINT_DISABLE", "1"))
}

// newClient returns a client for the account.
func newClient() (*tigertrust.Client, error) {
	config := tigertrust.Config{
		APIKey:      os.Getenv("TIGERTRUST_API_KEY"),
		WorkspaceID: os.Getenv("TIGERTRUST_WORKSPACE_ID"),
		MaxRetries:  tigertrust.DefaultMaxRetries,
		UserAgent:   "terraform-provider-tigertrust-acceptance",
	}
	if config.APIKey == "" {
		return nil, errors.New("TIGERTRUST_API_KEY must be set")
	}
	if text := os.Getenv("TIGERTRUST_ENDPOINT"); text != "" {
		endpoint, err := tigertrust.ParseEndpoint(text)
		if err != nil {
			return nil, fmt.Errorf("TIGERTRUST_ENDPOINT %w", err)
		}
		config.Endpoint = endpoint
	}
	if text := os.Getenv("TIGERTRUST_CA_CERTIFICATE_PEM"); text != "" {
		roots, err := x509.SystemCertPool()
		if err != nil {
			return nil, err
		}
		if !roots.AppendCertsFromPEM([]byte(text)) {
			return nil, errors.New("TIGERTRUST_CA_CERTIFICATE_PEM contains no certificate")
		}
		config.RootCAs = roots
	}
	return tigertrust.New(config)
}

// variable returns an environment variable, or skips the test.
func variable(t *testing.T, name, purpose string) string {
	t.Helper()
	skipUnlessAcceptance(t)
	value := os.Getenv(name)
	if value == "" {
		t.Skipf("set %s to %s", name, purpose)
	}
	return value
}

func skipUnlessAcceptance(t *testing.T) {
	t.Helper()
	if os.Getenv(resource.EnvTfAcc) == "" {
		t.Skipf("acceptance tests run with %s=1 only", resource.EnvTfAcc)
	}
}

// newName returns a name below the domain for tests that no certificate has yet.
// At the end of the test all its certificates are revoked, whatever happened.
func newName(t *testing.T) string {
	t.Helper()
	domain := variable(t, "TIGERTRUST_TEST_DOMAIN", "order certificates for names below it")
	name := namePrefix + strings.ToLower(rand.Text()[:10]) + "." + strings.Trim(domain, ".")
	client, err := newClient()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		isOurs := func(commonName string) bool { return strings.EqualFold(commonName, name) }
		if err := revokeAll(context.Background(), client, name, isOurs, t.Logf); err != nil {
			t.Errorf("certificates for %s may be valid: %v. Run make sweep, or revoke them in TigerTrust", name, err)
		}
	})
	return name
}

// unsupported are the errors of an account that cannot do what a test does, and the
// reasons to skip the test.
var unsupported = map[string]string{
	"CA_NOT_CONFIGURED": "the account has no CA for this order",
	"AGENT_UNAVAILABLE": "the agent is not available",
	"does not permit":   "the API key does not permit this operation",
	"under another ID":  "the account renews under another id",
}

// requirement begins every configuration but queries. Imports need it, too.
func requirement() string {
	return fmt.Sprintf(`
terraform {
  required_providers {
    tigertrust = { source = "%s/tigertrust/tigertrust", version = "%s" }
  }
}
`, terraformcli.ProviderHost(), version)
}

// run runs the steps with the built provider. It skips the test if the account does
// not support it.
func run(t *testing.T, check resource.TestCheckFunc, steps ...resource.TestStep) {
	t.Helper()
	runFrom(t, tfversion.SkipBelow(tfversion.Version1_5_0), check, steps...)
}

// runFrom is run for tests that require a version of Terraform.
func runFrom(t *testing.T, required tfversion.TerraformVersionCheck, check resource.TestCheckFunc, steps ...resource.TestStep) {
	t.Helper()
	for i := range steps {
		if !steps[i].Query {
			steps[i].Config = requirement() + steps[i].Config
		}
	}
	isSkipped := false
	resource.ParallelTest(t, resource.TestCase{
		PreCheck: func() {
			if _, err := newClient(); err != nil {
				t.Fatalf("acceptance tests need an account: %v", err)
			}
		},
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{required},
		ExternalProviders: map[string]resource.ExternalProvider{
			"tigertrust": {Source: terraformcli.ProviderHost() + "/tigertrust/tigertrust", VersionConstraint: version},
		},
		CheckDestroy: func(state *terraform.State) error {
			if isSkipped || check == nil {
				return nil
			}
			return check(state)
		},
		ErrorCheck: func(err error) error {
			for text, reason := range unsupported {
				// Terraform wraps lines.
				if err != nil && strings.Contains(strings.Join(strings.Fields(err.Error()), " "), text) {
					isSkipped = true
					t.Skipf("%s: %v", reason, err)
				}
			}
			return err
		},
		Steps: steps,
	})
}
