package deployment_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	// address is the address of the resource in most tests, and certificate
	// that of its certificate where it is a resource as well.
	address     = "tigertrust_certificate_deployment.test"
	certificate = "tigertrust_certificate.test"
	// firstID is the id of the first certificate of a mock.
	firstID = int64(1001)

	deployPath = "/api/certificates/*/deploy"

	toFirst       = "\n  certificate_id = 1001"
	toNginx       = toFirst + "\n  targets = [\"nginx-main\"]"
	byProd        = "\n  agent_id = \"agent-prod-01\""
	byEdge        = toFirst + "\n  targets = [\"envoy-edge\"]\n  agent_id = \"agent-edge-01\""
	withoutWait   = "\n  wait_for_deployment = false"
	shortTimeouts = "\n  timeouts = { create = \"20s\", update = \"30s\" }"

	nginxByProd = `{"targets":["nginx-main"],"agentId":"agent-prod-01"}`
)

// resourceBlock returns the resource of most tests.
func resourceBlock(attributes string) string {
	return "resource \"tigertrust_certificate_deployment\" \"test\" {" + attributes + "\n}\n"
}

// wiredBlock returns a deployment that is wired to the id and the fingerprint of
// the certificate in certificateBlock.
func wiredBlock(attributes string) string {
	return resourceBlock(`
  certificate_id          = tigertrust_certificate.test.id
  certificate_fingerprint = tigertrust_certificate.test.fingerprint
  targets                 = ["nginx-main"]` + byProd + attributes)
}

func certificateBlock(attributes string) string {
	return "resource \"tigertrust_certificate\" \"test\" {\n  common_name = \"www.example.com\"" + attributes + "\n}\n"
}

const (
	asRSA   = "\n  key_type = \"RSA\""
	asECDSA = "\n  key_type = \"ECDSA\""
	// createFirst creates the replacement before the current certificate is
	// destroyed.
	createFirst = "\n  lifecycle {\n    create_before_destroy = true\n  }"
)

// newEnvWithCertificate starts a mock with one issued certificate.
func newEnvWithCertificate(t *testing.T, options mockserver.Options) *acctest.Environment {
	t.Helper()
	env := acctest.New(t, options)
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	return env
}

// applyDeployment starts a mock with one certificate and applies a deployment.
func applyDeployment(t *testing.T, options mockserver.Options, attributes string) (*acctest.Environment, *acctest.Terraform) {
	t.Helper()
	env := newEnvWithCertificate(t, options)
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(attributes))).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	return env, tf
}

// mockCertificate returns a certificate of the mock.
func mockCertificate(t *testing.T, env *acctest.Environment, id int64) mockserver.Certificate {
	t.Helper()
	found, ok := env.Mock.Certificate(id)
	if !ok {
		t.Fatalf("the mock has no certificate %d", id)
	}
	return found
}

// renewOnServer renews the certificate without a request from Terraform and
// without deploying it.
func renewOnServer(t *testing.T, env *acctest.Environment) {
	t.Helper()
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
}

// mustHaveLocations expects these locations in the state, each as AGENT:PATH.
func mustHaveLocations(t *testing.T, tf *acctest.Terraform, expected ...string) {
	t.Helper()
	locations, ok := tf.Instance(address).Attributes["locations"].([]any)
	if !ok {
		t.Fatalf("the state contains %v", tf.Instance(address).Attributes)
	}
	found := []string{}
	for _, location := range locations {
		attributes, _ := location.(map[string]any)
		found = append(found, fmt.Sprintf("%v:%v", attributes["agent_id"], attributes["path"]))
	}
	if !slices.Equal(found, expected) {
		t.Errorf("the state contains the locations %q, want %q", found, expected)
	}
}

// mustHaveMutated expects these requests that are not reads, in this order.
func mustHaveMutated(t *testing.T, env *acctest.Environment, expected ...string) {
	t.Helper()
	if sent := acctest.Requests(env.Mock.Journal().Mutations()); !slices.Equal(sent, expected) {
		t.Errorf("sent\n%s\nwant\n%s", strings.Join(sent, "\n"), strings.Join(expected, "\n"))
	}
}

// mustHaveNoChanges expects plans without changes, with and without a refresh,
// and that the refresh does not change the state.
func mustHaveNoChanges(t *testing.T, tf *acctest.Terraform) {
	t.Helper()
	before := storedState(t, tf)
	tf.Plan("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address)
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	if after := storedState(t, tf); after != before {
		t.Errorf("a refresh changed the state\n%s\nto\n%s", before, after)
	}
}

// storedState returns the parts of the state file that the provider writes.
func storedState(t *testing.T, tf *acctest.Terraform) string {
	t.Helper()
	content, err := os.ReadFile(tf.Path("terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Type      string `json:"type"`
			Name      string `json:"name"`
			Instances []struct {
				Attributes json.RawMessage `json:"attributes"`
				Private    string          `json:"private"`
				Identity   json.RawMessage `json:"identity"`
				Status     string          `json:"status"`
				Deposed    string          `json:"deposed"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(content, &state); err != nil {
		t.Fatal(err)
	}
	stored, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(stored)
}

// setProdAgentOnline switches agent-prod-01 on or off.
func setProdAgentOnline(t *testing.T, env *acctest.Environment, online bool) {
	t.Helper()
	if err := env.Mock.SetAgentOnline("agent-prod-01", online); err != nil {
		t.Fatal(err)
	}
}
