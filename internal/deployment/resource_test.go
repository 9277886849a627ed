package deployment_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	// address is where the resource of most tests is, and certificate where
	// its certificate is if that is a resource too.
	address     = "tigertrust_certificate_deployment.test"
	certificate = "tigertrust_certificate.test"
	// first is the id of the first certificate of a mock.
	first = int64(1001)

	one         = "/api/certificates/*"
	deployments = "/api/certificates/*/deploy"

	toFirst    = "\n  certificate_id = 1001"
	toNginx    = toFirst + "\n  targets = [\"nginx-main\"]"
	byProd     = "\n  agent_id = \"agent-prod-01\""
	byEdge     = toFirst + "\n  targets = [\"envoy-edge\"]\n  agent_id = \"agent-edge-01\""
	withoutAny = "\n  wait_for_deployment = false"
	shortly    = "\n  timeouts = { create = \"20s\", update = \"30s\" }"

	nginxByProd = `{"targets":["nginx-main"],"agentId":"agent-prod-01"}`
)

// resourceBlock is the resource of most tests.
func resourceBlock(attributes string) string {
	return "resource \"tigertrust_certificate_deployment\" \"test\" {" + attributes + "\n}\n"
}

// wired deploys the certificate that certificateBlock orders, by one agent,
// and again when its fingerprint changes.
func wired(attributes string) string {
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
	// createFirst lets the successor of a replacement be created first.
	createFirst = "\n  lifecycle {\n    create_before_destroy = true\n  }"
)

// seeded starts a mock with one certificate, which is issued.
func seeded(t *testing.T, options mockserver.Options) *acctest.Environment {
	t.Helper()
	env := acctest.New(t, options)
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	return env
}

// deployed starts with a certificate that is deployed by attributes.
func deployed(t *testing.T, options mockserver.Options, attributes string) (*acctest.Environment, *acctest.Terraform) {
	t.Helper()
	env := seeded(t, options)
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(attributes))).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	return env, tf
}

// issued returns a certificate as the mock knows it.
func issued(t *testing.T, env *acctest.Environment, id int64) mockserver.Certificate {
	t.Helper()
	known, ok := env.Mock.Certificate(id)
	if !ok {
		t.Fatalf("the mock has no certificate %d", id)
	}
	return known
}

// renew renews the certificate as the server does by itself, without touching
// hosts.
func renew(t *testing.T, env *acctest.Environment) {
	t.Helper()
	if _, err := env.Mock.Renew(first); err != nil {
		t.Fatal(err)
	}
}

// paths returns the paths of the locations in the state.
func paths(t *testing.T, tf *acctest.Terraform) []string {
	t.Helper()
	found := []string{}
	locations, ok := tf.Instance(address).Attributes["locations"].([]any)
	if !ok {
		t.Fatalf("the state holds %v", tf.Instance(address).Attributes)
	}
	for _, location := range locations {
		attributes, _ := location.(map[string]any)
		path, _ := attributes["path"].(string)
		agent, _ := attributes["agent_id"].(string)
		found = append(found, agent+":"+path)
	}
	return found
}

// mustHavePaths expects the locations in the state.
func mustHavePaths(t *testing.T, tf *acctest.Terraform, expected ...string) {
	t.Helper()
	if found := paths(t, tf); !slices.Equal(found, expected) {
		t.Errorf("the state holds locations %q, expected was %q", found, expected)
	}
}

// mustHaveDone expects the requests that changed something.
func mustHaveDone(t *testing.T, env *acctest.Environment, expected ...string) {
	t.Helper()
	if done := acctest.Requests(env.Mock.Journal().Mutations()); !slices.Equal(done, expected) {
		t.Errorf("done was\n%s\nexpected was\n%s", strings.Join(done, "\n"), strings.Join(expected, "\n"))
	}
}

// mustSettle expects that nothing is left to do, neither by the state nor
// after a refresh, and that a refresh finds nothing to note down.
func mustSettle(t *testing.T, tf *acctest.Terraform) {
	t.Helper()
	before := stored(t, tf)
	tf.Plan("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address)
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	if after := stored(t, tf); after != before {
		t.Errorf("a refresh changed the state\n%s\nto\n%s", before, after)
	}
}

// stored returns what the state holds of the provider's. Terraform notes down
// settings of its own beside that.
func stored(t *testing.T, tf *acctest.Terraform) string {
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
	held, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(held)
}

// switchAgent switches agent-prod-01 on or off.
func switchAgent(t *testing.T, env *acctest.Environment, online bool) {
	t.Helper()
	if err := env.Mock.SetAgentOnline("agent-prod-01", online); err != nil {
		t.Fatal(err)
	}
}
